/* Deadlocks, idleness and crashes in words. */
#include <ctype.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include "model/actor.h"
#include "model/explain.h"
#include "model/kind.h"
#include "model/say.h"
#include "model/waits.h"

bool explain_crashed(const struct stage *stage, const struct actor *actor)
{
	const struct space *space = stage_space(stage, actor);
	return actor->activity == ACTIVITY_KILLED && space->killed_by == 0 &&
	       space->ended_by == actor->number;
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
	case SIGALRM:
		return "its timer went off, and it has no handler for that";
	case SIGILL:
		return "it came to something that is no instruction";
	default:
		return NULL;
	}
}

/* The pipe whose write killed the process, by what it did last or was about to do; 0 none. */
static uint16_t broken_pipe(const struct stage *stage, const struct actor *actor)
{
	if (stage_space(stage, actor)->signal != SIGPIPE)
		return 0;
	if (actor->last_operation == OP_WRITE)
		return actor->last_object;
	return actor->next.operation == OP_WRITE ? actor->next.object : 0;
}

/*
 * Where it was killed: in the program rather than in a library that it called. When the signal
 * does not tell it is where the process was last seen, and *at is false.
 */
static uint32_t where_killed(const struct stage *stage, const struct actor *actor, bool *at)
{
	bool broken = broken_pipe(stage, actor) != 0;
	*at = actor->died_at || broken;
	if (actor->scope_depth > 0 && actor->scopes[0].where)
		return actor->scopes[0].where;
	if (actor->died_at)
		return actor->died_at;
	return broken && actor->last_operation != OP_WRITE ? actor->next.where : actor->where;
}

static void say_where(const struct stage *stage, const struct actor *actor,
		      const struct ending *ending, struct words *words)
{
	char place[128] = "";
	bool at;
	uint32_t where = where_killed(stage, actor, &at);
	if (ending->place && where)
		ending->place(ending->places, where, place, sizeof place);
	if (place[0])
		words_add(words, " %s %s", at ? "at" : "after", place);
}

void explain_crash(const struct stage *stage, const struct actor *actor,
		   const struct ending *ending, struct words *words)
{
	const struct object *pipe = stage_find(stage, broken_pipe(stage, actor));
	actor_say_name(actor, words);
	actor_say_threads(stage, set_of(actor->number), words);
	words_add(words, stage_is_thread(stage, actor) ? ", was killed by " : " was killed by ");
	words_signal(words, stage_space(stage, actor)->signal);
	say_where(stage, actor, ending, words);
	if (pipe && pipe->listener)
		words_add(words, ": it sent into a connection that nobody receives from any more");
	else if (pipe)
		words_add(words, ": it wrote into %s, which nobody could read any more",
			  pipe->name);
	else if (reason(stage_space(stage, actor)->signal))
		words_add(words, ": %s", reason(stage_space(stage, actor)->signal));
	words_add(words, ".");
}

static void wait_text(const struct stage *stage, unsigned actor, char *out, size_t size)
{
	if (say_wait(stage, &stage->actors[actor], out, size) == 0)
		out[0] = '\0';
}

/* Everybody of `alive` who waits for the same. */
static struct set same_wait(const struct stage *stage, struct set alive, const char *wait)
{
	char other[256];
	struct set set = set_none();
	for (struct set left = alive; !set_is_empty(left); set_drop_first(&left)) {
		unsigned actor = (unsigned)set_first(left);
		wait_text(stage, actor, other, sizeof other);
		if (strcmp(wait, other) == 0)
			set_add(&set, actor);
	}
	return set;
}

/* What they wait for; whether that is somebody from outside of the run. */
static void say_awaited(const struct stage *stage, struct set set, const char *wait, bool outside,
			struct words *words)
{
	bool single = set_count(set) == 1;
	const struct actor *first = &stage->actors[set_first(set)];
	unsigned operation = first->next.operation;
	bool signal = operation == OP_HANDLED || operation == OP_SIGWAIT;
	outside &= !set_has(waits_for_input(stage), first->number); /* which comes from outside */
	if (!wait[0] && outside)
		words_add(words, " wait%s for a client from outside", single ? "s" : "");
	else if (!wait[0])
		words_add(words, single ? " has not ended" : " have not ended");
	else if (outside)
		words_add(words, " wait%s for %s from outside: %s", single ? "s" : "",
			  signal ? "somebody" : "a client", wait);
	else
		words_add(words, " wait%s for %s", single ? "s" : "", wait);
}

/* `outside`: those who wait for somebody from outside of the run. */
static void say_waits(const struct stage *stage, struct set outside, struct words *words)
{
	char wait[256];
	struct set alive = stage_alive(stage);
	const char *separator = "";
	while (!set_is_empty(alive)) {
		wait_text(stage, (unsigned)set_first(alive), wait, sizeof wait);
		struct set set = same_wait(stage, alive, wait);
		bool is_outside = set_has(outside, (unsigned)set_first(set));
		set = is_outside ? set_common(set, outside) : set_minus(set, outside);
		words_add(words, "%s", separator);
		actor_say_who(stage, set, words);
		say_awaited(stage, set, wait, is_outside, words);
		separator = "; ";
		alive = set_minus(alive, set);
	}
	words_add(words, ".");
}

/* Those who wait in a circle; of one who waits for itself it has been said. */
static void say_circles(const struct waits *waits, struct words *words)
{
	for (unsigned circle = 1; circle <= waits->circles; circle++) {
		struct set set = waits_circle(waits, circle);
		if (set_count(set) == 1)
			continue;
		words_add(words, " ");
		words_actors(words, set, "and");
		words_add(words, " wait for each other: a circle.");
	}
}

/*
 * Whether somebody waits to read a pipe of which the records do not tell who can write it: then
 * what control has found out says it. (A pipe inside a queue is not what its users wait for.)
 */
static bool writers_unknown(const struct stage *stage, const struct waits *waits)
{
	for (unsigned i = 0; i < waits->count; i++) {
		const struct wait *wait = &waits->waits[i];
		const struct actor *actor = &stage->actors[wait->actor];
		if (set_is_empty(wait->enders) && wait->object && !wait->typed &&
		    actor->next.operation == OP_READ && actor->next.object == wait->object &&
		    !actor_whole(actor))
			return true;
	}
	return false;
}

static void say_detail(const char *detail, struct words *words)
{
	if (detail[0])
		words_add(words, " %c%s.", toupper((unsigned char)detail[0]), detail + 1);
}

/* Why what they wait for does not come. */
static void say_nevers(const struct stage *stage, struct words *words)
{
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct kind_model *type = kind_model(stage_nth(stage, i)->kind);
		if (type->say_never)
			type->say_never(stage, stage_nth(stage, i), words);
	}
}

void explain_deadlock(const struct stage *stage, const struct ending *ending, struct words *words)
{
	struct waits waits;
	waits_find(&waits, stage, false);
	words_add(words, "Deadlock: ");
	say_waits(stage, set_none(), words);
	say_circles(&waits, words);
	say_nevers(stage, words);
	if (writers_unknown(stage, &waits))
		say_detail(ending->detail, words);
}

void explain_idle(const struct stage *stage, struct set outside, struct words *words)
{
	words_add(words, "Idle: ");
	say_waits(stage, outside, words);
	say_nevers(stage, words);
}

static void say_reports(const struct stage *stage, struct words *words)
{
	const char *separator = " So far: ";
	for (unsigned i = 0; i < stage->report_count; i++) {
		if (!stage->reports[i].has_outcome)
			continue;
		words_add(words, "%s%s=%s", separator, stage->reports[i].name,
			  stage->reports[i].outcome);
		separator = ", ";
	}
	words_add(words, separator[1] == 'S' ? "" : ".");
}

/* What one is at who has not ended. */
static void say_at(const struct stage *stage, const struct actor *actor, struct words *words)
{
	char text[256] = "";
	bool waits = actor->activity == ACTIVITY_WAITS;
	int length = waits ? say_wait(stage, actor, text, sizeof text)
			   : say_next(stage, actor, text, sizeof text);
	actor_say_name(actor, words);
	actor_say_threads(stage, set_of(actor->number), words);
	if (length > 0)
		words_add(words, waits ? " waits for %s" : " is about to %s", text);
	else
		words_add(words, " has not ended");
}

void explain_stopped(const struct stage *stage, struct words *words)
{
	const char *separator = " ";
	words_add(words, "Stopped as was asked, after ");
	words_count(words, stage->step, "step");
	words_add(words, " and ");
	words_seconds(words, stage->clock_ns);
	words_add(words, " of the run's clock.");
	say_reports(stage, words);
	for (struct set left = stage_alive(stage); !set_is_empty(left); set_drop_first(&left)) {
		words_add(words, "%s", separator);
		say_at(stage, &stage->actors[set_first(left)], words);
		separator = "; ";
	}
	words_add(words, set_is_empty(stage_alive(stage)) ? "" : ".");
}
