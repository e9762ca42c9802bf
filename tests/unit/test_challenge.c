/*
 * Making it fail: every challenge there is can be won at its par, by the keys that a person
 * presses; losing, hints, and what is kept.
 */
#include "tui/modes/challenge_mode.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "explore/count.h"
#include "play/progress.h"
#include "tui/screens/stage_screen.h"
#include "tui/staged.h"

enum { TRIES = 10000, WITNESS = 1000 };

struct fixture {
	struct catalogue catalogue;
	struct surroundings around;
	struct progress *progress;
	struct stage_screen *screen;
	char folder[64], path[100];
};

static struct staged *staged_of(const struct fixture *fixture)
{
	return stage_screen_staged(fixture->screen);
}

static struct challenge_mode *mode_of(const struct fixture *fixture)
{
	return stage_screen_mode(fixture->screen, &challenge_mode);
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

static void press(struct fixture *fixture, int key)
{
	assert_int_equal(stage_screen_type.key(fixture->screen, key, 0), REQUEST_DRAW);
	settle(fixture);
}

static void press_all(struct fixture *fixture, const char *keys)
{
	for (; *keys; keys++)
		press(fixture, *keys);
}

static void open_demo(struct fixture *fixture, const char *name)
{
	struct error error;

	fixture->around = (struct surroundings){.catalogue = &fixture->catalogue,
						.progress = fixture->progress};
	fixture->screen = stage_screen_open(&fixture->around, name, NULL, &error);
	if (!fixture->screen)
		fail_msg("%s", error.text);
	settle(fixture);
}

/* Until every order has been tried. */
static void await_par(struct fixture *fixture)
{
	for (int i = 0; i < TRIES && challenge_mode_is_busy(mode_of(fixture)); i++)
		stage_screen_type.advance(fixture->screen, 0);
	assert_non_null(mode_of(fixture)->game);
	if (challenge_game_state(mode_of(fixture)->game) != CHALLENGE_READY)
		fail_msg("%s, %s: no challenge: it fails always, or never, or is too large (%d); "
			 "see challenges in FORMAT.md",
			 staged_of(fixture)->subject.demo->name,
			 mode_of(fixture)->challenge->toggle,
			 challenge_game_state(mode_of(fixture)->game));
}

/* Choose a line of the list. */
static void choose(struct fixture *fixture, unsigned line)
{
	press(fixture, 'M');
	assert_true(mode_of(fixture)->list.open);
	for (unsigned i = 0; i < line; i++)
		press(fixture, K_DOWN);
	press(fixture, K_ENTER);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct error error;

	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/ipcstage-challenge-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/progress.json", fixture->folder);
	fixture->progress = progress_open(fixture->path);
	assert_non_null(fixture->progress);
	if (catalogue_load_from(&fixture->catalogue, BINARY_DIR, &error) < 0)
		fail_msg("%s", error.text);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	if (fixture->screen)
		stage_screen_type.close(fixture->screen);
	progress_close(fixture->progress);
	catalogue_release(&fixture->catalogue);
	unlink(fixture->path);
	rmdir(fixture->folder);
	free(fixture);
	return 0;
}

static struct progress_challenge kept(const struct fixture *fixture, unsigned line)
{
	const struct demo *demo = staged_of(fixture)->subject.demo;

	return progress_challenge(fixture->progress, demo, &demo->challenges[line]);
}

/* --- every one can be won ----------------------------------------------------------------------
 */

static void win_at_par(struct fixture *fixture, unsigned line)
{
	struct challenge_mode *mode = mode_of(fixture);
	uint8_t schedule[WITNESS];
	uint32_t par, length;

	choose(fixture, line);
	await_par(fixture);
	par = challenge_game_par(mode->game);
	length = challenge_game_best(mode->game)->length;
	assert_true(par > 0); /* else there is nothing to think about */
	assert_true(length <= WITNESS);
	memcpy(schedule, challenge_game_best(mode->game)->schedule, length);
	for (uint32_t i = 0; i < length; i++) {
		assert_int_equal(mode->lost_at, UINT32_MAX);
		press(fixture, '0' + schedule[i]);
		assert_int_equal(player_newest(&staged_of(fixture)->player), i + 1);
	}
	assert_true(player_at_end(&staged_of(fixture)->player));
	assert_true(mode->judged);
	assert_int_equal(mode->switches, par);
	assert_int_equal(mode->best, par);
	assert_true(kept(fixture, line).won);
	assert_int_equal(kept(fixture, line).switches, par);
	assert_int_equal(kept(fixture, line).par, par);
}

static void every_challenge_can_be_won_at_par(void **state)
{
	struct fixture *fixture = *state;
	unsigned challenges = 0;

	for (unsigned i = 0; i < fixture->catalogue.count; i++) {
		struct error error;
		const struct demo *demo = catalogue_demo(&fixture->catalogue, i, &error);

		assert_non_null(demo);
		open_demo(fixture, demo->name);
		for (unsigned line = 0; line < demo->challenge_count; line++, challenges++)
			win_at_par(fixture, line);
		assert_int_equal(progress_won_of(fixture->progress, demo), demo->challenge_count);
		stage_screen_type.close(fixture->screen);
		fixture->screen = NULL;
	}
	assert_true(challenges > 0);
}

/* --- playing --------------------------------------------------------------------------------- */

static void losing_says_when_and_can_be_taken_back(void **state)
{
	struct fixture *fixture = *state;
	struct challenge_mode *mode;

	open_demo(fixture, "counter");
	mode = mode_of(fixture);
	choose(fixture, 0);
	await_par(fixture);
	press_all(fixture, "111");
	assert_int_equal(mode->lost_at, UINT32_MAX);
	press_all(fixture, "1");
	assert_int_equal(mode->lost_at, 4);
	press_all(fixture, "2222");
	assert_true(player_at_end(&staged_of(fixture)->player));
	assert_int_equal(mode->lost_at, 4);
	assert_false(kept(fixture, 0).won);
	assert_int_equal(mode->best, UINT32_MAX);

	press_all(fixture, ",,,,,"); /* after the third step, where there was hope */
	assert_int_equal(mode->lost_at, UINT32_MAX);
	assert_int_equal(mode->switches, 0);
	press(fixture, '.'); /* forward again, as it was */
	assert_int_equal(mode->lost_at, 4);
	press(fixture, ',');
	press_all(fixture, "21222"); /* another way from there: three switches, par is two */
	assert_true(player_at_end(&staged_of(fixture)->player));
	assert_int_equal(mode->switches, 3);
	assert_int_equal(kept(fixture, 0).switches, 3);
	assert_int_equal(kept(fixture, 0).par, 2);
	press(fixture, 'r');
	assert_int_equal(staged_of(fixture)->player.shown, 0);
	assert_false(mode->judged);
	assert_int_equal(mode->switches, 0);
}

static void a_step_is_the_persons_choice(void **state)
{
	struct fixture *fixture = *state;

	open_demo(fixture, "counter");
	choose(fixture, 0);
	press(fixture, '.');
	assert_int_equal(player_newest(&staged_of(fixture)->player), 0);
	assert_non_null(strstr(staged_of(fixture)->player.message, "you choose"));
	/* Neither playing nor another fault is offered. */
	assert_int_equal(stage_screen_type.key(fixture->screen, ' ', 0), REQUEST_NONE);
	assert_int_equal(stage_screen_type.key(fixture->screen, 'l', 0), REQUEST_NONE);
	assert_int_equal(stage_screen_type.key(fixture->screen, 'x', 0), REQUEST_NONE);
	assert_true(staged_of(fixture)->subject.choice.toggled[0]);
}

static void hints_are_words_then_choices(void **state)
{
	struct fixture *fixture = *state;
	struct challenge_mode *mode;

	open_demo(fixture, "counter");
	mode = mode_of(fixture);
	choose(fixture, 0);
	await_par(fixture);
	press(fixture, 'h');
	assert_non_null(strstr(mode->hint, "A store writes what was loaded"));
	press(fixture, 'h');
	assert_string_equal(mode->hint, "1: 2 more switches   2: 2 more switches");
	press_all(fixture, "111");
	assert_string_equal(mode->hint, "");
	press(fixture, 'h');
	assert_string_equal(mode->hint, "1: never   2: 2 more switches");
	assert_int_equal(kept(fixture, 0).hints, 3);
	assert_false(kept(fixture, 0).won);
}

static void leaving_puts_back_what_was_there(void **state)
{
	struct fixture *fixture = *state;
	struct choice before;

	open_demo(fixture, "counter");
	press(fixture, 'a');
	before = staged_of(fixture)->subject.choice;
	choose(fixture, 1);
	assert_true(staged_of(fixture)->subject.choice.toggled[0]);
	assert_false(staged_of(fixture)->subject.choice.toggled[1]);
	assert_int_equal(staged_of(fixture)->subject.choice.values[1], 3);
	choose(fixture, 0); /* another one from there */
	assert_int_equal(staged_of(fixture)->subject.choice.values[1], 2);
	press(fixture, 'q');
	assert_null(mode_of(fixture)->challenge);
	assert_memory_equal(&staged_of(fixture)->subject.choice, &before, sizeof(before));
	assert_false(staged_of(fixture)->player.zoomed);
}

/* What fails in any order is shown, and cannot be played. */
static void what_fails_always_is_no_challenge(void **state)
{
	struct fixture *fixture = *state;

	open_demo(fixture, "counter");
	choose(fixture, staged_of(fixture)->subject.demo->challenge_count);
	assert_true(mode_of(fixture)->list.open);
	assert_null(mode_of(fixture)->challenge);
}

static void an_outcome_that_is_asked_for_is_the_only_one_that_wins(void **state)
{
	struct fixture *fixture = *state;

	open_demo(fixture, "counter");
	choose(fixture, 1); /* counter=2 with three rounds each */
	await_par(fixture);
	assert_int_equal(challenge_game_par(mode_of(fixture)->game), 5);
	press_all(fixture, "211111122222"); /* counter=3 */
	assert_true(player_at_end(&staged_of(fixture)->player));
	assert_false(kept(fixture, 1).won);
}

/* Who wins before par is known gets to know it afterwards. */
static void an_early_win_is_judged_later(void **state)
{
	struct fixture *fixture = *state;
	struct challenge_mode *mode;

	open_demo(fixture, "counter");
	mode = mode_of(fixture);
	challenge_mode_begin(mode, staged_of(fixture),
			     &staged_of(fixture)->subject.demo->challenges[0]);
	while (run_stop(staged_of(fixture)->player.run) == STOP_NONE)
		run_wait(staged_of(fixture)->player.run, 100);
	for (const char *key = "11122221"; *key; key++) {
		player_step_actor(&staged_of(fixture)->player, (unsigned)(*key - '0'), 0);
		while (run_stop(staged_of(fixture)->player.run) == STOP_NONE)
			run_wait(staged_of(fixture)->player.run, 100);
		player_show(&staged_of(fixture)->player, UINT32_MAX);
	}
	challenge_mode_follow(mode, staged_of(fixture));
	assert_true(challenge_mode_is_busy(mode));
	assert_false(mode->judged);
	await_par(fixture);
	assert_true(mode->judged);
	assert_int_equal(kept(fixture, 0).switches, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_challenge_can_be_won_at_par, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(losing_says_when_and_can_be_taken_back, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_step_is_the_persons_choice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hints_are_words_then_choices, set_up, tear_down),
		cmocka_unit_test_setup_teardown(leaving_puts_back_what_was_there, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_fails_always_is_no_challenge, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			an_outcome_that_is_asked_for_is_the_only_one_that_wins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_early_win_is_judged_later, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
