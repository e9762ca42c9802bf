/*
 * The demo file as libcyaml knows it. From the leaves up; FORMAT.md explains it to people.
 *
 * Words of a list (mechanism, verdict) are plain texts here: check.c knows the lists.
 */
#include "demo/schema.h"

#include "demo/comparison.h"
#include "demo/seeds.h"

enum { LONGEST_NAME = 31, LONGEST_LINE = 160, LONGEST_TEXT = 2000 };

static const cyaml_schema_field_t line_fields[] = {
	CYAML_FIELD_STRING_PTR("en", CYAML_FLAG_POINTER, struct text, en, 1, LONGEST_LINE),
	CYAML_FIELD_STRING_PTR("zh", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct text, zh, 1,
			       LONGEST_LINE),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t text_fields[] = {
	CYAML_FIELD_STRING_PTR("en", CYAML_FLAG_POINTER, struct text, en, 1, LONGEST_TEXT),
	CYAML_FIELD_STRING_PTR("zh", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct text, zh, 1,
			       LONGEST_TEXT),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t scenario_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct scenario, name, 1, LONGEST_NAME),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct scenario, title, line_fields),
	CYAML_FIELD_MAPPING("summary", CYAML_FLAG_DEFAULT, struct scenario, summary, text_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t scenario_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct scenario, scenario_fields),
};

static const cyaml_schema_value_t scenario_name_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, LONGEST_NAME),
};

static const cyaml_schema_field_t parameter_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct parameter, name, 1, LONGEST_NAME),
	CYAML_FIELD_INT("default", CYAML_FLAG_DEFAULT, struct parameter, value),
	CYAML_FIELD_INT("min", CYAML_FLAG_DEFAULT, struct parameter, min),
	CYAML_FIELD_INT("max", CYAML_FLAG_DEFAULT, struct parameter, max),
	CYAML_FIELD_MAPPING("help", CYAML_FLAG_DEFAULT, struct parameter, help, line_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t parameter_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct parameter, parameter_fields),
};

static const cyaml_schema_field_t setting_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct setting, name, 1, LONGEST_NAME),
	CYAML_FIELD_INT("value", CYAML_FLAG_DEFAULT, struct setting, value),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t setting_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct setting, setting_fields),
};

static const cyaml_strval_t yes_and_no[] = {{"no", false}, {"yes", true}};

static const cyaml_schema_field_t toggle_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct toggle, name, 1, LONGEST_NAME),
	CYAML_FIELD_STRING_PTR("key", CYAML_FLAG_POINTER, struct toggle, key, 1, LONGEST_NAME),
	CYAML_FIELD_MAPPING("label", CYAML_FLAG_DEFAULT, struct toggle, label, line_fields),
	CYAML_FIELD_MAPPING("symptom", CYAML_FLAG_DEFAULT, struct toggle, symptom, text_fields),
	CYAML_FIELD_STRING_PTR("verdict", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct toggle,
			       verdict, 1, LONGEST_NAME),
	CYAML_FIELD_ENUM("fix", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct toggle, fix,
			 yes_and_no, CYAML_ARRAY_LEN(yes_and_no)),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct toggle, settings, setting_count, &setting_schema, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_SEQUENCE_COUNT("scenarios", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct toggle, scenarios.names, scenarios.count,
				   &scenario_name_schema, 0, DEMO_SCENARIOS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t toggle_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct toggle, toggle_fields),
};

static const cyaml_schema_field_t challenge_fields[] = {
	CYAML_FIELD_STRING_PTR("toggle", CYAML_FLAG_POINTER, struct challenge, toggle, 1,
			       LONGEST_NAME),
	CYAML_FIELD_STRING_PTR("outcome", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct challenge, outcome, 1, LONGEST_LINE),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_OPTIONAL, struct challenge, title, line_fields),
	CYAML_FIELD_MAPPING("hint", CYAML_FLAG_OPTIONAL, struct challenge, hint, text_fields),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct challenge, settings, setting_count, &setting_schema, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t challenge_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct challenge, challenge_fields),
};

static const cyaml_schema_field_t lesson_fields[] = {
	CYAML_FIELD_STRING_PTR("at", CYAML_FLAG_POINTER, struct lesson, at, 1, LONGEST_LINE),
	CYAML_FIELD_SEQUENCE_COUNT("scenarios", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct lesson, scenarios.names, scenarios.count,
				   &scenario_name_schema, 0, DEMO_SCENARIOS),
	CYAML_FIELD_MAPPING("text", CYAML_FLAG_DEFAULT, struct lesson, text, text_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t lesson_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct lesson, lesson_fields),
};

static const cyaml_schema_field_t demo_fields[] = {
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct demo, title, line_fields),
	CYAML_FIELD_MAPPING("summary", CYAML_FLAG_DEFAULT, struct demo, summary, text_fields),
	CYAML_FIELD_STRING_PTR("mechanism", CYAML_FLAG_POINTER, struct demo, mechanism, 1,
			       LONGEST_NAME),
	CYAML_FIELD_STRING_PTR("program", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct demo,
			       program, 1, LONGEST_NAME),
	CYAML_FIELD_INT("order", CYAML_FLAG_OPTIONAL, struct demo, order),
	CYAML_FIELD_SEQUENCE_COUNT("scenarios", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct demo, scenarios, scenario_count, &scenario_schema, 0,
				   DEMO_SCENARIOS),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct demo, parameters, parameter_count, &parameter_schema, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_SEQUENCE_COUNT("toggles", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct demo,
				   toggles, toggle_count, &toggle_schema, 0, DEMO_TOGGLES),
	CYAML_FIELD_SEQUENCE_COUNT("challenges", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct demo, challenges, challenge_count, &challenge_schema, 0,
				   DEMO_CHALLENGES),
	CYAML_FIELD_SEQUENCE_COUNT("lesson", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct demo,
				   lessons, lesson_count, &lesson_schema, 0, DEMO_LESSONS),
	CYAML_FIELD_END,
};

const cyaml_schema_value_t demo_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct demo, demo_fields),
};

static const cyaml_schema_field_t comparison_row_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct comparison_row, name, 1,
			       LONGEST_NAME),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct comparison_row, title, line_fields),
	CYAML_FIELD_MAPPING("good", CYAML_FLAG_DEFAULT, struct comparison_row, good, text_fields),
	CYAML_FIELD_MAPPING("bad", CYAML_FLAG_DEFAULT, struct comparison_row, bad, text_fields),
	CYAML_FIELD_MAPPING("use", CYAML_FLAG_DEFAULT, struct comparison_row, use, text_fields),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t comparison_row_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct comparison_row, comparison_row_fields),
};

static const cyaml_schema_field_t comparison_fields[] = {
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct comparison, title, line_fields),
	CYAML_FIELD_MAPPING("good", CYAML_FLAG_DEFAULT, struct comparison, good, line_fields),
	CYAML_FIELD_MAPPING("bad", CYAML_FLAG_DEFAULT, struct comparison, bad, line_fields),
	CYAML_FIELD_MAPPING("use", CYAML_FLAG_DEFAULT, struct comparison, use, line_fields),
	CYAML_FIELD_SEQUENCE_COUNT("ways", CYAML_FLAG_POINTER, struct comparison, list, count,
				   &comparison_row_schema, 1, COMPARISON_ROWS),
	CYAML_FIELD_END,
};

const cyaml_schema_value_t comparison_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct comparison, comparison_fields),
};

static const cyaml_strval_t orders[] = {{"every", false}, {"some", true}};

static const cyaml_schema_field_t small_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct small, settings, setting_count, &setting_schema, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_INT("bound", CYAML_FLAG_OPTIONAL, struct small, bound),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t toggle_name_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, LONGEST_NAME),
};

static const cyaml_schema_field_t trap_fields[] = {
	CYAML_FIELD_MAPPING("text", CYAML_FLAG_DEFAULT, struct trap, text, text_fields),
	CYAML_FIELD_SEQUENCE_COUNT("toggles", CYAML_FLAG_POINTER, struct trap, toggles,
				   toggle_count, &toggle_name_schema, 1, DEMO_TOGGLES),
	CYAML_FIELD_STRING_PTR("scenario", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct trap,
			       scenario, 1, LONGEST_NAME),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct trap, settings, setting_count, &setting_schema, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_STRING_PTR("verdict", CYAML_FLAG_POINTER, struct trap, verdict, 1,
			       LONGEST_NAME),
	CYAML_FIELD_STRING_PTR("says", CYAML_FLAG_POINTER, struct trap, says, 1, LONGEST_LINE),
	CYAML_FIELD_ENUM("orders", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct trap,
			 some_orders, orders, CYAML_ARRAY_LEN(orders)),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t trap_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct trap, trap_fields),
};

static const cyaml_schema_field_t place_fields[] = {
	CYAML_FIELD_STRING_PTR("demo", CYAML_FLAG_POINTER, struct place, demo, 1, LONGEST_NAME),
	CYAML_FIELD_STRING_PTR("scenario", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct place,
			       scenario, 1, LONGEST_NAME),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct place, settings, setting_count, &setting_schema, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_STRING_PTR("result", CYAML_FLAG_POINTER, struct place, result, 1, LONGEST_LINE),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t place_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct place, place_fields),
};

static const cyaml_schema_field_t seed_fields[] = {
	CYAML_FIELD_STRING_PTR("id", CYAML_FLAG_POINTER, struct seed, id, 1, LONGEST_NAME),
	CYAML_FIELD_MAPPING("program", CYAML_FLAG_DEFAULT, struct seed, program, text_fields),
	CYAML_FIELD_SEQUENCE_COUNT("shown", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct seed,
				   places, place_count, &place_schema, 0, SEED_PLACES),
	CYAML_FIELD_MAPPING("page", CYAML_FLAG_OPTIONAL, struct seed, page, text_fields),
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
			       LONGEST_NAME),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct seed_document, title, line_fields),
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

const cyaml_schema_value_t seeds_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct seeds, seeds_fields),
};
