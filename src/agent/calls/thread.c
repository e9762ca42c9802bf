/*
 * Threads: only the first one of a process is held. That there are others is said.
 */
#include <pthread.h>
#include <threads.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/real.h"

static unsigned threads; /* of this process, begun besides the first */

static void forget_threads(void)
{
	threads = 0;
}

/* fork(2) takes only the thread along that calls it. */
const struct family family_thread = {.on_begin = forget_threads};

AGENT_EXPORT int pthread_create(pthread_t *restrict thread,
				const pthread_attr_t *restrict attributes,
				void *(*function)(void *), void *restrict argument)
{
	agent_blind(UNSEEN_THREAD, ++threads, AGENT_CALLER);
	return REAL(pthread_create)(thread, attributes, function, argument);
}

AGENT_EXPORT int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
	agent_blind(UNSEEN_THREAD, ++threads, AGENT_CALLER);
	return REAL(thrd_create)(thread, function, argument);
}
