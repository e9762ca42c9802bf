/* Recordings: what is written is read again; what is wrong with a file is said in one line. */
#include "run/recording.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "control/scheduler.h"
#include "export/export.h"
#include "run/run.h"

enum { STEPS = 6, TEXT = 8192 };

struct fixture {
	struct catalogue catalogue;
	struct subject subject;
	struct run *run;
	char folder[64], path[96];
};

static struct told_run told_of(struct fixture *fixture)
{
	return (struct told_run){.subject = &fixture->subject,
				 .history = run_history(fixture->run),
				 .has_seed = true,
				 .seed = 7,
				 .verdict = run_verdict(fixture->run),
				 .why = run_why(fixture->run)};
}

/* A few steps of counter without its lock, in turns, and their recording. */
static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	struct error error;
	struct error why;
	struct launch launch;
	char **arguments;

	assert_non_null(fixture);
	assert_int_equal(catalogue_load_from(&fixture->catalogue, BINARY_DIR, &error), 0);
	assert_int_equal(
		subject_init(&fixture->subject, &fixture->catalogue, "counter", NULL, &error), 0);
	assert_int_equal(choice_toggle(&fixture->subject.choice, "no-lock", &error), 0);
	arguments = subject_arguments(&fixture->subject);
	launch = subject_launch(&fixture->subject, arguments);
	fixture->run = run_open(&launch, NULL, &why);
	free(arguments);
	assert_non_null(fixture->run);
	run_begin(fixture->run, RUN_GATED, NULL, 0);
	for (unsigned i = 0; i < STEPS; i++) {
		assert_int_equal(run_wait(fixture->run, -1), STOP_DECIDE);
		assert_int_equal(run_step(fixture->run, 1 + i % 2), 0);
	}
	assert_int_equal(run_wait(fixture->run, -1), STOP_DECIDE);
	strcpy(fixture->folder, "/tmp/test_recording.XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/file", fixture->folder);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	unlink(fixture->path);
	rmdir(fixture->folder);
	run_close(fixture->run);
	subject_release(&fixture->subject);
	catalogue_release(&fixture->catalogue);
	free(fixture);
	return 0;
}

static void write_recording(struct fixture *fixture)
{
	const struct told_run told = told_of(fixture);
	struct error error;

	if (recording_write(fixture->path, &told, &error) < 0)
		fail_msg("%s", error.text);
}

static void read_text(const char *path, char *text)
{
	FILE *file = fopen(path, "r");
	size_t got;

	assert_non_null(file);
	got = fread(text, 1, TEXT - 1, file);
	assert_true(got < TEXT - 1);
	text[got] = '\0';
	fclose(file);
}

static void write_text(const char *path, const char *text, size_t length)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fwrite(text, 1, length, file);
	fclose(file);
}

static void test_written_and_read(void **state)
{
	struct fixture *fixture = *state;
	struct recording_check check = {0};
	struct recording recording;
	struct error error;
	char why[RECORDING_WHY];

	write_recording(fixture);
	if (recording_read(&recording, fixture->path, &fixture->catalogue, &error) < 0)
		fail_msg("%s", error.text);
	assert_int_equal(recording.length, STEPS);
	for (unsigned i = 0; i < STEPS; i++)
		assert_int_equal(recording.schedule[i], 1 + i % 2);
	assert_memory_equal(recording.subject.choice.toggled, fixture->subject.choice.toggled,
			    sizeof(fixture->subject.choice.toggled));
	assert_false(recording.has_seed); /* not from seed 7 did they come */
	assert_int_equal(recording.verdict, VERDICT_NONE);
	assert_true(recording_fits(&recording, run_history(fixture->run), &check, why));
	assert_int_equal(check.next, STEPS + 1);
	recording_release(&recording);
}

/* The steps that a seed chooses are known to come from it, and from no other. */
static void test_seed(void **state)
{
	struct fixture *fixture = *state;
	struct scheduler scheduler;

	scheduler_init(&scheduler, POLICY_RANDOM, 7, NULL, 0);
	assert_int_equal(run_begin(fixture->run, RUN_GATED, NULL, 0), 0);
	while (run_wait(fixture->run, -1) == STOP_DECIDE) {
		int next = scheduler_choose(&scheduler, run_enabled(fixture->run));

		assert_int_equal(run_step(fixture->run, (unsigned)next), 0);
	}
	assert_true(recording_is_from(run_history(fixture->run), 7));
	assert_false(recording_is_from(run_history(fixture->run), 8));
}

/* Whatever is edited is found, although every step is as recorded. */
static void test_edited(void **state)
{
	static const struct {
		const char *from, *to, *complaint;
	} rows[] = {
		{"\"outcome\": {}", "\"outcome\": {\"counter\": \"6\"}",
		 "\"outcome\" differs: recorded {\"counter"},
		{"\"expected\": {}", "\"expected\": 6", "\"expected\" differs"},
		{"\"steps\": 6", "\"steps\": 7", "\"steps\" differs: recorded 7, now 6"},
		{"\"gated\"", "\"free\"", "\"mode\" differs: recorded \"free\", now \"gated\""},
		{"\"seed\": null", "\"seed\": 7", "\"seed\" differs: recorded 7, now null"},
		{"\"why\": \"", "\"why\": \"not ", "\"why\" differs"},
		{"  \"why\": \"\",\n", "", "\"why\" differs: recorded nothing"},
		{"1 loads counter: 0", "1 loads counter: 9",
		 "step 1 differs: recorded \"1 loads counter: 9\""},
		{"0 begins", "0 begins\", \"at last", "begins differently"},
	};
	struct fixture *fixture = *state;
	const struct told_run told = told_of(fixture);
	char whole[TEXT], changed[TEXT], why[RECORDING_WHY];
	struct recording recording;
	struct error error;

	write_recording(fixture);
	read_text(fixture->path, whole);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *at = strstr(whole, rows[i].from);

		assert_non_null(at);
		snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - whole), whole, rows[i].to,
			 at + strlen(rows[i].from));
		write_text(fixture->path, changed, strlen(changed));
		if (recording_read(&recording, fixture->path, &fixture->catalogue, &error) < 0)
			fail_msg("%s", error.text);
		assert_false(recording_compare(&recording, &told, why));
		if (!strstr(why, rows[i].complaint))
			fail_msg("'%s' is not: %s", why, rows[i].complaint);
		recording_release(&recording);
	}
	write_recording(fixture);
	assert_int_equal(recording_read(&recording, fixture->path, &fixture->catalogue, &error), 0);
	assert_true(recording_compare(&recording, &told, why));
	recording_release(&recording);
}

/* Another choice at step 4 is found there, in the words of both. */
static void test_parts(void **state)
{
	struct fixture *fixture = *state;
	struct recording_check check = {0};
	struct recording recording;
	struct error error;
	char why[RECORDING_WHY];

	write_recording(fixture);
	assert_int_equal(recording_read(&recording, fixture->path, &fixture->catalogue, &error), 0);
	assert_int_equal(run_branch(fixture->run, 3), 0);
	assert_int_equal(run_wait(fixture->run, -1), STOP_DECIDE);
	assert_int_equal(run_step(fixture->run, 1), 0);
	run_wait(fixture->run, -1);
	assert_false(recording_fits(&recording, run_history(fixture->run), &check, why));
	assert_int_equal(check.next, 4);
	assert_string_equal(why, "step 4 differs: recorded \"2 stores counter: 1, wiping out 1's "
				 "1\", now \"1 loads counter: 1\"");
	recording_release(&recording);
}

static void refuse(struct fixture *fixture, const char *pattern)
{
	struct recording recording;
	struct error error = {""};

	assert_int_equal(recording_read(&recording, fixture->path, &fixture->catalogue, &error),
			 -1);
	if (!strstr(error.text, pattern) || strchr(error.text, '\n'))
		fail_msg("'%s' is not: %s", error.text, pattern);
}

static void test_what_is_wrong(void **state)
{
	static const struct {
		const char *from, *to, *complaint;
	} rows[] = {
		{"ipcstage_recording", "other", "it is no recording"},
		{"\"ipcstage_recording\": 1", "\"ipcstage_recording\": 2", "of version 2"},
		{"\"demo\"", "\"demos\"", "\"demos\" is no key of a recording"},
		{"\"counter\"", "\"nothing\"", "there is no demo 'nothing'"},
		{"\"arguments\": []", "\"arguments\": [1]", "no array of strings"},
		{"no-lock", "no-luck", "no toggle 'no-luck'"},
		{"\"scenario\": null", "\"scenario\": \"some\"", "scenario"},
		{"[\"no-lock\"]", "[\"no-lock\", \"no-lock\"]", "there twice"},
		{"[\"no-lock\"]", "\"no-lock\"", "no array"},
		{"\"rounds\": 5", "\"rounds\": -5", "no value for rounds"},
		{"\"rounds\": 5", "\"rounds\": \"5\"", "what is no parameter"},
		{"\"rounds\": 5", "\"sounds\": 5", "no parameter 'sounds'"},
		{"1 2 1 2", "1 2 1 x", "is not a process's number"},
		{"1 2 1 2", "1 2 200", "there is no process 200"},
		{"1 2 1 2", "1*999999999 2", "longer than"},
		{"1 2 1 2", "1 2 1", "does not have as many"},
		{"\"schedule\"", "\"demo\"", "duplicate"},
		{"\"none\"", "\"fine\"", "no verdict"},
		{"\"why\"", "\"because\"", "\"because\" is no key of a recording"},
		{"\"trace\": [", "\"trace\": [[\"12\"],", "does not have as many"},
	};
	struct fixture *fixture = *state;
	char whole[TEXT], changed[TEXT];

	write_recording(fixture);
	read_text(fixture->path, whole);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *at = strstr(whole, rows[i].from);

		assert_non_null(at);
		snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - whole), whole, rows[i].to,
			 at + strlen(rows[i].from));
		write_text(fixture->path, changed, strlen(changed));
		refuse(fixture, rows[i].complaint);
	}
	/* Cut off anywhere, it is not half believed. */
	for (size_t length = 0; length + 2 < strlen(whole); length += 97) {
		write_text(fixture->path, whole, length);
		refuse(fixture, "it is no JSON");
	}
}

/* What cannot be written leaves what was there, and nothing beside it. */
static void test_not_written(void **state)
{
	struct fixture *fixture = *state;
	const struct told_run told = told_of(fixture);
	char foreign[] = "\377";
	char *const arguments[] = {foreign, NULL};
	struct error error;

	fixture->subject.arguments = arguments;
	assert_int_equal(recording_write(fixture->path, &told, &error), -1);
	assert_non_null(strstr(error.text, "no UTF-8"));
	fixture->subject.arguments = NULL;
	assert_int_equal(recording_write(fixture->folder, &told, &error), -1);
	assert_non_null(strstr(error.text, "no regular file"));
	assert_int_equal(recording_write("/tmp/no/such/folder/file", &told, &error), -1);
	assert_non_null(strstr(error.text, strerror(ENOENT)));
	assert_int_equal(rmdir(fixture->folder), 0); /* it is empty */
	assert_int_equal(mkdir(fixture->folder, 0700), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_written_and_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_seed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_edited, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_wrong, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_written, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
