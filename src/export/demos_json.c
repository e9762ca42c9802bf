/*
 * The demos as JSON: what each shows, what can be set and what can be broken.
 */
#include <jansson.h>
#include "export/json.h"
#include "export/json_document.h"

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

int json_demos(const struct catalogue *catalogue, FILE *out, struct error *error)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < catalogue->count; i++) {
		const struct demo *demo = catalogue_demo(catalogue, i, error);

		if (!demo) {
			json_decref(array);
			return -1;
		}
		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "name", demo->name,
				  "mechanism", demo->mechanism, "title", demo->title.en, "summary",
				  demo->summary.en, "scenarios", scenarios_json(demo), "parameters",
				  parameters_json(demo), "toggles", toggles_json(demo)));
	}
	return json_write(array, out, error);
}
