/*
 * The explore screen: every interleaving of what is on the stage, while it is being tried.
 *
 * The search goes on in slices between two frames, so that keys are answered. Enter takes the
 * selected outcome's witness back to the stage.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore/estimate.h"
#include "explore/explore.h"
#include "play/kept_counts.h"
#include "run/subject.h"
#include "tui/keys.h"
#include "tui/screens/screen.h"
#include "view/panes/layout.h"
#include "view/panes/outcomes.h"
#include "view/panes/panes.h"

enum { SLICE_MS = 25, LOOK_MS = 300, PAGE = 10, LINE = 200, SCHEDULE = 400 };

static const char explanation[] =
	"Real processes are run in every order in which they can take their steps, as far as it "
	"makes a difference. A bar shows how many of all the orders end so. These are not "
	"probabilities: the kernel does not choose among them evenly.\n\n"
	"Below is the order with the fewest switches that ends as the marked line says. Enter "
	"takes it to the stage, where . goes through it step by step; its schedule marks the "
	"step after which it can no longer end well.";

struct explore_screen {
	const struct subject *subject;	  /* borrowed: the stage's */
	const struct kept_counts *before; /* borrowed: of another choice; NULL none */
	char name[LINE];
	struct explore *explore;
	enum explore_state state;
	struct explore_result *result; /* as of the last look; NULL none yet */
	int64_t looked_ms;	       /* when the result was taken */
	struct estimate estimate;      /* of the time that is left */
	unsigned selected;
	bool chosen;	 /* the person has moved the cursor */
	bool helping;	 /* it is explained what one sees */
	cpu_set_t usual; /* where we may run when this is over */
};

static void name_subject(struct explore_screen *screen)
{
	const struct demo *demo = screen->subject->demo;
	size_t used =
		(size_t)snprintf(screen->name, sizeof(screen->name), "%s", screen->subject->name);

	if (demo && demo->scenario_count)
		used += (size_t)snprintf(screen->name + used, sizeof(screen->name) - used, " %s",
					 demo->scenarios[screen->subject->choice.scenario].name);
	for (unsigned i = 0; demo && i < demo->toggle_count && used < sizeof(screen->name); i++) {
		if (screen->subject->choice.toggled[i])
			used += (size_t)snprintf(screen->name + used, sizeof(screen->name) - used,
						 " %s", demo->toggles[i].name);
	}
}

struct explore_screen *explore_screen_open(const struct subject *subject,
					   const struct kept_counts *before, char *why, size_t size)
{
	const struct explore_rules rules = {.states = EXPLORE_BUDGET, .bound = -1};
	struct explore_screen *screen = calloc(1, sizeof(*screen));
	char **arguments = subject_arguments(subject);
	const struct launch launch = subject_launch(subject, arguments);
	struct error error = {.text = "out of memory"};

	if (screen && arguments)
		screen->explore = explore_open(&launch, &rules, &error);
	free(arguments);
	if (screen && screen->explore) {
		screen->subject = subject;
		if (before && kept_counts_compare(before, &subject->choice))
			screen->before = before;
		name_subject(screen);
		sched_getaffinity(0, sizeof(screen->usual), &screen->usual);
		session_sit_beside(explore_session(screen->explore));
		return screen;
	}
	snprintf(why, size, "%s", error.text);
	free(screen);
	return NULL;
}

const struct witness *explore_screen_choice(const struct explore_screen *screen)
{
	const struct explore_result *result = screen->result;

	return result && screen->selected < result->outcome_count
		       ? &result->outcomes[screen->selected].witness
		       : NULL;
}

struct kept_counts *explore_screen_counts(const struct explore_screen *screen)
{
	if (screen->state != EXPLORE_DONE || !screen->result)
		return NULL;
	return kept_counts_new(screen->name, &screen->subject->choice, screen->result);
}

static void close_screen(void *context)
{
	struct explore_screen *screen = context;

	explore_result_free(screen->result);
	explore_close(screen->explore);
	sched_setaffinity(0, sizeof(screen->usual), &screen->usual);
	free(screen);
}

/* --- keys --------------------------------------------------------------------------------- */

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

/* The outcomes there are, and those that there were before. */
static unsigned row_count(const struct explore_screen *screen)
{
	unsigned count = screen->result ? screen->result->outcome_count : 0;

	for (unsigned i = 0; screen->result && screen->before && i < screen->before->count; i++)
		count += is_gone(screen, &screen->before->list[i]);
	return count;
}

static void select_row(struct explore_screen *screen, int by)
{
	int last = (int)row_count(screen) - 1;
	int row = (int)screen->selected + by;

	screen->chosen = true;
	screen->selected = (unsigned)(row < 0 || last < 0 ? 0 : row > last ? last : row);
}

static enum effect press_key(void *context, int key, int64_t now_ms)
{
	struct explore_screen *screen = context;
	enum request request = keys_find(KEYMAP_EXPLORE, key).request;

	(void)now_ms;
	if (screen->helping) {
		screen->helping = false;
		return EFFECT_DRAW;
	}
	switch (request) {
	case REQUEST_HELP:
		screen->helping = true;
		return EFFECT_DRAW;
	case REQUEST_UP:
		select_row(screen, -1);
		return EFFECT_DRAW;
	case REQUEST_DOWN:
		select_row(screen, 1);
		return EFFECT_DRAW;
	case REQUEST_PAGE_UP:
		select_row(screen, -PAGE);
		return EFFECT_DRAW;
	case REQUEST_PAGE_DOWN:
		select_row(screen, PAGE);
		return EFFECT_DRAW;
	case REQUEST_ENTER:
		return explore_screen_choice(screen) ? EFFECT_TAKE : EFFECT_NONE;
	default:
		return screen_common_effect(request);
	}
}

/* --- the search --------------------------------------------------------------------------- */

/* The worst that can happen is what one wants to see: the first that is not as expected. */
static void select_worst(struct explore_screen *screen)
{
	for (unsigned i = 0; i < screen->result->outcome_count; i++) {
		if (screen->result->outcomes[i].verdict == VERDICT_AS_EXPECTED)
			continue;
		screen->selected = i;
		return;
	}
}

static void place(void *places, uint32_t where, char *out, size_t size)
{
	source_place(places, where, out, (unsigned)size);
}

/* The search is over: every witness once more, for the reason why it ends so. */
static void check_witnesses(struct explore_screen *screen)
{
	struct source *source = screen->subject->source;

	if (screen->state == EXPLORE_DONE && screen->result &&
	    !explore_check(screen->explore, screen->result, source ? place : NULL, source))
		screen->state = EXPLORE_FAILED;
}

static void take_result(struct explore_screen *screen, int64_t now_ms)
{
	explore_result_free(screen->result);
	screen->result = explore_result(screen->explore);
	screen->looked_ms = now_ms;
	check_witnesses(screen);
	if (screen->result && !screen->chosen)
		select_worst(screen);
}

static bool advance(void *context, int64_t now_ms)
{
	struct explore_screen *screen = context;
	struct explore_progress progress;

	if (screen->state != EXPLORE_GOING)
		return false;
	screen->state = explore_go_on(screen->explore, SLICE_MS);
	progress = explore_progress(screen->explore);
	estimate_look(&screen->estimate, &progress, (double)now_ms / 1000);
	if (screen->state == EXPLORE_GOING && now_ms - screen->looked_ms < LOOK_MS)
		return false;
	take_result(screen, now_ms);
	return true;
}

static int no_fd(const void *context)
{
	(void)context;
	return -1;
}

static int wait_ms(const void *context, int64_t now_ms)
{
	const struct explore_screen *screen = context;

	(void)now_ms;
	return screen->state == EXPLORE_GOING ? 0 : -1;
}

/* --- drawing ------------------------------------------------------------------------------ */

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
		.count = amount_text(&outcome->interleavings, texts->counts[number]),
		.before = count_before(screen, outcome->text, outcome->verdict),
		.share = share_of(&outcome->interleavings, &result->interleavings),
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

	texts->rows = calloc(row_count(screen) + 1u, sizeof(*texts->rows));
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
	} else if (result && result->cut)
		how = result->cut;
	snprintf(texts->work, sizeof(texts->work),
		 "%s: %llu runs, %llu states, %llu of %llu transitions", how,
		 (unsigned long long)progress.runs, (unsigned long long)progress.states,
		 (unsigned long long)progress.transitions, (unsigned long long)progress.known);
}

static void draw(void *context, struct canvas *canvas, int64_t now_ms)
{
	struct explore_screen *screen = context;
	struct outcomes_picture picture = {.selected = screen->selected};
	const struct header header = {.demo = screen->name,
				      .toggles = "every interleaving",
				      .speed = "",
				      .policy = "",
				      .state = ""};
	struct layout layout;
	struct texts *texts;
	struct place pane;

	(void)now_ms;
	layout_compute(&layout, canvas->rows, canvas->cols, 0, false);
	if (layout.too_small) {
		screen_too_small(canvas, layout.message);
		return;
	}
	texts = calloc(1, sizeof(*texts));
	if (!texts)
		return;
	screen_draw_bars(canvas, &layout, &header, KEYMAP_EXPLORE);
	if (screen->result) {
		kept_counts_line(screen->result, texts->headline);
		picture.count = fill_rows(screen, texts);
		picture.rows = texts->rows;
		picture.complete = screen->result->complete;
	}
	fill_work(screen, texts);
	picture.headline = texts->headline;
	if (screen->before) {
		snprintf(texts->before, sizeof(texts->before), "before (%s): %s",
			 screen->before->name, screen->before->counted);
		picture.before = texts->before;
	}
	picture.work = texts->work;
	pane = (struct place){.at = {1, 0, canvas->rows - 2, canvas->cols}, .last = true};
	outcomes_draw(canvas, pane_frame(canvas, &pane, "outcomes", true), &picture);
	if (screen->helping)
		overlay_message(canvas, layout.overlay, "every interleaving", explanation,
				ROLE_PLAIN);
	free_texts(texts);
}

const struct screen_type explore_screen_type = {
	.key = press_key,
	.advance = advance,
	.fd = no_fd,
	.wait_ms = wait_ms,
	.draw = draw,
	.close = close_screen,
};
