/* Deadlocks and crashes in words. */
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include "model/explain.h"
#include "model/pool.h"
#include "model/process.h"
#include "model/say.h"

bool explain_crashed(const struct process *process)
{
	return process->activity == ACTIVITY_KILLED && process->killed_by == 0;
}

static const char *reason(unsigned signal)
{
	switch (signal) {
	case SIGSEGV:
		return "it used memory that is not there";
	case SIGBUS:
		return "it used memory beyond the end of what is mapped";
	case SIGFPE:
		return "it divided by zero";
	case SIGABRT:
		return "it gave up by itself";
	case SIGILL:
		return "it came to something that is no instruction";
	default:
		return NULL;
	}
}

/* A broken pipe kills in the middle of the write it parked for. */
static bool broke_pipe(const struct process *process)
{
	return process->signal == SIGPIPE && process->next.operation == OP_WRITE;
}

static void say_where(const struct process *process, const struct ending *ending,
		      struct words *words)
{
	char place[128] = "";
	bool at = broke_pipe(process) || process->died_at;
	uint32_t where = process->died_at ? process->died_at
			 : at		  ? process->next.where
					  : process->where;
	if (process->scope_depth > 0 && process->scopes[0].where && !process->died_at)
		where = process->scopes[0].where;
	if (ending->place && where)
		ending->place(ending->places, where, place, sizeof place);
	if (place[0])
		words_add(words, " %s %s", at ? "at" : "after", place);
}

void explain_crash(const struct stage *stage, const struct process *process,
		   const struct ending *ending, struct words *words)
{
	const struct object *object = stage_find(stage, process->next.object);
	process_say_name(process, words);
	words_add(words, " was killed by ");
	words_signal(words, process->signal);
	say_where(process, ending, words);
	if (broke_pipe(process))
		words_add(words, ": it wrote into %s, which nobody could read any more",
			  object ? object->name : "something");
	else if (reason(process->signal))
		words_add(words, ": %s", reason(process->signal));
	words_add(words, ".");
}

static void wait_of(const struct stage *stage, unsigned process, char *out, size_t size)
{
	if (say_wait(stage, &stage->processes[process], out, size) == 0)
		out[0] = '\0';
}

/* Everybody of `alive` who waits for the same. */
static uint64_t same_wait(const struct stage *stage, uint64_t alive, const char *wait)
{
	char other[256];
	uint64_t set = 0;
	for (uint64_t left = alive; left; left &= left - 1) {
		unsigned process = (unsigned)__builtin_ctzll(left);
		wait_of(stage, process, other, sizeof other);
		if (strcmp(wait, other) == 0)
			set |= UINT64_C(1) << process;
	}
	return set;
}

static void say_waits(const struct stage *stage, struct words *words)
{
	char wait[256];
	uint64_t alive = stage_alive(stage);
	const char *separator = "";
	while (alive) {
		wait_of(stage, (unsigned)__builtin_ctzll(alive), wait, sizeof wait);
		uint64_t set = same_wait(stage, alive, wait);
		bool single = (set & (set - 1)) == 0;
		words_add(words, "%s", separator);
		words_processes(words, set, "and");
		if (wait[0])
			words_add(words, single ? " waits for %s" : " wait for %s", wait);
		else
			words_add(words, single ? " has not ended" : " have not ended");
		separator = "; ";
		alive &= ~set;
	}
	words_add(words, ".");
}

static void say_pool(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct item *lost = pool_lost(object);
	uint64_t nested = pool_nested(stage, object);
	if (lost)
		words_add(words, " Worker %u %s in task %" PRIu64 ": its result never comes.",
			  lost->process,
			  stage->processes[lost->process].activity == ACTIVITY_KILLED ? "was killed"
										      : "ended",
			  lost->id);
	if (nested && (nested & (nested - 1)))
		words_add(words,
			  " All %d workers are in the middle of a task and wait for "
			  "others, which nobody is left to do.",
			  __builtin_popcountll(nested));
	else if (nested)
		words_add(words, " The only worker is in the middle of a task and waits for "
				 "another, which nobody is left to do.");
}

void explain_deadlock(const struct stage *stage, const struct ending *ending, struct words *words)
{
	words_add(words, "Deadlock: ");
	say_waits(stage, words);
	for (unsigned i = 0; i < stage->object_count; i++)
		if (stage->objects[i].kind == OBJECT_POOL)
			say_pool(stage, &stage->objects[i], words);
	if (ending->detail[0])
		words_add(words, " %s.", ending->detail);
}
