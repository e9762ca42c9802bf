#include "tui/moment.h"

#include <string.h>

static void keep(struct stage *copy, const struct stage *stage)
{
	memcpy(copy, stage, stage_used(stage));
}

bool moment_follow(struct moment *moment, const struct player *player)
{
	struct history *history = run_history(player->run);

	if (moment->taken && moment->changes == player->changes && moment->zoomed == player->zoomed)
		return false;
	moment->taken = true;
	moment->changes = player->changes;
	moment->zoomed = player->zoomed;
	keep(&moment->before, history_at(history, player->shown_from));
	keep(&moment->now, history_at(history, player->shown));
	moment->record_count = 0;
	moment->records_from = player->shown_from + 1;
	for (uint32_t step = moment->records_from; step <= player->shown; step++) {
		size_t count;

		history_records(history, step, &count);
		moment->record_count += count;
	}
	return true;
}

struct scene moment_scene(const struct moment *moment, const struct player *player, int64_t now_ms)
{
	struct scene scene = {.now = &moment->now,
			      .move_ms = player_move_ms(player),
			      .zoomed = player->zoomed,
			      .selected = -1};
	size_t count;

	if (player->shown_ms < 0 || !moment->record_count)
		return scene;
	scene.before = &moment->before;
	scene.since_ms = now_ms - player->shown_ms;
	scene.record_count = moment->record_count;
	/* The records of consecutive steps lie one behind the other. */
	scene.records = history_records(run_history(player->run), moment->records_from, &count);
	return scene;
}

bool moment_moves(const struct moment *moment, const struct player *player, int64_t now_ms)
{
	struct scene scene;

	if (!player->run || !moment->taken || moment->changes != player->changes)
		return false;
	scene = moment_scene(moment, player, now_ms);
	return stage_view_moving(&scene);
}
