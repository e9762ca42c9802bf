/*
 * A barrier: who has arrived, and whether all have. One of the C library is known by its own
 * calls; one of libmp tells what becomes of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "model/kind.h"
#include "model/process.h"

static void arrive(struct barrier_state *barrier, unsigned process)
{
	barrier->users |= UINT64_C(1) << process;
	barrier->arrived |= UINT64_C(1) << process;
	barrier->let_through &= ~(UINT64_C(1) << process);
	if (!barrier->parties ||
	    (unsigned)__builtin_popcountll(barrier->arrived) < barrier->parties)
		return;
	barrier->generation++;
	barrier->let_through |= barrier->arrived & ~(UINT64_C(1) << process);
	barrier->arrived = 0;
}

static void leave(struct barrier_state *barrier, unsigned process)
{
	barrier->arrived &= ~(UINT64_C(1) << process);
	barrier->let_through &= ~(UINT64_C(1) << process);
}

static void fold_told(struct barrier_state *barrier, const struct record *record)
{
	if (composite_told(record, "arrive"))
		arrive(barrier, record->process);
	else if (composite_told(record, "leave"))
		leave(barrier, record->process);
	else if (composite_told(record, "break"))
		barrier->broken = true;
	else if (composite_told(record, "reset"))
		*barrier = (struct barrier_state){.parties = barrier->parties,
						  .users = barrier->users,
						  .generation = barrier->generation};
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct barrier_state *barrier = &object->barrier;
	(void)stage;
	switch (record->operation) {
	case OP_NAME:
		if (!barrier->parties)
			barrier->parties = object->size;
		break;
	case OP_BARRIER_INIT:
		*barrier = (struct barrier_state){.parties = (uint32_t)record->value};
		break;
	case OP_BARRIER_WAIT:
		arrive(barrier, record->process);
		break;
	case OP_BARRIER_LEAVE:
		leave(barrier, record->process);
		break;
	case OP_TELL:
		fold_told(barrier, record);
		break;
	}
}

/* Words. */

static void say_arrive(const struct object *object, const struct record *record,
		       struct words *words)
{
	const struct barrier_state *barrier = &object->barrier;
	unsigned there = (unsigned)__builtin_popcountll(barrier->arrived) + 1;
	words_add(words, "%u arrives at %s", record->process, object->name);
	if (there == barrier->parties)
		words_add(words, ", the last of %u: all go on", there);
	else if (barrier->parties)
		words_add(words, ": %u of %u are there", there, barrier->parties);
}

static void say_leave(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u is let through %s", record->process, object->name);
}

static void say_told(const struct object *object, const struct record *record, struct words *words)
{
	if (composite_told(record, "arrive"))
		say_arrive(object, record, words);
	else if (composite_told(record, "leave") && object->barrier.broken)
		words_add(words, "%u goes on: %s is broken", record->process, object->name);
	else if (composite_told(record, "leave"))
		say_leave(object, record, words);
	else if (composite_told(record, "break"))
		words_add(words, "%u breaks %s: nobody waits at it any more", record->process,
			  object->name);
	else if (composite_told(record, "reset"))
		words_add(words, "%u puts %s back to its beginning", record->process, object->name);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	switch (record->operation) {
	case OP_SCOPE_OPEN:
		composite_say_scope(stage, object, record, words);
		break;
	case OP_BARRIER_INIT:
		words_add(words, "%u makes %s for %u", record->process, object->name,
			  (unsigned)record->value);
		break;
	case OP_BARRIER_WAIT:
		say_arrive(object, record, words);
		break;
	case OP_BARRIER_LEAVE:
		say_leave(object, record, words);
		break;
	case OP_TELL:
		say_told(object, record, words);
		break;
	case OP_BARRIER_DESTROY:
		words_add(words, "%u gives up %s", record->process, object->name);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct process *process, struct words *words)
{
	(void)stage;
	const char *word = composite_word(object, process);
	uint64_t self = UINT64_C(1) << process->number;
	if (strcmp(word, "wait") && word[0])
		words_add(words, "%s %s", word, object->name);
	else if ((object->barrier.arrived | object->barrier.let_through) & self)
		words_add(words, "go through %s", object->name);
	else
		words_add(words, "arrive at %s", object->name);
}

/* Before it has arrived, or when all have, it is a part of the barrier that is in the way. */
static bool wait(const struct stage *stage, const struct object *object,
		 const struct process *process, struct wait *wait)
{
	(void)stage;
	const struct barrier_state *barrier = &object->barrier;
	if (!(barrier->arrived >> process->number & 1))
		return false;
	wait->enders = barrier->users & ~barrier->arrived;
	wait->others = true;
	wait->by = "completed by";
	snprintf(wait->lack, sizeof wait->lack, "%d of %" PRIu32 " there",
		 __builtin_popcountll(barrier->arrived), barrier->parties);
	return true;
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct process *process, struct words *words)
{
	const struct barrier_state *barrier = &object->barrier;
	uint64_t ended = barrier->arrived & ~stage_alive(stage);
	if (!(barrier->arrived >> process->number & 1))
		return;
	words_add(words, "%s: %d of %" PRIu32 " are there", object->name,
		  __builtin_popcountll(barrier->arrived), barrier->parties);
	if (!ended)
		return;
	words_add(words, ", and ");
	words_processes(words, ended, "and");
	words_add(words, (ended & (ended - 1)) ? " have ended" : " has ended");
}

const struct object_type object_type_barrier = {
	.word = "barrier",
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
