/*
 * A demo with chosen values, and the argument vector its program is started with.
 */
#include "demo/arguments.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/utf8.h"
#include "demo/text.h"

enum { SHOWN = 40, /* bytes of a wrong word that a message repeats */ LIST = 384 };

static int wrong(struct error *error, const char *message, ...)
	__attribute__((format(printf, 2, 3)));

static int wrong(struct error *error, const char *message, ...)
{
	va_list ap;

	va_start(ap, message);
	error_set_list(error, message, ap);
	va_end(ap);
	text_make_printable(error->text);
	return -1;
}

/* Whether every toggle that is on is for a scenario. */
static bool fits(const struct choice *choice, unsigned scenario)
{
	const struct demo *demo = choice->demo;

	for (unsigned i = 0; i < demo->toggle_count; i++)
		if (choice->toggled[i] &&
		    !demo_applies(demo, &demo->toggles[i].scenarios, scenario))
			return false;
	return true;
}

/* Find the scenario anew. False: none that may be taken fits all that is on. */
static bool settle_scenario(struct choice *choice)
{
	unsigned scenario = 0;

	if (choice->scenario_chosen)
		return fits(choice, choice->scenario);
	while (!fits(choice, scenario))
		if (++scenario >= choice->demo->scenario_count)
			return false;
	choice->scenario = scenario;
	return true;
}

/* What a toggle that is on sets, except where the person has chosen. */
static void apply_settings(struct choice *choice, const struct toggle *toggle)
{
	for (unsigned i = 0; i < toggle->setting_count; i++) {
		int parameter = demo_parameter(choice->demo, toggle->settings[i].name);

		if (!choice->chosen[parameter])
			choice->values[parameter] = toggle->settings[i].value;
	}
}

/* Find the values anew from what the person chose and the toggles that are on. */
static void settle(struct choice *choice)
{
	const struct demo *demo = choice->demo;

	for (unsigned i = 0; i < demo->parameter_count; i++)
		if (!choice->chosen[i])
			choice->values[i] = demo->parameters[i].value;
	for (unsigned i = 0; i < demo->toggle_count; i++)
		if (choice->toggled[i])
			apply_settings(choice, &demo->toggles[i]);
}

void choice_init(struct choice *choice, const struct demo *demo)
{
	*choice = (struct choice){.demo = demo};
	settle(choice);
}

int choice_scenario(struct choice *choice, const char *name, struct error *error)
{
	const struct demo *demo = choice->demo;
	int number = demo_scenario(demo, name);
	char list[LIST];

	if (number < 0)
		return wrong(error, "%s has no scenario '%.*s'; the scenarios are:%s", demo->name,
			     utf8_fit(name, SHOWN), name,
			     demo_scenario_names(demo, list, sizeof(list)));
	choice->scenario = (unsigned)number;
	choice->scenario_chosen = true;
	for (unsigned i = 0; i < demo->toggle_count; i++)
		choice->toggled[i] &=
			demo_applies(demo, &demo->toggles[i].scenarios, choice->scenario);
	settle(choice);
	return 0;
}

/* The number of the parameter in "NAME=VALUE", or -1. */
static int parameter_of(const struct choice *choice, const char *assignment, size_t length)
{
	for (unsigned i = 0; i < choice->demo->parameter_count; i++) {
		const char *name = choice->demo->parameters[i].name;

		if (strlen(name) == length && memcmp(name, assignment, length) == 0)
			return (int)i;
	}
	return -1;
}

int choice_set(struct choice *choice, const char *assignment, struct error *error)
{
	size_t length = strcspn(assignment, "=");
	int number = parameter_of(choice, assignment, length);
	const struct parameter *parameter;
	char list[LIST];
	long value;

	if (number < 0)
		return wrong(error, "%s has no parameter '%.*s'; the parameters are:%s",
			     choice->demo->name,
			     utf8_fit(assignment, length < SHOWN ? length : SHOWN), assignment,
			     demo_parameter_names(choice->demo, list, sizeof(list)));
	parameter = &choice->demo->parameters[number];
	if (!assignment[length])
		return wrong(error, "parameter '%s' has no value; write %s=VALUE, %ld to %ld",
			     parameter->name, parameter->name, parameter->min, parameter->max);
	if (!number_parse(assignment + length + 1, &value) || value < parameter->min ||
	    value > parameter->max)
		return wrong(error, "'%.*s' is no value for %s; use a whole number from %ld to %ld",
			     utf8_fit(assignment + length + 1, SHOWN), assignment + length + 1,
			     parameter->name, parameter->min, parameter->max);
	choice->values[number] = value;
	choice->chosen[number] = true;
	return 0;
}

static int wrong_scenario(const struct choice *choice, const struct toggle *toggle,
			  struct error *error)
{
	char list[LIST] = "";

	for (unsigned i = 0; i < toggle->scenarios.count; i++)
		words_append(list, sizeof(list), toggle->scenarios.names[i]);
	return wrong(error, "toggle '%s' is not for scenario '%s'; it is for:%s", toggle->name,
		     choice->demo->scenarios[choice->scenario].name, list);
}

int choice_toggle(struct choice *choice, const char *name, struct error *error)
{
	int number = demo_toggle(choice->demo, name);
	char list[LIST];

	if (number < 0)
		return wrong(error, "%s has no toggle '%.*s'; the toggles are:%s",
			     choice->demo->name, utf8_fit(name, SHOWN), name,
			     demo_toggle_names(choice->demo, list, sizeof(list)));
	choice->toggled[number] = !choice->toggled[number];
	if (!settle_scenario(choice)) {
		choice->toggled[number] = false;
		return wrong_scenario(choice, &choice->demo->toggles[number], error);
	}
	settle(choice);
	return 0;
}

/* Add an argument to the block: its text at *end, its start in *slot. */
static void put(char ***slot, char **end, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void put(char ***slot, char **end, const char *format, ...)
{
	va_list ap;

	*(*slot)++ = *end;
	va_start(ap, format);
	*end += vsprintf(*end, format, ap) + 1;
	va_end(ap);
}

/* Bytes that the longest vector of this demo needs: pointers, then texts. */
static size_t block_size(const struct demo *demo, const char *program, size_t *pointers)
{
	static const char longest[] = "--=-9223372036854775808";
	size_t texts = strlen(program) + 1;

	*pointers = (3 + demo->parameter_count + demo->toggle_count) * sizeof(char *);
	for (unsigned i = 0; i < demo->parameter_count; i++)
		texts += strlen(demo->parameters[i].name) + sizeof(longest);
	for (unsigned i = 0; i < demo->toggle_count; i++)
		texts += strlen(demo->toggles[i].name) + sizeof("--");
	for (unsigned i = 0; i < demo->scenario_count; i++)
		texts += strlen(demo->scenarios[i].name) + sizeof("--scenario=");
	return *pointers + texts;
}

char **choice_arguments(const struct choice *choice, const char *program)
{
	const struct demo *demo = choice->demo;
	size_t pointers, size = block_size(demo, program, &pointers);
	char **arguments = malloc(size), **slot = arguments, *end;

	if (!arguments)
		return NULL;
	end = (char *)arguments + pointers;
	put(&slot, &end, "%s", program);
	if (demo->scenario_count)
		put(&slot, &end, "--scenario=%s", demo->scenarios[choice->scenario].name);
	for (unsigned i = 0; i < demo->parameter_count; i++)
		put(&slot, &end, "--%s=%ld", demo->parameters[i].name, choice->values[i]);
	for (unsigned i = 0; i < demo->toggle_count; i++)
		if (choice->toggled[i])
			put(&slot, &end, "--%s", demo->toggles[i].name);
	*slot = NULL;
	return arguments;
}
