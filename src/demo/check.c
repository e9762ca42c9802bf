/*
 * What no schema can say about a demo file: ranges, lists of words, unique names and keys.
 *
 * One function a rule; each names the place by its path in the file and says what is allowed.
 */
#include "demo/check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"
#include "demo/text.h"

enum { SHOWN = 40, /* bytes of a wrong value that a message repeats */ LIST = 256 };

static const char screen_keys[] = "rRtpfzcxqhgwMPS";
static const char key_advice[] = "use one of: a b d e i j k l m n o s u v y, or a capital other "
				 "than M, P, R and S";

static const char *const moments[] = {"start",	    "end",	   "deadlock", "crash",
				      "unexpected", "as-expected", NULL};

static const char *list_words(const char *const *words, char *out)
{
	*out = '\0';
	for (; *words; words++)
		words_append(out, LIST, *words);
	return out;
}

static bool name_is_good(const char *name)
{
	return *name != '-' && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static int check_name(struct document *document, yaml_mark_t mark, const char *name)
{
	if (name_is_good(name))
		return 0;
	return document_wrong(document, mark, "'%.*s' is no name; use a-z, 0-9 and -, not - first",
			      utf8_fit(name, SHOWN), name);
}

/* A word of a list. */
static int check_word(struct document *document, yaml_mark_t mark, const char *what,
		      const char *word, const char *const *words)
{
	char list[LIST];

	if (word_in(words, word))
		return 0;
	return document_wrong(document, mark, "unknown %s '%.*s'; the words are:%s", what,
			      utf8_fit(word, SHOWN), word, list_words(words, list));
}

/* Titles and labels stand on one line of the screen. */
static int check_line(struct document *document, const char *path, const struct text *text)
{
	if (strchr(text->en, '\n'))
		return document_wrong(document, document_mark(document, "%s.en", path),
				      "a line break in '%s'; make it one line", path);
	if (text->zh && strchr(text->zh, '\n'))
		return document_wrong(document, document_mark(document, "%s.zh", path),
				      "a line break in '%s'; make it one line", path);
	return 0;
}

static int check_scenario(const struct demo *demo, struct document *document, unsigned i)
{
	const char *name = demo->scenarios[i].name;
	yaml_mark_t mark = document_mark(document, "scenarios[%u].name", i);
	char path[32];

	if (check_name(document, mark, name) < 0)
		return -1;
	if (demo_scenario(demo, name) != (int)i)
		return document_wrong(document, mark, "two scenarios are called '%s'; rename one",
				      name);
	snprintf(path, sizeof(path), "scenarios[%u].title", i);
	return check_line(document, path, &demo->scenarios[i].title);
}

/* The scenarios that an entry of a list ("toggles", "lesson") is for. */
static int check_scenario_set(const struct demo *demo, struct document *document, const char *where,
			      unsigned number, const struct scenario_set *set)
{
	char list[LIST];

	for (unsigned i = 0; i < set->count; i++) {
		yaml_mark_t mark =
			document_mark(document, "%s[%u].scenarios[%u]", where, number, i);

		if (demo_scenario(demo, set->names[i]) < 0)
			return document_wrong(
				document, mark, "unknown scenario '%s'; the scenarios are:%s",
				set->names[i], demo_scenario_names(demo, list, sizeof(list)));
		for (unsigned other = 0; other < i; other++)
			if (strcmp(set->names[other], set->names[i]) == 0)
				return document_wrong(document, mark,
						      "scenario '%s' is named twice; keep one",
						      set->names[i]);
	}
	return 0;
}

/* --scenario is how the program is told its scenario, if the demo has any. */
static int check_not_scenario(const struct demo *demo, struct document *document, yaml_mark_t mark,
			      const char *name)
{
	if (!demo->scenario_count || strcmp(name, "scenario") != 0)
		return 0;
	return document_wrong(document, mark,
			      "'scenario' is taken: --scenario names the demo's scenario; "
			      "rename this");
}

static int check_parameter_name(const struct demo *demo, struct document *document, unsigned i)
{
	const char *name = demo->parameters[i].name;
	yaml_mark_t mark = document_mark(document, "parameters[%u].name", i);

	if (check_name(document, mark, name) < 0)
		return -1;
	if (demo_parameter(demo, name) != (int)i)
		return document_wrong(document, mark, "two parameters are called '%s'; rename one",
				      name);
	return check_not_scenario(demo, document, mark, name);
}

static int check_parameter(const struct demo *demo, struct document *document, unsigned i)
{
	const struct parameter *parameter = &demo->parameters[i];
	char path[32];

	if (check_parameter_name(demo, document, i) < 0)
		return -1;
	if (parameter->min > parameter->max)
		return document_wrong(document, document_mark(document, "parameters[%u].min", i),
				      "min %ld is above max %ld; exchange them", parameter->min,
				      parameter->max);
	if (parameter->value < parameter->min || parameter->value > parameter->max)
		return document_wrong(document,
				      document_mark(document, "parameters[%u].default", i),
				      "default %ld is out of bounds; use %ld to %ld",
				      parameter->value, parameter->min, parameter->max);
	snprintf(path, sizeof(path), "parameters[%u].help", i);
	return check_line(document, path, &parameter->help);
}

static int check_toggle_name(const struct demo *demo, struct document *document, unsigned i)
{
	const char *name = demo->toggles[i].name;
	yaml_mark_t mark = document_mark(document, "toggles[%u].name", i);

	if (check_name(document, mark, name) < 0)
		return -1;
	if (demo_toggle(demo, name) != (int)i)
		return document_wrong(document, mark, "two toggles are called '%s'; rename one",
				      name);
	if (demo_parameter(demo, name) >= 0)
		return document_wrong(
			document, mark,
			"'%s' is a parameter and a toggle; both become --%s, rename one", name,
			name);
	return check_not_scenario(demo, document, mark, name);
}

static int check_toggle_key(const struct demo *demo, struct document *document, unsigned i)
{
	const struct toggle *toggles = demo->toggles;
	const char *key = toggles[i].key;
	yaml_mark_t mark = document_mark(document, "toggles[%u].key", i);

	if (key[1] || !isascii(*key) || !isalpha((unsigned char)*key))
		return document_wrong(document, mark, "key '%.*s' is not one letter; %s",
				      utf8_fit(key, SHOWN), key, key_advice);
	if (strchr(screen_keys, *key))
		return document_wrong(document, mark, "key '%s' is a key of the screen; %s", key,
				      key_advice);
	for (unsigned other = 0; other < i; other++)
		if (strcmp(toggles[other].key, key) == 0)
			return document_wrong(document, mark,
					      "key '%s' belongs to '%s' already; %s", key,
					      toggles[other].name, key_advice);
	return 0;
}

/* What an entry of a list ("toggles", "challenges") sets. */
static int check_setting(const struct demo *demo, struct document *document, const char *where,
			 unsigned number_there, const struct setting *settings, unsigned i)
{
	yaml_mark_t mark =
		document_mark(document, "%s[%u].parameters[%u].name", where, number_there, i);
	int number = demo_parameter(demo, settings[i].name);
	const struct parameter *parameter;
	char list[LIST];

	if (number < 0)
		return document_wrong(
			document, mark, "unknown parameter '%s'; the parameters are:%s",
			settings[i].name, demo_parameter_names(demo, list, sizeof(list)));
	for (unsigned other = 0; other < i; other++)
		if (strcmp(settings[other].name, settings[i].name) == 0)
			return document_wrong(document, mark,
					      "parameter '%s' is set twice; keep one of them",
					      settings[i].name);
	parameter = &demo->parameters[number];
	if (settings[i].value >= parameter->min && settings[i].value <= parameter->max)
		return 0;
	mark = document_mark(document, "%s[%u].parameters[%u].value", where, number_there, i);
	return document_wrong(document, mark, "value %ld of '%s' is out of bounds; use %ld to %ld",
			      settings[i].value, parameter->name, parameter->min, parameter->max);
}

static int check_toggle(const struct demo *demo, struct document *document, unsigned i)
{
	const struct toggle *toggle = &demo->toggles[i];
	char path[32];

	if (check_toggle_name(demo, document, i) < 0 || check_toggle_key(demo, document, i) < 0)
		return -1;
	snprintf(path, sizeof(path), "toggles[%u].label", i);
	if (check_line(document, path, &toggle->label) < 0)
		return -1;
	if (toggle->verdict &&
	    check_word(document, document_mark(document, "toggles[%u].verdict", i), "verdict",
		       toggle->verdict, demo_verdicts) < 0)
		return -1;
	for (unsigned setting = 0; setting < toggle->setting_count; setting++)
		if (check_setting(demo, document, "toggles", i, toggle->settings, setting) < 0)
			return -1;
	return check_scenario_set(demo, document, "toggles", i, &toggle->scenarios);
}

static bool same_challenge(const struct challenge *a, const struct challenge *b)
{
	return strcmp(a->toggle, b->toggle) == 0 && !a->outcome == !b->outcome &&
	       (!a->outcome || strcmp(a->outcome, b->outcome) == 0);
}

static int check_challenged(const struct demo *demo, struct document *document, unsigned i)
{
	const struct challenge *challenge = &demo->challenges[i];
	yaml_mark_t mark = document_mark(document, "challenges[%u].toggle", i);
	int toggle = demo_toggle(demo, challenge->toggle);
	char list[LIST];

	if (toggle < 0)
		return document_wrong(document, mark, "unknown toggle '%s'; the toggles are:%s",
				      challenge->toggle,
				      demo_toggle_names(demo, list, sizeof(list)));
	if (demo->toggles[toggle].fix)
		return document_wrong(document, mark,
				      "'%s' is a fix, nothing fails with it; name a fault",
				      challenge->toggle);
	for (unsigned other = 0; other < i; other++)
		if (same_challenge(&demo->challenges[other], challenge))
			return document_wrong(document, mark,
					      "there is a challenge for '%s' already; give one of "
					      "them another outcome",
					      challenge->toggle);
	return 0;
}

static int check_challenge(const struct demo *demo, struct document *document, unsigned i)
{
	const struct challenge *challenge = &demo->challenges[i];
	char path[32];

	if (check_challenged(demo, document, i) < 0)
		return -1;
	snprintf(path, sizeof(path), "challenges[%u].title", i);
	if (check_line(document, path, &challenge->title) < 0)
		return -1;
	for (unsigned setting = 0; setting < challenge->setting_count; setting++)
		if (check_setting(demo, document, "challenges", i, challenge->settings, setting) <
		    0)
			return -1;
	return 0;
}

static int check_lesson(const struct demo *demo, struct document *document, unsigned i)
{
	static const char prefix[] = "toggle ";
	const char *at = demo->lessons[i].at;
	yaml_mark_t mark = document_mark(document, "lesson[%u].at", i);
	char list[LIST];

	if (check_scenario_set(demo, document, "lesson", i, &demo->lessons[i].scenarios) < 0)
		return -1;
	if (word_in(moments, at))
		return 0;
	if (strncmp(at, prefix, strlen(prefix)) != 0)
		return document_wrong(document, mark,
				      "unknown moment '%.*s'; the moments are:%s, toggle NAME",
				      utf8_fit(at, SHOWN), at, list_words(moments, list));
	if (demo_toggle(demo, at + strlen(prefix)) < 0)
		return document_wrong(document, mark, "unknown toggle '%.*s'; the toggles are:%s",
				      utf8_fit(at + strlen(prefix), SHOWN), at + strlen(prefix),
				      demo_toggle_names(demo, list, sizeof(list)));
	return 0;
}

static int check_head(const struct demo *demo, struct document *document)
{
	if (!name_is_good(demo->name))
		return document_wrong(
			document, (yaml_mark_t){0},
			"'%.*s' is no name for a demo; call the file NAME.yaml with a-z, 0-9 "
			"and -",
			utf8_fit(demo->name, SHOWN), demo->name);
	if (check_line(document, "title", &demo->title) < 0)
		return -1;
	if (check_word(document, document_mark(document, "mechanism"), "mechanism", demo->mechanism,
		       demo_mechanisms) < 0)
		return -1;
	if (check_name(document, document_mark(document, "program"), demo->program) < 0)
		return -1;
	if (demo->order < 1 || demo->order > 999)
		return document_wrong(document, document_mark(document, "order"),
				      "order %ld is out of bounds; use 1 to 999", demo->order);
	return 0;
}

int demo_check(const struct demo *demo, struct document *document)
{
	if (check_head(demo, document) < 0)
		return -1;
	for (unsigned i = 0; i < demo->scenario_count; i++)
		if (check_scenario(demo, document, i) < 0)
			return -1;
	for (unsigned i = 0; i < demo->parameter_count; i++)
		if (check_parameter(demo, document, i) < 0)
			return -1;
	for (unsigned i = 0; i < demo->toggle_count; i++)
		if (check_toggle(demo, document, i) < 0)
			return -1;
	for (unsigned i = 0; i < demo->challenge_count; i++)
		if (check_challenge(demo, document, i) < 0)
			return -1;
	for (unsigned i = 0; i < demo->lesson_count; i++)
		if (check_lesson(demo, document, i) < 0)
			return -1;
	return 0;
}
