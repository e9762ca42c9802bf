/*
 * What the processes of a pool share: a table of tasks with their arguments and results, and the
 * order in which they wait. Private to the pool.
 *
 * Every process may be killed at any instruction. So each change that matters is one store: the
 * state of a slot says what has become of its task and who has it in hand, and the lock is a robust
 * mutex, whose next owner finds nothing that it has to repair. What a dead worker leaves is cleaned
 * up by the pool's maker, table_bury().
 */
#ifndef IPCSTAGE_MP_POOL_TABLE_H
#define IPCSTAGE_MP_POOL_TABLE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "mp/memory.h"
#include "mp/pool.h"
#include "mp/semaphore.h"

/* What has become of a task; in a slot's state, beside the number of whose doing it is. */
enum phase {
	SLOT_FREE,
	SLOT_CLAIMED,
	SLOT_WAITING,
	SLOT_TAKEN,
	SLOT_DONE,
	SLOT_COLLECTED, /* its result has been taken, before the maker heard that it is done */
};

struct slot {
	atomic_uint state;	  /* enum phase, and who: see slot_phase() */
	atomic_bool awaited;	  /* a task waits for it, by `done` */
	atomic_bool noticed;	  /* the maker has heard that it is done */
	struct mp_semaphore done; /* may have tokens to spare: look at the state after taking one */
	unsigned number;	  /* of the task, from SLOT_WAITING on */
	unsigned function;
	unsigned items;	    /* argument and result are of so many items, the last may be short */
	size_t size;	    /* bytes of an item's argument */
	size_t result_size; /* bytes from one item's result to the next */
	ssize_t outcome;    /* size of the result, or -errno */
};

struct table_shared {
	pthread_mutex_t lock;	       /* robust; for the order */
	struct mp_semaphore available; /* a token for each task that waits, and some to spare */
	atomic_uint submitted;	       /* tasks so far: the newest one's number */
	unsigned taken;		       /* number of the last task that was taken out */
	atomic_bool closing;	       /* no more tasks: whoever finds none ends */
	unsigned order[];	       /* slot of each waiting task, by number modulo slots */
};

struct table {
	struct mp_memory memory;
	struct table_shared *shared;
	unsigned slots;
	size_t argument_max, result_max; /* of a slot */
	size_t slots_at, stride;	 /* bytes to the first slot, and from one to the next */
};

/* Make it; returns 0 or -errno. table_release() gives back this process's share. */
int table_init(struct table *table, unsigned slots, size_t argument_max, size_t result_max);
void table_release(struct table *table);

struct slot *table_slot(const struct table *table, unsigned index);
unsigned table_index(const struct table *table, const struct slot *slot);
unsigned char *slot_argument(const struct slot *slot);
unsigned char *slot_result(const struct table *table, const struct slot *slot);

static inline enum phase slot_phase(const struct slot *slot)
{
	return (enum phase)(atomic_load(&slot->state) & 7);
}

/* Whether a slot has this task, which has not been given back. */
bool slot_holds(const struct slot *slot, unsigned number);

/* Whether a task is done, and was by `who`. */
bool slot_done_by(const struct slot *slot, unsigned who);

/* Take a free slot for process `who`, to be filled in. Its index, or -EAGAIN. */
int table_claim(struct table *table, unsigned who);

/*
 * The result of a task that is done has been taken. The slot is free for another task once the
 * maker has noticed this one, too: else it would not be known that it was ever done.
 */
void table_collect(struct slot *slot);

/* The maker has noticed that a task is done. */
void table_notice(struct slot *slot);

/* A slot that was claimed and filled in: give its task the next number, and let it wait. Returns
 * the number. */
unsigned table_submit(struct table *table, unsigned index);

/* The task that has waited longest is now `who`'s; its slot, or NULL when none waits. */
struct slot *table_take(struct table *table, unsigned who);

/* The task is done, by `who`. */
void table_finish(struct slot *slot, unsigned who, ssize_t outcome);

/* Wake who waits for the task inside another one. */
void table_wake(struct slot *slot);

/*
 * The process `who` is dead. A task that it had in hand is done, with -EOWNERDEAD, unless it is to
 * be forgotten; one that it had not submitted yet is dropped.
 */
void table_bury(struct table *table, unsigned who, bool forget);

/* Nobody is left: what is not done never will be, -ECANCELED. */
void table_cancel(struct table *table);

#endif
