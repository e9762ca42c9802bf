/*
 * The real functions behind the interposers: REAL(read)(fd, buffer, size).
 *
 * Each folder with interposers names in its calls.def what it calls of the real ones; real.def
 * lists those. The type of one comes from where it is used: from the system's own header there.
 *
 * Each is looked up with dlsym(3) at its first use, so that a program that runs by itself pays
 * only for what it calls.
 */
#ifndef IPCSTAGE_AGENT_CORE_REAL_H
#define IPCSTAGE_AGENT_CORE_REAL_H

#include "agent/core/agent.h"

/* Look one up and keep it. NULL: this libc has none. */
real_function *real_find(enum real_call call);

/* Look all of them up. */
void real_find_all(void);

static inline real_function *real_get(enum real_call call)
{
	real_function *found = agent.real[call];

	return found ? found : real_find(call);
}

#define REAL(function) ((__typeof__(function) *)real_get(REAL_##function))

#endif
