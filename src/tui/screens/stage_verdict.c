/*
 * The box at the end of a run: what came out, why, and what to do now.
 */
#include "tui/hints.h"
#include "tui/screens/stage_parts.h"
#include "view/panes/verdict_box.h"

/* What the box borrows. */
struct end_texts {
	struct hints hints;
	char why[MODE_WHY];
};

/* What to do about the toggles now: take back what is on, or plant the first. */
static void add_toggles(struct hints *hints, const struct staged *staged)
{
	const struct demo *demo = staged->subject.demo;
	unsigned toggles[DEMO_TOGGLES], before = hints->count;

	if (!demo)
		return;
	for (unsigned i = 0; i < demo->toggle_count; i++) {
		const struct toggle *toggle = &demo->toggles[i];

		if (staged->subject.choice.toggled[i])
			hints_add(hints, toggle->key,
				  toggle->fix ? "take it back" : "undo the fault", 0);
	}
	if (hints->count == before && staged_toggles(staged, toggles)) {
		const struct toggle *first = &demo->toggles[toggles[0]];

		hints_add(hints, first->key, text_in(&first->label, staged->language), 0);
	}
}

static void add_keys(struct hints *hints, const struct stage_screen *screen)
{
	const struct staged *staged = &screen->staged;
	const struct player *player = &staged->player;
	enum verdict verdict = run_verdict(player->run);

	if (!verdict_is_good(verdict) && !player->free &&
	    player_fault(player) != player_newest(player))
		hints_add(hints, "g", "go there", 0);
	if (stage_count_unseen(player))
		hints_add(hints, "U", "not seen", 0);
	add_toggles(hints, staged);
	if ((verdict == VERDICT_DEADLOCK || verdict == VERDICT_IDLE) &&
	    !modes_want(&screen->modes, PANE_WAITS))
		hints_add(hints, "w", "waits", 0);
	hints_add(hints, "r", "again", 0);
	if (!player->free && player->shown)
		hints_add(hints, ",", "back", 0);
	hints_add(hints, "enter", "see the stage", 0);
}

static struct verdict_box verdict_box(const struct stage_screen *screen, struct end_texts *texts)
{
	const struct staged *staged = &screen->staged;
	const struct run *run = staged->player.run;
	struct verdict_box box = {.verdict = run_verdict(run),
				  .unseen = stage_count_unseen(&staged->player),
				  .stage = &staged->shown_step.now,
				  .why = run_why(run),
				  .keys = texts->hints.list};

	if (modes_end_box(&screen->modes, staged, &box, texts->why))
		return box;
	texts->hints.count = 0;
	add_keys(&texts->hints, screen);
	box.key_count = texts->hints.count;
	return box;
}

void stage_draw_verdict(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	struct end_texts texts;
	struct verdict_box box;

	if (!staged_shows_verdict(&screen->staged))
		return;
	box = verdict_box(screen, &texts);
	overlay_verdict(canvas, at, &box);
}

struct rect stage_verdict_place(const struct stage_screen *screen, struct rect at)
{
	struct end_texts texts;
	struct verdict_box box;

	if (!staged_shows_verdict(&screen->staged))
		return (struct rect){at.row + at.rows, at.col, 0, at.cols};
	box = verdict_box(screen, &texts);
	return overlay_verdict_place(at, &box);
}
