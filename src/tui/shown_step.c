#include "tui/shown_step.h"

#include <string.h>
#include "view/stage/stage_view.h"

void shown_step_release(struct shown_step *shown_step)
{
	told_races_release(&shown_step->races);
}

static void keep(struct stage *copy, const struct stage *stage)
{
	memcpy(copy, stage, stage_used(stage));
}

/* Those of later steps are not to be told yet. */
static void take_races(struct shown_step *shown_step, const struct player *player)
{
	const struct told_races *told = run_races(player->run);

	told_races_clear(&shown_step->races);
	for (size_t i = 0; i < told->count; i++) {
		if (told->list[i].step <= player->shown)
			told_races_add(&shown_step->races, &told->list[i]);
	}
	for (unsigned i = 0; i < LIMIT_OBJECTS; i++)
		shown_step->guards[i] = run_guard(player->run, i, player->shown);
}

bool shown_step_follow(struct shown_step *shown_step, const struct player *player)
{
	struct history *history = run_history(player->run);

	if (shown_step->taken && shown_step->changes == player->changes &&
	    shown_step->zoomed == player->zoomed)
		return false;
	shown_step->taken = true;
	shown_step->changes = player->changes;
	shown_step->zoomed = player->zoomed;
	keep(&shown_step->before, history_at(history, player->shown_from));
	keep(&shown_step->now, history_at(history, player->shown));
	take_races(shown_step, player);
	shown_step->record_count = 0;
	shown_step->records_from = player->shown_from + 1;
	for (uint32_t step = shown_step->records_from; step <= player->shown; step++) {
		size_t count;

		history_records(history, step, &count);
		shown_step->record_count += count;
	}
	return true;
}

struct scene shown_step_scene(const struct shown_step *shown_step, const struct player *player,
			      int64_t now_ms)
{
	struct scene scene = {.now = &shown_step->now,
			      .move_ms = player_move_ms(player),
			      .zoomed = player->zoomed,
			      .races = shown_step->races.list,
			      .race_count = shown_step->races.count,
			      .guards = shown_step->guards,
			      .selected = -1};
	size_t count;

	if (player->shown_ms < 0 || !shown_step->record_count)
		return scene;
	scene.before = &shown_step->before;
	scene.since_ms = now_ms - player->shown_ms;
	scene.record_count = shown_step->record_count;
	/* The records of consecutive steps lie one behind the other. */
	scene.records = history_records(run_history(player->run), shown_step->records_from, &count);
	return scene;
}

bool shown_step_moves(const struct shown_step *shown_step, const struct player *player,
		      int64_t now_ms)
{
	struct scene scene;

	if (!player->run || !shown_step->taken || shown_step->changes != player->changes)
		return false;
	scene = shown_step_scene(shown_step, player, now_ms);
	return stage_view_moving(&scene);
}
