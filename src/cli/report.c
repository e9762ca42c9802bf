#include "cli/report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "run/run_json.h"

enum { SCHEDULE_SHOWN = 2000 /* bytes of a schedule that people are shown */ };

/* --- text ------------------------------------------------------------------------------------ */

void report_title(const struct report_head *head)
{
	const struct choice *choice = &head->subject->choice;
	const struct demo *demo = head->subject->demo;

	printf("%s", head->subject->name);
	if (demo && demo->scenario_count)
		printf(" %s", demo->scenarios[choice->scenario].name);
	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		if (choice->toggled[i])
			printf(" %s", demo->toggles[i].name);
	}
	for (unsigned i = 0; demo && i < demo->parameter_count; i++)
		printf(" %s=%ld", demo->parameters[i].name, choice->values[i]);
	if (head->subject->sleepers_free)
		printf(", sleepers free");
}

void report_heading(const struct report_head *head)
{
	report_title(head);
	if (strcmp(head->mode, "free") == 0)
		printf(", free run\n");
	else if (head->has_seed)
		printf(", random from seed %llu\n", (unsigned long long)head->seed);
	else
		printf(", %s\n", policy_word(head->policy));
}

/* What was counted of an object in both directions. */
struct counted {
	const char *in, *out;
};

static const struct counted *counted_words(enum object_kind kind)
{
	static const struct counted words[OBJECT_KINDS] = {
		[OBJECT_VALUE] = {"loads", "stores"},
		[OBJECT_PIPE] = {"reads", "writes"},
		[OBJECT_SOCKET] = {"reads", "writes"},
		[OBJECT_SEMAPHORE] = {"times taken", "times put back"},
		[OBJECT_MUTEX] = {"times locked", "times unlocked"},
		[OBJECT_CONDITION] = {"waits", "notifications"},
		[OBJECT_BARRIER] = {"arrivals", "others"},
		[OBJECT_RWLOCK] = {"times locked", "times unlocked"},
		[OBJECT_LISTENER] = {"connections accepted", "attempts"},
		[OBJECT_QUEUE] = {"items put", "taken"},
		[OBJECT_POOL] = {"tasks put", "taken"},
		[OBJECT_FILE] = {"reads", "writes"},
		[OBJECT_FILE_LOCK] = {"times locked", "times unlocked"},
	};
	static const struct counted others = {"in", "out"};

	return kind < OBJECT_KINDS && words[kind].in ? &words[kind] : &others;
}

/* A free run is counted, not told. */
static void print_counts(struct run *run)
{
	const struct trace *trace = session_trace(run_session(run));
	const struct stage *stage = history_now(run_history(run));
	unsigned actors = atomic_load(&trace->actor_count);

	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *object = &stage->objects[i];
		uint64_t in = 0, out = 0;

		for (unsigned p = 0; p < actors && p < LIMIT_ACTORS; p++) {
			in += trace->counters[p].in[object->number];
			out += trace->counters[p].out[object->number];
		}
		if (in + out)
			printf("      %s: %llu %s, %llu %s\n", object->name, (unsigned long long)in,
			       counted_words(object->kind)->in, (unsigned long long)out,
			       counted_words(object->kind)->out);
	}
	if (run_lost(run))
		printf("      %llu records were overwritten before they could be read; "
		       "the counts are exact\n",
		       (unsigned long long)run_lost(run));
}

/* The schedule that shows the run again; the caller frees it. */
static char *schedule_of(struct run *run)
{
	struct history *history = run_history(run);
	size_t length = history_schedule(history, history_steps(history), NULL, 0);
	char *text = malloc(length + 1);

	if (text)
		history_schedule(history, history_steps(history), text, length + 1);
	return text;
}

/* The reason without the verdict's word, which stands before it. */
static const char *why_alone(const struct run *run)
{
	static const char word[] = "Deadlock: ";
	const char *why = run_why(run);

	return strncmp(why, word, strlen(word)) == 0 ? why + strlen(word) : why;
}

void report_text(const struct report_head *head, struct run *run)
{
	bool free_run = strcmp(head->mode, "free") == 0;
	char *schedule = free_run ? NULL : schedule_of(run);

	if (free_run)
		print_counts(run);
	printf("%s: %s\n", verdict_word(run_verdict(run)), why_alone(run));
	if (schedule && strlen(schedule) > SCHEDULE_SHOWN)
		printf("schedule: %.*s... (--json has all of it)\n", SCHEDULE_SHOWN, schedule);
	else if (schedule && *schedule)
		printf("schedule: %s\n", schedule);
	free(schedule);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static json_t *run_json(const struct report_head *head, struct run *run)
{
	struct history *history = run_history(run);
	const struct told_run told = {.subject = head->subject,
				      .history = history,
				      .verdict = run_verdict(run),
				      .why = run_why(run)};
	bool free_run = strcmp(head->mode, "free") == 0;
	json_t *object = json_object();
	char hash[17];

	snprintf(hash, sizeof(hash), "%016llx",
		 (unsigned long long)history_hash(history, history_steps(history)));
	run_json_subject(object, head->subject);
	json_object_set_new(object, "mode", json_string(head->mode));
	json_object_set_new(object, "seed",
			    head->has_seed ? json_integer((json_int_t)head->seed) : json_null());
	run_json_schedule(object, history);
	if (free_run) /* the kernel chose: it cannot be done again */
		json_object_set_new(object, "schedule", json_string(""));
	json_object_set_new(object, "trace_hash", free_run ? json_null() : json_string(hash));
	run_json_ending(object, &told);
	return object;
}

static void print_json(json_t *object)
{
	json_dumpf(object, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(object);
}

void report_json(const struct report_head *head, struct run *run)
{
	print_json(run_json(head, run));
}

void report_replay_json(const struct report_head *head, struct run *run, const char *parted)
{
	json_t *object = run_json(head, run);

	json_object_set_new(object, "as_recorded", json_boolean(!*parted));
	json_object_set_new(object, "differs", *parted ? run_json_string(parted) : json_null());
	print_json(object);
}

/* --- many ----------------------------------------------------------------------------------- */

struct tally {
	unsigned long runs;
	unsigned long verdicts[VERDICT_COUNT];
	enum verdict worst;
	char *why;	  /* of the first run that was not as expected */
	uint64_t *hashes; /* different ones */
	size_t hash_count, hash_room;
};

struct tally *tally_new(void)
{
	struct tally *tally = calloc(1, sizeof(*tally));

	if (tally)
		tally->worst = VERDICT_AS_EXPECTED;
	return tally;
}

void tally_free(struct tally *tally)
{
	if (!tally)
		return;
	free(tally->why);
	free(tally->hashes);
	free(tally);
}

static void add_hash(struct tally *tally, uint64_t hash)
{
	for (size_t i = 0; i < tally->hash_count; i++) {
		if (tally->hashes[i] == hash)
			return;
	}
	if (tally->hash_count == tally->hash_room) {
		size_t capacity = tally->hash_room ? 2 * tally->hash_room : 16;
		uint64_t *hashes = realloc(tally->hashes, capacity * sizeof(*hashes));

		if (!hashes)
			return;
		tally->hashes = hashes;
		tally->hash_room = capacity;
	}
	tally->hashes[tally->hash_count++] = hash;
}

void tally_add(struct tally *tally, struct run *run)
{
	struct history *history = run_history(run);
	enum verdict verdict = run_verdict(run);

	tally->runs++;
	tally->verdicts[verdict]++;
	add_hash(tally, history_hash(history, history_steps(history)));
	if (verdict == VERDICT_AS_EXPECTED || tally->worst != VERDICT_AS_EXPECTED)
		return;
	tally->worst = verdict;
	tally->why = strdup(run_why(run));
}

enum verdict tally_worst(const struct tally *tally)
{
	return tally->worst;
}

void report_tally_text(const struct report_head *head, const struct tally *tally)
{
	report_heading(head);
	for (int i = VERDICT_NONE + 1; i < VERDICT_COUNT; i++) {
		if (tally->verdicts[i])
			printf("%8lu of %lu  %s\n", tally->verdicts[i], tally->runs,
			       verdict_word((enum verdict)i));
	}
	if (strcmp(head->mode, "free") != 0)
		printf("%8zu different %s\n", tally->hash_count,
		       tally->hash_count == 1 ? "trace" : "traces");
	if (tally->why)
		printf("first %s: %s\n", verdict_word(tally->worst), tally->why);
}

void report_tally_json(const struct report_head *head, struct run *run, const struct tally *tally)
{
	json_t *object = run_json(head, run);
	json_t *verdicts = json_object();

	for (int i = VERDICT_NONE + 1; i < VERDICT_COUNT; i++) {
		if (tally->verdicts[i])
			json_object_set_new(verdicts, verdict_word((enum verdict)i),
					    json_integer((json_int_t)tally->verdicts[i]));
	}
	json_object_set_new(object, "runs", json_integer((json_int_t)tally->runs));
	json_object_set_new(object, "verdicts", verdicts);
	json_object_set_new(object, "hashes", json_integer((json_int_t)tally->hash_count));
	print_json(object);
}
