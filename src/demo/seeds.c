/*
 * The seeds: loading their file, checking it against the demos, and looking things up in it.
 */
#include "demo/seeds.h"

#include <stdio.h>
#include <string.h>
#include "demo/demo_schema.h"
#include "demo/document.h"
#include "demo/schema.h"
#include "demo/text.h"

/* --- choosing -------------------------------------------------------------------------------- */

static int set_all(struct choice *choice, const struct setting *settings, unsigned count,
		   struct error *error)
{
	char assignment[64];

	for (unsigned i = 0; i < count; i++) {
		snprintf(assignment, sizeof(assignment), "%s=%ld", settings[i].name,
			 settings[i].value);
		if (choice_set(choice, assignment, error) < 0)
			return -1;
	}
	return 0;
}

int place_choose(const struct place *place, struct choice *choice, struct error *error)
{
	if (place->scenario && choice_scenario(choice, place->scenario, error) < 0)
		return -1;
	return set_all(choice, place->settings, place->setting_count, error);
}

int trap_choose(const struct trap *trap, struct choice *choice, struct error *error)
{
	if (trap->scenario && choice_scenario(choice, trap->scenario, error) < 0)
		return -1;
	return set_all(choice, trap->settings, trap->setting_count, error);
}

int small_choose(const struct small *small, struct choice *choice, struct error *error)
{
	return set_all(choice, small->settings, small->setting_count, error);
}

/* --- checking -------------------------------------------------------------------------------- */

/* A row of the file that is being checked, and where it is. */
struct visit {
	struct document *document;
	const struct catalogue *catalogue;
	const struct seeds *seeds;
	unsigned document_number, row_number;
	const struct seed *row;
};

/* The mark of something in the row: "traps[2].verdict". */
static yaml_mark_t mark_in(const struct visit *visit, const char *what, unsigned number,
			   const char *key)
{
	return document_mark(visit->document, "documents[%u].rows[%u].%s[%u].%s",
			     visit->document_number, visit->row_number, what, number, key);
}

/* Say at a mark what is in visit->document->error already. */
static int pass_on(const struct visit *visit, yaml_mark_t mark, const struct error *why)
{
	return document_wrong(visit->document, mark, "%s", why->text);
}

static int check_place(const struct visit *visit, unsigned i, struct choice *choice)
{
	const struct place *place = &visit->row->places[i];
	int number = catalogue_find(visit->catalogue, place->demo);
	const struct demo *demo;
	struct error why;

	if (number < 0)
		return document_wrong(visit->document, mark_in(visit, "shown", i, "demo"),
				      "there is no demo '%s'; see ipcstage list", place->demo);
	demo = catalogue_demo(visit->catalogue, (unsigned)number, &why);
	if (!demo)
		return pass_on(visit, mark_in(visit, "shown", i, "demo"), &why);
	choice_init(choice, demo);
	if (place_choose(place, choice, &why) < 0)
		return pass_on(visit, mark_in(visit, "shown", i, "demo"), &why);
	return 0;
}

static int check_trap(const struct visit *visit, unsigned i, struct choice choice)
{
	const struct trap *trap = &visit->row->traps[i];
	struct error why;
	char words[128] = "";

	for (const char *const *word = demo_verdicts; *word; word++)
		words_append(words, sizeof(words), *word);
	if (!word_in(demo_verdicts, trap->verdict))
		return document_wrong(visit->document, mark_in(visit, "traps", i, "verdict"),
				      "unknown verdict '%s'; the words are:%s", trap->verdict,
				      words);
	if (trap_choose(trap, &choice, &why) < 0)
		return pass_on(visit, mark_in(visit, "traps", i, "text"), &why);
	for (unsigned t = 0; t < trap->toggle_count; t++)
		if (choice_toggle(&choice, trap->toggles[t], &why) < 0)
			return pass_on(visit, mark_in(visit, "traps", i, "toggles"), &why);
	return 0;
}

static int check_row(const struct visit *visit)
{
	const struct seed *row = visit->row;
	yaml_mark_t mark = document_mark(visit->document, "documents[%u].rows[%u].id",
					 visit->document_number, visit->row_number);
	struct choice first = {0}, other;
	struct error why;

	if (seeds_find(visit->seeds, row->id) != row)
		return document_wrong(visit->document, mark,
				      "two rows have the id '%s'; rename one", row->id);
	if (!row->place_count && !row->page.en)
		return document_wrong(visit->document, mark,
				      "'%s' is shown nowhere; give it 'shown' or 'page'", row->id);
	if (!row->place_count && row->trap_count)
		return document_wrong(visit->document, mark,
				      "'%s' has traps but no demo; give it 'shown'", row->id);
	for (unsigned i = 0; i < row->place_count; i++)
		if (check_place(visit, i, i ? &other : &first) < 0)
			return -1;
	for (unsigned i = 0; i < row->trap_count; i++)
		if (check_trap(visit, i, first) < 0)
			return -1;
	if (row->place_count && small_choose(&row->small, &first, &why) < 0)
		return pass_on(visit, mark, &why);
	return 0;
}

static int check(const struct seeds *seeds, struct document *document,
		 const struct catalogue *catalogue)
{
	struct visit visit = {.document = document, .catalogue = catalogue, .seeds = seeds};

	for (unsigned d = 0; d < seeds->document_count; d++) {
		for (unsigned r = 0; r < seeds->documents[d].row_count; r++) {
			visit.document_number = d;
			visit.row_number = r;
			visit.row = &seeds->documents[d].rows[r];
			if (check_row(&visit) < 0)
				return -1;
		}
	}
	return 0;
}

/* --- the file ------------------------------------------------------------------------------- */

static const cyaml_strval_t orders[] = {{"every", false}, {"some", true}};

static const cyaml_schema_field_t small_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct small, settings, setting_count, &schema_setting, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_INT("bound", CYAML_FLAG_OPTIONAL, struct small, bound),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t toggle_name_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, SCHEMA_NAME),
};

static const cyaml_schema_field_t trap_fields[] = {
	CYAML_FIELD_MAPPING("text", CYAML_FLAG_DEFAULT, struct trap, text, schema_text),
	CYAML_FIELD_SEQUENCE_COUNT("toggles", CYAML_FLAG_POINTER, struct trap, toggles,
				   toggle_count, &toggle_name_schema, 1, DEMO_TOGGLES),
	CYAML_FIELD_STRING_PTR("scenario", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct trap,
			       scenario, 1, SCHEMA_NAME),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct trap, settings, setting_count, &schema_setting, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_STRING_PTR("verdict", CYAML_FLAG_POINTER, struct trap, verdict, 1, SCHEMA_NAME),
	CYAML_FIELD_STRING_PTR("says", CYAML_FLAG_POINTER, struct trap, says, 1, SCHEMA_LINE),
	CYAML_FIELD_ENUM("orders", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct trap,
			 some_orders, orders, CYAML_ARRAY_LEN(orders)),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t trap_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct trap, trap_fields),
};

static const cyaml_schema_field_t place_fields[] = {
	CYAML_FIELD_STRING_PTR("demo", CYAML_FLAG_POINTER, struct place, demo, 1, SCHEMA_NAME),
	CYAML_FIELD_STRING_PTR("scenario", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct place,
			       scenario, 1, SCHEMA_NAME),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct place, settings, setting_count, &schema_setting, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_STRING_PTR("result", CYAML_FLAG_POINTER, struct place, result, 1, SCHEMA_LINE),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t place_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct place, place_fields),
};

static const cyaml_schema_field_t seed_fields[] = {
	CYAML_FIELD_STRING_PTR("id", CYAML_FLAG_POINTER, struct seed, id, 1, SCHEMA_NAME),
	CYAML_FIELD_MAPPING("program", CYAML_FLAG_DEFAULT, struct seed, program, schema_text),
	CYAML_FIELD_SEQUENCE_COUNT("shown", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct seed,
				   places, place_count, &place_schema, 0, SEED_PLACES),
	CYAML_FIELD_MAPPING("page", CYAML_FLAG_OPTIONAL, struct seed, page, schema_text),
	CYAML_FIELD_MAPPING("explore", CYAML_FLAG_OPTIONAL, struct seed, small, small_fields),
	CYAML_FIELD_SEQUENCE_COUNT("traps", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct seed,
				   traps, trap_count, &trap_schema, 0, SEED_TRAPS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t seed_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct seed, seed_fields),
};

static const cyaml_schema_field_t seed_document_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct seed_document, name, 1,
			       SCHEMA_NAME),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct seed_document, title, schema_line),
	CYAML_FIELD_SEQUENCE_COUNT("rows", CYAML_FLAG_POINTER, struct seed_document, rows,
				   row_count, &seed_schema, 1, SEED_ROWS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t seed_document_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct seed_document, seed_document_fields),
};

static const cyaml_schema_field_t seeds_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("documents", CYAML_FLAG_POINTER, struct seeds, documents,
				   document_count, &seed_document_schema, 1, SEED_DOCUMENTS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t seeds_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct seeds, seeds_fields),
};

/* --- loading --------------------------------------------------------------------------------- */

struct seeds *seeds_load(const char *path, const struct catalogue *catalogue, struct error *error)
{
	struct document document;
	struct seeds *seeds;

	if (document_read(&document, path, error) < 0)
		return NULL;
	seeds = schema_load(&document, &seeds_schema);
	if (seeds && check(seeds, &document, catalogue) < 0) {
		seeds_free(seeds);
		seeds = NULL;
	}
	document_release(&document);
	return seeds;
}

void seeds_free(struct seeds *seeds)
{
	if (seeds)
		schema_free(&seeds_schema, seeds);
}

/* --- looking up ------------------------------------------------------------------------------ */

const struct seed *seeds_find(const struct seeds *seeds, const char *id)
{
	for (unsigned d = 0; d < seeds->document_count; d++) {
		const struct seed_document *document = &seeds->documents[d];

		for (unsigned r = 0; r < document->row_count; r++)
			if (strcmp(document->rows[r].id, id) == 0)
				return &document->rows[r];
	}
	return NULL;
}

static bool has_toggle(const struct trap *trap, const char *name)
{
	for (unsigned i = 0; i < trap->toggle_count; i++)
		if (strcmp(trap->toggles[i], name) == 0)
			return true;
	return false;
}

const struct trap *seed_trap(const struct seed *seed, const char *const *toggles, unsigned count)
{
	for (unsigned i = 0; i < seed->trap_count; i++) {
		const struct trap *trap = &seed->traps[i];
		unsigned found = 0;

		while (found < count && has_toggle(trap, toggles[found]))
			found++;
		if (found == count && count == trap->toggle_count)
			return trap;
	}
	return NULL;
}
