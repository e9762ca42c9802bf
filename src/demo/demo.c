/*
 * Looking things up in a demo.
 */
#include "demo/demo.h"

#include <stdio.h>
#include <string.h>
#include "demo/text.h"

const char *const demo_mechanisms[] = {
	"pipe",	 "queue",     "shared-memory", "semaphore", "pool", "process", "socket",
	"event", "condition", "barrier",       "manager",   "file", NULL};

const char *const demo_verdicts[] = {"as-expected", "unexpected", "deadlock", "crash",
				     "livelock",    "cut-off",	  "idle",     NULL};

const char *text_in(const struct text *text, enum demo_language language)
{
	return language == DEMO_CHINESE && text->zh ? text->zh : text->en;
}

bool demo_applies(const struct demo *demo, const struct scenario_set *set, unsigned scenario)
{
	for (unsigned i = 0; i < set->count; i++)
		if (strcmp(set->names[i], demo->scenarios[scenario].name) == 0)
			return true;
	return set->count == 0;
}

bool demo_no_challenge(const struct demo *demo, unsigned toggle)
{
	for (unsigned i = 0; i < demo->challenge_count; i++)
		if (strcmp(demo->challenges[i].toggle, demo->toggles[toggle].name) == 0)
			return false;
	return !demo->toggles[toggle].fix;
}

int demo_scenario(const struct demo *demo, const char *name)
{
	for (unsigned i = 0; i < demo->scenario_count; i++)
		if (strcmp(demo->scenarios[i].name, name) == 0)
			return (int)i;
	return -1;
}

int demo_parameter(const struct demo *demo, const char *name)
{
	for (unsigned i = 0; i < demo->parameter_count; i++)
		if (strcmp(demo->parameters[i].name, name) == 0)
			return (int)i;
	return -1;
}

int demo_toggle(const struct demo *demo, const char *name)
{
	for (unsigned i = 0; i < demo->toggle_count; i++)
		if (strcmp(demo->toggles[i].name, name) == 0)
			return (int)i;
	return -1;
}

const char *demo_scenario_names(const struct demo *demo, char *out, size_t size)
{
	*out = '\0';
	for (unsigned i = 0; i < demo->scenario_count; i++)
		words_append(out, size, demo->scenarios[i].name);
	return *out ? out : " (none)";
}

const char *demo_parameter_names(const struct demo *demo, char *out, size_t size)
{
	char word[100];

	*out = '\0';
	for (unsigned i = 0; i < demo->parameter_count; i++) {
		const struct parameter *parameter = &demo->parameters[i];

		snprintf(word, sizeof(word), "%s=%ld..%ld", parameter->name, parameter->min,
			 parameter->max);
		words_append(out, size, word);
	}
	return *out ? out : " (none)";
}

const char *demo_toggle_names(const struct demo *demo, char *out, size_t size)
{
	*out = '\0';
	for (unsigned i = 0; i < demo->toggle_count; i++)
		words_append(out, size, demo->toggles[i].name);
	return *out ? out : " (none)";
}
