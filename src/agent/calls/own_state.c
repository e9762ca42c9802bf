/*
 * What the kernel keeps of a thread that the C library sets past the functions that we stand in
 * front of elsewhere: pthread_setaffinity_np(3), pthread_setschedparam(3). It is told to the
 * process's key.
 */
#include <pthread.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"

enum own_state { OWN_PROCESSORS, OWN_POLICY, OWN_PRIORITY };

/* `who` has it now, unless the call has failed. */
static int noted(int failed, enum own_state what, uint64_t who, struct hash value)
{
	if (!failed && agent_on())
		agent_untold_hash(hash_fold(hash_fold(value, who), what));
	return failed;
}

AGENT_EXPORT int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *processors)
{
	int error = REAL(pthread_setaffinity_np)(thread, size, processors);
	struct hash value = error ? hash_none() : hash_bytes(processors, size);

	return noted(error, OWN_PROCESSORS, thread, value);
}

AGENT_EXPORT int pthread_setschedparam(pthread_t thread, int policy,
				       const struct sched_param *parameters)
{
	int error = REAL(pthread_setschedparam)(thread, policy, parameters);
	struct hash value = error ? hash_none() : hash_bytes(parameters, sizeof(*parameters));

	return noted(error, OWN_POLICY, thread, hash_fold(value, (unsigned)policy));
}

AGENT_EXPORT int pthread_setschedprio(pthread_t thread, int priority)
{
	return noted(REAL(pthread_setschedprio)(thread, priority), OWN_PRIORITY, thread,
		     hash_fold(hash_none(), (unsigned)priority));
}
