/*
 * What a condition does with its mutex.
 */
#ifndef IPCSTAGE_KINDS_MUTEX_CALLS_H
#define IPCSTAGE_KINDS_MUTEX_CALLS_H

#include <pthread.h>

/* 0 for a private one, which is no object: for letting go and taking that is a number, too. */
unsigned agent_mutex_object(const pthread_mutex_t *mutex);

/*
 * Both return what the real call does; taking never blocks and returns EBUSY while somebody has
 * it. In a free run the real call is the condition's own: then agent_mutex_left() and
 * agent_mutex_taken() say when it is done.
 */
int agent_mutex_let_go(pthread_mutex_t *mutex, unsigned object);
int agent_mutex_take(pthread_mutex_t *mutex, unsigned object);
void agent_mutex_left(const pthread_mutex_t *mutex, unsigned object);
void agent_mutex_taken(unsigned object, int error);

#endif
