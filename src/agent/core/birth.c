#include "agent/core/birth.h"

#include <stdio.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/company.h"
#include "agent/core/console.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/records.h"
#include "trace/baton.h"

/* Whoever is forked can reach what its parent can. */
static void inherit_objects(unsigned child)
{
	struct trace *trace = agent.trace;
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		struct shared_set *holders = &trace->objects[i].holders;

		if (!trace->objects[i].owner_space && /* that is a copy of ours alone */
		    set_has(shared_set_get(holders), agent_entry()->space))
			shared_set_add(holders, trace->actors[child].space);
	}
}

/* Whether a child runs first. One that a handler forks runs while whoever sent the signal waits. */
static bool gives_way(void)
{
	return agent.gated && !agent_own.handlers;
}

/* The space of a process that is forked: much of it is as that of its parent. */
static void begin_space(unsigned number)
{
	struct space_entry *space = &agent.trace->spaces[number];
	const struct space_entry *parent = agent_space();

	agent.trace->actors[number].space = (uint8_t)number;
	space->first = (uint8_t)number;
	space->parent = agent_entry()->space;
	space->caught = parent->caught;
	space->held_once = parent->held_once;
	space->ignored = parent->ignored;
	space->untold = parent->untold;
	space->told = parent->told;
	space->stop_fd = parent->stop_fd;
	__builtin_memcpy(agent.trace->actors[number].name, agent_entry()->name, TRACE_NAME);
	inherit_objects(number);
}

/* The next free number, or LIMIT_ACTORS when there is none. */
static unsigned reserve_number(bool is_thread)
{
	unsigned number = atomic_fetch_add(&agent.trace->actor_count, 1);
	struct actor_entry *entry;

	if (number >= LIMIT_ACTORS) {
		atomic_store(&agent.trace->actor_count, LIMIT_ACTORS);
		trace_reach(agent.trace, REACHED_ACTORS);
		return LIMIT_ACTORS;
	}
	entry = &agent.trace->actors[number];
	entry->bearer = (uint8_t)agent_own.self;
	entry->newborn = gives_way();
	entry->beside = agent.gated && agent_own.handlers;
	if (is_thread)
		entry->space = agent_entry()->space;
	else
		begin_space(number);
	atomic_store(&entry->state, ACTOR_RUNNING);
	return number;
}

static void give_back_number(unsigned number)
{
	struct actor_entry *entry = &agent.trace->actors[number];

	atomic_store(&entry->state, ACTOR_ENDED);
	entry->newborn = false;
	entry->joined = true;
	if (trace_is_first(agent.trace, number))
		trace_space_entry(agent.trace, number)->reaped = true;
	if (gives_way())
		atomic_store(&agent.trace->runner, (uint8_t)agent_own.self);
}

/* No more: the program sees it as fork(2) tells it, and who looks on is told why. */
static void refuse_birth(void)
{
	char text[96];
	int length = snprintf(text, sizeof(text),
			      "ipcstage: no more than %d processes and threads in a run\n",
			      LIMIT_ACTORS);

	agent_say(text, (size_t)length);
	errno = EAGAIN;
}

/* A copy of memory that other threads may change meanwhile is a step. */
static uint8_t pass_fork(uint32_t where)
{
	struct gate gate = agent_gate(OP_FORK, 0, where);

	if (!gives_way() || !agent_has_threads())
		return 0;
	gate.intent.visible = true;
	return agent_pass(&gate);
}

unsigned agent_bear(bool is_thread, uint32_t where)
{
	uint8_t flags = is_thread ? 0 : pass_fork(where);
	struct record record;
	unsigned number;

	agent_settle();
	number = reserve_number(is_thread);
	if (number == LIMIT_ACTORS) {
		refuse_birth();
		return number;
	}
	readings_born(&agent.trace->readings, agent_own.self, number);
	families_share();
	record = agent_record(is_thread ? OP_THREAD : OP_FORK, 0, where);
	record.flags = flags;
	record.value = number;
	agent_write(&record);
	if (gives_way())
		atomic_store(&agent.trace->runner, (uint8_t)number);
	return number;
}

void agent_born(unsigned number, pid_t pid)
{
	if (pid < 0) {
		give_back_number(number);
		return;
	}
	if (pid)
		atomic_store(&trace_space_entry(agent.trace, number)->pid, pid);
	if (gives_way())
		baton_await(agent.trace, agent_own.self, NULL);
}
