/*
 * The programs of the seed documents as JSON: where each is shown, and its traps.
 */
#include <jansson.h>
#include <string.h>
#include "demo/seeds.h"
#include "export/json.h"
#include "export/json_document.h"
#include "export/typed.h"

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

int json_seeds(const struct told_seeds *told, FILE *out, struct error *error)
{
	const struct seeds *seeds = told->seeds;
	json_t *array = json_array();

	for (unsigned d = 0; d < seeds->document_count; d++) {
		const struct seed_document *document = &seeds->documents[d];

		for (unsigned r = 0; r < document->row_count; r++)
			json_array_append_new(
				array, seed_json(document, &document->rows[r], told->language));
	}
	return json_write(array, out, error);
}
