/* Demo files: what a good one gives, and one row for every rule and every message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "demo/demo.h"
#include "demo/load.h"
#include "demo/text.h"

/* Three lines that every good file has; what a row adds begins on line 4. */
#define HEAD	  "title: {en: T}\nsummary: {en: S}\nmechanism: pipe\n"
#define PARAMETER "{name: n, default: 2, min: 1, max: 8, help: {en: H}}"
#define TOGGLE(name, key, more)                                                                    \
	"  - {name: " name ", key: " key ", label: {en: L}, symptom: {en: S}" more "}\n"
#define NEXT_PARAMETER "  - {name: n, default: 2, min: 1, max: 8, help: {en: H}}\n"

struct row {
	const char *file;
	const char *expected; /* behind the file's name */
};

struct fixture {
	char folder[32];
	char path[64];
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	strcpy(fixture->folder, "/tmp/ipcstage-demo-XXXXXX");
	if (!mkdtemp(fixture->folder))
		return -1;
	snprintf(fixture->path, sizeof(fixture->path), "%s/sample.yaml", fixture->folder);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	unlink(fixture->path);
	rmdir(fixture->folder);
	free(fixture);
	return 0;
}

static struct demo *load_bytes(const struct fixture *fixture, const char *bytes, size_t size,
			       struct error *error)
{
	FILE *file = fopen(fixture->path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	error->text[0] = '\0';
	return demo_load(fixture->path, error);
}

static void expect_errors(const struct fixture *fixture, const struct row *rows, size_t count)
{
	char expected[600];
	struct error error;

	for (size_t i = 0; i < count; i++) {
		struct demo *demo = load_bytes(fixture, rows[i].file, strlen(rows[i].file), &error);

		if (demo)
			fail_msg("loaded although it should not:\n%s", rows[i].file);
		snprintf(expected, sizeof(expected), "%s:%s", fixture->path, rows[i].expected);
		assert_string_equal(error.text, expected);
	}
}

static struct demo *expect_good(const struct fixture *fixture, const char *text)
{
	struct error error;
	struct demo *demo = load_bytes(fixture, text, strlen(text), &error);

	if (!demo)
		fail_msg("%s", error.text);
	return demo;
}

static void test_everything(void **state)
{
	struct demo *demo = expect_good(
		*state, "title: {en: Shared counter, zh: 共享计数器}\n"
			"summary: {en: \"Two: add.\"}\n"
			"mechanism: shared-memory\n"
			"program: other\n"
			"order: 7\n"
			"scenarios:\n"
			"  - {name: pipe, title: {en: P}, summary: {en: S, zh: 管}}\n"
			"  - {name: queues, title: {en: Q}, summary: {en: S}}\n"
			"parameters:\n"
			"  - {name: processes, default: 2, min: 1, max: 8, help: {en: how many, "
			"zh: 几个}}\n"
			"  - {name: offset, default: 0, min: -5, max: 5, help: {en: moved by}}\n"
			"toggles:\n"
			"  - name: no-lock\n"
			"    key: l\n"
			"    label: {en: remove the lock}\n"
			"    symptom: {en: lost}\n"
			"    verdict: unexpected\n"
			"    fix: no\n"
			"    parameters: [{name: processes, value: 3}]\n"
			"  - {name: atomic, key: A, label: {en: L}, symptom: {en: S}, fix: yes,\n"
			"     scenarios: [queues]}\n"
			"lesson:\n"
			"  - {at: start, text: {en: Go.}}\n"
			"  - {at: toggle no-lock, text: {en: See.}, scenarios: [queues, pipe]}\n");

	assert_string_equal(demo->name, "sample");
	assert_string_equal(demo->program, "other");
	assert_string_equal(demo->mechanism, "shared-memory");
	assert_int_equal(demo->order, 7);
	assert_string_equal(text_in(&demo->title, DEMO_CHINESE), "共享计数器");
	assert_string_equal(text_in(&demo->title, DEMO_ENGLISH), "Shared counter");
	assert_string_equal(text_in(&demo->summary, DEMO_CHINESE), "Two: add.");
	assert_int_equal(demo->scenario_count, 2);
	assert_string_equal(demo->scenarios[1].name, "queues");
	assert_string_equal(demo->scenarios[1].title.en, "Q");
	assert_string_equal(demo->scenarios[0].summary.zh, "管");
	assert_true(demo_applies(demo, &demo->toggles[0].scenarios, 0));
	assert_true(demo_applies(demo, &demo->toggles[0].scenarios, 1));
	assert_false(demo_applies(demo, &demo->toggles[1].scenarios, 0));
	assert_true(demo_applies(demo, &demo->toggles[1].scenarios, 1));
	assert_true(demo_applies(demo, &demo->lessons[1].scenarios, 0));
	assert_int_equal(demo->parameter_count, 2);
	assert_int_equal(demo->parameters[0].value, 2);
	assert_int_equal(demo->parameters[1].min, -5);
	assert_int_equal(demo->parameters[1].max, 5);
	assert_string_equal(demo->parameters[0].help.zh, "几个");
	assert_int_equal(demo->toggle_count, 2);
	assert_string_equal(demo->toggles[0].verdict, "unexpected");
	assert_false(demo->toggles[0].fix);
	assert_int_equal(demo->toggles[0].setting_count, 1);
	assert_string_equal(demo->toggles[0].settings[0].name, "processes");
	assert_int_equal(demo->toggles[0].settings[0].value, 3);
	assert_null(demo->toggles[1].verdict);
	assert_true(demo->toggles[1].fix);
	assert_int_equal(demo->lesson_count, 2);
	assert_string_equal(demo->lessons[1].at, "toggle no-lock");
	assert_string_equal(demo->lessons[1].text.en, "See.");
	demo_free(demo);
}

static void test_defaults(void **state)
{
	struct demo *demo = expect_good(*state, HEAD);

	assert_string_equal(demo->program, "sample");
	assert_int_equal(demo->order, 100);
	assert_int_equal(demo->scenario_count, 0);
	assert_int_equal(demo->parameter_count, 0);
	assert_int_equal(demo->toggle_count, 0);
	assert_int_equal(demo->lesson_count, 0);
	demo_free(demo);
	demo_free(NULL);
}

static void test_aliases(void **state)
{
	struct demo *demo =
		expect_good(*state, "title: &t {en: T}\nsummary: *t\nmechanism: pipe\n");

	assert_string_equal(demo->summary.en, "T");
	demo_free(demo);
}

static void test_lookups(void **state)
{
	struct demo *demo =
		expect_good(*state, HEAD "parameters:\n" NEXT_PARAMETER
					 "toggles:\n" TOGGLE("a", "a", "") TOGGLE("b", "b", ""));
	char list[64];

	assert_int_equal(demo_parameter(demo, "n"), 0);
	assert_int_equal(demo_parameter(demo, "a"), -1);
	assert_int_equal(demo_toggle(demo, "b"), 1);
	assert_int_equal(demo_toggle(demo, "n"), -1);
	assert_string_equal(demo_parameter_names(demo, list, sizeof(list)), " n=1..8");
	assert_string_equal(demo_toggle_names(demo, list, sizeof(list)), " a b");
	demo_free(demo);
}

/* The example that explains the format to people is right itself. */
static void test_documented_example(void **state)
{
	static const char fence[] = "```";
	FILE *file = fopen(SOURCE_DIR "/src/demo/FORMAT.md", "r");
	char text[8192], *begin;
	struct demo *demo;

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	begin = strstr(text, "```yaml\n");
	assert_non_null(begin);
	begin = strchr(begin, '\n');
	*strstr(begin, fence) = '\0';
	demo = expect_good(*state, begin);
	assert_int_equal(demo->toggles[0].settings[0].value, 3);
	demo_free(demo);
}

#define NEED_TOP  "title summary mechanism"
#define TOP_KEYS  NEED_TOP " program order ends-free scenarios parameters toggles challenges lesson"
#define PARA_KEYS "name default min max help"
#define MECHANISMS                                                                                 \
	"pipe queue shared-memory semaphore pool process socket event condition barrier manager "  \
	"file"
#define VERDICTS "as-expected unexpected deadlock crash livelock cut-off idle"
#define KEY_ADVICE                                                                                 \
	"use one of: a b d e i j k l m n o s u v y, or a capital other than M, P, R and S"
#define DIGITS "write decimal digits only, without a leading 0"

/* Files that are no YAML, or not one document. */
static void test_yaml(void **state)
{
	static const struct row rows[] = {
		{"", "1:1: the file is empty; needed are: " NEED_TOP},
		{"# nothing\n\n", "1:1: the file is empty; needed are: " NEED_TOP},
		{"---\n", "2:1: the file must hold keys with values; the keys here are: " TOP_KEYS},
		{"- a\n", "1:1: the file must hold keys with values; the keys here are: " TOP_KEYS},
		{HEAD "---\n" HEAD, "4:1: a second document; one file describes one demo"},
		{"title: {en: T\nsummary: x\n",
		 "2:8: did not find expected ',' or '}'; look at the quotes, brackets and "
		 "indentation here and above"},
		{"title: \"T\n",
		 "2:1: found unexpected end of stream; look at the quotes, brackets and "
		 "indentation here and above"},
		{"title: {en: T}\n---\na: ]",
		 "3:4: did not find expected node content; look at the "
		 "quotes, brackets and indentation here and above"},
		{"title:\n\ten: T\n",
		 "2:1: no value can start like this; indent with spaces, not tabs, and put quotes "
		 "around a text that begins with a sign"},
		{"title: {en: 共享 \xb9\xb2}\n", "1:16: this is not UTF-8; save the file as UTF-8"},
		{"title: {en: a}\nsummary: {en: \xc4\xe3\xba\xc3}\n",
		 "2:15: this is not UTF-8; save the file as UTF-8"},
		{"\xff\xfet\n", "1:1: this is not UTF-8; save the file as UTF-8"},
		{"title: a\x07\n", "1:9: a control character (0x07); remove it"},
	};

	expect_errors(*state, rows, sizeof(rows) / sizeof(*rows));
}

/* Keys and forms. */
static void test_schema(void **state)
{
	static const struct row rows[] = {
		{HEAD "titel: x\n", "4:1: unknown key 'titel'; the keys here are: " TOP_KEYS},
		{HEAD "<<: {a: b}\n", "4:1: unknown key '<<'; the keys here are: " TOP_KEYS},
		{HEAD "? [a]\n: b\n", "4:3: unknown key '[]'; the keys here are: " TOP_KEYS},
		{HEAD "title: {en: U}\n", "4:1: 'title' is given twice; keep one of them"},
		{"title: {en: T}\n",
		 "1:1: 'summary' is missing from the file; needed are: " NEED_TOP},
		{"title: {zh: 题}\n", "1:8: 'en' is missing from 'title'; needed are: en"},
		{"title: {en: T, de: U}\n", "1:16: unknown key 'de'; the keys here are: en zh"},
		{"title: T\n", "1:8: 'title' must hold keys with values; the keys here are: en zh"},
		{"title: &t {en: *t}\n", "1:8: 'en' must be a text; put it on this line, in quotes "
					 "if it begins with a bracket"},
		{"title: {en: [T]}\n",
		 "1:13: 'en' must be a text; put it on this line, in quotes if "
		 "it begins with a bracket"},
		{"title: {en: ''}\n", "1:13: 'en' is empty; write a text behind the colon"},
		{HEAD "program: a-name-that-is-too-long-for-us-x\n",
		 "4:10: 'program' has 32 bytes; shorten it to at most 31"},
		{HEAD "parameters: 4\n",
		 "4:13: 'parameters' must be a list; begin each entry with '- ', or leave "
		 "'parameters' out"},
		{HEAD "toggles:\n", "4:9: 'toggles' must be a list; begin each entry with '- ', or "
				    "leave 'toggles' out"},
		{HEAD "parameters:\n- x\n", "5:3: entry 1 of 'parameters' must hold keys with "
					    "values; the keys here are: " PARA_KEYS},
		{HEAD "parameters:\n- {name: n, default: 4}\n",
		 "5:3: 'min' is missing from entry 1 of 'parameters'; needed are: " PARA_KEYS},
		{HEAD "parameters:\n- {name: n, defalt: 4}\n",
		 "5:13: unknown key 'defalt'; the keys here are: " PARA_KEYS},
		{HEAD "toggles:\n- {fix: maybe}\n",
		 "5:9: unknown word 'maybe' for 'fix'; the words are: no yes"},
		{HEAD "toggles:\n- {fix: 1}\n",
		 "5:9: unknown word '1' for 'fix'; the words are: no yes"},
	};

	expect_errors(*state, rows, sizeof(rows) / sizeof(*rows));
}

static void test_limits(void **state)
{
	char many[2000] = HEAD "parameters:\n";
	const struct row row = {many, "21:3: 17 are too many for 'parameters'; the most is 16"};

	for (int i = 0; i < 17; i++)
		strcat(many, "- " PARAMETER "\n");
	expect_errors(*state, &row, 1);
}

/* Numbers that YAML libraries take and we do not. */
static void test_numbers(void **state)
{
	static const char *const bad[] = {"4abc", "010", "1e3",	  "1.5", "0x10",
					  "+4",	  "-0",	 "1_000", "~"};
	char file[200], expected[200];
	struct row row = {file, expected};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(file, sizeof(file), HEAD "order: %s\n", bad[i]);
		snprintf(expected, sizeof(expected),
			 "4:8: 'order' must be a whole number, not '%s'; " DIGITS, bad[i]);
		expect_errors(*state, &row, 1);
	}
	row = (struct row){
		HEAD "order: 99999999999999999999\n",
		"4:8: 'order' is out of reach: '99999999999999999999'; write a number of "
		"fewer digits"};
	expect_errors(*state, &row, 1);
	row = (struct row){HEAD "order: {}\n",
			   "4:8: 'order' must be a whole number, not '[]'; " DIGITS};
	expect_errors(*state, &row, 1);
}

/* Words, names and bounds of the head and the parameters. */
static void test_rules(void **state)
{
	static const struct row rows[] = {
		{"title: {en: T}\nsummary: {en: S}\nmechanism: pip\n",
		 "3:12: unknown mechanism 'pip'; the words are: " MECHANISMS},
		{"title: {en: \"T\\nU\"}\nsummary: {en: S}\nmechanism: pipe\n",
		 "1:13: a line break in 'title'; make it one line"},
		{"title: {en: T, zh: \"题\\n目\"}\nsummary: {en: S}\nmechanism: pipe\n",
		 "1:20: a line break in 'title'; make it one line"},
		{HEAD "program: ../sh\n",
		 "4:10: '../sh' is no name; use a-z, 0-9 and -, not - first"},
		{HEAD "order: 0\n", "4:8: order 0 is out of bounds; use 1 to 999"},
		{HEAD "order: 1000\n", "4:8: order 1000 is out of bounds; use 1 to 999"},
		{HEAD "parameters:\n- {name: No, default: 2, min: 1, max: 8, help: {en: H}}\n",
		 "5:10: 'No' is no name; use a-z, 0-9 and -, not - first"},
		{HEAD "parameters:\n- {name: -n, default: 2, min: 1, max: 8, help: {en: H}}\n",
		 "5:10: '-n' is no name; use a-z, 0-9 and -, not - first"},
		{HEAD "parameters:\n- " PARAMETER "\n- " PARAMETER "\n",
		 "6:10: two parameters are called 'n'; rename one"},
		{HEAD "parameters:\n- {name: n, default: 2, min: 9, max: 8, help: {en: H}}\n",
		 "5:30: min 9 is above max 8; exchange them"},
		{HEAD "parameters:\n- {name: n, default: 9, min: 1, max: 8, help: {en: H}}\n",
		 "5:22: default 9 is out of bounds; use 1 to 8"},
		{HEAD "parameters:\n- {name: n, default: 0, min: 1, max: 8, help: {en: H}}\n",
		 "5:22: default 0 is out of bounds; use 1 to 8"},
		{HEAD
		 "parameters:\n- {name: n, default: 2, min: 1, max: 8, help: {en: \"H\\n\"}}\n",
		 "5:52: a line break in 'parameters[0].help'; make it one line"},
	};

	expect_errors(*state, rows, sizeof(rows) / sizeof(*rows));
}

static void test_toggle_rules(void **state)
{
	static const struct row rows[] = {
		{HEAD "toggles:\n" TOGGLE("a_b", "l", ""),
		 "5:12: 'a_b' is no name; use a-z, 0-9 and -, not - first"},
		{HEAD "toggles:\n" TOGGLE("a", "l", "") TOGGLE("a", "k", ""),
		 "6:12: two toggles are called 'a'; rename one"},
		{HEAD "parameters:\n" NEXT_PARAMETER "toggles:\n" TOGGLE("n", "l", ""),
		 "7:12: 'n' is a parameter and a toggle; both become --n, rename one"},
		{HEAD "toggles:\n" TOGGLE("a", "ll", ""),
		 "5:20: key 'll' is not one letter; " KEY_ADVICE},
		{HEAD "toggles:\n" TOGGLE("a", "1", ""),
		 "5:20: key '1' is not one letter; " KEY_ADVICE},
		{HEAD "toggles:\n" TOGGLE("a", "Tab", ""),
		 "5:20: key 'Tab' is not one letter; " KEY_ADVICE},
		{HEAD "toggles:\n" TOGGLE("a", "é", ""),
		 "5:20: key 'é' is not one letter; " KEY_ADVICE},
		{HEAD "toggles:\n" TOGGLE("a", "q", ""),
		 "5:20: key 'q' is a key of the screen; " KEY_ADVICE},
		{HEAD "toggles:\n" TOGGLE("a", "R", ""),
		 "5:20: key 'R' is a key of the screen; " KEY_ADVICE},
		{HEAD "toggles:\n" TOGGLE("a", "l", "") TOGGLE("b", "l", ""),
		 "6:20: key 'l' belongs to 'a' already; " KEY_ADVICE},
		{HEAD "toggles:\n  - {name: a, key: l, label: {en: \"L\\n\"}, symptom: {en: S}}\n",
		 "5:35: a line break in 'toggles[0].label'; make it one line"},
		{HEAD "toggles:\n" TOGGLE("a", "l", ", verdict: wrong"),
		 "5:66: unknown verdict 'wrong'; the words are: " VERDICTS},
		{HEAD "toggles:\n" TOGGLE("a", "l", ", parameters: [{name: n, value: 2}]"),
		 "5:77: unknown parameter 'n'; the parameters are: (none)"},
		{HEAD "parameters:\n" NEXT_PARAMETER
		      "toggles:\n" TOGGLE("a", "l", ", parameters: [{name: m, value: 2}]"),
		 "7:77: unknown parameter 'm'; the parameters are: n=1..8"},
		{HEAD "parameters:\n" NEXT_PARAMETER
		      "toggles:\n" TOGGLE("a", "l", ", parameters: [{name: n, value: 9}]"),
		 "7:87: value 9 of 'n' is out of bounds; use 1 to 8"},
		{HEAD "parameters:\n" NEXT_PARAMETER "toggles:\n" TOGGLE(
			 "a", "l", ", parameters: [{name: n, value: 3}, {name: n, value: 4}]"),
		 "7:98: parameter 'n' is set twice; keep one of them"},
		{HEAD "lesson:\n- {at: begin, text: {en: X}}\n",
		 "5:8: unknown moment 'begin'; the moments are: start end deadlock crash "
		 "unexpected "
		 "as-expected, toggle NAME"},
		{HEAD
		 "toggles:\n" TOGGLE("a", "l", "") "lesson:\n- {at: toggle b, text: {en: X}}\n",
		 "7:8: unknown toggle 'b'; the toggles are: a"},
	};

	expect_errors(*state, rows, sizeof(rows) / sizeof(*rows));
}

static void test_scenario_rules(void **state)
{
#define SCENARIOS(first, second)                                                                   \
	HEAD "scenarios:\n- {name: " first ", title: {en: T}, summary: {en: S}}\n"                 \
	     "- {name: " second ", title: {en: T}, summary: {en: S}}\n"
	static const struct row rows[] = {
		{SCENARIOS("a", "B"), "6:10: 'B' is no name; use a-z, 0-9 and -, not - first"},
		{SCENARIOS("a", "a"), "6:10: two scenarios are called 'a'; rename one"},
		{HEAD "scenarios:\n- {name: a, title: {en: \"T\\n\"}, summary: {en: S}}\n",
		 "5:25: a line break in 'scenarios[0].title'; make it one line"},
		{SCENARIOS("a", "b") "toggles:\n" TOGGLE("c", "l", ", scenarios: [b, d]"),
		 "8:72: unknown scenario 'd'; the scenarios are: a b"},
		{SCENARIOS("a", "b") "lesson:\n- {at: start, text: {en: X}, scenarios: [b, b]}\n",
		 "8:45: scenario 'b' is named twice; keep one"},
		{HEAD "toggles:\n" TOGGLE("c", "l", ", scenarios: [a]"),
		 "5:69: unknown scenario 'a'; the scenarios are: (none)"},
		{SCENARIOS("a", "b") "toggles:\n" TOGGLE("scenario", "l", ""),
		 "8:12: 'scenario' is taken: --scenario names the demo's scenario; rename this"},
		{SCENARIOS("a", "b") "parameters:\n- {name: scenario, default: 2, min: 1, max: 8, "
				     "help: {en: H}}\n",
		 "8:10: 'scenario' is taken: --scenario names the demo's scenario; rename this"},
	};

	expect_errors(*state, rows, sizeof(rows) / sizeof(*rows));
}

#define CHALLENGES(list)                                                                           \
	HEAD "parameters:\n" NEXT_PARAMETER "toggles:\n" TOGGLE("a", "a", "")                      \
		TOGGLE("b", "b", ", fix: yes") "challenges:" list "\n"

static void test_challenges(void **state)
{
	struct demo *demo;

	demo = expect_good(*state, CHALLENGES("\n"
					      "- {toggle: a, parameters: [{name: n, value: 3}]}\n"
					      "- {toggle: a, outcome: n=1, title: {en: T}, hint: "
					      "{en: H, zh: 提}}\n"));
	assert_int_equal(demo->challenge_count, 2);
	assert_string_equal(demo->challenges[0].title.en, "L");
	assert_null(demo->challenges[0].outcome);
	assert_null(demo->challenges[0].hint.en);
	assert_int_equal(demo->challenges[0].settings[0].value, 3);
	assert_string_equal(demo->challenges[1].title.en, "T");
	assert_string_equal(demo->challenges[1].outcome, "n=1");
	assert_string_equal(demo->challenges[1].hint.zh, "提");
	assert_false(demo_no_challenge(demo, 0));
	assert_false(demo_no_challenge(demo, 1));
	demo_free(demo);

	demo = expect_good(*state, CHALLENGES(" []"));
	assert_int_equal(demo->challenge_count, 0);
	assert_true(demo_no_challenge(demo, 0));
	assert_false(demo_no_challenge(demo, 1)); /* a fix */
	demo_free(demo);

	/* Without a list: one for every fault. */
	demo = expect_good(*state, HEAD "toggles:\n" TOGGLE("a", "a", "")
					   TOGGLE("b", "b", ", fix: yes") TOGGLE("c", "d", ""));
	assert_int_equal(demo->challenge_count, 2);
	assert_string_equal(demo->challenges[1].toggle, "c");
	assert_string_equal(demo->challenges[1].title.en, "L");
	demo_free(demo);
}

static void test_challenge_rules(void **state)
{
	static const struct row rows[] = {
		{CHALLENGES("\n- {toggle: d}"), "10:12: unknown toggle 'd'; the toggles are: a b"},
		{CHALLENGES("\n- {toggle: b}"),
		 "10:12: 'b' is a fix, nothing fails with it; name a fault"},
		{CHALLENGES("\n- {toggle: a}\n- {toggle: a, hint: {en: H}}"),
		 "11:12: there is a challenge for 'a' already; give one of them another outcome"},
		{CHALLENGES("\n- {toggle: a, title: {en: \"T\\n\"}}"),
		 "10:27: a line break in 'challenges[0].title'; make it one line"},
		{CHALLENGES("\n- {toggle: a, parameters: [{name: m, value: 3}]}"),
		 "10:35: unknown parameter 'm'; the parameters are: n=1..8"},
		{CHALLENGES("\n- {toggle: a, parameters: [{name: n, value: 9}]}"),
		 "10:45: value 9 of 'n' is out of bounds; use 1 to 8"},
	};

	expect_errors(*state, rows, sizeof(rows) / sizeof(*rows));
}

/* Nothing of a file can command the terminal. */
static void test_control_characters(void **state)
{
	static const struct row rows[] = {
		{"title: {en: \"\\e[1m\"}\n", "1:13: 'en' holds a control character; remove it"},
		{"title: {en: \"a\\0b\"}\n", "1:13: 'en' holds a control character; remove it"},
		{"title: {en: \"\\u009b1m\"}\n", "1:13: 'en' holds a control character; remove it"},
		{HEAD "order: \"4\\0\"\n", "4:8: 'order' holds a control character; remove it"},
		{HEAD "program: \"a\\nb\"\n",
		 "4:10: 'a?b' is no name; use a-z, 0-9 and -, not - first"},
		{HEAD "\"a\\e\": 1\n", "4:1: unknown key 'a?'; the keys here are: " TOP_KEYS},
		{HEAD "\"order\\0\": 1\n", "4:1: unknown key '[]'; the keys here are: " TOP_KEYS},
	};

	expect_errors(*state, rows, sizeof(rows) / sizeof(*rows));
}

static void test_unreadable(void **state)
{
	static const char advice[] = "give the path of a demo's YAML file";
	const struct fixture *fixture = *state;
	char expected[200];
	struct error error;

	unlink(fixture->path);
	assert_null(demo_load(fixture->path, &error));
	snprintf(expected, sizeof(expected), "%s: cannot be read: No such file or directory; %s",
		 fixture->path, advice);
	assert_string_equal(error.text, expected);
	assert_null(demo_load(fixture->folder, &error));
	snprintf(expected, sizeof(expected), "%s: cannot be read: Is a directory; %s",
		 fixture->folder, advice);
	assert_string_equal(error.text, expected);
	assert_null(demo_load("/dev/zero", &error));
	snprintf(expected, sizeof(expected),
		 "/dev/zero: cannot be read: it is larger than a megabyte; %s", advice);
	assert_string_equal(error.text, expected);
}

static void test_file_name(void **state)
{
	struct fixture *fixture = *state;
	struct error error;
	char *name = strrchr(fixture->path, '/') + 1;

	strcpy(name, "Bad Name.yaml");
	assert_null(load_bytes(fixture, HEAD, strlen(HEAD), &error));
	assert_string_equal(strrchr(error.text, '/') + 1,
			    "Bad Name.yaml:1:1: 'Bad Name' is no name for a demo; call the file "
			    "NAME.yaml with a-z, 0-9 and -");
	unlink(fixture->path);
	strcpy(name, "sample.yaml");
}

static void test_printable(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"plain", "plain"},
		{"共享", "共享"},
		{"a\nb\t", "a?b?"},
		{"cut \xe5\x85", "cut ??"},
		{"\xff\xc0\x80", "???"},
		{"\x7f", "?"},
		{"\xed\xa0\x80", "???"},
		{"\xe0\x80\x80", "???"},
		{"\xf4\x90\x80\x80", "????"},
		{"\xf0\x80\x80\x80", "????"},
		{"\xf5\x80\x80\x80", "????"},
	};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		strcpy(text, rows[i][0]);
		text_make_printable(text);
		assert_string_equal(text, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_documented_example),
		cmocka_unit_test(test_yaml),
		cmocka_unit_test(test_schema),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_toggle_rules),
		cmocka_unit_test(test_scenario_rules),
		cmocka_unit_test(test_challenges),
		cmocka_unit_test(test_challenge_rules),
		cmocka_unit_test(test_control_characters),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_file_name),
		cmocka_unit_test(test_printable),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
