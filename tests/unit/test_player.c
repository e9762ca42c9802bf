/* The player with real runs: steps and calls, the past, branches, playing on a clock of ours. */
#include "play/player.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { TRIES = 1000, STEP_MS = 900, MANY_STEPS = 200 };

struct fixture {
	struct catalogue catalogue;
	struct subject subject;
	struct player player;
	int64_t now_ms;
};

/* Until the run stands still; the clock stands, too. */
static void settle(struct fixture *fixture)
{
	struct player *player = &fixture->player;

	for (int i = 0; i < TRIES && run_stop(player->run) == STOP_NONE; i++) {
		struct pollfd ready = {run_fd(player->run), POLLIN, 0};

		poll(&ready, 1, SESSION_WATCH_MS);
		player_advance(player, fixture->now_ms);
	}
	assert_int_not_equal(run_stop(player->run), STOP_NONE);
}

static void open_demo(struct fixture *fixture, const char *name)
{
	struct error error;
	struct error why;

	fixture->now_ms = 1000;
	if (catalogue_load_from(&fixture->catalogue, BINARY_DIR, &error) < 0)
		fail_msg("%s", error.text);
	if (subject_init(&fixture->subject, &fixture->catalogue, name, NULL, &error) < 0)
		fail_msg("%s", error.text);
	if (player_open(&fixture->player, &fixture->subject, &why) < 0)
		fail_msg("%s", why.text);
	settle(fixture);
}

static void close_demo(struct fixture *fixture)
{
	player_close(&fixture->player);
	subject_release(&fixture->subject);
	catalogue_release(&fixture->catalogue);
}

static void toggle(struct fixture *fixture, const char *name)
{
	struct error error;
	struct error why;

	assert_int_equal(choice_toggle(&fixture->subject.choice, name, &error), 0);
	assert_int_equal(player_reopen(&fixture->player, true, &why), 0);
	settle(fixture);
}

static void step(struct fixture *fixture)
{
	player_step(&fixture->player, fixture->now_ms);
	settle(fixture);
}

static void step_actor(struct fixture *fixture, unsigned actor)
{
	player_step_actor(&fixture->player, actor, fixture->now_ms);
	settle(fixture);
}

static void step_to_the_end(struct fixture *fixture)
{
	for (int i = 0; i < MANY_STEPS && !player_at_end(&fixture->player); i++)
		step(fixture);
	assert_true(player_at_end(&fixture->player));
}

/* The schedule up to the moment that is shown. */
static void assert_schedule(const struct fixture *fixture, const char *expected)
{
	char schedule[400];

	history_schedule(run_history(fixture->player.run), fixture->player.shown, schedule,
			 sizeof(schedule));
	assert_string_equal(schedule, expected);
}

/* To the end of process 1, back by a step, and another way: whether that could be done again. */
static bool branch_before_its_end(struct fixture *fixture)
{
	struct player *player = &fixture->player;

	player_restart(player);
	settle(fixture);
	while (set_has(run_enabled(player->run), 1))
		step_actor(fixture, 1);
	player_show(player, player->shown - 1);
	player_step_actor(player, 2, fixture->now_ms);
	player->playing = true;
	settle(fixture);
	return run_stop(player->run) == STOP_DECIDE;
}

/* Two pids in three have it end sooner, or later, than before. */
static void what_broke_off_is_not_playing(void **state)
{
	struct fixture fixture;
	int tries = 0;

	(void)state;
	open_demo(&fixture, BINARY_DIR "/tests/programs/branch_on_pid");
	while (branch_before_its_end(&fixture) && tries < TRIES)
		tries++;
	assert_int_equal(run_stop(fixture.player.run), STOP_CANNOT_MOVE);
	assert_false(fixture.player.playing);
	assert_string_equal(player_state_word(&fixture.player), "broken off");
	assert_non_null(strstr(fixture.player.message, "did not do the same again"));
	fixture.player.message[0] = '\0';
	player_play(&fixture.player, fixture.now_ms);
	assert_false(fixture.player.playing);
	assert_non_null(strstr(fixture.player.message, "did not do the same again"));
	close_demo(&fixture);
}

static void a_step_is_whose_turn_it_is(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "counter");
	toggle(&fixture, "no-lock");
	assert_int_equal(fixture.player.shown, 0);
	step(&fixture);
	step(&fixture);
	step(&fixture);
	assert_schedule(&fixture, "1 2 1");
	assert_int_equal(fixture.player.shown_from, 2);
	assert_int_equal(fixture.player.shown_ms, fixture.now_ms);
	step_to_the_end(&fixture);
	assert_int_equal(run_verdict(fixture.player.run), VERDICT_UNEXPECTED);
	assert_int_equal(player_fault(&fixture.player), 4);
	assert_string_equal(player_state_word(&fixture.player), "ended");
	step(&fixture);
	assert_non_null(strstr(fixture.player.message, "over"));
	close_demo(&fixture);
}

static void a_call_is_one_step(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "queue");
	step_actor(&fixture, 1);
	assert_schedule(&fixture, "1*4"); /* slots, writer lock, write, unlock: one put */
	step_actor(&fixture, 1);
	assert_schedule(&fixture, "1*8"); /* the second, though it began at once */
	step_actor(&fixture, 2);
	assert_schedule(&fixture, "1*8 2"); /* closes its end */
	step_actor(&fixture, 2);
	assert_schedule(&fixture, "1*8 2*6"); /* lock, two reads, unlock, slots: one get */

	player_back(&fixture.player);
	assert_int_equal(fixture.player.shown, 9);
	player_back(&fixture.player);
	assert_int_equal(fixture.player.shown, 8);
	player_back(&fixture.player);
	assert_int_equal(fixture.player.shown, 4);
	assert_string_equal(player_state_word(&fixture.player), "past");
	step(&fixture);
	assert_int_equal(fixture.player.shown, 8);
	assert_int_equal(fixture.player.shown_from, 4);
	close_demo(&fixture);
}

static void zoomed_each_operation_is_one(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "queue");
	fixture.player.zoomed = true;
	step_actor(&fixture, 1);
	step_actor(&fixture, 1);
	assert_schedule(&fixture, "1 1");
	player_back(&fixture.player);
	assert_int_equal(fixture.player.shown, 1);
	step(&fixture);
	fixture.player.zoomed = false;
	step_actor(&fixture, 1);
	assert_schedule(&fixture, "1*4"); /* what is left of the call */
	close_demo(&fixture);
}

static void a_call_that_blocks_stops_in_it(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "queue");
	fixture.player.zoomed = true;
	step_actor(&fixture, 2);
	step_actor(&fixture, 2);
	assert_schedule(&fixture, "2 2"); /* has the reader lock; nothing to read */
	fixture.player.zoomed = false;
	step_actor(&fixture, 2);
	assert_schedule(&fixture, "2 2");
	assert_non_null(strstr(fixture.player.message, "2 cannot go on"));
	step_actor(&fixture, 1);
	step_actor(&fixture, 2);
	assert_schedule(&fixture, "2 2 1*4 2*4");
	close_demo(&fixture);
}

static void who_cannot_go_is_told_why(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;

	(void)state;
	open_demo(&fixture, "counter");
	step_actor(&fixture, 1);
	step_actor(&fixture, 2);
	assert_string_equal(player->message, "2 cannot go on: it waits for lock: 1 has it");
	assert_int_equal(player_newest(player), 1);
	step_actor(&fixture, 7);
	assert_string_equal(player->message, "there is no process 7");
	step_to_the_end(&fixture);
	step_actor(&fixture, 1);
	assert_string_equal(player->message, "1 has ended");
	close_demo(&fixture);
}

static void another_choice_in_the_past_branches(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "counter");
	toggle(&fixture, "no-lock");
	step_to_the_end(&fixture);
	player_show(&fixture.player, 2);
	step_actor(&fixture, 1); /* as it was: no branch */
	assert_int_equal(player_newest(&fixture.player), 20);
	player_back(&fixture.player);
	step_actor(&fixture, 2);
	assert_int_equal(player_newest(&fixture.player), 3);
	assert_schedule(&fixture, "1 2 2");
	assert_null(run_divergence(fixture.player.run));
	step_to_the_end(&fixture);
	assert_int_equal(player_newest(&fixture.player), 20);
	close_demo(&fixture);
}

static void a_branch_goes_through_a_whole_call(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "queue");
	step_actor(&fixture, 1);
	step_actor(&fixture, 1);
	step_actor(&fixture, 2);
	player_show(&fixture.player, 4);
	step_actor(&fixture, 2);
	assert_schedule(&fixture, "1*4 2");
	step_actor(&fixture, 2);
	assert_schedule(&fixture, "1*4 2*6");
	close_demo(&fixture);
}

static void the_clock_plays(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;

	(void)state;
	open_demo(&fixture, "counter");
	assert_int_equal(player_wait_ms(player, fixture.now_ms), -1);
	player_play(player, fixture.now_ms);
	assert_int_equal(player_wait_ms(player, fixture.now_ms), 0);
	player_advance(player, fixture.now_ms);
	settle(&fixture);
	assert_int_equal(player->shown, 1);
	assert_int_equal(player_wait_ms(player, fixture.now_ms), STEP_MS);
	fixture.now_ms += STEP_MS - 1;
	assert_false(player_advance(player, fixture.now_ms));
	fixture.now_ms++;
	assert_true(player_advance(player, fixture.now_ms));
	settle(&fixture);
	assert_int_equal(player->shown, 2);
	player_change_speed(player, 1);
	assert_string_equal(player_speed_word(player), "x2");
	fixture.now_ms += STEP_MS;
	player_advance(player, fixture.now_ms);
	settle(&fixture);
	assert_int_equal(player_wait_ms(player, fixture.now_ms), STEP_MS / 2);
	player_play(player, fixture.now_ms);
	assert_int_equal(player_wait_ms(player, fixture.now_ms), -1);
	assert_string_equal(player_state_word(player), "paused");
	close_demo(&fixture);
}

static void playing_ends_with_the_run(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;

	(void)state;
	open_demo(&fixture, "semaphore");
	player_play(player, fixture.now_ms);
	for (int i = 0; i < MANY_STEPS && player->playing; i++) {
		player_advance(player, fixture.now_ms);
		settle(&fixture);
		fixture.now_ms += STEP_MS;
	}
	assert_true(player_at_end(player));
	assert_false(player->playing);
	player_show(player, 0);
	player_play(player, fixture.now_ms); /* the past can be played again */
	player_advance(player, fixture.now_ms);
	assert_int_equal(player->shown, 1);
	close_demo(&fixture);
}

static void speeds_have_limits(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;

	(void)state;
	open_demo(&fixture, "counter");
	for (int i = 0; i < 2 * PLAYER_SPEEDS; i++)
		player_change_speed(player, 1);
	assert_string_equal(player_speed_word(player), "x1024");
	for (int i = 0; i < 2 * PLAYER_SPEEDS; i++)
		player_change_speed(player, -1);
	assert_string_equal(player_speed_word(player), "x1/4");
	assert_int_equal(player_move_ms(player), 1200);
	close_demo(&fixture);
}

static void fast_keys_are_not_lost(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;

	(void)state;
	open_demo(&fixture, "counter");
	toggle(&fixture, "no-lock");
	player_step(player, fixture.now_ms);
	player_step_actor(player, 1, fixture.now_ms);
	player_step_actor(player, 2, fixture.now_ms);
	settle(&fixture);
	assert_schedule(&fixture, "1 1 2");
	player_restart(player);
	settle(&fixture);
	for (int i = 0; i < 18; i++) /* as many as one read of the terminal brings */
		player_step(player, fixture.now_ms);
	settle(&fixture);
	assert_int_equal(player_newest(player), 18);
	player_restart(player);
	settle(&fixture);
	for (int i = 0; i < 3; i++)
		player_step(player, fixture.now_ms);
	settle(&fixture);
	player_step(player, fixture.now_ms);
	player_step(player, fixture.now_ms);
	player_back(player); /* and those that were not begun are called off */
	settle(&fixture);
	assert_int_equal(player_newest(player), 4);
	close_demo(&fixture);
}

static void restarts_and_seeds(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;
	char first[200], again[200];

	(void)state;
	open_demo(&fixture, "counter");
	player_new_seed(player);
	settle(&fixture);
	step_to_the_end(&fixture);
	history_schedule(run_history(player->run), player->shown, first, sizeof(first));
	player_restart(player);
	settle(&fixture);
	assert_int_equal(player_newest(player), 0);
	step_to_the_end(&fixture);
	history_schedule(run_history(player->run), player->shown, again, sizeof(again));
	assert_string_equal(first, again);
	close_demo(&fixture);
}

static void a_free_run_ends_by_itself(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;

	(void)state;
	open_demo(&fixture, "counter");
	player_run_free(player);
	assert_string_equal(player_state_word(player), "free");
	settle(&fixture);
	assert_int_equal(run_verdict(player->run), VERDICT_AS_EXPECTED);
	assert_true(player_at_end(player));
	player_step_actor(player, 1, fixture.now_ms);
	assert_non_null(strstr(player->message, "free run"));
	close_demo(&fixture);
}

static void toggles_begin_another_program(void **state)
{
	struct fixture fixture;

	(void)state;
	open_demo(&fixture, "semaphore");
	step(&fixture);
	toggle(&fixture, "zero-tokens");
	assert_int_equal(player_newest(&fixture.player), 0);
	assert_int_equal(run_verdict(fixture.player.run), VERDICT_DEADLOCK);
	toggle(&fixture, "zero-tokens");
	step_to_the_end(&fixture);
	assert_int_equal(run_verdict(fixture.player.run), VERDICT_AS_EXPECTED);
	close_demo(&fixture);
}

/* What was compiled anew takes the steps that were taken, up to the one that was shown. */
static void a_renewed_program_takes_the_same_steps(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;
	struct error error;

	(void)state;
	open_demo(&fixture, "counter");
	toggle(&fixture, "no-lock");
	for (const char *actor = "12211"; *actor; actor++)
		step_actor(&fixture, (unsigned)(*actor - '0'));
	player_show(player, 3);
	assert_int_equal(player_renew(player, &error), 0);
	settle(&fixture);
	assert_schedule(&fixture, "1 2 2");
	assert_int_equal(player_newest(player), 3);
	step(&fixture);
	step(&fixture);
	assert_schedule(&fixture, "1 2 2 1 1");
	assert_string_equal(player->message, "");
	close_demo(&fixture);
}

/* The lock is back: 2 cannot go second, and that is where the steps part. */
static void a_renewed_program_goes_as_far_as_it_can(void **state)
{
	struct fixture fixture;
	struct player *player = &fixture.player;
	struct error error;

	(void)state;
	open_demo(&fixture, "counter");
	toggle(&fixture, "no-lock");
	for (const char *actor = "12211"; *actor; actor++)
		step_actor(&fixture, (unsigned)(*actor - '0'));
	assert_int_equal(choice_toggle(&fixture.subject.choice, "no-lock", &error), 0);
	assert_int_equal(player_renew(player, &error), 0);
	settle(&fixture);
	assert_schedule(&fixture, "1 1");
	assert_non_null(strstr(player->message, "step 2: 2 cannot move as scheduled"));
	close_demo(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_whose_turn_it_is),
		cmocka_unit_test(what_broke_off_is_not_playing),
		cmocka_unit_test(a_call_is_one_step),
		cmocka_unit_test(zoomed_each_operation_is_one),
		cmocka_unit_test(a_call_that_blocks_stops_in_it),
		cmocka_unit_test(who_cannot_go_is_told_why),
		cmocka_unit_test(another_choice_in_the_past_branches),
		cmocka_unit_test(a_branch_goes_through_a_whole_call),
		cmocka_unit_test(the_clock_plays),
		cmocka_unit_test(playing_ends_with_the_run),
		cmocka_unit_test(speeds_have_limits),
		cmocka_unit_test(fast_keys_are_not_lost),
		cmocka_unit_test(restarts_and_seeds),
		cmocka_unit_test(a_free_run_ends_by_itself),
		cmocka_unit_test(toggles_begin_another_program),
		cmocka_unit_test(a_renewed_program_takes_the_same_steps),
		cmocka_unit_test(a_renewed_program_goes_as_far_as_it_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
