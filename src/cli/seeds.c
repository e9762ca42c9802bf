/*
 * ipcstage seeds: the programs of the seed documents, where each of them is shown, and what the
 * documents get wrong.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/perform.h"
#include "demo/seeds.h"
#include "export/export.h"
#include "export/typed.h"
#include "view/cells/text.h"

enum { OPTION_LANGUAGE = 256 };

struct invocation {
	const struct exporter *exporter; /* NULL: a table */
	enum demo_language language;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;

	switch (key) {
	case 'j':
		invocation->exporter = exporter_find("json");
		return 0;
	case OPTION_LANGUAGE:
		invocation->language = options_language("seeds", argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- the table ------------------------------------------------------------------------------- */

enum { ID = 5, LEFT = 28, GAP = 2, RIGHT = 80 - ID - LEFT - GAP /* columns */ };

/* Print the next line of a wrapped text, with `fill` up to `cols`. Returns the rest, or NULL. */
static const char *print_line(const char *text, int cols, bool fill)
{
	const char *next = NULL;
	size_t length = text ? text_wrap(text, cols, &next) : 0;
	char line[4 * 80 + 1];

	snprintf(line, sizeof(line), "%.*s", (int)length, text ? text : "");
	printf("%s%*s", line, fill ? cols - text_columns(line) : 0, "");
	return length && *next ? next : NULL;
}

/* Three columns beside each other, each wrapped; `indent` columns of the second stay empty. */
static void print_row(const char *id, int indent, const char *left, const char *right)
{
	do {
		printf("%-*s%*s", ID, id, indent, "");
		left = print_line(left, LEFT - indent, right != NULL);
		if (right) {
			printf("%*s", GAP, "");
			right = print_line(right, RIGHT, false);
		}
		putchar('\n');
		id = "";
	} while (left || right);
}

static void print_places(const struct seed *seed, const char *program)
{
	char typed[TYPED], result[TYPED];

	for (unsigned i = 0; i < seed->place_count; i++) {
		type_place(&seed->places[i], typed);
		snprintf(result, sizeof(result), "=> %s", seed->places[i].result);
		if (i == 0)
			print_row(seed->id, 0, typed, program);
		print_row("", 0, i ? typed : "", result);
	}
}

static void print_seed(const struct seed *seed, enum demo_language language)
{
	const char *program = text_in(&seed->program, language);
	const char *page = seed->page.en ? text_in(&seed->page, language) : NULL;
	char typed[TYPED], what[4096];

	print_places(seed, program);
	if (page && seed->place_count)
		print_row("", 0, "", page);
	else if (page)
		print_row(seed->id, 0, page, program);
	for (unsigned i = 0; i < seed->trap_count; i++) {
		const struct trap *trap = &seed->traps[i];

		type_trap(trap, typed);
		snprintf(what, sizeof(what), "%s (%s)", text_in(&trap->text, language),
			 trap->verdict);
		print_row("", 2, typed, what);
	}
}

static void print_table(const struct seeds *seeds, enum demo_language language)
{
	for (unsigned d = 0; d < seeds->document_count; d++) {
		const struct seed_document *document = &seeds->documents[d];

		printf("%s%-*s%s\n", d ? "\n" : "", ID, document->name,
		       text_in(&document->title, language));
		for (unsigned r = 0; r < document->row_count; r++)
			print_seed(&document->rows[r], language);
	}
}

/* --- the command ----------------------------------------------------------------------------- */

static int tell(const struct seeds *seeds, const struct invocation *invocation)
{
	const struct told_seeds told = {seeds, invocation->language};
	struct error error;

	if (!invocation->exporter)
		print_table(seeds, invocation->language);
	else if (export_seeds(invocation->exporter, &told, stdout, &error) < 0)
		return perform_failed("seeds", "%s", error.text);
	return EXIT_FINE;
}

static int perform(const struct catalogue *catalogue, void *invocation)
{
	struct error error;
	struct seeds *seeds = seeds_load(catalogue->seeds, catalogue, &error);
	int status;

	if (!seeds)
		return perform_failed("seeds", "%s", error.text);
	status = tell(seeds, invocation);
	seeds_free(seeds);
	return status;
}

int command_seeds(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{"json", 'j', NULL, 0, "as JSON, for programs", 0},
		{"lang", OPTION_LANGUAGE, "en|zh", 0, "the language of the texts", 0},
		{0},
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "List the programs of the documents that the demos come from: what runs "
		       "each "
		       "of them (also: run --seed-row ID), its right result, and the traps that "
		       "the documents do not tell of.",
	};
	struct invocation invocation = {.language = options_usual_language()};

	options_parse(&argp, argc, argv, &invocation);
	return perform_with_catalogue("seeds", EXIT_FAILED, perform, &invocation);
}
