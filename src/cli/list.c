/*
 * ipcstage list: the demos, what can be set and what can be broken.
 */
#include "cli/commands.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/options.h"
#include "demo/catalogue.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
	bool *json = state->input;

	(void)argument;
	if (key != 'j')
		return ARGP_ERR_UNKNOWN;
	*json = true;
	return 0;
}

/* Columns that the longest name and the longest mechanism need. */
static void measure(const struct demo *const *demos, int *name, int *mechanism)
{
	*name = (int)strlen("NAME");
	*mechanism = (int)strlen("MECHANISM");
	for (; *demos; demos++) {
		int length = (int)strlen((*demos)->name);
		int other = (int)strlen((*demos)->mechanism);

		*name = length > *name ? length : *name;
		*mechanism = other > *mechanism ? other : *mechanism;
	}
}

/* What can be given to `run`, as it is typed there. */
static void print_choices(const struct demo *demo, int indent)
{
	enum { OPTION = 22 /* columns of "-t lock-per-access" and the like */ };
	char option[64];

	for (unsigned i = 0; i < demo->scenario_count; i++) {
		snprintf(option, sizeof(option), "-s %s", demo->scenarios[i].name);
		printf("%*s%-*s %s\n", indent, "", OPTION, option, demo->scenarios[i].title.en);
	}
	for (unsigned i = 0; i < demo->parameter_count; i++) {
		const struct parameter *parameter = &demo->parameters[i];

		snprintf(option, sizeof(option), "-p %s=%ld", parameter->name, parameter->value);
		printf("%*s%-*s %s (%ld to %ld)\n", indent, "", OPTION, option, parameter->help.en,
		       parameter->min, parameter->max);
	}
	for (unsigned i = 0; i < demo->toggle_count; i++) {
		snprintf(option, sizeof(option), "-t %s", demo->toggles[i].name);
		printf("%*s%-*s %s\n", indent, "", OPTION, option, demo->toggles[i].label.en);
	}
}

static void print_table(const struct demo *const *demos)
{
	int name, mechanism;

	measure(demos, &name, &mechanism);
	printf("%-*s  %-*s  TITLE\n", name, "NAME", mechanism, "MECHANISM");
	for (; *demos; demos++) {
		const struct demo *demo = *demos;

		printf("%-*s  %-*s  %s\n", name, demo->name, mechanism, demo->mechanism,
		       demo->title.en);
		print_choices(demo, name + 2);
	}
}

static json_t *scenarios_json(const struct demo *demo)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < demo->scenario_count; i++) {
		const struct scenario *scenario = &demo->scenarios[i];

		json_array_append_new(array, json_pack("{s:s, s:s, s:s}", "name", scenario->name,
						       "title", scenario->title.en, "summary",
						       scenario->summary.en));
	}
	return array;
}

/* The names of the scenarios that something is for. */
static json_t *scenario_set_json(const struct demo *demo, const struct scenario_set *set)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < demo->scenario_count; i++) {
		if (demo_applies(demo, set, i))
			json_array_append_new(array, json_string(demo->scenarios[i].name));
	}
	return array;
}

static json_t *parameters_json(const struct demo *demo)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < demo->parameter_count; i++) {
		const struct parameter *parameter = &demo->parameters[i];

		json_array_append_new(
			array,
			json_pack("{s:s, s:I, s:I, s:I, s:s}", "name", parameter->name, "default",
				  (json_int_t)parameter->value, "min", (json_int_t)parameter->min,
				  "max", (json_int_t)parameter->max, "help", parameter->help.en));
	}
	return array;
}

static json_t *toggles_json(const struct demo *demo)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < demo->toggle_count; i++) {
		const struct toggle *toggle = &demo->toggles[i];

		json_array_append_new(array,
				      json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", toggle->name,
						"key", toggle->key, "label", toggle->label.en,
						"symptom", toggle->symptom.en, "scenarios",
						scenario_set_json(demo, &toggle->scenarios)));
	}
	return array;
}

static bool print_json(const struct demo *const *demos)
{
	json_t *array = json_array();
	bool printed;

	for (; *demos; demos++) {
		const struct demo *demo = *demos;

		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "name", demo->name,
				  "mechanism", demo->mechanism, "title", demo->title.en, "summary",
				  demo->summary.en, "scenarios", scenarios_json(demo), "parameters",
				  parameters_json(demo), "toggles", toggles_json(demo)));
	}
	printed = json_dumpf(array, stdout, JSON_INDENT(2)) == 0 && putchar('\n') != EOF;
	json_decref(array);
	return printed;
}

/* All demos, ended by NULL; the caller frees the list. NULL with *error. */
static const struct demo **load_demos(const struct catalogue *catalogue, struct error *error)
{
	const struct demo **demos = calloc(catalogue->count + 1, sizeof(struct demo *));

	if (!demos)
		error_set(error, "out of memory");
	for (unsigned i = 0; demos && i < catalogue->count; i++) {
		demos[i] = catalogue_demo(catalogue, i, error);
		if (!demos[i]) {
			free(demos);
			return NULL;
		}
	}
	return demos;
}

/* Returns an exit status. */
static int print_all(const struct catalogue *catalogue, bool json)
{
	const struct demo **demos;
	struct error error;
	bool printed = true;

	demos = load_demos(catalogue, &error);
	if (!demos) {
		fprintf(stderr, "ipcstage list: %s\n", error.text);
		return EXIT_FAILED;
	}
	if (json)
		printed = print_json(demos);
	else
		print_table(demos);
	free(demos);
	return printed && fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
}

int command_list(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{"json", 'j', NULL, 0, "as JSON, for programs", 0},
		{0},
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "List the demos: what each shows, its scenarios (-s), parameters (-p) and "
		       "toggles (-t).",
	};
	struct catalogue catalogue;
	struct error error;
	bool json = false;
	int status;

	options_parse(&argp, argc, argv, &json);
	if (catalogue_load(&catalogue, &error) < 0) {
		fprintf(stderr, "ipcstage list: %s\n", error.text);
		return EXIT_FAILED;
	}
	status = print_all(&catalogue, json);
	catalogue_release(&catalogue);
	return status;
}
