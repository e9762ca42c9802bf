/* The stage's screen: which key does what, in the forms over it too. What it looks like: golden. */
#include "tui/screens/stage_screen.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "explore/count.h"

enum { TRIES = 1000 };

struct fixture {
	struct catalogue catalogue;
	struct stage_screen *screen;
};

static void settle(struct fixture *fixture)
{
	struct player *player = &fixture->screen->player;

	for (int i = 0; i < TRIES && run_stop(player->run) == STOP_NONE; i++) {
		struct pollfd ready = {stage_screen_type.fd(fixture->screen), POLLIN, 0};

		poll(&ready, 1, SESSION_WATCH_MS);
		stage_screen_type.advance(fixture->screen, 0);
	}
	assert_int_not_equal(run_stop(player->run), STOP_NONE);
}

static enum effect press(struct fixture *fixture, int key)
{
	enum effect effect = stage_screen_type.key(fixture->screen, key, 0);

	if (fixture->screen->player.run)
		settle(fixture);
	return effect;
}

static void open_demo(struct fixture *fixture, const char *name)
{
	struct error error;

	if (catalogue_load_from(&fixture->catalogue, BINARY_DIR, &error) < 0)
		fail_msg("%s", error.text);
	fixture->screen = stage_screen_open(&fixture->catalogue, name, NULL, DEMO_ENGLISH, &error);
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
	return fixture->screen->subject.choice.toggled[number];
}

static void unknown_demos_are_refused(void **state)
{
	struct fixture fixture;
	struct error error;

	(void)state;
	assert_int_equal(catalogue_load_from(&fixture.catalogue, BINARY_DIR, &error), 0);
	assert_null(stage_screen_open(&fixture.catalogue, "nothing", NULL, DEMO_ENGLISH, &error));
	assert_non_null(strstr(error.text, "there is no demo 'nothing'"));
	assert_null(stage_screen_open(&fixture.catalogue, "./nothing", NULL, DEMO_ENGLISH, &error));
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
	assert_int_equal(catalogue_load_from(&fixture.catalogue, BINARY_DIR, &error), 0);
	assert_int_equal(subject_init(&chosen, &fixture.catalogue, "counter", NULL, &error), 0);
	assert_int_equal(choice_toggle(&chosen.choice, "no-lock", &error), 0);
	assert_int_equal(choice_set(&chosen.choice, "rounds=2", &error), 0);
	chosen.sleepers_free = true;
	fixture.screen =
		stage_screen_open_chosen(&fixture.catalogue, &chosen, DEMO_ENGLISH, &error);
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
		demo = fixture.screen->subject.demo;
		assert_true(demo->toggle_count > 0);
		for (unsigned t = 0; t < demo->toggle_count; t++) {
			assert_int_equal(press(&fixture, demo->toggles[t].key[0]), EFFECT_DRAW);
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
	assert_int_equal(fixture.screen->over, OVER_TOGGLES);
	press(&fixture, K_DOWN);
	press(&fixture, K_ENTER);
	assert_true(toggled(&fixture, 1));
	press(&fixture, 'l'); /* a toggle's own key works here too */
	assert_true(toggled(&fixture, 0));
	press(&fixture, 't');
	assert_int_equal(fixture.screen->over, OVER_NOTHING);
	close_demo(&fixture);
}

static const char *scenario_of(const struct fixture *fixture)
{
	const struct choice *choice = &fixture->screen->subject.choice;

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
	assert_non_null(strstr(fixture.screen->player.message, "it is for: pipes"));
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
	assert_int_equal(fixture.screen->over, OVER_NOTHING);
	close_demo(&fixture);
}

static void the_form_of_parameters(void **state)
{
	struct fixture fixture;
	const long *values;

	(void)state;
	open_demo(&fixture, "counter");
	values = fixture.screen->subject.choice.values;
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
	assert_int_equal(fixture.screen->over, OVER_NOTHING);
	assert_int_equal(history_now(run_history(fixture.screen->player.run))->actor_count, 2);
	press(&fixture, 'p');
	press(&fixture, '+');
	press(&fixture, 'q');
	assert_int_equal(values[0], 1);
	close_demo(&fixture);
}

static void help_only_helps(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "counter");
	press(&fixture, '?');
	assert_int_equal(fixture.screen->over, OVER_HELP);
	press(&fixture, 'j');
	assert_int_equal(fixture.screen->scroll, 1);
	press(&fixture, 'l');
	press(&fixture, '.');
	assert_false(toggled(&fixture, 0));
	assert_int_equal(fixture.screen->player.shown, 0);
	assert_int_equal(press(&fixture, K_ESCAPE), EFFECT_DRAW);
	assert_int_equal(fixture.screen->over, OVER_NOTHING);
	assert_int_equal(press(&fixture, K_ESCAPE), EFFECT_LEAVE);
	close_demo(&fixture);
}

static void keys_ask_for_effects(void **state)
{
	static const struct {
		int key;
		enum effect effect;
	} cases[] = {{'q', EFFECT_LEAVE},	  {'c', EFFECT_THEME},
		     {'L' & 0x1f, EFFECT_REDRAW}, {'Z' & 0x1f, EFFECT_SUSPEND},
		     {K_OTHER, EFFECT_NONE},	  {'.', EFFECT_DRAW},
		     {K_TAB, EFFECT_DRAW}};
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "counter");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(press(&fixture, cases[i].key), cases[i].effect);
	close_demo(&fixture);
}

static void press_to_the_end(struct fixture *fixture)
{
	for (int i = 0; i < TRIES && !player_at_end(&fixture->screen->player); i++)
		press(fixture, '.');
	assert_true(player_at_end(&fixture->screen->player));
}

/* Where a get is one step nobody can come in between; inside of it somebody can. */
static void a_fault_that_does_not_show_says_where_it_would(void **state)
{
	struct fixture fixture;
	const struct player *player;

	(void)state;
	open_demo(&fixture, "queue");
	player = &fixture.screen->player;
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
	player = &fixture.screen->player;
	press(&fixture, 'l');
	stage_screen_replay(fixture.screen, &witness);
	assert_non_null(strstr(fixture.screen->player.message, ". and space follow it"));
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
	player = &fixture.screen->player;
	assert_false(player->zoomed);
	stage_screen_replay(fixture.screen, &witness);
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
	assert_non_null(strstr(fixture.screen->player.message, name));
	if (recording_read(&recording, name, &fixture.catalogue, &error) < 0)
		fail_msg("%s", error.text);
	stage_screen_type.close(fixture.screen);

	recording.hashes[3]++;
	fixture.screen =
		stage_screen_open_recording(&fixture.catalogue, &recording, DEMO_ENGLISH, &error);
	assert_non_null(fixture.screen);
	settle(&fixture);
	assert_true(toggled(&fixture, 0));
	for (int i = 1; i <= 4; i++) {
		press(&fixture, '.');
		assert_int_equal(!strncmp(fixture.screen->player.message, "step 3 differs", 14),
				 i == 3);
	}
	assert_true(player_replays(&fixture.screen->player, 4));
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
	program = fixture.screen->subject.program;
	fixture.screen->subject.program = strdup("/nonexistent/program");
	press(&fixture, 'l');
	assert_null(fixture.screen->player.run);
	assert_string_not_equal(fixture.screen->player.message, "");
	for (int key = ' '; key < 127; key++) {
		if (key != 'q')
			press(&fixture, key);
	}
	fixture.screen->over = OVER_NOTHING;
	assert_int_equal(press(&fixture, 'q'), EFFECT_LEAVE);
	free(fixture.screen->subject.program);
	fixture.screen->subject.program = program;
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
