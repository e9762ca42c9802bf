/*
 * Semaphores of System V, as the calls about them share them: a set is an object, and so is each of
 * its semaphores, as soon as it is of use to know it.
 */
#ifndef IPCSTAGE_KINDS_SEMAPHORE_SET_CALLS_H
#define IPCSTAGE_KINDS_SEMAPHORE_SET_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* The set that the program calls `id`, and what the kernel calls an object. */
unsigned agent_semaphore_set(int id);
int agent_real_set(unsigned set);

/* A semaphore of it; the set itself where it has no such one. */
unsigned agent_semaphore_at(unsigned set, int index);

/* How many there are in it; 0: it cannot be told. */
unsigned agent_semaphores_in(unsigned set);

/* Something has been done to it: for the key of the state, and for whoever waits there. */
void agent_note_semaphores(unsigned set);

/* What a semaphore holds has been changed by this process. */
void agent_note_semaphore(unsigned set, int index, unsigned semaphore);

/*
 * What a call has seen or come to hangs on the end of another process, which is no step: it has
 * given tokens back.
 */
void agent_saw_given_back(unsigned set, uint32_t where);

#endif
