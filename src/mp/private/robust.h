/*
 * Process-shared robust mutexes: pthread_mutexattr_setrobust(3). Private to this library.
 */
#ifndef IPCSTAGE_MP_PRIVATE_ROBUST_H
#define IPCSTAGE_MP_PRIVATE_ROBUST_H

#include <pthread.h>
#include "mp/deadline.h"

/* `type` is PTHREAD_MUTEX_…; returns 0 or -errno. */
int mp_robust_init(pthread_mutex_t *mutex, int type);

/*
 * Take it. Returns what pthread_mutex_lock(3) and its kin do: 0, EOWNERDEAD (taken, and to be made
 * consistent), EBUSY (a deadline of 0), ETIMEDOUT, ...
 */
int mp_robust_take(pthread_mutex_t *mutex, const struct mp_deadline *deadline);

#endif
