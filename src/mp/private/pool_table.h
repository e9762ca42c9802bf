/*
 * What the processes of a pool share: a table of tasks with their arguments and results, and the
 * order in which they wait. Private to the pool.
 *
 * Every process may be killed at any instruction. So each change that matters is one store: the
 * state of a slot says what has become of its task and who has it in hand, and the lock is a robust
 * mutex, whose next owner finds nothing that it has to repair. What a dead worker leaves is cleaned
 * up by the pool's maker, mp_table_bury().
 */
#ifndef IPCSTAGE_MP_PRIVATE_POOL_TABLE_H
#define IPCSTAGE_MP_PRIVATE_POOL_TABLE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "mp/memory.h"
#include "mp/semaphore.h"

/* What has become of a task; in a slot's state, beside the number of whose doing it is. */
enum mp_slot_phase {
	MP_SLOT_FREE,
	MP_SLOT_CLAIMED,
	MP_SLOT_WAITING,
	MP_SLOT_TAKEN,
	MP_SLOT_DONE,
	MP_SLOT_COLLECTED, /* its result has been taken, before the maker heard that it is done */
};

struct mp_slot {
	atomic_uint state;	  /* enum mp_slot_phase, and who: see mp_slot_phase() */
	atomic_bool awaited;	  /* a task waits for it, by `done` */
	atomic_bool noticed;	  /* the maker has heard that it is done */
	struct mp_semaphore done; /* may have tokens to spare: look at the state after taking one */
	unsigned number;	  /* of the task, from MP_SLOT_WAITING on */
	unsigned function;
	unsigned items;	    /* argument and result are of so many items, the last may be short */
	size_t size;	    /* bytes of an item's argument */
	size_t result_size; /* bytes from one item's result to the next */
	ssize_t outcome;    /* size of the result, or -errno */
};

struct mp_table_shared {
	pthread_mutex_t lock;	       /* robust; for the order */
	struct mp_semaphore available; /* a token for each task that waits, and some to spare */
	atomic_uint submitted;	       /* tasks so far: the newest one's number */
	unsigned taken;		       /* number of the last task that was taken out */
	atomic_bool closing;	       /* no more tasks: whoever finds none ends */
	unsigned order[];	       /* slot of each waiting task, by number modulo slots */
};

struct mp_table {
	struct mp_memory memory;
	struct mp_table_shared *shared;
	unsigned slots;
	size_t argument_max, result_max; /* of a slot */
	size_t slots_at, stride;	 /* bytes to the first slot, and from one to the next */
};

/* Make it; returns 0 or -errno. mp_table_release() gives back this process's share. */
int mp_table_init(struct mp_table *table, unsigned slots, size_t argument_max, size_t result_max);
void mp_table_release(struct mp_table *table);

struct mp_slot *mp_table_slot(const struct mp_table *table, unsigned index);
unsigned mp_table_index(const struct mp_table *table, const struct mp_slot *slot);
unsigned char *mp_slot_argument(const struct mp_slot *slot);
unsigned char *mp_slot_result(const struct mp_table *table, const struct mp_slot *slot);

static inline enum mp_slot_phase mp_slot_phase(const struct mp_slot *slot)
{
	return (enum mp_slot_phase)(atomic_load(&slot->state) & 7);
}

/* Whether a slot has this task, which has not been given back. */
bool mp_slot_holds(const struct mp_slot *slot, unsigned number);

/* Whether a task is done, and was by `who`. */
bool mp_slot_done_by(const struct mp_slot *slot, unsigned who);

/* Take a free slot for process `who`, to be filled in. Its index, or -EAGAIN. */
int mp_table_claim(struct mp_table *table, unsigned who);

/*
 * The result of a task that is done has been taken. The slot is free for another task once the
 * maker has noticed this one, too: else it would not be known that it was ever done.
 */
void mp_table_collect(struct mp_slot *slot);

/* The maker has noticed that a task is done. */
void mp_table_notice(struct mp_slot *slot);

/* A slot that was claimed and filled in: give its task the next number, and let it wait. Returns
 * the number. */
unsigned mp_table_submit(struct mp_table *table, unsigned index);

/* The task that has waited longest is now `who`'s; its slot, or NULL when none waits. */
struct mp_slot *mp_table_take(struct mp_table *table, unsigned who);

/* The task is done, by `who`. */
void mp_table_finish(struct mp_slot *slot, unsigned who, ssize_t outcome);

/* Wake who waits for the task inside another one. */
void mp_table_wake(struct mp_slot *slot);

/*
 * The process `who` is dead. A task that it had in hand is done, with -EOWNERDEAD, unless it is to
 * be forgotten; one that it had not submitted yet is dropped.
 */
void mp_table_bury(struct mp_table *table, unsigned who, bool forget);

/* What waits will never be done, -ECANCELED; and, where nobody is left, what was taken neither. */
void mp_table_cancel(struct mp_table *table, bool taken);

#endif
