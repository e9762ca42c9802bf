/*
 * The demo file as libcyaml knows it. From the leaves up; FORMAT.md explains it to people.
 *
 * Words of a list (mechanism, verdict) are plain texts here: check.c knows the lists.
 */
#include "demo/demo_schema.h"

const cyaml_schema_field_t schema_line[] = {
	CYAML_FIELD_STRING_PTR("en", CYAML_FLAG_POINTER, struct text, en, 1, SCHEMA_LINE),
	CYAML_FIELD_STRING_PTR("zh", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct text, zh, 1,
			       SCHEMA_LINE),
	CYAML_FIELD_END,
};

const cyaml_schema_field_t schema_text[] = {
	CYAML_FIELD_STRING_PTR("en", CYAML_FLAG_POINTER, struct text, en, 1, SCHEMA_TEXT),
	CYAML_FIELD_STRING_PTR("zh", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct text, zh, 1,
			       SCHEMA_TEXT),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t scenario_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct scenario, name, 1, SCHEMA_NAME),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct scenario, title, schema_line),
	CYAML_FIELD_MAPPING("summary", CYAML_FLAG_DEFAULT, struct scenario, summary, schema_text),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t scenario_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct scenario, scenario_fields),
};

static const cyaml_schema_value_t scenario_name_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, SCHEMA_NAME),
};

static const cyaml_schema_field_t parameter_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct parameter, name, 1, SCHEMA_NAME),
	CYAML_FIELD_INT("default", CYAML_FLAG_DEFAULT, struct parameter, value),
	CYAML_FIELD_INT("min", CYAML_FLAG_DEFAULT, struct parameter, min),
	CYAML_FIELD_INT("max", CYAML_FLAG_DEFAULT, struct parameter, max),
	CYAML_FIELD_MAPPING("help", CYAML_FLAG_DEFAULT, struct parameter, help, schema_line),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t parameter_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct parameter, parameter_fields),
};

static const cyaml_schema_field_t setting_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct setting, name, 1, SCHEMA_NAME),
	CYAML_FIELD_INT("value", CYAML_FLAG_DEFAULT, struct setting, value),
	CYAML_FIELD_END,
};

const cyaml_schema_value_t schema_setting = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct setting, setting_fields),
};

static const cyaml_strval_t yes_and_no[] = {{"no", false}, {"yes", true}};

static const cyaml_schema_field_t toggle_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct toggle, name, 1, SCHEMA_NAME),
	CYAML_FIELD_STRING_PTR("key", CYAML_FLAG_POINTER, struct toggle, key, 1, SCHEMA_NAME),
	CYAML_FIELD_MAPPING("label", CYAML_FLAG_DEFAULT, struct toggle, label, schema_line),
	CYAML_FIELD_MAPPING("symptom", CYAML_FLAG_DEFAULT, struct toggle, symptom, schema_text),
	CYAML_FIELD_STRING_PTR("verdict", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct toggle,
			       verdict, 1, SCHEMA_NAME),
	CYAML_FIELD_ENUM("fix", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct toggle, fix,
			 yes_and_no, CYAML_ARRAY_LEN(yes_and_no)),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct toggle, settings, setting_count, &schema_setting, 0,
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
			       SCHEMA_NAME),
	CYAML_FIELD_STRING_PTR("outcome", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
			       struct challenge, outcome, 1, SCHEMA_LINE),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_OPTIONAL, struct challenge, title, schema_line),
	CYAML_FIELD_MAPPING("hint", CYAML_FLAG_OPTIONAL, struct challenge, hint, schema_text),
	CYAML_FIELD_SEQUENCE_COUNT("parameters", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct challenge, settings, setting_count, &schema_setting, 0,
				   DEMO_PARAMETERS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t challenge_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct challenge, challenge_fields),
};

static const cyaml_schema_field_t lesson_fields[] = {
	CYAML_FIELD_STRING_PTR("at", CYAML_FLAG_POINTER, struct lesson, at, 1, SCHEMA_LINE),
	CYAML_FIELD_SEQUENCE_COUNT("scenarios", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
				   struct lesson, scenarios.names, scenarios.count,
				   &scenario_name_schema, 0, DEMO_SCENARIOS),
	CYAML_FIELD_MAPPING("text", CYAML_FLAG_DEFAULT, struct lesson, text, schema_text),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t lesson_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct lesson, lesson_fields),
};

static const cyaml_schema_field_t demo_fields[] = {
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct demo, title, schema_line),
	CYAML_FIELD_MAPPING("summary", CYAML_FLAG_DEFAULT, struct demo, summary, schema_text),
	CYAML_FIELD_STRING_PTR("mechanism", CYAML_FLAG_POINTER, struct demo, mechanism, 1,
			       SCHEMA_NAME),
	CYAML_FIELD_STRING_PTR("program", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct demo,
			       program, 1, SCHEMA_NAME),
	CYAML_FIELD_INT("order", CYAML_FLAG_OPTIONAL, struct demo, order),
	CYAML_FIELD_ENUM("ends-free", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct demo,
			 ends_free, yes_and_no, CYAML_ARRAY_LEN(yes_and_no)),
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
