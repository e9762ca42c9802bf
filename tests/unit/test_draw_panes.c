/* Bars, panes, overlays and the menu, from plain data; and all of them in too little room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "kinds/mutex/state.h"
#include "stages.h"
#include "view/panes/bars.h"
#include "view/panes/frame.h"
#include "view/panes/help.h"
#include "view/panes/key_hint.h"
#include "view/panes/lesson.h"
#include "view/panes/list.h"
#include "view/panes/log.h"
#include "view/panes/menu.h"
#include "view/panes/message.h"
#include "view/panes/objects.h"
#include "view/panes/schedule.h"
#include "view/panes/source.h"
#include "view/panes/verdict_box.h"
#include "view/panes/waits.h"

static struct stage stage;
static struct narration told;

static struct canvas make(int rows, int cols)
{
	struct canvas cv;

	assert_int_equal(canvas_init(&cv, rows, cols, false), 0);
	return cv;
}

static struct rect whole(const struct canvas *cv)
{
	return (struct rect){0, 0, cv->rows, cv->cols};
}

static void expect(struct canvas *cv, const char *expected)
{
	char *dump = canvas_dump(cv, false);

	assert_string_equal(dump, expected);
	free(dump);
	canvas_release(cv);
}

static void expect_text(struct canvas *cv, const char *text)
{
	char *dump = canvas_dump(cv, false);

	if (!strstr(dump, text))
		fail_msg("no \"%s\" in\n%s", text, dump);
	free(dump);
}

static const struct header header = {.demo = "counter",
				     .toggles = "no-lock",
				     .step = 7,
				     .steps = 7,
				     .speed = "x1",
				     .policy = "seed 3",
				     .state = "paused",
				     .ready = true};

static void test_header(void **state)
{
	struct canvas cv = make(1, 80);
	struct header past = header;

	(void)state;
	bar_header(&cv, whole(&cv), &header);
	expect(&cv, " ipcstage  counter  no-lock                       step 7   x1   seed 3   "
		    "paused\n");
	cv = make(1, 80);
	past.steps = 9;
	past.state = "past";
	bar_header(&cv, whole(&cv), &past);
	expect_text(&cv, "step 7 of 9");
	canvas_release(&cv);
}

/* What matters least goes first; the step and the state stay. */
static void test_header_gives_way(void **state)
{
	struct canvas cv = make(1, 60), small = make(1, 50);
	struct header past = header;

	(void)state;
	past.steps = 12;
	past.policy = "round-robin";
	bar_header(&cv, whole(&cv), &past);
	expect(&cv, " ipcstage  counter  no-lock      step 7 of 12   x1   paused\n");
	bar_header(&small, whole(&small), &past);
	expect(&small, " ipcstage  counter  no-lock step 7 of 12   paused\n");
	small = make(1, 50);
	past.toggles = "no-lock lock-per-access";
	bar_header(&small, whole(&small), &past);
	expect(&small, " ipcstage  counter  no-l... step 7 of 12   paused\n");
}

static const struct key_hint keys[] = {
	{"space", "play", 0}, {".", "step", 0},	  {"1-9", "that one", 0}, {",", "back", 0},
	{"l", "no-lock", 0},  {"t", "faults", 0}, {"?", "keys", 0},	  {"q", "quit", 0},
};

static void expect_footer(int cols, const char *text)
{
	struct canvas cv = make(1, cols);

	bar_footer(&cv, whole(&cv), keys, 8);
	expect(&cv, text);
}

/* The keys that help out stay, then those that go on; the others go in their order. */
static void test_footer_gives_way(void **state)
{
	(void)state;
	expect_footer(80, " space play  . step  1-9 that one  , back  l no-lock  t faults  "
			  "? keys  q quit\n");
	expect_footer(76, " space play  . step  , back  l no-lock  t faults  ? keys  q quit\n");
	expect_footer(60, " space play  . step  l no-lock  t faults  ? keys  q quit\n");
	expect_footer(30, " space play  ? keys  q quit\n");
	expect_footer(16, " ? keys  q quit\n");
}

static void test_frames_join(void **state)
{
	struct canvas cv = make(6, 12);
	const struct place up = {.at = {0, 0, 3, 12}};
	const struct place down = {
		.at = {3, 0, 3, 12}, .joined_left = true, .joined_right = true, .last = true};

	(void)state;
	pane_frame(&cv, &up, "up", false);
	pane_frame(&cv, &down, "down", true);
	expect(&cv, "┌ up ──────┐\n│          │\n│          │\n"
		    "├ down ────┤\n│          │\n└──────────┘\n");
}

static void test_log_shows_the_newest(void **state)
{
	struct canvas cv = make(4, 30);

	(void)state;
	told = (struct narration){.count = 3,
				  .lines = {{5, true, "old", false},
					    {6, true, "1 loads counter: 3", false},
					    {7, true, "2 loads counter: 3", false}}};
	snprintf(told.pattern, sizeof(told.pattern), "Both hold 3: whoever stores second loses.");
	pane_log(&cv, whole(&cv), &told, 0);
	expect(&cv, "  6  1 loads counter: 3\n  7  2 loads counter: 3\n"
		    " Both hold 3: whoever stores\n second loses.\n");
	cv = make(2, 30);
	pane_log(&cv, whole(&cv), &told, 1);
	expect(&cv, "  5  old\n  6  1 loads counter: 3\n");
}

static void append(struct history *history, struct record record)
{
	assert_int_equal(history_append(history, &record), 0);
}

/* Two processes that load and store in turn: 1 1 2 2 1. */
static struct history *small_history(void)
{
	static const uint8_t schedule[] = {1, 1, 2, 2, 1};
	struct history *history = history_new();

	assert_non_null(history);
	for (uint8_t i = 0; i < 3; i++)
		append(history, (struct record){.operation = OP_BEGIN, .actor = i});
	append(history, (struct record){.operation = OP_NAME,
					.object = 1,
					.value = 4,
					.text = "counter",
					.text_length = 7});
	for (size_t i = 0; i < sizeof(schedule); i++)
		append(history, (struct record){.operation = i % 2 ? OP_STORE : OP_LOAD,
						.actor = schedule[i],
						.object = 1,
						.value = (i + 1) / 2,
						.size = 4,
						.flags = RECORD_VISIBLE});
	return history;
}

static void test_schedule(void **state)
{
	struct history *history = small_history();
	struct canvas cv = make(5, 20);

	(void)state;
	pane_schedule(&cv, whole(&cv), history, history_now(history), 4, 0);
	expect(&cv, " 0\n 1 LS  L\n 2   LS\n      ▴\n step 4: process 2\n");
	history_free(history);
}

static void test_schedule_follows_the_step(void **state)
{
	struct history *history = small_history();
	struct canvas cv = make(3, 8);

	(void)state;
	pane_schedule(&cv, whole(&cv), history, history_now(history), 5, 0);
	expect(&cv, " 0\n 1 S  L\n 2  LS\n");
	history_free(history);
}

/* 0 and 2 are one process, 1 and 3 another. */
static void test_schedule_of_threads(void **state)
{
	static const uint8_t makers[] = {0, 0, 0, 1}, schedule[] = {2, 1, 3};
	struct history *history = history_new();
	struct canvas cv = make(6, 28);

	(void)state;
	assert_non_null(history);
	for (uint8_t i = 0; i < sizeof(makers); i++)
		append(history, (struct record){.operation = OP_BEGIN,
						.actor = i,
						.argument = makers[i],
						.value = i >= 2});
	for (size_t i = 0; i < sizeof(schedule); i++)
		append(history, (struct record){.operation = OP_LOAD,
						.actor = schedule[i],
						.object = 1,
						.size = 4,
						.flags = RECORD_VISIBLE});
	pane_schedule(&cv, whole(&cv), history, history_now(history), 3, 0);
	expect(&cv, "╭0\n╰2 L\n╭1  L\n╰3   L\n     ▴\n step 3: 3, a thread of 1\n");
	history_free(history);
}

static void test_told_in_words(void **state)
{
	struct history *history = small_history();

	(void)state;
	narration_tell(&told, history, 2, true, NULL, 0);
	assert_true(told.count >= 2);
	assert_int_equal(told.lines[told.count - 1].step, 2);
	assert_non_null(strstr(told.lines[told.count - 1].text, "1 stores counter"));
	assert_non_null(strstr(told.lines[told.count - 2].text, "1 loads counter"));
	history_free(history);
}

/* A race of the first step is told in it, and at the object. */
static void test_races_are_told(void **state)
{
	const struct told_race race = {
		.step = 1,
		.object = 1,
		.place = "counter",
		.accesses = {{.actor = 1, .line = "a.c:12", .lock_count = 1, .locks = {"lock"}},
			     {.actor = 2, .line = "a.c:14"}}};
	struct history *history = small_history();
	struct race_guard guards[LIMIT_OBJECTS] = {[1] = {GUARD_NOT_ALWAYS, 1}};
	struct scene scene = {.now = history_now(history),
			      .races = &race,
			      .race_count = 1,
			      .guards = guards,
			      .selected = -1};
	struct canvas cv = make(3, 60);

	(void)state;
	narration_tell(&told, history, 2, true, &race, 1);
	assert_int_equal(told.lines[told.count - 2].step, 1);
	assert_true(told.lines[told.count - 2].is_race);
	assert_string_equal(told.lines[told.count - 2].text,
			    "race: counter, 1 and 2, lines 12 and 14; "
			    "1 held lock, 2 held nothing");
	pane_objects(&cv, whole(&cv), &scene);
	expect_text(&cv, "race: 1 and 2, lines 12 and 14");
	canvas_release(&cv);
	cv = make(3, 60);
	scene.race_count = 0;
	pane_objects(&cv, whole(&cv), &scene);
	expect_text(&cv, "not always under counter");
	canvas_release(&cv);
	history_free(history);
}

static void test_verdict(void **state)
{
	static const struct key_hint next[] = {{"g", "go there", 0}, {"l", "put the lock back", 0}};
	struct verdict_box box = {.verdict = VERDICT_UNEXPECTED,
				  .stage = &stage,
				  .why = "3 updates were lost.",
				  .keys = next,
				  .key_count = 2};
	struct canvas cv = make(6, 42);

	(void)state;
	stage_init(&stage);
	stage.report_count = 1;
	stage.reports[0] = (struct report){"counter", "7", "10", true, true};
	overlay_verdict(&cv, whole(&cv), &box);
	expect(&cv, "\n╔ unexpected ════════════════════════════╗\n"
		    "║ expected counter=10, got counter=7     ║\n"
		    "║ 3 updates were lost.                   ║\n"
		    "║ [g] go there  [l] put the lock back    ║\n"
		    "╚════════════════════════════════════════╝\n");
	cv = make(5, 30);
	stage.reports[0] = (struct report){"counter", "10", "10", true, true};
	box = (struct verdict_box){.verdict = VERDICT_AS_EXPECTED, .stage = &stage, .why = ""};
	overlay_verdict(&cv, whole(&cv), &box);
	expect_text(&cv, "║ counter=10, as expected    ║");
	canvas_release(&cv);
}

/* It is no good, and says so, while something was not seen; what went wrong did. */
static void test_verdict_of_what_was_seen(void **state)
{
	struct verdict_box box = {.verdict = VERDICT_AS_EXPECTED,
				  .unseen = 2,
				  .stage = &stage,
				  .why = "0 ended with status 0."};
	struct canvas cv = make(3, 42);

	(void)state;
	stage_init(&stage);
	overlay_verdict(&cv, whole(&cv), &box);
	expect_text(&cv, "╔ as-expected, but 2 not seen ═");
	assert_int_equal(canvas_at(&cv, 0, 0)->role, ROLE_WAITING);
	canvas_release(&cv);
	cv = make(3, 42);
	box.verdict = VERDICT_DEADLOCK;
	overlay_verdict(&cv, whole(&cv), &box);
	expect_text(&cv, "╔ deadlock ═");
	assert_int_equal(canvas_at(&cv, 0, 0)->role, ROLE_BAD);
	canvas_release(&cv);
}

static const struct list_row rows[] = {
	{"l", "remove the lock", "on", "", "Updates are lost.", true},
	{"", "rounds", "5", "1 to 1000", NULL, false},
};

static void test_list(void **state)
{
	const struct list list = {"toggles", rows, 2, 0, "Esc back"};
	struct canvas cv = make(8, 46);

	(void)state;
	overlay_list(&cv, whole(&cv), &list);
	expect_text(&cv, "│ ▸ l  remove the lock  on");
	expect_text(&cv, "rounds           5   1 to 1000");
	expect_text(&cv, "Updates are lost.");
	expect_text(&cv, "Esc back");
	canvas_release(&cv);
}

static void test_too_small(void **state)
{
	struct canvas cv = make(3, 20);

	(void)state;
	screen_too_small(&cv, whole(&cv));
	expect(&cv, "  too small: 20x3\n    needs 60x16\n      q quits\n");
}

static char *en(const char *text)
{
	return strdup(text);
}

static const struct demo *only_demo(const void *context, unsigned number)
{
	assert_int_equal(number, 0);
	return context;
}

static void test_menu(void **state)
{
	struct toggle toggle = {.name = en("no-lock"), .key = en("l")};
	struct demo demo = {.name = en("counter"),
			    .mechanism = en("shared-memory"),
			    .toggles = &toggle,
			    .toggle_count = 1};
	struct menu menu = {
		.demo = only_demo, .context = &demo, .count = 1, .language = DEMO_CHINESE};
	struct scene scene = {.now = &stage, .selected = -1};
	struct canvas cv = make(22, 80);

	(void)state;
	toggle.label.en = en("remove the lock");
	demo.title = (struct text){en("Shared counter"), en("共享计数器")};
	demo.summary = (struct text){en("Two processes add to one number."), NULL};
	fill_counter(&stage);
	menu.preview = &scene;
	menu_draw(&cv, whole(&cv), &menu);
	expect_text(&cv, "▸ counter");
	expect_text(&cv, "共享计数器");
	expect_text(&cv, "Two processes add to one number.");
	expect_text(&cv, "l  remove the lock");
	expect_text(&cv, "1 adder");
	canvas_release(&cv);
	free(toggle.name);
	free(toggle.key);
	free(toggle.label.en);
	free(demo.name);
	free(demo.mechanism);
	free(demo.title.en);
	free(demo.title.zh);
	free(demo.summary.en);
}

/* Who asks for more than there is has not to go back all of it. */
static void test_help_ends(void **state)
{
	struct canvas cv = make(5, 24);

	(void)state;
	assert_int_equal(overlay_help(&cv, whole(&cv), keys, 5, 1), 1);
	assert_int_equal(overlay_help(&cv, whole(&cv), keys, 5, 99), 2);
	canvas_release(&cv);
}

/* Every pane in rectangles of all small sizes: nothing outside, no crash. */
static void draw_everything(struct canvas *cv, struct rect at, struct history *history)
{
	const struct list list = {"a list", rows, 2, 1, "hint"};
	const struct scene scene = {.now = &stage, .selected = -1};
	const struct verdict_box box = {.verdict = VERDICT_DEADLOCK,
					.stage = &stage,
					.why = "why it stopped 为什么",
					.keys = keys,
					.key_count = 5};

	bar_header(cv, (struct rect){at.row, at.col, at.rows > 0, at.cols}, &header);
	pane_log(cv, at, &told, 0);
	pane_schedule(cv, at, history, history_now(history), 3, 0);
	pane_lesson(cv, at, "a lesson of some words");
	pane_objects(cv, at, &scene);
	pane_source(cv, at, NULL, &stage, false, 0);
	overlay_verdict(cv, at, &box);
	pane_waits(cv, at, &stage, false);
	overlay_list(cv, at, &list);
	overlay_help(cv, at, keys, 5, 1);
	overlay_message(cv, at, "title", "text", ROLE_BAD);
	screen_too_small(cv, at);
}

/* `count` processes, each with the lock that the next one wants. */
static void fill_ring(unsigned count)
{
	stage_init(&stage);
	stage.marked = true;
	for (unsigned i = 0; i < count; i++) {
		char name[16];

		snprintf(name, sizeof(name), "lock %u", i);
		mutex_own(put_object(&stage, OBJECT_MUTEX, name, 1))->owner = (uint8_t)(i + 1);
		put_actor(&stage, "", ACTIVITY_WAITS, OP_MUTEX_LOCK, (i + 1) % count + 1);
	}
}

static void draws_waits(int high, int wide, const char *expected)
{
	struct canvas cv = make(high, wide);

	pane_waits(&cv, whole(&cv), &stage, false);
	expect(&cv, expected);
}

static void test_a_circle_is_a_ring(void **state)
{
	(void)state;
	fill_ring(2);
	draws_waits(9, 48,
		    " deadlock: 0 and 1 wait in a circle\n"
		    "        ┌────────┐ waits for ╔════════╗\n"
		    "        │   0    ├──────────►║ lock 1 ║\n"
		    "        └────────┘           ╚════╤═══╝\n"
		    "             ▴ held by            │ held by\n"
		    "             │                    ▾\n"
		    "        ╔════╧═══╗ waits for ┌────────┐\n"
		    "        ║ lock 0 ║◄──────────┤   1    │\n"
		    "        ╚════════╝           └────────┘\n");
	fill_ring(1);
	draws_waits(7, 40,
		    " deadlock: 0 waits for itself\n"
		    "       ┌───┐ waits for ╔════════╗\n"
		    "       │ 0 ├──────────►║ lock 0 ║\n"
		    "       └───┘           ╚════╤═══╝\n"
		    "         ▴                  │\n"
		    "         ╰─────held by──────╯\n"
		    "\n");
	/* Two locks and three processes: an odd number turns round a corner. */
	fill_ring(2);
	waits_for_child(put_actor(&stage, "", ACTIVITY_WAITS, OP_WAIT, 0), 0);
	mutex_own(stage_object_nth(&stage, 0))->owner = 3;
	draws_waits(9, 60,
		    " deadlock: 0, 1 and 2 wait in a circle\n"
		    "         ┌───┐ waits for ╔════════╗  held by  ┌───┐\n"
		    "         │ 0 ├──────────►║ lock 1 ╟──────────►│ 1 │\n"
		    "         └───┘           ╚════════╝           └─┬─┘\n"
		    "           ▴ waits for the end of               │ waits for\n"
		    "           │                                    │\n"
		    "         ┌─┴─┐  held by  ╔════════╗             │\n"
		    "         │ 2 │◄──────────╢ lock 0 ║◄────────────╯\n"
		    "         └───┘           ╚════════╝\n");
}

/* Where the ring does not fit, the circle is joined at the left. */
static void test_a_circle_is_a_list(void **state)
{
	(void)state;
	fill_ring(5);
	draws_waits(6, 40,
		    " deadlock: 0-4 wait in a circle\n"
		    "  ╭►0 ─waits for─► lock 1 ─held by─► 1\n"
		    "  │ 1 ─waits for─► lock 2 ─held by─► 2\n"
		    "  │ 2 ─waits for─► lock 3 ─held by─► 3\n"
		    "  │ 3 ─waits for─► lock 4 ─held by─► 4\n"
		    "  ╰─4 ─waits for─► lock 0 ─held by─► 0\n");
}

static void test_waits_are_boxes_or_lines(void **state)
{
	(void)state;
	fill_semaphore(&stage);
	stage.marked = true;
	draws_waits(7, 48,
		    "┌────┐wait for ╔════════════════╗held by ┌────┐\n"
		    "│4, 5├────────►║tokens: no token╟───────►│1, 3│\n"
		    "└────┘         ╚════════════════╝        └────┘\n"
		    "┌─┐         waits for the end of         ┌─┐\n"
		    "│0├─────────────────────────────────────►│1│\n"
		    "└─┘                                      └─┘\n"
		    " can go on: 1, 3\n");
	draws_waits(3, 48,
		    "    4, 5 ─wait for─► tokens ─held by─► 1, 3\n"
		    "    0 ──────waits for the end of─────► 1\n"
		    " can go on: 1, 3\n");
}

static void test_any_size(void **state)
{
	struct history *history = small_history();

	(void)state;
	fill_queue(&stage);
	narration_tell(&told, history, 5, true, NULL, 0);
	for (int high = 0; high < 14; high++) {
		for (int wide = 0; wide < 50; wide++) {
			struct canvas cv = make(20, 60);
			struct rect at = {3, 5, high, wide};

			canvas_fill(&cv, whole(&cv), ROLE_PLAIN, "x");
			draw_everything(&cv, at, history);
			for (int i = 0; i < 20 * 60; i++)
				if (i / 60 < 3 || i / 60 >= 3 + high || i % 60 < 5 ||
				    i % 60 >= 5 + wide)
					assert_string_equal(cv.cells[i].text, "x");
			canvas_release(&cv);
		}
	}
	history_free(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_help_ends),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_header_gives_way),
		cmocka_unit_test(test_footer_gives_way),
		cmocka_unit_test(test_frames_join),
		cmocka_unit_test(test_log_shows_the_newest),
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_schedule_follows_the_step),
		cmocka_unit_test(test_schedule_of_threads),
		cmocka_unit_test(test_told_in_words),
		cmocka_unit_test(test_races_are_told),
		cmocka_unit_test(test_verdict),
		cmocka_unit_test(test_verdict_of_what_was_seen),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_menu),
		cmocka_unit_test(test_a_circle_is_a_ring),
		cmocka_unit_test(test_a_circle_is_a_list),
		cmocka_unit_test(test_waits_are_boxes_or_lines),
		cmocka_unit_test(test_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
