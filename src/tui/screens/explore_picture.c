/*
 * The explore screen as cells: the outcomes there are, how often, and how far the search is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tui/screens/explore_parts.h"
#include "view/panes/bars.h"
#include "view/panes/frame.h"
#include "view/panes/layout.h"
#include "view/panes/message.h"
#include "view/panes/outcomes.h"

enum { LINE = 200, SCHEDULE = 400 };

static const char explanation[] =
	"Real processes are run in every order in which they can take their steps, as far as it "
	"makes a difference. A bar shows how many of all the orders end so. These are not "
	"probabilities: the kernel does not choose among them evenly.\n\n"
	"Below is the order with the fewest switches that ends as the marked line says. Enter "
	"takes it to the stage, where . goes through it step by step; its schedule marks the "
	"step after which it can no longer end well.";

/* --- the table ------------------------------------------------------------------------------- */

/* Whether it ended so before, and never does now; as long as one searches, who knows. */
static bool is_gone(const struct explore_screen *screen, const struct kept_count *figure)
{
	const struct explore_result *result = screen->result;

	if (screen->state == EXPLORE_GOING)
		return false;
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (result->outcomes[i].verdict == figure->verdict &&
		    strcmp(result->outcomes[i].text, figure->outcome) == 0)
			return false;
	}
	return true;
}

unsigned explore_row_count(const struct explore_screen *screen)
{
	unsigned count = screen->result ? screen->result->outcome_count : 0;

	for (unsigned i = 0; screen->result && screen->before && i < screen->before->count; i++)
		count += is_gone(screen, &screen->before->list[i]);
	return count;
}

/* Storage for the texts of one picture. */
struct texts {
	struct outcome_row *rows;
	char (*counts)[AMOUNT_TEXT];
	char witness[SCHEDULE]; /* of the selected row */
	char headline[KEPT_COUNTS_LINE], before[2 * KEPT_COUNTS_LINE + 16], work[LINE];
};

static double share_of(const struct amount *part, const struct amount *whole)
{
	if (part->too_large || part->endless || whole->too_large || whole->endless)
		return part->endless ? 1 : 0;
	return whole->count ? (double)part->count / (double)whole->count : 0;
}

/* A count of the search before; "0": it never ended so. */
static const char *count_before(const struct explore_screen *screen, const char *outcome,
				enum verdict verdict)
{
	const struct kept_count *figure =
		screen->before ? kept_counts_find(screen->before, outcome, verdict) : NULL;

	return figure ? figure->count : "0";
}

static struct outcome_row row_of(const struct explore_screen *screen, uint32_t number,
				 struct texts *texts)
{
	const struct explore_result *result = screen->result;
	const struct explore_outcome *outcome = &result->outcomes[number];
	uint32_t no_return = outcome->witness.no_return;

	if (number == screen->selected)
		explore_schedule_text(&outcome->witness, texts->witness, SCHEDULE);
	return (struct outcome_row){
		.outcome = outcome->text,
		.verdict = outcome->verdict,
		.count = explore_count_text(outcome, texts->counts[number]),
		.before = count_before(screen, outcome->text, outcome->verdict),
		.share = outcome->beyond
				 ? -1
				 : share_of(&outcome->interleavings, &result->interleavings),
		.why = outcome->why ? outcome->why : "",
		.witness = texts->witness,
		.switches = outcome->witness.switches,
		.no_return = no_return < UINT32_MAX ? no_return : 0,
	};
}

static struct outcome_row row_gone(const struct kept_count *figure)
{
	return (struct outcome_row){
		.outcome = figure->outcome,
		.verdict = figure->verdict,
		.count = "0",
		.before = figure->count,
		.why = "It ended so before, and does so no more.",
	};
}

/* The rows of the table; returns how many. */
static unsigned fill_rows(const struct explore_screen *screen, struct texts *texts)
{
	const struct explore_result *result = screen->result;
	unsigned used = 0;

	texts->rows = calloc(explore_row_count(screen) + 1u, sizeof(*texts->rows));
	texts->counts = calloc(result->outcome_count + 1u, sizeof(*texts->counts));
	if (!texts->rows || !texts->counts)
		return 0;
	for (uint32_t i = 0; i < result->outcome_count; i++)
		texts->rows[used++] = row_of(screen, i, texts);
	for (unsigned i = 0; screen->before && i < screen->before->count; i++) {
		const struct kept_count *figure = &screen->before->list[i];

		if (is_gone(screen, figure))
			texts->rows[used++] = row_gone(figure);
	}
	return used;
}

static void free_texts(struct texts *texts)
{
	free(texts->rows);
	free(texts->counts);
	free(texts);
}

/* How far a search is that goes on: the time that is left is worth more than the number of runs. */
static void fill_searching(const struct explore_screen *screen, struct texts *texts)
{
	struct explore_progress progress = explore_progress(screen->explore);
	char left[ESTIMATE_TEXT];

	estimate_text(&screen->estimate, left);
	snprintf(texts->work, sizeof(texts->work),
		 "searching%s%s: %llu states, %llu of %llu transitions", *left ? ", " : "", left,
		 (unsigned long long)progress.states, (unsigned long long)progress.transitions,
		 (unsigned long long)progress.known);
}

/* Then nobody knows whether these are all. */
static bool is_blind(const struct explore_result *result)
{
	return ledger_is_blind(&result->unseen);
}

static void fill_work(const struct explore_screen *screen, struct texts *texts)
{
	struct explore_progress progress = explore_progress(screen->explore);
	const struct explore_result *result = screen->result;
	const char *how = "complete";
	char bound[64];

	if (screen->state == EXPLORE_GOING) {
		fill_searching(screen, texts);
		return;
	}
	if (screen->state == EXPLORE_FAILED)
		how = explore_failure(screen->explore);
	else if (result && result->bound >= 0) {
		snprintf(bound, sizeof(bound), "complete up to %d preemptions", result->bound);
		how = bound;
	} else if (result && is_blind(result))
		how = "not all was seen (q, then U)";
	else if (result && result->cut)
		how = result->cut;
	snprintf(texts->work, sizeof(texts->work),
		 "%s: %llu runs, %llu states, %llu of %llu transitions", how,
		 (unsigned long long)progress.runs, (unsigned long long)progress.states,
		 (unsigned long long)progress.transitions, (unsigned long long)progress.known);
}

static struct outcomes_picture picture_of(const struct explore_screen *screen, struct texts *texts)
{
	struct outcomes_picture picture = {
		.selected = screen->selected, .headline = texts->headline, .work = texts->work};

	fill_work(screen, texts);
	if (screen->result) {
		kept_counts_line(screen->result, texts->headline);
		picture.count = fill_rows(screen, texts);
		picture.rows = texts->rows;
		picture.complete = screen->result->complete;
	}
	if (screen->before) {
		snprintf(texts->before, sizeof(texts->before), "before (%s): %s",
			 screen->before->name, screen->before->counted);
		picture.before = texts->before;
	}
	return picture;
}

static void draw_outcomes(const struct explore_screen *screen, struct canvas *canvas)
{
	const struct place pane = {.at = {1, 0, canvas->rows - 2, canvas->cols}, .last = true};
	struct texts *texts = calloc(1, sizeof(*texts));
	struct outcomes_picture picture;

	if (!texts)
		return;
	picture = picture_of(screen, texts);
	outcomes_draw(canvas, pane_frame(canvas, &pane, "outcomes", true), &picture);
	free_texts(texts);
}

void explore_draw(void *context, struct canvas *canvas, int64_t now_ms)
{
	struct explore_screen *screen = context;
	const struct header header = {.demo = screen->name,
				      .toggles = screen->result && is_blind(screen->result)
							 ? "interleavings that were seen"
							 : "every interleaving",
				      .speed = "",
				      .policy = "",
				      .state = ""};
	struct layout layout;

	(void)now_ms;
	layout_compute(&layout, canvas->rows, canvas->cols, 0, false);
	if (layout.too_small) {
		screen_too_small(canvas, layout.message);
		return;
	}
	screen_draw_bars(canvas, &layout, &header, &explore_keymap);
	draw_outcomes(screen, canvas);
	if (screen->helping)
		overlay_message(canvas, layout.overlay, "every interleaving", explanation,
				ROLE_PLAIN);
}
