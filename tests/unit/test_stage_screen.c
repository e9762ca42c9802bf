/* The stage's screen: which key does what, in the forms over it too. What it looks like: golden. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "explore/count.h"
#include "tui/hints.h"
#include "tui/modes/faults_form.h"
#include "tui/modes/help_mode.h"
#include "tui/modes/parameters_form.h"
#include "tui/screens/stage_screen.h"
#include "tui/staged.h"

enum { TRIES = 1000 };

struct fixture {
	struct catalogue catalogue;
	struct surroundings around;
	struct stage_screen *screen;
};

static struct staged *staged_of(const struct fixture *fixture)
{
	return stage_screen_staged(fixture->screen);
}

static bool is_open(const struct fixture *fixture, const struct mode *form)
{
	return form->is_on(stage_screen_mode(fixture->screen, form));
}

static void load(struct fixture *fixture)
{
	struct error error;

	if (catalogue_load_from(&fixture->catalogue, BINARY_DIR, &error) < 0)
		fail_msg("%s", error.text);
	fixture->around = (struct surroundings){.catalogue = &fixture->catalogue};
}

static void settle(struct fixture *fixture)
{
	struct player *player = &staged_of(fixture)->player;

	for (int i = 0; i < TRIES && run_stop(player->run) == STOP_NONE; i++) {
		struct pollfd ready = {stage_screen_type.fd(fixture->screen), POLLIN, 0};

		poll(&ready, 1, SESSION_WATCH_MS);
		stage_screen_type.advance(fixture->screen, 0);
	}
	assert_int_not_equal(run_stop(player->run), STOP_NONE);
}

static enum request press(struct fixture *fixture, int key)
{
	enum request left = stage_screen_type.key(fixture->screen, key, 0);

	if (staged_of(fixture)->player.run)
		settle(fixture);
	return left;
}

static void open_demo(struct fixture *fixture, const char *name)
{
	struct error error;

	load(fixture);
	fixture->screen = stage_screen_open(&fixture->around, name, NULL, &error);
	if (!fixture->screen)
		fail_msg("%s", error.text);
	settle(fixture);
}

static void close_demo(struct fixture *fixture)
{
	stage_screen_type.close(fixture->screen);
	catalogue_release(&fixture->catalogue);
}

static bool toggled(const struct fixture *fixture, unsigned number)
{
	return staged_of(fixture)->subject.choice.toggled[number];
}

static void unknown_demos_are_refused(void **state)
{
	struct fixture fixture;
	struct error error;

	(void)state;
	load(&fixture);
	assert_null(stage_screen_open(&fixture.around, "nothing", NULL, &error));
	assert_non_null(strstr(error.text, "there is no demo 'nothing'"));
	assert_null(stage_screen_open(&fixture.around, "./nothing", NULL, &error));
	assert_non_null(strstr(error.text, "./nothing"));
	catalogue_release(&fixture.catalogue);
}

/* What is chosen on the command line or in a recording is on the stage from the beginning. */
static void it_opens_as_it_was_chosen(void **state)
{
	struct subject chosen = {0};
	struct fixture fixture;
	struct error error;
	const struct subject *shown;

	(void)state;
	load(&fixture);
	assert_int_equal(subject_init(&chosen, &fixture.catalogue, "counter", NULL, &error), 0);
	assert_int_equal(choice_toggle(&chosen.choice, "no-lock", &error), 0);
	assert_int_equal(choice_set(&chosen.choice, "rounds=2", &error), 0);
	chosen.sleepers_free = true;
	fixture.screen = stage_screen_open_chosen(&fixture.around, &chosen, &error);
	subject_release(&chosen);
	if (!fixture.screen)
		fail_msg("%s", error.text);
	settle(&fixture);
	shown = stage_screen_subject(fixture.screen);
	assert_true(toggled(&fixture, (unsigned)demo_toggle(shown->demo, "no-lock")));
	assert_int_equal(shown->choice.values[demo_parameter(shown->demo, "rounds")], 2);
	assert_true(shown->sleepers_free);
	close_demo(&fixture);
}

static void every_key_of_every_toggle_plants_it(void **state)
{
	static const char *const names[] = {"counter", "pipe", "queue", "semaphore", "pool"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct fixture fixture;
		const struct demo *demo;

		open_demo(&fixture, names[i]);
		demo = staged_of(&fixture)->subject.demo;
		assert_true(demo->toggle_count > 0);
		for (unsigned t = 0; t < demo->toggle_count; t++) {
			assert_int_equal(press(&fixture, demo->toggles[t].key[0]), REQUEST_DRAW);
			assert_true(toggled(&fixture, t));
			press(&fixture, demo->toggles[t].key[0]);
			assert_false(toggled(&fixture, t));
		}
		close_demo(&fixture);
	}
}

static void the_form_of_faults(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "counter");
	press(&fixture, 't');
	assert_true(is_open(&fixture, &faults_form));
	press(&fixture, K_DOWN);
	press(&fixture, K_ENTER);
	assert_true(toggled(&fixture, 1));
	press(&fixture, 'l'); /* a toggle's own key works here too */
	assert_true(toggled(&fixture, 0));
	press(&fixture, 't');
	assert_false(is_open(&fixture, &faults_form));
	close_demo(&fixture);
}

static const char *scenario_of(const struct fixture *fixture)
{
	const struct choice *choice = &staged_of(fixture)->subject.choice;

	return choice->demo->scenarios[choice->scenario].name;
}

/* The first line of both forms; a toggle's key brings its scenario along until one is chosen. */
static void scenarios_in_the_forms(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "workers");
	assert_string_equal(scenario_of(&fixture), "pipes");
	press(&fixture, 'o');
	assert_string_equal(scenario_of(&fixture), "queues");
	press(&fixture, 'd'); /* not for queues: said, and nothing changes */
	assert_string_equal(scenario_of(&fixture), "queues");
	assert_non_null(strstr(staged_of(&fixture)->player.message, "it is for: pipes"));
	press(&fixture, 't');
	press(&fixture, K_LEFT);
	assert_string_equal(scenario_of(&fixture), "pipes");
	assert_false(toggled(&fixture, 1));
	press(&fixture, K_ENTER);
	assert_string_equal(scenario_of(&fixture), "queues");
	press(&fixture, K_DOWN);
	press(&fixture, K_DOWN); /* there is no third line */
	press(&fixture, K_ENTER);
	assert_true(toggled(&fixture, 1));
	press(&fixture, 't');
	press(&fixture, 'p');
	press(&fixture, K_RIGHT);
	assert_string_equal(scenario_of(&fixture), "queues");
	press(&fixture, K_ENTER);
	assert_string_equal(scenario_of(&fixture), "pipes");
	assert_false(is_open(&fixture, &parameters_form));
	close_demo(&fixture);
}

static void the_form_of_parameters(void **state)
{
	struct fixture fixture;
	const long *values;

	(void)state;
	open_demo(&fixture, "counter");
	values = staged_of(&fixture)->subject.choice.values;
	press(&fixture, 'p');
	press(&fixture, '-');
	press(&fixture, '-'); /* 1 is the least */
	press(&fixture, K_DOWN);
	press(&fixture, '+');
	press(&fixture, 'l'); /* not a toggle's key here: it would be forgotten what was set */
	assert_false(toggled(&fixture, 0));
	assert_int_equal(values[0], 2);
	press(&fixture, K_ENTER);
	assert_int_equal(values[0], 1);
	assert_int_equal(values[1], 6);
	assert_false(is_open(&fixture, &parameters_form));
	assert_int_equal(history_now(run_history(staged_of(&fixture)->player.run))->actor_count, 2);
	press(&fixture, 'p');
	press(&fixture, '+');
	press(&fixture, 'q');
	assert_int_equal(values[0], 1);
	close_demo(&fixture);
}

static void help_only_helps(void **state)
{
	struct fixture fixture;
	const struct help *help;

	(void)state;
	open_demo(&fixture, "counter");
	help = stage_screen_mode(fixture.screen, &help_mode);
	press(&fixture, '?');
	assert_true(is_open(&fixture, &help_mode));
	press(&fixture, 'j');
	assert_int_equal(help->scroll, 1);
	press(&fixture, 'l');
	press(&fixture, '.');
	assert_false(toggled(&fixture, 0));
	assert_int_equal(staged_of(&fixture)->player.shown, 0);
	assert_int_equal(press(&fixture, K_ESCAPE), REQUEST_DRAW);
	assert_false(is_open(&fixture, &help_mode));
	assert_int_equal(press(&fixture, K_ESCAPE), REQUEST_QUIT);
	close_demo(&fixture);
}

static void keys_ask_for_effects(void **state)
{
	static const struct {
		int key;
		enum request request;
	} cases[] = {{'q', REQUEST_QUIT},	   {'c', REQUEST_THEME},
		     {'L' & 0x1f, REQUEST_REDRAW}, {'Z' & 0x1f, REQUEST_SUSPEND},
		     {K_OTHER, REQUEST_NONE},	   {'.', REQUEST_DRAW},
		     {K_TAB, REQUEST_DRAW}};
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "counter");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(press(&fixture, cases[i].key), cases[i].request);
	close_demo(&fixture);
}

static void press_to_the_end(struct fixture *fixture)
{
	for (int i = 0; i < TRIES && !player_at_end(&staged_of(fixture)->player); i++)
		press(fixture, '.');
	assert_true(player_at_end(&staged_of(fixture)->player));
}

/* Where a get is one step nobody can come in between; inside of it somebody can. */
static void a_fault_that_does_not_show_says_where_it_would(void **state)
{
	struct fixture fixture;
	const struct player *player;

	(void)state;
	open_demo(&fixture, "queue");
	player = &staged_of(&fixture)->player;
	press_to_the_end(&fixture);
	assert_string_equal(player->message, "");
	press(&fixture, 'l');
	press_to_the_end(&fixture);
	assert_int_equal(run_verdict(player->run), VERDICT_AS_EXPECTED);
	assert_string_equal(player->message, "no-lock did not show: z r opens the calls, "
					     "R another order, x all of them");
	press(&fixture, 'z');
	press(&fixture, 'r');
	press_to_the_end(&fixture);
	assert_int_equal(run_verdict(player->run), VERDICT_UNEXPECTED);
	assert_string_equal(player->message, "");
	close_demo(&fixture);
}

/* Two processes that lose an update, and the same with the fault taken back. */
static void a_schedule_outlives_a_toggle(void **state)
{
	uint8_t schedule[] = {1, 2, 1, 2, 1, 1, 2, 2};
	const struct witness witness = {
		.schedule = schedule, .length = sizeof(schedule), .no_return = 4};
	struct fixture fixture;
	const struct player *player;

	(void)state;
	open_demo(&fixture, "counter");
	player = &staged_of(&fixture)->player;
	press(&fixture, 'l');
	stage_screen_replay(fixture.screen, &witness, NULL);
	assert_non_null(strstr(staged_of(&fixture)->player.message, ". and space follow it"));
	settle(&fixture);
	press_to_the_end(&fixture);
	assert_int_equal(run_verdict(player->run), VERDICT_UNEXPECTED);
	press(&fixture, 'l');
	assert_string_equal(player->message,
			    "the same schedule again, without no-lock: . and space follow it");
	press(&fixture, '.');
	press(&fixture, '.'); /* 1 has the lock: 2 cannot take the second step */
	assert_string_equal(player->message, "step 2: 2 cannot move as scheduled: it waits for "
					     "lock: 1 has it; they take turns now");
	assert_int_equal(player_no_return(player), 0);
	press_to_the_end(&fixture);
	assert_int_equal(run_verdict(player->run), VERDICT_AS_EXPECTED);
	close_demo(&fixture);
}

/* Zoomed out a call is one step, but a schedule that switches inside it is followed. */
static void a_schedule_may_switch_inside_a_call(void **state)
{
	uint8_t schedule[] = {1, 2, 1, 2};
	const struct witness witness = {.schedule = schedule, .length = sizeof(schedule)};
	struct fixture fixture;
	struct player *player;

	(void)state;
	open_demo(&fixture, "queue");
	player = &staged_of(&fixture)->player;
	assert_false(player->zoomed);
	stage_screen_replay(fixture.screen, &witness, NULL);
	settle(&fixture);
	while (player_newest(player) < sizeof(schedule))
		press(&fixture, '.');
	assert_true(player_replays(player, sizeof(schedule)));
	close_demo(&fixture);
}

/* What S writes is shown again; what has changed since is said where it is come to. */
static void a_recording_on_the_stage(void **state)
{
	static const char name[] = "counter-1.ipcstage.json";
	char folder[] = "/tmp/test_stage_screen.XXXXXX";
	struct recording recording;
	struct fixture fixture;
	struct error error;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	open_demo(&fixture, "counter");
	press(&fixture, 'l');
	for (int i = 0; i < 4; i++)
		press(&fixture, '.');
	press(&fixture, 'S');
	assert_non_null(strstr(staged_of(&fixture)->player.message, name));
	if (recording_read(&recording, name, &fixture.catalogue, &error) < 0)
		fail_msg("%s", error.text);
	stage_screen_type.close(fixture.screen);

	recording.hashes[3]++; /* its words are the same: it is known when the step is over */
	fixture.screen = stage_screen_open_recording(&fixture.around, &recording, &error);
	assert_non_null(fixture.screen);
	settle(&fixture);
	assert_true(toggled(&fixture, 0));
	for (int i = 1; i <= 4; i++) {
		press(&fixture, '.');
		assert_int_equal(
			!strncmp(staged_of(&fixture)->player.message, "step 3 differs", 14),
			i == 4);
	}
	assert_true(player_replays(&staged_of(&fixture)->player, 4));
	recording_release(&recording);
	unlink(name);
	rmdir(folder);
	assert_int_equal(chdir("/"), 0);
	close_demo(&fixture);
}

/* The program is not there any more: every key is survived, and leaving works. */
static void without_a_program(void **state)
{
	struct fixture fixture;
	char *program;

	(void)state;
	open_demo(&fixture, "counter");
	program = staged_of(&fixture)->subject.program;
	staged_of(&fixture)->subject.program = strdup("/nonexistent/program");
	press(&fixture, 'l');
	assert_null(staged_of(&fixture)->player.run);
	assert_string_not_equal(staged_of(&fixture)->player.message, "");
	for (int key = ' '; key < 127; key++) {
		if (key != 'q')
			press(&fixture, key);
	}
	for (int i = 0; i < 3; i++) /* what has been opened by it */
		press(&fixture, K_ESCAPE);
	assert_int_equal(press(&fixture, 'q'), REQUEST_QUIT);
	free(staged_of(&fixture)->subject.program);
	staged_of(&fixture)->subject.program = program;
	close_demo(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_demos_are_refused),
		cmocka_unit_test(it_opens_as_it_was_chosen),
		cmocka_unit_test(every_key_of_every_toggle_plants_it),
		cmocka_unit_test(the_form_of_faults),
		cmocka_unit_test(scenarios_in_the_forms),
		cmocka_unit_test(the_form_of_parameters),
		cmocka_unit_test(help_only_helps),
		cmocka_unit_test(keys_ask_for_effects),
		cmocka_unit_test(a_fault_that_does_not_show_says_where_it_would),
		cmocka_unit_test(a_schedule_outlives_a_toggle),
		cmocka_unit_test(a_schedule_may_switch_inside_a_call),
		cmocka_unit_test(a_recording_on_the_stage),
		cmocka_unit_test(without_a_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
