/*
 * Reading believes nothing: whatever is in the file, the answer is a recording that can be
 * replayed or a line that says why not. Recordings are written by export/recording.c.
 */
#include "run/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/utf8.h"
#include "control/scheduler.h"
#include "run/json_text.h"
#include "run/run.h"
#include "run/tell.h"

enum {
	SIZE_LIMIT = 64 << 20, /* of a file, bytes: the longest run needs a quarter of it */
	QUOTED = 120,	       /* bytes of a sentence that a message repeats */
};

#define KEY "ipcstage_recording"

const char recording_key[] = KEY;

/* --- steps in words and as hashes ------------------------------------------------------------ */

uint64_t recording_hash(uint64_t hash, const struct record *record)
{
	struct record without = *record;

	without.where = 0;
	return record_hash(hash, &without);
}

static uint64_t hash_step(uint64_t hash, const struct history *history, uint32_t step)
{
	size_t count;
	const struct record *records = history_records(history, step, &count);

	for (size_t i = 0; i < count; i++)
		hash = recording_hash(hash, &records[i]);
	return hash;
}

/* What was done in a step, as an array of sentences; `stage` is as it was before, and moves on. */
static json_t *tell_step(struct stage *stage, const struct history *history, uint32_t step)
{
	json_t *sentences = json_array();
	size_t count;
	const struct record *records = history_records(history, step, &count);

	for (size_t i = 0; i < count; i++) {
		char sentence[TELL_SENTENCE];

		if (tell_record(stage, &records[i], sentence, sizeof(sentence)) > 0)
			json_array_append_new(sentences, json_text(sentence));
	}
	return sentences;
}

/* The same of a step in the middle; NULL when memory is out. */
static json_t *tell_one(const struct history *history, uint32_t step)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	json_t *sentences = NULL;

	for (uint32_t i = 0; stage && i <= step; i++) {
		json_decref(sentences);
		sentences = tell_step(stage, history, i);
	}
	free(stage);
	return sentences;
}

/* --- reading --------------------------------------------------------------------------------- */

/* The whole file; NULL with *error. */
static char *read_text(const char *path, size_t *size, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat file;
	char *text = NULL;
	ssize_t got = 0;

	*size = 0;
	if (fd < 0 || fstat(fd, &file) < 0)
		error_set(error, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(file.st_mode))
		error_set(error, "%s: it is no regular file", path);
	else if (file.st_size > SIZE_LIMIT)
		error_set(error, "%s: it is too large for a recording", path);
	else if (!(text = malloc((size_t)file.st_size + 1)))
		error_set(error, "%s: out of memory", path);
	while (text && *size < (size_t)file.st_size &&
	       (got = read(fd, text + *size, (size_t)file.st_size - *size)) > 0)
		*size += (size_t)got;
	if (got < 0) {
		error_set(error, "%s: %s", path, strerror(errno));
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

static json_t *load(const char *path, struct error *error)
{
	size_t size;
	char *text = read_text(path, &size, error);
	json_error_t where;
	json_t *root;

	if (!text)
		return NULL;
	root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &where);
	free(text);
	if (!root)
		error_set(error, "%s:%d:%d: it is no JSON: %s", path, where.line, where.column,
			  where.text);
	return root;
}

static int check_version(const char *path, const json_t *root, struct error *error)
{
	const json_t *version = json_object_get(root, recording_key);

	if (!json_is_integer(version))
		return error_set(error, "%s: it is no recording: it has no %s", path,
				 recording_key);
	if (json_integer_value(version) != RECORDING_VERSION)
		return error_set(
			error,
			"%s: it is a recording of version %lld; this program reads version %d",
			path, (long long)json_integer_value(version), RECORDING_VERSION);
	return 0;
}

/* What has another key was written by something else, or its keys were written over. */
static int check_keys(const char *path, json_t *root, struct error *error)
{
	static const char *const known[] = {
		KEY,	      "demo",	       "scenario", "toggles", "parameters", "sleepers_free",
		"ends_free",  "arguments",     "mode",	   "seed",    "schedule",   "steps",
		"outcome",    "expected",      "verdict",  "why",     "trace",	    "cflags",
		"step_limit", "time_limit_ns", "programs", "output",  "input",	    "typed",
		"places",
	};
	const char *key;
	json_t *value;

	json_object_foreach(root, key, value)
	{
		size_t i = 0;

		while (i < sizeof(known) / sizeof(known[0]) && strcmp(known[i], key) != 0)
			i++;
		if (i == sizeof(known) / sizeof(known[0]))
			return error_set(error, "%s: \"%s\" is no key of a recording", path, key);
	}
	return 0;
}

/* The words of an array from one on as a vector that borrows them. NULL: they are no words. */
static char **word_vector(const json_t *array, size_t first)
{
	size_t count = json_array_size(array);
	char **vector = calloc(count + 1, sizeof(*vector));

	for (size_t i = first; vector && i < count; i++) {
		const char *text = json_string_value(json_array_get(array, i));

		if (!text) {
			free(vector);
			return NULL;
		}
		vector[i - first] = (char *)(uintptr_t)text;
	}
	return vector;
}

/* Of several programs one more; its arguments are kept for recording_release(). */
static int find_part(struct recording *recording, const char *path, const json_t *words,
		     const struct catalogue *catalogue, struct error *error)
{
	const char *name = json_string_value(json_array_get(words, 0));
	char **arguments = name ? word_vector(words, 1) : NULL;
	struct error why = {"out of memory"};
	int result;

	if (!arguments)
		return error_set(error, "%s: \"programs\" has what is no program", path);
	recording->arguments[recording->argument_count++] = arguments;
	result = recording->argument_count == 1
			 ? subject_init(&recording->subject, catalogue, name, arguments, &why)
			 : subject_add(&recording->subject, catalogue, name, arguments, &why);
	return result < 0 ? error_set(error, "%s: %s", path, why.text) : 0;
}

static int find_parts(struct recording *recording, const char *path, const json_t *programs,
		      const struct catalogue *catalogue, struct error *error)
{
	size_t count = json_array_size(programs);

	if (count < 2 || count > LIMIT_PROGRAMS)
		return error_set(error, "%s: \"programs\" is no list of several", path);
	for (size_t i = 0; i < count; i++) {
		if (find_part(recording, path, json_array_get(programs, i), catalogue, error) < 0)
			return -1;
	}
	return 0;
}

static int find_subject(struct recording *recording, const char *path,
			const struct catalogue *catalogue, struct error *error)
{
	const char *name = json_string_value(json_object_get(recording->root, "demo"));
	const json_t *array = json_object_get(recording->root, "arguments");
	const json_t *cflags = json_object_get(recording->root, "cflags");
	const json_t *programs = json_object_get(recording->root, "programs");
	char **arguments = NULL;
	struct error why = {"out of memory"};

	if (cflags && !json_is_string(cflags))
		return error_set(error, "%s: \"cflags\" is no string", path);
	if (programs) {
		if (find_parts(recording, path, programs, catalogue, error) < 0)
			return -1;
		recording->subject.cflags = json_string_value(cflags);
		return 0;
	}
	if (!name)
		return error_set(error, "%s: it does not say which demo: \"demo\" is missing",
				 path);
	if (array && (!json_is_array(array) || !(arguments = word_vector(array, 0))))
		return error_set(error, "%s: \"arguments\" is no array of strings", path);
	if (arguments)
		recording->arguments[recording->argument_count++] = arguments;
	if (subject_init(&recording->subject, catalogue, name, arguments, &why) < 0)
		return error_set(error, "%s: %s", path, why.text);
	recording->subject.cflags = json_string_value(cflags);
	return 0;
}

static int take_choice(const struct recording *recording, const char *path, const char *key,
		       bool *choice, struct error *error)
{
	const json_t *value = json_object_get(recording->root, key);

	if (value && !json_is_boolean(value))
		return error_set(error, "%s: \"%s\" is neither true nor false", path, key);
	*choice = json_is_true(value);
	return 0;
}

static int take_limit(const struct recording *recording, const char *path, const char *key,
		      uint64_t *limit, struct error *error)
{
	const json_t *value = json_object_get(recording->root, key);

	if (value && (!json_is_integer(value) || json_integer_value(value) < 1))
		return error_set(error, "%s: \"%s\" is no limit", path, key);
	*limit = (uint64_t)json_integer_value(value);
	return 0;
}

static int take_limits(struct recording *recording, const char *path, struct error *error)
{
	struct run_limits *limits = &recording->subject.limits;

	if (take_limit(recording, path, "step_limit", &limits->steps, error) < 0)
		return -1;
	return take_limit(recording, path, "time_limit_ns", &limits->time_ns, error);
}

static int take_freedoms(struct recording *recording, const char *path, struct error *error)
{
	const json_t *places = json_object_get(recording->root, "places");
	struct subject *subject = &recording->subject;

	if (take_choice(recording, path, "sleepers_free", &subject->sleepers_free, error) < 0)
		return -1;
	if (take_choice(recording, path, "ends_free", &subject->ends_free, error) < 0)
		return -1;
	if (places && !json_is_string(places))
		return error_set(error, "%s: \"places\" is no string", path);
	subject->places = json_string_value(places);
	return take_choice(recording, path, "output", &subject->output_counts, error);
}

static int take_input(struct recording *recording, const char *path, struct error *error)
{
	const json_t *value = json_object_get(recording->root, "input");
	size_t length;
	char *bytes;
	int result;

	if (!value)
		return 0;
	bytes = json_read_bytes(value, &length);
	if (!bytes || length > SUBJECT_INPUT) {
		free(bytes);
		return error_set(error, "%s: \"input\" is no input", path);
	}
	result = subject_give(&recording->subject, bytes, length);
	free(bytes);
	return result < 0 ? error_set(error, "%s: out of memory", path) : 0;
}

static int take_typed(struct recording *recording, const char *path, struct error *error)
{
	const json_t *array = json_object_get(recording->root, "typed");

	if (array && !json_is_array(array))
		return error_set(error, "%s: \"typed\" is no array", path);
	for (size_t i = 0; i < json_array_size(array); i++) {
		size_t length;
		char *line = json_read_bytes(json_array_get(array, i), &length);
		bool is_fine = line && length <= SESSION_LINE &&
			       typed_lines_add(&recording->typed, line, length);

		free(line);
		if (!is_fine)
			return error_set(error, "%s: \"typed\" has what is no line", path);
	}
	return 0;
}

static int take_scenario(struct recording *recording, const char *path, struct error *error)
{
	const json_t *name = json_object_get(recording->root, "scenario");
	struct choice *choice = &recording->subject.choice;
	struct error why;

	if (!name || json_is_null(name))
		return 0;
	if (!json_is_string(name) || !choice->demo)
		return error_set(error, "%s: \"scenario\" is no scenario", path);
	if (choice_scenario(choice, json_string_value(name), &why) < 0)
		return error_set(error, "%s: %s", path, why.text);
	return 0;
}

static int take_toggles(struct recording *recording, const char *path, struct error *error)
{
	const json_t *array = json_object_get(recording->root, "toggles");
	struct choice *choice = &recording->subject.choice;
	struct error why;

	if (array && !json_is_array(array))
		return error_set(error, "%s: \"toggles\" is no array", path);
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *name = json_string_value(json_array_get(array, i));
		int number = name && choice->demo ? demo_toggle(choice->demo, name) : -1;

		if (!name || !choice->demo)
			return error_set(error, "%s: \"toggles\" has what is no toggle", path);
		if (number >= 0 && choice->toggled[number])
			return error_set(error, "%s: toggle '%s' is there twice", path, name);
		if (choice_toggle(choice, name, &why) < 0)
			return error_set(error, "%s: %s", path, why.text);
	}
	return 0;
}

/* A value that the toggles set anyway is not the person's choice. */
static int take_parameter(struct choice *choice, const char *name, long long value,
			  struct error *why)
{
	int number = demo_parameter(choice->demo, name);
	char assignment[256];

	if (number >= 0 && choice->values[number] == value)
		return 0;
	snprintf(assignment, sizeof(assignment), "%.200s=%lld", name, value);
	return choice_set(choice, assignment, why);
}

static int take_parameters(struct recording *recording, const char *path, struct error *error)
{
	json_t *object = json_object_get(recording->root, "parameters");
	struct choice *choice = &recording->subject.choice;
	struct error why;
	const char *name;
	json_t *value;

	if (object && !json_is_object(object))
		return error_set(error, "%s: \"parameters\" is no object", path);
	json_object_foreach(object, name, value)
	{
		if (!choice->demo || !json_is_integer(value))
			return error_set(error, "%s: \"parameters\" has what is no parameter",
					 path);
		if (take_parameter(choice, name, json_integer_value(value), &why) < 0)
			return error_set(error, "%s: %s", path, why.text);
	}
	return 0;
}

static int take_schedule(struct recording *recording, const char *path, struct error *error)
{
	const char *text = json_string_value(json_object_get(recording->root, "schedule"));
	const json_t *seed = json_object_get(recording->root, "seed");
	struct error why;
	long length;

	if (!text)
		return error_set(error, "%s: it has no schedule", path);
	recording->schedule = malloc(RUN_STEP_LIMIT);
	if (!recording->schedule)
		return error_set(error, "%s: out of memory", path);
	length = schedule_parse(text, recording->schedule, RUN_STEP_LIMIT, &why);
	if (length < 0)
		return error_set(error, "%s: %s", path, why.text);
	recording->length = (size_t)length;
	recording->has_seed = json_is_integer(seed);
	recording->seed = (uint64_t)json_integer_value(seed);
	return 0;
}

static int take_verdict(struct recording *recording, const char *path, struct error *error)
{
	const char *word = json_string_value(json_object_get(recording->root, "verdict"));

	for (int i = VERDICT_NONE; word && i < VERDICT_COUNT; i++) {
		if (strcmp(word, verdict_word((enum verdict)i)) == 0) {
			recording->verdict = (enum verdict)i;
			return 0;
		}
	}
	return error_set(error, "%s: \"verdict\" is missing or no verdict", path);
}

/* The line of a step: its hash, then sentences. */
static bool take_line(const json_t *line, uint64_t *hash)
{
	const char *text = json_string_value(json_array_get(line, 0));

	for (size_t i = 0; i < json_array_size(line); i++) {
		if (!json_is_string(json_array_get(line, i)))
			return false;
	}
	if (!text || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return false;
	*hash = strtoull(text, NULL, 16);
	return true;
}

static int take_trace(struct recording *recording, const char *path, struct error *error)
{
	const json_t *trace = json_object_get(recording->root, "trace");

	if (!json_is_array(trace) || json_array_size(trace) != recording->length + 1)
		return error_set(
			error,
			"%s: its schedule has %zu steps, but \"trace\" does not have as many", path,
			recording->length);
	recording->hashes = calloc(recording->length + 1, sizeof(*recording->hashes));
	if (!recording->hashes)
		return error_set(error, "%s: out of memory", path);
	for (size_t i = 0; i <= recording->length; i++) {
		if (!take_line(json_array_get(trace, i), &recording->hashes[i]))
			return error_set(error, "%s: \"trace\": step %zu is no hash and sentences",
					 path, i);
	}
	return 0;
}

int recording_read(struct recording *recording, const char *path, const struct catalogue *catalogue,
		   struct error *error)
{
	*recording = (struct recording){.root = load(path, error)};
	if (recording->root && check_version(path, recording->root, error) == 0 &&
	    check_keys(path, recording->root, error) == 0 &&
	    find_subject(recording, path, catalogue, error) == 0 &&
	    take_freedoms(recording, path, error) == 0 &&
	    take_limits(recording, path, error) == 0 && take_input(recording, path, error) == 0 &&
	    take_typed(recording, path, error) == 0 && take_scenario(recording, path, error) == 0 &&
	    take_toggles(recording, path, error) == 0 &&
	    take_parameters(recording, path, error) == 0 &&
	    take_schedule(recording, path, error) == 0 &&
	    take_verdict(recording, path, error) == 0 && take_trace(recording, path, error) == 0)
		return 0;
	recording_release(recording);
	return -1;
}

void recording_release(struct recording *recording)
{
	for (unsigned i = 0; i < recording->argument_count; i++)
		free(recording->arguments[i]);
	subject_release(&recording->subject);
	typed_lines_release(&recording->typed);
	free(recording->schedule);
	free(recording->hashes);
	json_decref(recording->root);
	*recording = (struct recording){0};
}

/* --- comparing ------------------------------------------------------------------------------- */

static const char *sentence_at(const json_t *sentences, size_t number)
{
	const char *text = json_string_value(json_array_get(sentences, number));

	return text ? text : "nothing";
}

static const json_t *recorded_line(const struct recording *recording, uint32_t step)
{
	return json_array_get(json_object_get(recording->root, "trace"), step);
}

static void name_step(uint32_t step, char *out, size_t size)
{
	if (step)
		snprintf(out, size, "step %u differs", step);
	else
		snprintf(out, size, "it begins differently");
}

/* The first sentence that is another one; those of a line stand behind its hash. */
static void say_difference(const json_t *line, const json_t *now, uint32_t step, char *why)
{
	size_t count = json_array_size(now), recorded = json_array_size(line) - 1;
	char name[64];
	size_t i = 0;

	while (i < count && i < recorded &&
	       strcmp(sentence_at(line, i + 1), sentence_at(now, i)) == 0)
		i++;
	name_step(step, name, sizeof(name));
	if (i == count && i == recorded)
		snprintf(why, RECORDING_WHY, "%s in what its sentences do not say", name);
	else
		snprintf(why, RECORDING_WHY, "%s: recorded \"%.*s\", now \"%.*s\"", name,
			 utf8_fit(sentence_at(line, i + 1), QUOTED), sentence_at(line, i + 1),
			 utf8_fit(sentence_at(now, i), QUOTED), sentence_at(now, i));
}

void recording_part(const struct recording *recording, uint32_t step, const char *now, char *why)
{
	char name[64];

	name_step(step, name, sizeof(name));
	snprintf(why, RECORDING_WHY, "%s: recorded \"%.*s\", now %s", name,
		 utf8_fit(sentence_at(recorded_line(recording, step), 1), QUOTED),
		 sentence_at(recorded_line(recording, step), 1), now);
}

/* Whether what is there of a step is how the recorded one begins. */
static bool begins_as(const json_t *line, const json_t *now)
{
	size_t count = json_array_size(now);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(sentence_at(line, i + 1), sentence_at(now, i)) != 0)
			return false;
	}
	return count + 1 <= json_array_size(line);
}

/*
 * Step number check->next, which is not the last: what comes next may begin with what is no step
 * yet, which a recording has as the end of this one.
 */
static bool step_fits(const struct recording *recording, const struct history *history,
		      struct recording_check *check, bool is_over, char *why)
{
	const json_t *line = recorded_line(recording, check->next);
	uint64_t hash = hash_step(check->hash, history, check->next);
	bool fits = hash == recording->hashes[check->next];
	json_t *now;

	if (fits && is_over)
		check->hash = hash;
	if (fits)
		return true;
	now = tell_one(history, check->next);
	fits = !is_over && begins_as(line, now);
	if (!fits)
		say_difference(line, now, check->next, why);
	json_decref(now);
	return fits;
}

bool recording_fits(const struct recording *recording, struct history *history,
		    struct recording_check *check, char *why)
{
	uint32_t newest = history_steps(history);

	for (; check->next <= newest && check->next <= recording->length; check->next++) {
		bool is_over = check->next < newest || check->next == recording->length;

		if (!step_fits(recording, history, check, is_over, why))
			return false;
		if (!is_over)
			break;
	}
	return true;
}

bool recording_is_from(const struct history *history, uint64_t seed)
{
	struct scheduler scheduler;

	scheduler_init(&scheduler, POLICY_RANDOM, seed, NULL, 0);
	for (uint32_t i = 0; i < history_steps(history); i++) {
		int chosen = scheduler_choose(&scheduler, history_enabled(history, i));

		if (chosen != (int)history_stepper(history, i + 1))
			return false;
	}
	return true;
}

/* A value in a few words. */
static void quote(const json_t *value, char *out, size_t size)
{
	char *text = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;

	snprintf(out, size, "%.*s", text ? utf8_fit(text, QUOTED) : 7, text ? text : "nothing");
	free(text);
}

static bool is_value(const struct recording *recording, const json_t *now, const char *key,
		     char *why)
{
	const json_t *was = json_object_get(recording->root, key), *is = json_object_get(now, key);
	char recorded[QUOTED + 8], current[QUOTED + 8];

	if (was && json_equal(was, is))
		return true;
	quote(was, recorded, sizeof(recorded));
	quote(is, current, sizeof(current));
	snprintf(why, RECORDING_WHY, "\"%s\" differs: recorded %s, now %s", key, recorded, current);
	return false;
}

/*
 * A line with the same fingerprint has the same sentences; but what the objects of a program are
 * called is up to its debug information, and to who looks at it.
 */
static bool is_line(const struct recording *recording, const json_t *now, uint32_t step, char *why)
{
	const json_t *was = recorded_line(recording, step);
	json_t *sentences;

	if (json_equal(was, now) || (!recording->subject.demo &&
				     json_equal(json_array_get(was, 0), json_array_get(now, 0))))
		return true;
	sentences = json_copy((json_t *)(uintptr_t)now);
	json_array_remove(sentences, 0);
	say_difference(was, sentences, step, why);
	json_decref(sentences);
	return false;
}

bool recording_is(const struct recording *recording, const json_t *now, char *why)
{
	static const char *const keys[] = {"mode",     "seed",	  "steps", "outcome",
					   "expected", "verdict", "why"};
	size_t count = sizeof(keys) / sizeof(keys[0]) - !recording->subject.demo;
	const json_t *trace = json_object_get(now, "trace");

	for (size_t i = 0; i <= recording->length; i++) {
		if (!is_line(recording, json_array_get(trace, i), (uint32_t)i, why))
			return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!is_value(recording, now, keys[i], why))
			return false;
	}
	return true;
}
