/*
 * Locks of files, for the calls that are not made for them alone: close(2), fcntl(2).
 */
#ifndef IPCSTAGE_KINDS_FILE_LOCK_CALLS_H
#define IPCSTAGE_KINDS_FILE_LOCK_CALLS_H

#include <stdbool.h>
#include <stdint.h>

struct flock;

/*
 * Which kinds of locks this process has of a file: bits of KEY_FLOCK, KEY_FCNTL. The second tells
 * that closing a descriptor has given some back.
 */
unsigned agent_locks_of(unsigned file);
void agent_note_unlocked(unsigned file, unsigned kinds, uint32_t where);

/* Whether a command of fcntl(2) sets a lock, and doing it. */
bool agent_is_lock(int command);
int agent_lock_range(int fd, int command, struct flock *lock, uint32_t where);

/* The same of one that asks whose lock would be in the way. */
bool agent_asks_lock(int command);
int agent_ask_lock(int fd, int command, struct flock *lock, uint32_t where);

#endif
