/*
 * What the kernel keeps of a thread that the C library sets past the functions that we stand in
 * front of elsewhere: pthread_setname_np(3), pthread_setaffinity_np(3), pthread_setschedparam(3).
 * It is told to the process's key. Where threads ask it of one another, or set it, that is a step.
 */
#include <pthread.h>
#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "agent/core/threads.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/ipcstage.h"

enum own_state { OWN_NAME, OWN_PROCESSORS, OWN_POLICY, OWN_PRIORITY };

/* --- setting ---------------------------------------------------------------------------------- */

/* What is kept of a thread is about to be asked or changed. The kernel knows nothing any more of
 * one that has ended by then, which is no step. */
static void use_thread(pthread_t thread, bool changes, const char *call, uint64_t given,
		       uint32_t where)
{
	unsigned number = agent_on() ? agent_find_thread(thread) : LIMIT_ACTORS;

	if (number == LIMIT_ACTORS)
		return;
	if (changes)
		agent_change_thread(number, call, given, where);
	else
		agent_ask_thread(number, call, given, where);
	if (agent_thread_ended(number))
		agent_blind(UNSEEN_TRYJOIN, 0, where);
}

static void pass(pthread_t thread, const char *call, struct hash value, uint32_t where)
{
	use_thread(thread, true, call, value.low, where);
}

/* `who` has it now, unless the call has failed. */
static int noted(int failed, enum own_state what, uint64_t who, struct hash value)
{
	if (!failed && agent_on())
		agent_untold_hash(hash_fold(hash_fold(value, who), what));
	return failed;
}

/* Of ourselves libc makes it of a prctl(2) of its own. Who names itself is called so on the stage.
 */
AGENT_EXPORT int pthread_setname_np(pthread_t thread, const char *name)
{
	struct hash value = hash_bytes(name, strlen(name));
	int error;

	pass(thread, "pthread_setname_np", value, AGENT_CALLER);
	error = noted(REAL(pthread_setname_np)(thread, name), OWN_NAME, thread, value);
	if (!error && pthread_equal(thread, pthread_self()))
		ipcstage_agent_process(name);
	return error;
}

AGENT_EXPORT int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *processors)
{
	struct hash value = hash_bytes(processors, size);

	pass(thread, "pthread_setaffinity_np", value, AGENT_CALLER);
	return noted(REAL(pthread_setaffinity_np)(thread, size, processors), OWN_PROCESSORS, thread,
		     value);
}

AGENT_EXPORT int pthread_setschedparam(pthread_t thread, int policy,
				       const struct sched_param *parameters)
{
	struct hash value =
		hash_fold(hash_bytes(parameters, sizeof(*parameters)), (unsigned)policy);

	pass(thread, "pthread_setschedparam", value, AGENT_CALLER);
	return noted(REAL(pthread_setschedparam)(thread, policy, parameters), OWN_POLICY, thread,
		     value);
}

AGENT_EXPORT int pthread_setschedprio(pthread_t thread, int priority)
{
	struct hash value = hash_fold(hash_none(), (unsigned)priority);

	pass(thread, "pthread_setschedprio", value, AGENT_CALLER);
	return noted(REAL(pthread_setschedprio)(thread, priority), OWN_PRIORITY, thread, value);
}

/* --- asking ----------------------------------------------------------------------------------- */

static void pass_asking(pthread_t thread, const char *call, const void *to, uint32_t where)
{
	use_thread(thread, false, call, (uintptr_t)to, where);
}

/* The memory shows what was told; a history has to be told. */
static int told(int failed, const void *bytes, size_t length)
{
	if (!failed && agent_on() && agent.threaded)
		agent_told_bytes(bytes, length);
	return failed;
}

AGENT_EXPORT int pthread_getname_np(pthread_t thread, char *name, size_t size)
{
	int error;

	pass_asking(thread, "pthread_getname_np", name, AGENT_CALLER);
	error = REAL(pthread_getname_np)(thread, name, size);
	return told(error, name, error ? 0 : strlen(name));
}

AGENT_EXPORT int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *processors)
{
	pass_asking(thread, "pthread_getaffinity_np", processors, AGENT_CALLER);
	return told(REAL(pthread_getaffinity_np)(thread, size, processors), processors, size);
}

AGENT_EXPORT int pthread_getschedparam(pthread_t thread, int *restrict policy,
				       struct sched_param *restrict parameters)
{
	int error;

	pass_asking(thread, "pthread_getschedparam", parameters, AGENT_CALLER);
	error = REAL(pthread_getschedparam)(thread, policy, parameters);
	told(error, policy, sizeof(*policy));
	return told(error, parameters, sizeof(*parameters));
}
