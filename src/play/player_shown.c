/*
 * The player's step that is shown: back and forward in what has happened already.
 */
#include "play/player.h"

uint32_t player_newest(const struct player *player)
{
	return history_steps(run_history(player->run));
}

bool player_in_past(const struct player *player)
{
	return player->shown < player_newest(player);
}

void player_move_to(struct player *player, uint32_t step, int64_t now_ms)
{
	player->shown_from = player->shown;
	player->shown = step;
	player->shown_ms = now_ms;
	player->changes++;
}

void player_show(struct player *player, uint32_t step)
{
	uint32_t newest = player_newest(player);

	player->ahead_count = 0;
	player_move_to(player, step < newest ? step : newest, -1);
}

bool player_completes(const struct player *player, uint32_t step)
{
	unsigned stepper = history_stepper(run_history(player->run), step);
	unsigned depth =
		history_at(run_history(player->run), step - 1)->actors[stepper].scope_depth;
	bool outside = depth == 0;
	size_t count;
	const struct record *records = history_records(run_history(player->run), step, &count);

	for (size_t i = 0; i < count; i++) {
		if (records[i].actor != stepper)
			continue;
		if (records[i].operation == OP_SCOPE_OPEN)
			depth++;
		else if (records[i].operation == OP_SCOPE_CLOSE && depth > 0)
			depth--;
		outside |= depth == 0;
	}
	return outside;
}

/* Whether a moment lies between two steps that are shown: inside a scope of who goes on. */
static bool is_inside(const struct player *player, uint32_t step)
{
	if (player->zoomed || step == 0 || step >= player_newest(player))
		return false;
	return history_stepper(run_history(player->run), step + 1) ==
		       history_stepper(run_history(player->run), step) &&
	       !player_completes(player, step);
}

void player_back(struct player *player)
{
	uint32_t step = player->shown;

	player->playing = false;
	if (step == 0)
		return;
	do {
		step--;
	} while (is_inside(player, step));
	player_show(player, step);
}

void player_forward(struct player *player, int64_t now_ms)
{
	uint32_t step = player->shown;

	do {
		step++;
	} while (is_inside(player, step));
	player_move_to(player, step, now_ms);
}
