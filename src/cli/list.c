/*
 * ipcstage list: the demos, what can be set and what can be broken.
 */
#include <stdio.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/perform.h"
#include "demo/catalogue.h"
#include "export/export.h"

struct invocation {
	const struct exporter *exporter; /* NULL: a table */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;

	(void)argument;
	if (key != 'j')
		return ARGP_ERR_UNKNOWN;
	invocation->exporter = exporter_find("json");
	return 0;
}

/* Columns that the longest name and the longest mechanism need; -1 when a demo cannot be read. */
static int measure(const struct catalogue *catalogue, int *name, int *mechanism,
		   struct error *error)
{
	*name = (int)strlen("NAME");
	*mechanism = (int)strlen("MECHANISM");
	for (unsigned i = 0; i < catalogue->count; i++) {
		const struct demo *demo = catalogue_demo(catalogue, i, error);
		int length, other;

		if (!demo)
			return -1;
		length = (int)strlen(demo->name);
		other = (int)strlen(demo->mechanism);
		*name = length > *name ? length : *name;
		*mechanism = other > *mechanism ? other : *mechanism;
	}
	return 0;
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

static int print_table(const struct catalogue *catalogue, struct error *error)
{
	int name, mechanism;

	if (measure(catalogue, &name, &mechanism, error) < 0)
		return -1;
	printf("%-*s  %-*s  TITLE\n", name, "NAME", mechanism, "MECHANISM");
	for (unsigned i = 0; i < catalogue->count; i++) {
		const struct demo *demo = catalogue_demo(catalogue, i, error); /* read by now */

		printf("%-*s  %-*s  %s\n", name, demo->name, mechanism, demo->mechanism,
		       demo->title.en);
		print_choices(demo, name + 2);
	}
	return 0;
}

static int perform(const struct catalogue *catalogue, void *context)
{
	const struct invocation *invocation = context;
	struct error error;

	int result = invocation->exporter
			     ? export_demos(invocation->exporter, catalogue, stdout, &error)
			     : print_table(catalogue, &error);

	return result < 0 ? perform_failed("list", "%s", error.text) : EXIT_FINE;
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
	struct invocation invocation = {0};

	options_parse(&argp, argc, argv, &invocation);
	return perform_with_catalogue("list", EXIT_FAILED, perform, &invocation);
}
