/*
 * Which locks each actor has at a moment: mutexes, spin locks, read-write locks, locks of files,
 * and semaphores with one token that whoever takes it puts back.
 */
#ifndef IPCSTAGE_RACES_HELD_H
#define IPCSTAGE_RACES_HELD_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/limits.h"
#include "trace/record.h"

enum { HELD_MAX = 32 /* that are kept of one actor; it may have more */ };

struct lock_held {
	uint16_t object;
	uint8_t depth;	/* how many times it was taken */
	bool is_shared; /* for reading */
};

struct held_set {
	uint8_t count;
	bool more; /* it may have had others, too, since then: there was no room for one */
	struct lock_held locks[HELD_MAX];
};

/* Whether a semaphore is used as a lock. */
enum held_use {
	HELD_UNKNOWN,
	HELD_LOCK,
	HELD_SIGNAL, /* somebody puts in what it has not taken, or there are several tokens */
};

struct held {
	struct held_set sets[LIMIT_ACTORS];
	uint8_t uses[LIMIT_OBJECTS]; /* enum held_use */
};

void held_clear(struct held *held);

/* Fold a record in. */
void held_fold(struct held *held, const struct record *record);

/* The lock that an actor has, or NULL. */
const struct lock_held *held_find(const struct held *held, unsigned actor, unsigned object);

#endif
