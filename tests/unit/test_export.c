/* The table of formats, what a format is told of a run, and JSON of what was made by hand. */
#include "export/export.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "model_records.h"

/* --- the table ------------------------------------------------------------------------------- */

static void test_names_are_unique(void **state)
{
	(void)state;
	for (unsigned i = 0; exporters[i]; i++) {
		assert_ptr_equal(exporter_find(exporters[i]->name), exporters[i]);
		for (unsigned k = 0; k < i; k++) {
			assert_string_not_equal(exporters[i]->name, exporters[k]->name);
			assert_string_not_equal(exporters[i]->suffix, exporters[k]->suffix);
		}
	}
	assert_ptr_equal(exporters[0], exporter_find("json"));
	assert_null(exporter_find("nothing"));
	assert_null(exporter_find(""));
	assert_null(exporter_find("jso"));
}

static bool is_word(const char *text)
{
	return text && *text && strspn(text, "abcdefghijklmnopqrstuvwxyz-.") == strlen(text);
}

static void test_rows_are_whole(void **state)
{
	(void)state;
	for (unsigned i = 0; exporters[i]; i++) {
		const struct exporter *exporter = exporters[i];

		assert_true(is_word(exporter->name));
		assert_true(is_word(exporter->suffix));
		assert_true(exporter->suffix[0] != '.');
		assert_true(exporter->begin || exporter->exploration || exporter->sample ||
			    exporter->demos || exporter->seeds);
		if (exporter->record || exporter->step || exporter->end || exporter->state_size)
			assert_non_null(exporter->begin);
	}
}

/* --- what a format is told ------------------------------------------------------------------- */

struct fixture {
	struct subject subject;
	struct history *history;
	struct told_run run;
};

static void append(struct fixture *fixture, struct record record)
{
	assert_int_equal(history_append(fixture->history, &record), 0);
}

/* Process 0 stores twice and exits; nothing else is told of it. */
static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	fixture->history = history_new();
	assert_non_null(fixture->history);
	append(fixture, begin(0, 0));
	append(fixture, name(1, OBJECT_VALUE, "x"));
	append(fixture, step(0, OP_STORE, 1, 3));
	append(fixture, park(0, OP_STORE, 1));
	append(fixture, step(0, OP_STORE, 1, 4));
	append(fixture, did(0, OP_EXIT, 0, 0));
	fixture->subject.name = "./a \"quoted\"\t\001 caf\303\251";
	fixture->run = (struct told_run){.subject = &fixture->subject,
					 .history = fixture->history,
					 .verdict = VERDICT_AS_EXPECTED,
					 .why = "back\\slash, and \377 which is no UTF-8"};
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	history_free(fixture->history);
	free(fixture);
	return 0;
}

struct counts {
	unsigned records, steps;
};

static int log_begin(void *state, const struct told_run *run, FILE *out, struct error *error)
{
	const struct counts *counts = state;

	assert_int_equal(counts->records, 0); /* it is zero at first */
	if (run->has_seed)
		return error_set(error, "no seeds");
	fprintf(out, "begin\n");
	return 0;
}

static void log_record(void *state, const struct told_record *record, FILE *out)
{
	struct counts *counts = state;

	counts->records++;
	/* The stage is as it is after the record. */
	assert_int_equal(record->stage->records, counts->records);
	fprintf(out, "%u %s\n", record->step, record->sentence);
}

static void log_step(void *state, uint32_t number, const struct stage *stage, FILE *out)
{
	struct counts *counts = state;

	counts->steps++;
	assert_int_equal(stage->step, number);
	fprintf(out, "step %u\n", number);
}

static void log_end(void *state, const struct told_run *run, FILE *out)
{
	const struct counts *counts = state;

	(void)run;
	fprintf(out, "end of %u records, %u steps\n", counts->records, counts->steps);
}

static const struct exporter log_exporter = {.name = "log",
					     .suffix = "log",
					     .state_size = sizeof(struct counts),
					     .begin = log_begin,
					     .record = log_record,
					     .step = log_step,
					     .end = log_end};

/* The text that a run is written as; the caller frees it. */
static char *text_of(const struct exporter *exporter, const struct told_run *run)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct error error = {""};

	assert_non_null(out);
	if (export_run(exporter, run, out, &error) < 0)
		fail_msg("%s", error.text);
	fclose(out);
	return text;
}

static void test_told_in_order(void **state)
{
	const struct fixture *fixture = *state;
	char *text = text_of(&log_exporter, &fixture->run);

	assert_string_equal(text, "begin\n"
				  "0 0 begins\n"
				  "0 \n"
				  "step 0\n"
				  "1 0 stores x: 3\n"
				  "1 0 is about to store x\n"
				  "step 1\n"
				  "2 0 stores x: 4\n"
				  "2 0 ends\n"
				  "step 2\n"
				  "end of 6 records, 3 steps\n");
	free(text);
}

/* What has not been begun is not gone on with, and says why. */
static void test_refused(void **state)
{
	struct fixture *fixture = *state;
	const struct exporter nothing = {.name = "nothing"};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct error error;

	fixture->run.has_seed = true;
	assert_int_equal(export_run(&log_exporter, &fixture->run, out, &error), -1);
	assert_string_equal(error.text, "no seeds");
	assert_int_equal(export_run(&nothing, &fixture->run, out, &error), -1);
	assert_string_equal(error.text, "nothing: this format has nothing for runs");
	assert_int_equal(export_exploration(&exporter_recording, NULL, out, &error), -1);
	assert_int_equal(export_sample(&exporter_recording, NULL, out, &error), -1);
	assert_int_equal(export_demos(&exporter_recording, NULL, out, &error), -1);
	assert_int_equal(export_seeds(&exporter_recording, NULL, out, &error), -1);
	fclose(out);
	assert_string_equal(text, "");
	free(text);
}

/* --- JSON of a run --------------------------------------------------------------------------- */

static void test_run(void **state)
{
	const struct fixture *fixture = *state;
	char *text = text_of(&exporter_json, &fixture->run);
	char *again = text_of(&exporter_json, &fixture->run);
	char *hash = strstr(text, "\"trace_hash\": \"");

	assert_string_equal(text, again);
	assert_non_null(hash); /* of the records' bytes: any other value would do */
	hash += strlen("\"trace_hash\": \"");
	assert_int_equal(strspn(hash, "0123456789abcdef"), 16);
	memset(hash, '.', 16);
	assert_string_equal(text, "{\n"
				  "  \"demo\": \"./a \\\"quoted\\\"\\t\\u0001 caf\303\251\",\n"
				  "  \"scenario\": null,\n"
				  "  \"toggles\": [],\n"
				  "  \"parameters\": {},\n"
				  "  \"sleepers_free\": false,\n"
				  "  \"ends_free\": false,\n"
				  "  \"output\": false,\n"
				  "  \"mode\": \"gated\",\n"
				  "  \"seed\": null,\n"
				  "  \"schedule\": \"0 0\",\n"
				  "  \"steps\": 2,\n"
				  "  \"choices\": \"?*2\",\n"
				  "  \"trace_hash\": \"................\",\n"
				  "  \"outcome\": {\n"
				  "    \"exit\": \"0\"\n"
				  "  },\n"
				  "  \"expected\": {\n"
				  "    \"exit\": \"0\"\n"
				  "  },\n"
				  "  \"verdict\": \"as-expected\",\n"
				  "  \"why\": \"back\\\\slash, and ? which is no UTF-8\"\n"
				  "}\n");
	free(again);
	free(text);
}

/* What a free run cannot have; what many runs and replays have besides. */
static void test_run_of_other_kinds(void **state)
{
	struct fixture *fixture = *state;
	struct tally tally = {.runs = 3, .hash_count = 2};
	char *text;

	tally.verdicts[VERDICT_AS_EXPECTED] = 1;
	tally.verdicts[VERDICT_DEADLOCK] = 2;
	fixture->run.free_run = true;
	fixture->run.tally = &tally;
	fixture->run.parted = "step 2";
	text = text_of(&exporter_json, &fixture->run);
	assert_non_null(strstr(text, "\"mode\": \"free\","));
	assert_non_null(strstr(text, "\"schedule\": \"\","));
	assert_non_null(strstr(text, "\"trace_hash\": null,"));
	assert_non_null(strstr(text, "  \"runs\": 3,\n"
				     "  \"verdicts\": {\n"
				     "    \"as-expected\": 1,\n"
				     "    \"deadlock\": 2\n"
				     "  },\n"
				     "  \"hashes\": 2,\n"
				     "  \"as_recorded\": false,\n"
				     "  \"differs\": \"step 2\"\n"
				     "}\n"));
	free(text);
	fixture->run.parted = "";
	text = text_of(&exporter_json, &fixture->run);
	assert_non_null(strstr(text, "\"as_recorded\": true,\n  \"differs\": null\n"));
	free(text);
}

/* A program's outcome is what it reports; the exit status speaks for those that report nothing. */
static void test_run_that_reports(void **state)
{
	struct fixture *fixture = *state;
	const struct record got = with_text(did(0, OP_OUTCOME, 0, 0), "x=3");
	char *text;

	history_append(fixture->run.history, &got);
	text = text_of(&exporter_json, &fixture->run);
	assert_non_null(strstr(text, "\"outcome\": {\n    \"x\": \"3\"\n  },"));
	assert_non_null(strstr(text, "\"expected\": {},"));
	free(text);
}

/* --- JSON of an exploration ------------------------------------------------------------------ */

static void test_exploration(void **state)
{
	uint8_t schedule[] = {1, 1, 2};
	char why[] = "why";
	struct explore_outcome outcomes[] = {
		{.text = "x=a\"b\\c, y=\001\n, z=caf\303\251",
		 .verdict = VERDICT_AS_EXPECTED,
		 .interleavings = {.count = (count_t)1 << 53},
		 .witness = {schedule, 3, 1, UINT32_MAX, 0}},
		{.text = "x=hello, \377",
		 .verdict = VERDICT_CRASH,
		 .signal = 11,
		 .why = why,
		 .interleavings = {.count = ((count_t)1 << 53) + 1},
		 .witness = {schedule, 1, 0, 1, 1}},
	};
	struct explore_result result = {.outcomes = outcomes,
					.outcome_count = 2,
					.interleavings = {.count = (count_t)-1},
					.as_expected = {.endless = true},
					.states = 5,
					.bound = -1,
					.complete = true};
	const struct subject subject = {.name = "./a"};
	const struct findings findings = {.subject = &subject, .result = &result, .seconds = 0.5};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct error error;

	(void)state;
	ledger_note(&result.unseen,
		    &(const struct blind_spot){.what = UNSEEN_VFORK, .actor = 2, .step = 7});
	assert_int_equal(export_exploration(exporter_find("json"), &findings, out, &error), 0);
	fclose(out);
	assert_string_equal(
		text, "{\n"
		      "  \"demo\": \"./a\",\n"
		      "  \"scenario\": null,\n"
		      "  \"toggles\": [],\n"
		      "  \"parameters\": {},\n"
		      "  \"sleepers_free\": false,\n"
		      "  \"ends_free\": false,\n"
		      "  \"output\": false,\n"
		      "  \"complete\": true,\n"
		      "  \"awaits_time\": false,\n"
		      "  \"cut\": null,\n"
		      "  \"bound\": null,\n"
		      "  \"interleavings\": \"340282366920938463463374607431768211455\",\n"
		      "  \"as_expected\": null,\n"
		      "  \"deadlocks\": 0,\n"
		      "  \"idle\": 0,\n"
		      "  \"stopped\": 0,\n"
		      "  \"states\": 5,\n"
		      "  \"transitions\": 0,\n"
		      "  \"runs\": 0,\n"
		      "  \"seconds\": 0.5,\n"
		      "  \"races\": [],\n"
		      "  \"races_cut\": false,\n"
		      "  \"unseen\": [\n"
		      "    {\n"
		      "      \"what\": \"vfork is run as fork: what the child writes its parent "
		      "does not see\",\n"
		      "      \"where\": null,\n"
		      "      \"process\": 2,\n"
		      "      \"step\": 7,\n"
		      "      \"advice\": \"use fork; a child that only calls exec or _exit does "
		      "the same by either\"\n"
		      "    }\n"
		      "  ],\n"
		      "  \"outcomes\": [\n"
		      "    {\n"
		      "      \"outcome\": {\n"
		      "        \"x\": \"a\\\"b\\\\c\",\n"
		      "        \"y\": \"\\u0001\\n\",\n"
		      "        \"z\": \"caf\303\251\"\n"
		      "      },\n"
		      "      \"interleavings\": 9007199254740992,\n"
		      "      \"verdict\": \"as-expected\",\n"
		      "      \"schedule\": \"1*2 2\",\n"
		      "      \"switches\": 1,\n"
		      "      \"no_return\": null,\n"
		      "      \"why\": \"\"\n"
		      "    },\n"
		      "    {\n"
		      "      \"outcome\": {\n"
		      "        \"x\": \"hello, ?\"\n"
		      "      },\n"
		      "      \"interleavings\": \"9007199254740993\",\n"
		      "      \"verdict\": \"crash\",\n"
		      "      \"signal\": 11,\n"
		      "      \"schedule\": \"1\",\n"
		      "      \"switches\": 0,\n"
		      "      \"cycle\": {\n"
		      "        \"from\": 1,\n"
		      "        \"to\": 1\n"
		      "      },\n"
		      "      \"no_return\": 1,\n"
		      "      \"why\": \"why\"\n"
		      "    }\n"
		      "  ]\n"
		      "}\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test_setup_teardown(test_told_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_run, setup, teardown),
		cmocka_unit_test_setup_teardown(test_run_of_other_kinds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_run_that_reports, setup, teardown),
		cmocka_unit_test(test_exploration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
