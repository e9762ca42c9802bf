#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/output.h"
#include "export/schedule.h"
#include "model/unseen.h"

enum { SCHEDULE_SHOWN = 2000 /* bytes of a schedule that people are shown */ };

/* --- one run --------------------------------------------------------------------------------- */

void report_title(const struct report_head *head)
{
	const struct choice *choice = &head->subject->choice;
	const struct demo *demo = head->subject->demo;

	output_name(head->subject->name);
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
	if (head->subject->ends_free)
		printf(", ends free");
	if (head->subject->limits.steps)
		printf(", %llu steps at most", (unsigned long long)head->subject->limits.steps);
	if (head->subject->limits.time_ns)
		printf(", %g s at most", (double)head->subject->limits.time_ns / 1e9);
	if (head->subject->output_counts)
		printf(", output counts");
	if (head->subject->lines.count)
		printf(", %zu %s typed", head->subject->lines.count,
		       head->subject->lines.count == 1 ? "line" : "lines");
}

void report_heading(const struct report_head *head)
{
	report_title(head);
	if (head->free_run)
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
		[OBJECT_MAILBOX] = {"messages received", "sent"},
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
		const struct object *object = stage_nth(stage, i);
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

void report_unseen(const struct subject *subject, const struct ledger *ledger)
{
	unsigned count = ledger_count(ledger);
	char what[UNSEEN_SENTENCE], place[64];

	if (count)
		printf(ledger_is_blind(ledger) ? "Not seen:\n" : "Seen by the watchman:\n");
	for (unsigned i = 0; i < count; i++) {
		const struct blind_spot *spot = &ledger->spots[i];

		source_place(subject->source, spot->where, place, sizeof(place));
		printf("  %s%s%s.\n", place, *place ? ": " : "",
		       unseen_say(spot, what, sizeof(what)));
		if (spot->what != UNSEEN_PRIVATE)
			printf("    What to do: %s.\n", unseen_advice(spot));
	}
}

void report_places(const struct subject *subject)
{
	if (subject->places)
		printf("with --places %s\n", subject->places);
}

void report_races(const struct told_races *races)
{
	char sentence[RACE_SENTENCE];

	for (size_t i = 0; i < races->count; i++)
		printf("data race: %s.\n", told_race_say(&races->list[i], sentence));
	if (races->cut)
		printf("There may be more data races than are listed.\n");
}

/* The reason without the verdict's word, which stands before it. */
static const char *why_alone(const struct run *run)
{
	static const char *const words[] = {"Deadlock: ", "Idle: "};
	const char *why = run_why(run);

	for (unsigned i = 0; i < 2; i++) {
		if (strncmp(why, words[i], strlen(words[i])) == 0)
			return why + strlen(words[i]);
	}
	return why;
}

void report_text(const struct report_head *head, struct run *run)
{
	char *schedule = head->free_run ? NULL : schedule_of_history(run_history(run));

	if (head->free_run)
		print_counts(run);
	printf("%s: %s\n", verdict_word(run_verdict(run)), why_alone(run));
	report_races(run_races(run));
	if (schedule && strlen(schedule) > SCHEDULE_SHOWN)
		printf("schedule: %.*s... (--json has all of it)\n", SCHEDULE_SHOWN, schedule);
	else if (schedule && *schedule)
		printf("schedule: %s\n", schedule);
	if (!head->free_run)
		report_places(head->subject);
	if (!head->free_run)
		report_unseen(head->subject, run_unseen(run));
	free(schedule);
}

/* --- many ------------------------------------------------------------------------------------ */

void report_tally(const struct report_head *head, const struct tally *tally)
{
	report_heading(head);
	for (int i = VERDICT_NONE + 1; i < VERDICT_COUNT; i++) {
		if (tally->verdicts[i])
			printf("%8lu of %lu  %s\n", tally->verdicts[i], tally->runs,
			       verdict_word((enum verdict)i));
	}
	if (!head->free_run)
		printf("%8zu different %s\n", tally->hash_count,
		       tally->hash_count == 1 ? "trace" : "traces");
	if (tally->why)
		printf("first %s: %s\n", verdict_word(tally->worst), tally->why);
}

/* --- to be exported -------------------------------------------------------------------------- */

struct told_run report_told(const struct report_head *head, struct run *run)
{
	return (struct told_run){.subject = head->subject,
				 .history = run_history(run),
				 .free_run = head->free_run,
				 .has_seed = head->has_seed,
				 .seed = head->seed,
				 .verdict = run_verdict(run),
				 .why = run_why(run),
				 .races = head->free_run ? NULL : run_races(run),
				 .unseen = head->free_run ? NULL : run_unseen(run)};
}
