/*
 * Recordings: JSON with a line for each key, so that it can be read and compared by eye, and a
 * line of `trace` for each step. run/recording.c reads them.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "export/export.h"
#include "export/json.h"
#include "run/json_text.h"
#include "run/recording.h"
#include "run/typed.h"

/* The step that is being told. */
struct telling {
	uint64_t hash;	   /* of all that was done so far */
	json_t *sentences; /* NULL before the first record of a step */
	uint32_t steps;	   /* of the run */
};

static json_t *arguments_json(const struct subject *subject)
{
	json_t *array = json_array();

	for (char *const *at = subject->arguments; at && *at; at++) {
		if (json_array_append_new(array, json_string(*at)) < 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* What was typed into it, where something was. */
static void put_typed(json_t *head, const struct history *history)
{
	struct typed_lines typed = {0};
	json_t *array = typed_gather(&typed, history, history_steps(history)) ? json_array() : NULL;

	for (size_t i = 0; array && i < typed.count; i++)
		json_array_append_new(array, json_bytes(typed.list[i], strlen(typed.list[i])));
	if (array && typed.count)
		json_object_set(head, "typed", array);
	json_decref(array);
	typed_lines_release(&typed);
}

/* All but the trace. NULL: what is run cannot be written as UTF-8. */
static json_t *head_json(const struct told_run *run)
{
	struct told_run told = *run; /* who chose some of the steps himself has no seed for them */
	json_t *arguments = arguments_json(run->subject);
	json_t *name = json_string(run->subject->name);
	json_t *head = name && arguments ? json_object() : NULL;

	json_decref(name);
	if (!head) {
		json_decref(arguments);
		return NULL;
	}
	json_object_set_new(head, recording_key, json_integer(RECORDING_VERSION));
	json_put_subject(head, run->subject);
	json_object_set_new(head, "arguments", arguments);
	if (run->subject->cflags)
		json_object_set_new(head, "cflags", json_text(run->subject->cflags));
	if (run->subject->input.is_given)
		json_object_set_new(
			head, "input",
			json_bytes(run->subject->input.bytes, run->subject->input.length));
	put_typed(head, run->history);
	told.has_seed = run->has_seed && recording_is_from(run->history, run->seed);
	json_put_steps(head, &told);
	json_put_ending(head, run);
	return head;
}

static int begin(void *state, const struct told_run *run, FILE *out, struct error *error)
{
	struct telling *telling = state;
	json_t *head = head_json(run);
	const char *key;
	json_t *value;

	if (!head)
		return error_set(error, "what is run has a name or arguments that are no UTF-8");
	telling->steps = history_steps(run->history);
	fputs("{\n", out);
	json_object_foreach(head, key, value)
	{
		fprintf(out, "  \"%s\": ", key);
		json_dumpf(value, out, JSON_ENCODE_ANY);
		fputs(",\n", out);
	}
	fputs("  \"trace\": [\n", out);
	json_decref(head);
	return 0;
}

static void add_record(void *state, const struct told_record *record, FILE *out)
{
	struct telling *telling = state;

	(void)out;
	telling->hash = recording_hash(telling->hash, record->record);
	if (!telling->sentences)
		telling->sentences = json_array();
	if (*record->sentence)
		json_array_append_new(telling->sentences, json_text(record->sentence));
}

static void write_line(void *state, uint32_t step, const struct stage *stage, FILE *out)
{
	struct telling *telling = state;
	json_t *line = telling->sentences ? telling->sentences : json_array();
	char hash[17];

	(void)stage;
	snprintf(hash, sizeof(hash), "%016" PRIx64, telling->hash);
	json_array_insert_new(line, 0, json_string(hash));
	fputs("    ", out);
	json_dumpf(line, out, 0);
	fputs(step < telling->steps ? ",\n" : "\n", out);
	json_decref(line);
	telling->sentences = NULL;
}

static void end(void *state, const struct told_run *run, FILE *out)
{
	(void)state;
	(void)run;
	fputs("  ]\n}\n", out);
}

const struct exporter exporter_recording = {
	.name = "recording",
	.suffix = "ipcstage.json",
	.state_size = sizeof(struct telling),
	.begin = begin,
	.record = add_record,
	.step = write_line,
	.end = end,
};

bool recording_compare(const struct recording *recording, const struct told_run *run, char *why)
{
	struct told_run now = *run;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct error error = {"out of memory"};
	json_t *root = NULL;
	bool is_same;

	now.has_seed = recording->has_seed;
	now.seed = recording->seed;
	if (out)
		export_run(&exporter_recording, &now, out, &error); /* failing, it writes nothing */
	if (out && fclose(out) == 0)
		root = json_loadb(text, size, 0, NULL);
	free(text);
	is_same = root && recording_is(recording, root, why);
	if (!root)
		snprintf(why, RECORDING_WHY, "%s", error.text);
	json_decref(root);
	return is_same;
}
