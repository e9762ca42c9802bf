/*
 * The table of a pool's tasks. Robust mutexes: pthread_mutexattr_setrobust(3).
 *
 * What a death inside the lock may leave: a task that counts as submitted, by the store to
 * `submitted`, and does not wait yet, which the lock's next owner mends; and one that has been
 * taken, by the store to its slot's state, and is still in the order, which the next one skips.
 */
#include "mp/private/pool_table.h"

#include <errno.h>
#include <limits.h>
#include <stdalign.h>
#include <stdint.h>
#include <ipcstage.h>
#include "mp/private/robust.h"

enum { BYTES_MAX = 1 << 30 /* of the whole table */, PHASE_BITS = 3, PHASES = 7 };

static unsigned state_of(enum mp_slot_phase phase, unsigned who)
{
	return who << PHASE_BITS | phase;
}

static size_t aligned(size_t size)
{
	return size + -size % alignof(max_align_t);
}

int mp_table_init(struct mp_table *table, unsigned slots, size_t argument_max, size_t result_max)
{
	size_t start = aligned(sizeof(struct mp_table_shared) + slots * sizeof(unsigned));

	*table = (struct mp_table){
		.slots = slots,
		.argument_max = aligned(argument_max),
		.result_max = aligned(result_max),
		.slots_at = start,
	};
	table->stride = aligned(sizeof(struct mp_slot)) + table->argument_max + table->result_max;
	if (start > BYTES_MAX || slots > (BYTES_MAX - start) / table->stride)
		return -EINVAL;
	int error = mp_memory_init(&table->memory, start + slots * table->stride);
	if (error)
		return error;
	table->shared = table->memory.at;
	error = mp_robust_init(&table->shared->lock, PTHREAD_MUTEX_NORMAL);
	if (!error)
		error = mp_semaphore_init(&table->shared->available, 0);
	for (unsigned i = 0; i < slots && !error; i++)
		error = mp_semaphore_init(&mp_table_slot(table, i)->done, 0);
	return error;
}

void mp_table_release(struct mp_table *table)
{
	mp_memory_release(&table->memory);
}

struct mp_slot *mp_table_slot(const struct mp_table *table, unsigned index)
{
	return (void *)((unsigned char *)table->memory.at + table->slots_at +
			index * table->stride);
}

unsigned mp_table_index(const struct mp_table *table, const struct mp_slot *slot)
{
	const unsigned char *first = (const unsigned char *)table->memory.at + table->slots_at;

	return (unsigned)((size_t)((const unsigned char *)slot - first) / table->stride);
}

bool mp_slot_holds(const struct mp_slot *slot, unsigned number)
{
	enum mp_slot_phase phase = mp_slot_phase(slot);

	return number && slot->number == number && phase >= MP_SLOT_WAITING &&
	       phase <= MP_SLOT_DONE;
}

bool mp_slot_done_by(const struct mp_slot *slot, unsigned who)
{
	unsigned state = atomic_load(&slot->state);

	return state == state_of(MP_SLOT_DONE, who) || state == state_of(MP_SLOT_COLLECTED, who);
}

unsigned char *mp_slot_argument(const struct mp_slot *slot)
{
	return (unsigned char *)slot + aligned(sizeof(*slot));
}

unsigned char *mp_slot_result(const struct mp_table *table, const struct mp_slot *slot)
{
	return mp_slot_argument(slot) + table->argument_max;
}

/* Finish a submission that its process died in. */
static void mend_order(struct mp_table *table)
{
	unsigned number = table->shared->submitted;
	struct mp_slot *slot = mp_table_slot(table, table->shared->order[number % table->slots]);

	if (number && slot->number == number && mp_slot_phase(slot) == MP_SLOT_CLAIMED)
		atomic_store(&slot->state, MP_SLOT_WAITING);
}

static void lock(struct mp_table *table)
{
	if (pthread_mutex_lock(&table->shared->lock) != EOWNERDEAD)
		return;
	mend_order(table);
	pthread_mutex_consistent(&table->shared->lock);
}

static void unlock(struct mp_table_shared *shared)
{
	pthread_mutex_unlock(&shared->lock);
}

int mp_table_claim(struct mp_table *table, unsigned who)
{
	unsigned first = atomic_load(&table->shared->submitted) % table->slots;

	for (unsigned i = 0; i < table->slots; i++) {
		unsigned index = (first + i) % table->slots;
		struct mp_slot *slot = mp_table_slot(table, index);
		unsigned state = MP_SLOT_FREE;

		if (!atomic_compare_exchange_strong(&slot->state, &state,
						    state_of(MP_SLOT_CLAIMED, who)))
			continue;
		atomic_store(&slot->awaited, false);
		atomic_store(&slot->noticed, false);
		return (int)index;
	}
	return -EAGAIN;
}

/* Each of the two says so before it looks whether the other has: one of them frees the slot. */
static void free_collected(struct mp_slot *slot)
{
	unsigned state = atomic_load(&slot->state);

	if ((state & PHASES) == MP_SLOT_COLLECTED && atomic_load(&slot->noticed))
		atomic_compare_exchange_strong(&slot->state, &state, MP_SLOT_FREE);
}

void mp_table_collect(struct mp_slot *slot)
{
	unsigned who = atomic_load(&slot->state) >> PHASE_BITS;

	atomic_store(&slot->state, state_of(MP_SLOT_COLLECTED, who));
	free_collected(slot);
}

void mp_table_notice(struct mp_slot *slot)
{
	atomic_store(&slot->noticed, true);
	free_collected(slot);
}

unsigned mp_table_submit(struct mp_table *table, unsigned index)
{
	struct mp_table_shared *shared = table->shared;
	struct mp_slot *slot = mp_table_slot(table, index);

	lock(table);
	unsigned number = slot->number = shared->submitted + 1;
	ipcstage_item_put(shared, number, mp_slot_argument(slot), slot->items * slot->size);
	shared->order[number % table->slots] = index;
	atomic_store(&shared->submitted, number);
	atomic_store(&slot->state, MP_SLOT_WAITING);
	unlock(shared);
	mp_semaphore_release(&shared->available);
	return number;
}

struct mp_slot *mp_table_take(struct mp_table *table, unsigned who)
{
	struct mp_table_shared *shared = table->shared;
	struct mp_slot *found = NULL;

	lock(table);
	while (!found && shared->taken != shared->submitted) {
		unsigned number = shared->taken + 1;
		struct mp_slot *slot = mp_table_slot(table, shared->order[number % table->slots]);

		if (slot->number == number && mp_slot_phase(slot) == MP_SLOT_WAITING) {
			atomic_store(&slot->state, state_of(MP_SLOT_TAKEN, who));
			ipcstage_item_take(shared, number);
			found = slot;
		}
		shared->taken = number;
	}
	unlock(shared);
	return found;
}

void mp_table_finish(struct mp_slot *slot, unsigned who, ssize_t outcome)
{
	slot->outcome = outcome;
	atomic_store(&slot->state, state_of(MP_SLOT_DONE, who));
}

/* Who waits has said so before looking at the state, and we have changed it before this. */
void mp_table_wake(struct mp_slot *slot)
{
	if (atomic_load(&slot->awaited))
		mp_semaphore_release(&slot->done);
}

void mp_table_bury(struct mp_table *table, unsigned who, bool forget)
{
	/* If it died in the lock, what it had begun to submit is submitted. */
	lock(table);
	unlock(table->shared);
	for (unsigned i = 0; i < table->slots; i++) {
		struct mp_slot *slot = mp_table_slot(table, i);
		unsigned state = atomic_load(&slot->state);

		if (state == state_of(MP_SLOT_CLAIMED, who))
			atomic_store(&slot->state, MP_SLOT_FREE);
		else if (state == state_of(MP_SLOT_TAKEN, who) && !forget)
			mp_table_finish(slot, who, -EOWNERDEAD);
		if (mp_slot_done_by(slot, who))
			mp_table_wake(slot);
	}
	/* It may have died with the token of a task that still waits. */
	mp_semaphore_release(&table->shared->available);
}

void mp_table_cancel(struct mp_table *table, bool taken)
{
	lock(table);
	for (unsigned i = 0; i < table->slots; i++) {
		struct mp_slot *slot = mp_table_slot(table, i);
		enum mp_slot_phase phase = mp_slot_phase(slot);

		if (phase != MP_SLOT_WAITING && (phase != MP_SLOT_TAKEN || !taken))
			continue;
		mp_table_finish(slot, 0, -ECANCELED);
		mp_table_wake(slot);
	}
	unlock(table->shared);
}
