/* Predicting: questions are answered by what real processes do, right or wrong. */
#include "tui/modes/predict_mode.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "play/progress.h"
#include "tui/screens/stage_screen.h"
#include "tui/staged.h"

enum { TRIES = 2000, SECOND_MS = 1000 };

struct fixture {
	struct catalogue catalogue;
	struct surroundings around;
	struct progress *progress;
	struct stage_screen *screen;
	char folder[64], path[100];
	int64_t now_ms;
};

static struct staged *staged_of(const struct fixture *fixture)
{
	return stage_screen_staged(fixture->screen);
}

static struct predict_mode *mode_of(const struct fixture *fixture)
{
	return stage_screen_mode(fixture->screen, &predict_mode);
}

static void settle(struct fixture *fixture)
{
	struct player *player = &staged_of(fixture)->player;

	for (int i = 0; i < TRIES && run_stop(player->run) == STOP_NONE; i++) {
		struct pollfd ready = {stage_screen_type.fd(fixture->screen), POLLIN, 0};

		poll(&ready, 1, SESSION_WATCH_MS);
		stage_screen_type.advance(fixture->screen, fixture->now_ms);
	}
	assert_int_not_equal(run_stop(player->run), STOP_NONE);
}

static void press(struct fixture *fixture, int key)
{
	stage_screen_type.key(fixture->screen, key, fixture->now_ms);
	settle(fixture);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct error error;

	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/ipcstage-predict-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/progress.json", fixture->folder);
	fixture->progress = progress_open(fixture->path);
	if (catalogue_load_from(&fixture->catalogue, BINARY_DIR, &error) < 0)
		fail_msg("%s", error.text);
	fixture->around = (struct surroundings){.catalogue = &fixture->catalogue,
						.progress = fixture->progress};
	fixture->screen = stage_screen_open(&fixture->around, "counter", NULL, &error);
	if (!fixture->screen)
		fail_msg("%s", error.text);
	settle(fixture);
	press(fixture, 'P');
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	stage_screen_type.close(fixture->screen);
	progress_close(fixture->progress);
	catalogue_release(&fixture->catalogue);
	unlink(fixture->path);
	rmdir(fixture->folder);
	free(fixture);
	return 0;
}

/* The key of an answer, found by its text. */
static int key_of(const struct fixture *fixture, const char *text)
{
	const struct question *question = &mode_of(fixture)->question;

	for (unsigned i = 0; i < question->count; i++)
		if (strcmp(question->answers[i], text) == 0)
			return '1' + (int)i;
	fail_msg("no answer '%s' to '%s'", text, question->text);
	return K_NONE;
}

static void expect_question(const struct fixture *fixture, const char *text)
{
	assert_true(predict_mode_asks(mode_of(fixture)));
	assert_string_equal(mode_of(fixture)->question.text, text);
}

static void values_are_asked_and_checked(void **state)
{
	struct fixture *fixture = *state;
	struct predict_mode *mode = mode_of(fixture);

	press(fixture, 'l');
	assert_true(mode->on);
	press(fixture, '1'); /* nobody has loaded it: what is in it cannot be guessed */
	expect_question(fixture, "When 1 has taken its step, can it go on?");
	press(fixture, key_of(fixture, "yes"));
	assert_string_equal(mode->result, "Right: yes.");
	assert_int_equal(player_newest(&staged_of(fixture)->player), 1);
	press(fixture, '2');
	expect_question(fixture, "What will 2 load from counter?");
	assert_int_equal(player_newest(&staged_of(fixture)->player), 1); /* not yet */
	press(fixture, key_of(fixture, "0"));
	assert_string_equal(mode->result, "Right: 0.");
	press(fixture, '1');
	press(fixture, key_of(fixture, "1"));
	press(fixture, '2'); /* it stores what it has loaded plus one: 1 again */
	expect_question(fixture, "What will 2 store into counter?");
	press(fixture, key_of(fixture, "2"));
	assert_string_equal(mode->result, "You said: 2. It was: 1.");
	assert_false(mode->right);
	assert_int_equal(progress_predictions(fixture->progress).asked, 4);
	assert_int_equal(progress_predictions(fixture->progress).right, 3);
	assert_int_equal(progress_predictions(fixture->progress).streak, 0);
	assert_int_equal(progress_predictions(fixture->progress).longest, 3);
}

static void who_waits_is_asked_and_checked(void **state)
{
	struct fixture *fixture = *state;
	struct predict_mode *mode = mode_of(fixture);

	press(fixture, '.'); /* by turns: 1 takes the lock */
	expect_question(fixture, "When 1 has taken its step, can it go on?");
	press(fixture, key_of(fixture, "no, it waits"));
	assert_string_equal(mode->result, "You said: no, it waits. It was: yes.");
	/* Who cannot go on is not asked about. */
	press(fixture, '2');
	assert_false(predict_mode_asks(mode));
	assert_non_null(strstr(staged_of(fixture)->player.message, "2 cannot go on"));
}

static void the_end_is_asked_and_checked(void **state)
{
	struct fixture *fixture = *state;
	struct predict_mode *mode = mode_of(fixture);

	press(fixture, 'l');
	press(fixture, ' ');
	expect_question(fixture, "They go on by turns. How will it end?");
	press(fixture, key_of(fixture, "unexpected"));
	for (int i = 0; i < TRIES && mode->answered; i++) {
		fixture->now_ms += SECOND_MS;
		stage_screen_type.advance(fixture->screen, fixture->now_ms);
		settle(fixture);
	}
	assert_string_equal(mode->result, "Right: unexpected.");
	assert_int_equal(progress_predictions(fixture->progress).right, 1);
}

static void what_is_withdrawn_or_begun_again_does_not_count(void **state)
{
	struct fixture *fixture = *state;
	struct predict_mode *mode = mode_of(fixture);

	press(fixture, '1');
	press(fixture, 'q');
	assert_false(predict_mode_asks(mode));
	assert_true(mode->on);
	assert_int_equal(player_newest(&staged_of(fixture)->player), 0);
	press(fixture, ' ');
	press(fixture, '1');
	assert_true(mode->answered);
	press(fixture, 'r'); /* before the end has come */
	assert_false(mode->answered);
	press(fixture, '1');
	assert_true(predict_mode_asks(mode));
	press(fixture, 'r'); /* before it is answered */
	assert_false(predict_mode_asks(mode));
	press(fixture, '1');
	press(fixture, '4'); /* there are three answers only */
	assert_true(predict_mode_asks(mode));
	press(fixture, 'q');
	press(fixture, 'P');
	assert_false(mode->on);
	press(fixture, '1');
	assert_int_equal(player_newest(&staged_of(fixture)->player), 1);
	assert_int_equal(progress_predictions(fixture->progress).asked, 0);
}

/* In the past everything is known. */
static void the_past_is_not_asked_about(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, 'l');
	press(fixture, '.');
	press(fixture, '1');
	press(fixture, ',');
	press(fixture, '.');
	assert_false(predict_mode_asks(mode_of(fixture)));
	assert_int_equal(staged_of(fixture)->player.shown, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values_are_asked_and_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_waits_is_asked_and_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_end_is_asked_and_checked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_withdrawn_or_begun_again_does_not_count,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_past_is_not_asked_about, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
