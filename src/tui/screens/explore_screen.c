/*
 * The search goes on in slices between two frames, so that keys are answered. Enter takes the
 * selected outcome's witness back to the stage.
 */
#include "tui/screens/explore_screen.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/utf8.h"
#include "tui/screens/explore_parts.h"
#include "tui/screens/stage_screen.h"

enum { SLICE_MS = 25, LOOK_MS = 300, PAGE = 10 };

static const struct binding rows[] = {
	{.key = 'k', .request = REQUEST_UP, .name = "k", .help = "the outcome above"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up"},
	{.key = 'j', .request = REQUEST_DOWN, .name = "j", .help = "the outcome below"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down"},
	{.key = K_PAGE_UP, .request = REQUEST_PAGE_UP, .name = "pgup", .help = "ten outcomes up"},
	{.key = K_PAGE_DOWN,
	 .request = REQUEST_PAGE_DOWN,
	 .name = "pgdn",
	 .help = "ten outcomes down"},
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "step through it on the stage",
	 .word = "on the stage"},
	{0},
};

const struct keymap explore_keymap = {
	.title = "Where every interleaving is tried",
	.groups = {rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_HELP, NULL, "what this is"},
		     {REQUEST_QUIT, "back to the stage", "back"}},
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
	if (screen->typed.count && used < sizeof(screen->name))
		snprintf(screen->name + used, sizeof(screen->name) - used, ", as typed: %zu %s",
			 screen->typed.count, screen->typed.count == 1 ? "line" : "lines");
}

/* Begin to search; takes over the CPUs, as close_screen() gives them back. */
static int begin(struct explore_screen *screen, struct error *error)
{
	const struct explore_rules rules = {.states = EXPLORE_BUDGET, .bound = -1};
	char **arguments = subject_arguments(screen->subject);
	struct launch launch = subject_launch(screen->subject, arguments);

	if (screen->typed.count)
		launch.lines = &screen->typed;
	if (!arguments)
		return error_set(error, "out of memory");
	screen->explore = explore_open(&launch, &rules, error);
	free(arguments);
	if (!screen->explore)
		return -1;
	sched_getaffinity(0, sizeof(screen->usual), &screen->usual);
	session_sit_beside(explore_session(screen->explore));
	return 0;
}

static void *open_screen(const struct surroundings *around, const struct screen *below,
			 struct error *error)
{
	struct explore_screen *screen = calloc(1, sizeof(*screen));
	const struct kept_counts *before;

	(void)around;
	assert(below->type == &stage_screen_type);
	if (!screen) {
		error_set(error, "out of memory");
		return NULL;
	}
	screen->stage = below->state;
	screen->subject = stage_screen_subject(screen->stage);
	if (!stage_screen_typed(screen->stage, &screen->typed)) {
		error_set(error, "out of memory");
		typed_lines_release(&screen->typed);
		free(screen);
		return NULL;
	}
	if (begin(screen, error) < 0) {
		typed_lines_release(&screen->typed);
		free(screen);
		return NULL;
	}
	before = stage_screen_counts(screen->stage);
	if (before && kept_counts_compare(before, screen->subject))
		screen->before = before;
	name_subject(screen);
	return screen;
}

/* The witness that the cursor is on; NULL none yet. */
static const struct witness *choice(const struct explore_screen *screen)
{
	const struct explore_result *result = screen->result;

	return result && screen->selected < result->outcome_count
		       ? &result->outcomes[screen->selected].witness
		       : NULL;
}

/* For the next search on this stage, if this one came to its end. */
static void keep_counts(const struct explore_screen *screen)
{
	struct kept_counts *counts;
	char name[EXPLORE_NAME];

	if (screen->state != EXPLORE_DONE || !screen->result)
		return;
	snprintf(name, sizeof(name), "%.*s%s", utf8_fit(screen->name, EXPLORE_NAME - 16),
		 screen->name, subject_is_source(screen->subject) ? " as it was" : "");
	counts = kept_counts_new(name, screen->subject, screen->result);
	if (counts)
		stage_screen_keep_counts(screen->stage, counts);
}

static void close_screen(void *context)
{
	struct explore_screen *screen = context;

	keep_counts(screen);
	explore_result_free(screen->result);
	explore_close(screen->explore);
	sched_setaffinity(0, sizeof(screen->usual), &screen->usual);
	typed_lines_release(&screen->typed);
	free(screen);
}

/* --- keys --------------------------------------------------------------------------------- */

static void select_row(struct explore_screen *screen, int by)
{
	int last = (int)explore_row_count(screen) - 1;
	int row = (int)screen->selected + by;

	screen->chosen = true;
	screen->selected = (unsigned)(row < 0 || last < 0 ? 0 : row > last ? last : row);
}

/* The order that is chosen goes on the stage. */
static enum request take(struct explore_screen *screen)
{
	const struct witness *witness = choice(screen);

	if (!witness)
		return REQUEST_NONE;
	stage_screen_free(screen->stage, screen->result->freed);
	stage_screen_learn(screen->stage, screen->result->places);
	stage_screen_replay(screen->stage, witness, screen->typed.count ? &screen->typed : NULL);
	return REQUEST_QUIT;
}

static enum request press_key(void *context, int key, int64_t now_ms)
{
	struct explore_screen *screen = context;
	enum request request = keys_find(&explore_keymap, key).request;

	(void)now_ms;
	if (screen->helping) {
		screen->helping = false;
		return REQUEST_DRAW;
	}
	switch (request) {
	case REQUEST_HELP:
		screen->helping = true;
		return REQUEST_DRAW;
	case REQUEST_UP:
		select_row(screen, -1);
		return REQUEST_DRAW;
	case REQUEST_DOWN:
		select_row(screen, 1);
		return REQUEST_DRAW;
	case REQUEST_PAGE_UP:
		select_row(screen, -PAGE);
		return REQUEST_DRAW;
	case REQUEST_PAGE_DOWN:
		select_row(screen, PAGE);
		return REQUEST_DRAW;
	case REQUEST_ENTER:
		return take(screen);
	default:
		return request;
	}
}

/* --- the search --------------------------------------------------------------------------- */

/* The worst that can happen is what one wants to see: the first that is not as expected. */
static void select_worst(struct explore_screen *screen)
{
	for (unsigned i = 0; i < screen->result->outcome_count; i++) {
		if (verdict_is_good(screen->result->outcomes[i].verdict))
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

static int wait_ms(const void *context, int64_t now_ms)
{
	const struct explore_screen *screen = context;

	(void)now_ms;
	return screen->state == EXPLORE_GOING ? 0 : -1;
}

const struct screen_type explore_screen_type = {
	.name = "explore",
	.keymap = &explore_keymap,
	.opened_by = REQUEST_EXPLORE,
	.open = open_screen,
	.key = press_key,
	.advance = advance,
	.fd = screen_no_fd,
	.wait_ms = wait_ms,
	.draw = explore_draw,
	.close = close_screen,
};
