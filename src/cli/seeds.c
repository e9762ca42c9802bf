/*
 * ipcstage seeds: the programs of the seed documents, where each of them is shown, and what the
 * documents get wrong.
 */
#include "cli/commands.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/options.h"
#include "demo/seeds.h"
#include "view/cells/canvas.h"

enum { OPTION_LANGUAGE = 256 };

struct invocation {
	bool json;
	enum demo_language language;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;

	switch (key) {
	case 'j':
		invocation->json = true;
		return 0;
	case OPTION_LANGUAGE:
		invocation->language = options_language("seeds", argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- as it is typed -------------------------------------------------------------------------- */

enum { TYPED = 512 /* bytes */ };

static void add_words(char *typed, const char *option, const char *text)
{
	size_t used = strlen(typed);

	snprintf(typed + used, TYPED - used, "%s%s%s", used ? " " : "", option, text);
}

static void add_settings(char *typed, const struct setting *settings, unsigned count)
{
	char text[64];

	for (unsigned i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%s=%ld", settings[i].name, settings[i].value);
		add_words(typed, "-p ", text);
	}
}

/* "pool -s map -p workers=5" */
static void type_place(const struct place *place, char *typed)
{
	*typed = '\0';
	add_words(typed, "", place->demo);
	if (place->scenario)
		add_words(typed, "-s ", place->scenario);
	add_settings(typed, place->settings, place->setting_count);
}

/* "-t one-sentinel", which goes behind its row's first place */
static void type_trap(const struct trap *trap, char *typed)
{
	*typed = '\0';
	if (trap->scenario)
		add_words(typed, "-s ", trap->scenario);
	add_settings(typed, trap->settings, trap->setting_count);
	for (unsigned i = 0; i < trap->toggle_count; i++)
		add_words(typed, "-t ", trap->toggles[i]);
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

/* --- JSON ------------------------------------------------------------------------------------ */

static json_t *settings_json(const struct setting *settings, unsigned count)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < count; i++)
		json_object_set_new(object, settings[i].name, json_integer(settings[i].value));
	return object;
}

static json_t *typed_json(const char *typed)
{
	char copy[TYPED], *rest = NULL;
	json_t *array = json_array();

	strcpy(copy, typed);
	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		json_array_append_new(array, json_string(word));
	return array;
}

static json_t *places_json(const struct seed *seed)
{
	json_t *array = json_array();
	char typed[TYPED];

	for (unsigned i = 0; i < seed->place_count; i++) {
		const struct place *place = &seed->places[i];

		type_place(place, typed);
		json_array_append_new(
			array, json_pack("{s:s, s:s?, s:o, s:s, s:o}", "demo", place->demo,
					 "scenario", place->scenario, "parameters",
					 settings_json(place->settings, place->setting_count),
					 "result", place->result, "run", typed_json(typed)));
	}
	return array;
}

static json_t *traps_json(const struct seed *seed, enum demo_language language)
{
	json_t *array = json_array();
	char typed[TYPED];

	for (unsigned i = 0; i < seed->trap_count; i++) {
		const struct trap *trap = &seed->traps[i];
		json_t *toggles = json_array();

		for (unsigned t = 0; t < trap->toggle_count; t++)
			json_array_append_new(toggles, json_string(trap->toggles[t]));
		type_trap(trap, typed);
		json_array_append_new(array,
				      json_pack("{s:s, s:o, s:s?, s:o, s:s, s:s, s:s, s:o}", "text",
						text_in(&trap->text, language), "toggles", toggles,
						"scenario", trap->scenario, "parameters",
						settings_json(trap->settings, trap->setting_count),
						"verdict", trap->verdict, "says", trap->says,
						"orders", trap->some_orders ? "some" : "every",
						"run", typed_json(typed)));
	}
	return array;
}

static json_t *seed_json(const struct seed_document *document, const struct seed *seed,
			 enum demo_language language)
{
	const struct small *small = &seed->small;
	json_t *explore = json_pack("{s:o, s:o}", "parameters",
				    settings_json(small->settings, small->setting_count), "bound",
				    small->bound ? json_integer(small->bound) : json_null());

	return json_pack("{s:s, s:s, s:s, s:o, s:s?, s:o, s:o}", "id", seed->id, "document",
			 document->name, "program", text_in(&seed->program, language), "shown",
			 places_json(seed), "page",
			 seed->page.en ? text_in(&seed->page, language) : NULL, "explore", explore,
			 "traps", traps_json(seed, language));
}

static bool print_json(const struct seeds *seeds, enum demo_language language)
{
	json_t *array = json_array();
	bool printed;

	for (unsigned d = 0; d < seeds->document_count; d++) {
		const struct seed_document *document = &seeds->documents[d];

		for (unsigned r = 0; r < document->row_count; r++)
			json_array_append_new(array,
					      seed_json(document, &document->rows[r], language));
	}
	printed = json_dumpf(array, stdout, JSON_INDENT(2)) == 0 && putchar('\n') != EOF;
	json_decref(array);
	return printed;
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
	struct catalogue catalogue;
	struct error error;
	struct seeds *seeds = NULL;
	bool printed = true;

	options_parse(&argp, argc, argv, &invocation);
	if (catalogue_load(&catalogue, &error) == 0) {
		seeds = seeds_load(catalogue.seeds, &catalogue, &error);
		catalogue_release(&catalogue);
	}
	if (!seeds) {
		fprintf(stderr, "ipcstage seeds: %s\n", error.text);
		return EXIT_FAILED;
	}
	if (invocation.json)
		printed = print_json(seeds, invocation.language);
	else
		print_table(seeds, invocation.language);
	seeds_free(seeds);
	return printed && fflush(stdout) == 0 ? EXIT_FINE : EXIT_FAILED;
}
