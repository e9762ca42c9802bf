/*
 * The threads of this process, as actors of the run.
 */
#ifndef IPCSTAGE_AGENT_CORE_THREADS_H
#define IPCSTAGE_AGENT_CORE_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include "agent/core/agent.h"

/* The actor that a thread is and that nobody has waited for, or LIMIT_ACTORS. */
static inline unsigned agent_find_thread(pthread_t thread)
{
	unsigned count = trace_actors(agent.trace);

	for (unsigned i = 0; i < count; i++) {
		const struct actor_entry *entry = agent_entry_of(i);

		if (entry->space == agent_entry()->space && entry->handle == thread &&
		    !entry->joined)
			return i;
	}
	return LIMIT_ACTORS;
}

/* The same of one that may have been waited for, or need not be. */
static inline unsigned agent_thread_of_handle(pthread_t thread)
{
	for (unsigned i = trace_actors(agent.trace); i-- > 0;) {
		const struct actor_entry *entry = agent_entry_of(i);

		if (entry->space == agent_entry()->space && entry->handle == thread)
			return i;
	}
	return LIMIT_ACTORS;
}

static inline bool agent_thread_ended(unsigned number)
{
	return atomic_load(&agent_entry_of(number)->state) == ACTOR_ENDED;
}

#endif
