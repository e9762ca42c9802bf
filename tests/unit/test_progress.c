/* What has been won: kept across runs, and nothing that lies in the file's place does any harm. */
#include "play/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "demo/demo.h"
#include "run/subject.h"

enum { PATH = 200 };

static char toggle[] = "no-lock", outcome[] = "counter=2", counter[] = "counter", pipe_[] = "pipe";
static struct challenge challenges[] = {{.toggle = toggle}, {.toggle = toggle, .outcome = outcome}};
static const struct demo demo = {.name = counter, .challenges = challenges, .challenge_count = 2};
static const struct demo other = {.name = pipe_, .challenges = challenges, .challenge_count = 1};

struct fixture {
	char folder[64], path[PATH];
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/ipcstage-progress-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/state/ipcstage/progress.json",
		 fixture->folder);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	char command[PATH + 100];

	snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s", fixture->folder,
		 fixture->folder);
	assert_int_equal(system(command), 0);
	free(fixture);
	return 0;
}

static void put(const struct fixture *fixture, const char *text)
{
	char command[PATH + 100];
	FILE *file;

	snprintf(command, sizeof(command), "mkdir -p %s/state/ipcstage", fixture->folder);
	assert_int_equal(system(command), 0);
	file = fopen(fixture->path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool is_there(const struct fixture *fixture, const char *suffix)
{
	char path[PATH + 100];

	snprintf(path, sizeof(path), "%s%s", fixture->path, suffix);
	return access(path, F_OK) == 0;
}

static void is_there_after_a_restart(void **state)
{
	const struct fixture *fixture = *state;
	struct progress *progress = progress_open(fixture->path);
	struct progress_challenge kept;

	assert_non_null(progress);
	assert_null(progress_notice(progress));
	assert_false(progress_challenge(progress, &demo, &challenges[0]).won);
	progress_hint(progress, &demo, &challenges[0]);
	assert_false(progress_challenge(progress, &demo, &challenges[0]).won);
	progress_win(progress, &demo, &challenges[0], 4, 2);
	progress_win(progress, &demo, &challenges[0], 3, 2);
	progress_win(progress, &demo, &challenges[0], 5, 2);
	progress_hint(progress, &demo, &challenges[0]);
	assert_null(progress_notice(progress));
	progress_close(progress);

	progress = progress_open(fixture->path);
	kept = progress_challenge(progress, &demo, &challenges[0]);
	assert_true(kept.won);
	assert_int_equal(kept.switches, 3);
	assert_int_equal(kept.par, 2);
	assert_int_equal(kept.hints, 2);
	assert_false(progress_challenge(progress, &demo, &challenges[1]).won);
	assert_int_equal(progress_won_of(progress, &demo), 1);
	assert_int_equal(progress_won_of(progress, &other), 0);
	assert_false(is_there(fixture, ".new"));
	progress_close(progress);
}

static void another_par_is_another_challenge(void **state)
{
	const struct fixture *fixture = *state;
	struct progress *progress = progress_open(fixture->path);

	progress_win(progress, &demo, &challenges[1], 2, 2);
	progress_win(progress, &demo, &challenges[1], 7, 5);
	assert_int_equal(progress_challenge(progress, &demo, &challenges[1]).switches, 7);
	assert_int_equal(progress_challenge(progress, &demo, &challenges[1]).par, 5);
	progress_close(progress);
}

static void answers_are_counted(void **state)
{
	static const bool answers[] = {true, true, false, true};
	const struct fixture *fixture = *state;
	struct progress *progress = progress_open(fixture->path);
	struct progress_predictions kept;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		progress_answer(progress, answers[i]);
	progress_close(progress);
	progress = progress_open(fixture->path);
	kept = progress_predictions(progress);
	assert_int_equal(kept.asked, 4);
	assert_int_equal(kept.right, 3);
	assert_int_equal(kept.streak, 1);
	assert_int_equal(kept.longest, 2);
	progress_close(progress);
}

static void damaged_files_are_put_aside(void **state)
{
	static const char *const texts[] = {"",	       "{", "[]", "3", "{\"challenges\": nul}",
					    "\xff\xfe"};
	const struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct progress *progress;
		const char *notice;

		put(fixture, texts[i]);
		progress = progress_open(fixture->path);
		assert_non_null(progress);
		notice = progress_notice(progress);
		assert_non_null(notice);
		assert_non_null(strstr(notice, "progress.json.damaged"));
		assert_null(strchr(notice, '\n'));
		assert_null(progress_notice(progress)); /* said once */
		assert_true(is_there(fixture, ".damaged"));
		assert_false(is_there(fixture, ""));
		progress_win(progress, &demo, &challenges[0], 2, 2);
		progress_close(progress);
		progress = progress_open(fixture->path);
		assert_true(progress_challenge(progress, &demo, &challenges[0]).won);
		progress_close(progress);
	}
}

/* What has another form than ours counts as nothing, and is replaced where it stands in the way. */
static void odd_contents_do_no_harm(void **state)
{
	static const char *const texts[] = {
		"{\"challenges\": 3, \"predictions\": []}",
		"{\"challenges\": {\"counter\": [1]}, \"predictions\": {\"asked\": \"x\"}}",
		"{\"challenges\": {\"counter\": {\"no-lock\": null}}}",
		("{\"challenges\": {\"counter\": {\"no-lock\": {\"hints\": -5, \"par\": 1e300}}},"
		 " \"predictions\": {\"asked\": 99999999999}}"),
	};
	const struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct progress *progress;

		put(fixture, texts[i]);
		progress = progress_open(fixture->path);
		assert_null(progress_notice(progress));
		assert_false(progress_challenge(progress, &demo, &challenges[0]).won);
		assert_int_equal(progress_challenge(progress, &demo, &challenges[0]).hints, 0);
		assert_int_equal(progress_predictions(progress).asked, 0);
		progress_win(progress, &demo, &challenges[0], 3, 2);
		progress_answer(progress, true);
		progress_close(progress);
		progress = progress_open(fixture->path);
		assert_int_equal(progress_challenge(progress, &demo, &challenges[0]).switches, 3);
		assert_int_equal(progress_predictions(progress).right, 1);
		progress_close(progress);
	}
}

static void what_is_not_ours_stays(void **state)
{
	const struct fixture *fixture = *state;
	struct progress *progress;
	char text[1000];
	FILE *file;

	put(fixture, "{\"challenges\": {\"mine\": {\"a\": 1}}, \"more\": true}");
	progress = progress_open(fixture->path);
	progress_hint(progress, &demo, &challenges[0]);
	progress_close(progress);
	file = fopen(fixture->path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(text, "\"more\": true"));
	assert_non_null(strstr(text, "\"mine\""));
}

/* A file stands where a folder should be: that stops root, too. */
static void without_a_place_it_lasts_as_long_as_the_program(void **state)
{
	struct fixture *fixture = *state;
	struct progress *progress;
	const char *notice;
	FILE *file;

	snprintf(fixture->path, sizeof(fixture->path), "%s/state", fixture->folder);
	file = fopen(fixture->path, "w");
	assert_non_null(file);
	fclose(file);
	strcat(fixture->path, "/ipcstage/progress.json");
	progress = progress_open(fixture->path);
	assert_non_null(progress);
	assert_null(progress_notice(progress));
	progress_win(progress, &demo, &challenges[0], 2, 2);
	notice = progress_notice(progress);
	assert_non_null(notice);
	assert_non_null(strstr(notice, "is not kept"));
	progress_win(progress, &demo, &challenges[1], 2, 2);
	assert_null(progress_notice(progress)); /* said once */
	assert_int_equal(progress_won_of(progress, &demo), 2);
	progress_close(progress);
}

static void read_back(const struct fixture *fixture, char text[1000])
{
	FILE *file = fopen(fixture->path, "r");

	assert_non_null(file);
	text[fread(text, 1, 999, file)] = '\0';
	fclose(file);
}

static void every_damaged_file_is_kept(void **state)
{
	const struct fixture *fixture = *state;

	for (int i = 0; i < 3; i++) {
		put(fixture, "{");
		progress_close(progress_open(fixture->path));
	}
	assert_true(is_there(fixture, ".damaged"));
	assert_true(is_there(fixture, ".damaged-2"));
	assert_true(is_there(fixture, ".damaged-3"));
	assert_false(is_there(fixture, ".damaged-4"));
}

static void a_link_stays_a_link(void **state)
{
	struct fixture *fixture = *state;
	struct progress *progress;
	char target[PATH + 100], text[1000];
	struct stat link;

	put(fixture, "{}"); /* makes the folders */
	unlink(fixture->path);
	snprintf(target, sizeof(target), "%s/elsewhere.json", fixture->folder);
	for (int is_there_before = 0; is_there_before < 2; is_there_before++) {
		assert_int_equal(symlink("../../elsewhere.json", fixture->path), 0);
		progress = progress_open(fixture->path);
		progress_hint(progress, &demo, &challenges[0]);
		assert_null(progress_notice(progress));
		progress_close(progress);
		assert_int_equal(lstat(fixture->path, &link), 0);
		assert_true(S_ISLNK(link.st_mode));
		assert_int_equal(access(target, F_OK), 0);
		read_back(fixture, text);
		assert_non_null(strstr(text, is_there_before ? "\"hints\": 2" : "\"hints\": 1"));
		unlink(fixture->path);
	}
}

/* Nothing is kept, and what lies there stays as it is. */
static void assert_left_alone(const struct fixture *fixture, const char *why)
{
	struct progress *progress = progress_open(fixture->path);
	const char *notice;

	progress_win(progress, &demo, &challenges[0], 2, 2);
	notice = progress_notice(progress);
	assert_non_null(notice);
	if (!strstr(notice, why) || !strstr(notice, "is not kept"))
		fail_msg("'%s' is not: %s", notice, why);
	assert_int_equal(progress_won_of(progress, &demo), 1);
	progress_answer(progress, true);
	assert_null(progress_notice(progress)); /* said once */
	progress_close(progress);
	assert_false(is_there(fixture, ".new"));
}

static void what_is_not_to_be_replaced_is_left_alone(void **state)
{
	static const char newer[] = "{\"version\": 2, \"challenges\": {\"counter\": \"all\"}}";
	const struct fixture *fixture = *state;
	char folder[PATH + 100], text[1000];
	struct stat file;
	int lock;

	put(fixture, newer);
	assert_left_alone(fixture, "a newer program has written it");
	read_back(fixture, text);
	assert_string_equal(text, newer);

	unlink(fixture->path);
	assert_int_equal(mkfifo(fixture->path, 0600), 0);
	assert_left_alone(fixture, "no regular file");
	assert_int_equal(stat(fixture->path, &file), 0);
	assert_true(S_ISFIFO(file.st_mode));
	unlink(fixture->path);

	put(fixture, "{}");
	snprintf(folder, sizeof(folder), "%s/state/ipcstage", fixture->folder);
	lock = open(folder, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_left_alone(fixture, "locked");
	close(lock);
	read_back(fixture, text);
	assert_string_equal(text, "{}");
}

/* Root may read everything: as somebody else. */
static void what_cannot_be_read_is_left_alone(void **state)
{
	const struct fixture *fixture = *state;
	char command[PATH + 100], text[1000];
	int status;

	put(fixture, "{\"more\": true}");
	snprintf(command, sizeof(command), "chmod -R a+rwX %s; chmod 0 %s", fixture->folder,
		 fixture->path);
	assert_int_equal(system(command), 0);
	if (fork() == 0) {
		if (getuid() == 0 && setuid(65534) < 0)
			_exit(1);
		assert_left_alone(fixture, strerror(EACCES));
		_exit(0);
	}
	assert_true(wait(&status) > 0);
	assert_int_equal(status, 0);
	chmod(fixture->path, 0600);
	read_back(fixture, text);
	assert_string_equal(text, "{\"more\": true}");
}

static void the_environment_says_where(void **state)
{
	const struct fixture *fixture = *state;
	char path[PATH + 100];
	struct progress *progress;

	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", fixture->folder, 1);
	progress = progress_open(NULL);
	progress_hint(progress, &demo, &challenges[0]);
	assert_null(progress_notice(progress));
	progress_close(progress);
	snprintf(path, sizeof(path), "%s/.local/state/ipcstage/progress.json", fixture->folder);
	assert_int_equal(access(path, F_OK), 0);

	snprintf(path, sizeof(path), "%s/state", fixture->folder);
	setenv("XDG_STATE_HOME", path, 1);
	progress = progress_open(NULL);
	progress_hint(progress, &demo, &challenges[0]);
	progress_close(progress);
	assert_true(is_there(fixture, ""));

	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	progress = progress_open(NULL);
	progress_hint(progress, &demo, &challenges[0]);
	assert_non_null(progress_notice(progress));
	assert_int_equal(progress_challenge(progress, &demo, &challenges[0]).hints, 1);
	progress_close(progress);
}

/* Several at once, each with what it has read long ago. */
static void nobody_loses_what_others_write(void **state)
{
	enum { WRITERS = 4, EACH = 25 };
	const struct fixture *fixture = *state;
	struct progress *progress;

	for (int i = 0; i < WRITERS; i++) {
		if (fork() == 0) {
			progress = progress_open(fixture->path);
			for (int n = 0; n < EACH; n++)
				progress_hint(progress, &demo, &challenges[0]);
			_exit(progress_notice(progress) != NULL);
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	progress = progress_open(fixture->path);
	assert_int_equal(progress_challenge(progress, &demo, &challenges[0]).hints, WRITERS * EACH);
	progress_close(progress);
}

static void without_progress_there_is_none(void **state)
{
	(void)state;
	progress_win(NULL, &demo, &challenges[0], 2, 2);
	progress_answer(NULL, true);
	assert_false(progress_challenge(NULL, &demo, &challenges[0]).won);
	assert_int_equal(progress_predictions(NULL).asked, 0);
	assert_int_equal(progress_won_of(NULL, &demo), 0);
	assert_null(progress_notice(NULL));
	progress_close(NULL);
}

static void names_are_kept_with_the_program(void **state)
{
	const struct fixture *fixture = *state;
	struct subject subject = {.name = fixture->folder}, again = subject, here = {.name = "/"};
	struct subject shown = {.name = fixture->folder, .demo = &demo};
	struct progress *progress = progress_open(fixture->path);

	progress_win(progress, &demo, &challenges[0], 2, 2);
	progress_name(progress, &subject, "b->empty", "free slots");
	progress_name(progress, &subject, "process 1", "baker");
	progress_name(progress, &here, "pipe 1", "other");
	progress_name(progress, &shown, "pipe 1", "nothing");
	progress_close(progress);
	progress = progress_open(fixture->path);
	progress_names(progress, &subject);
	assert_int_equal(subject.given.count, 2);
	assert_string_equal(given_names_find(&subject.given, "b->empty"), "free slots");
	assert_string_equal(given_names_find(&subject.given, "process 1"), "baker");
	progress_names(progress, &shown);
	assert_int_equal(shown.given.count, 0);
	progress_name(progress, &subject, "b->empty", "");
	progress_names(progress, &again);
	assert_int_equal(again.given.count, 1);
	assert_true(progress_challenge(progress, &demo, &challenges[0]).won);
	progress_name(progress, &subject, "process 1", "");
	progress_name(NULL, &subject, "process 1", "nobody");
	progress_names(NULL, &here);
	assert_int_equal(here.given.count, 0);
	progress_close(progress);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_kept_with_the_program, set_up, tear_down),
		cmocka_unit_test_setup_teardown(is_there_after_a_restart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_par_is_another_challenge, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(answers_are_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(damaged_files_are_put_aside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(odd_contents_do_no_harm, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_ours_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_place_it_lasts_as_long_as_the_program,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_damaged_file_is_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_link_stays_a_link, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_to_be_replaced_is_left_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_left_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_environment_says_where, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nobody_loses_what_others_write, set_up, tear_down),
		cmocka_unit_test(without_progress_there_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
