/*
 * The table of a pool's tasks. Robust mutexes: pthread_mutexattr_setrobust(3).
 *
 * What a death inside the lock may leave: a task that counts as submitted, by the store to
 * `submitted`, and does not wait yet, which the lock's next owner mends; and one that has been
 * taken, by the store to its slot's state, and is still in the order, which the next one skips.
 */
#include "mp/pool_table.h"

#include <errno.h>
#include <limits.h>
#include <stdalign.h>
#include <stdint.h>
#include <ipcstage.h>
#include "mp/robust.h"

enum { BYTES_MAX = 1 << 30 /* of the whole table */, PHASE_BITS = 3, PHASES = 7 };

static unsigned state_of(enum phase phase, unsigned who)
{
	return who << PHASE_BITS | phase;
}

static size_t aligned(size_t size)
{
	return size + -size % alignof(max_align_t);
}

int table_init(struct table *table, unsigned slots, size_t argument_max, size_t result_max)
{
	size_t start = aligned(sizeof(struct table_shared) + slots * sizeof(unsigned));

	*table = (struct table){
		.slots = slots,
		.argument_max = aligned(argument_max),
		.result_max = aligned(result_max),
		.slots_at = start,
	};
	table->stride = aligned(sizeof(struct slot)) + table->argument_max + table->result_max;
	if (start > BYTES_MAX || slots > (BYTES_MAX - start) / table->stride)
		return -EINVAL;
	int error = mp_memory_init(&table->memory, start + slots * table->stride);
	if (error)
		return error;
	table->shared = table->memory.at;
	error = robust_init(&table->shared->lock, PTHREAD_MUTEX_NORMAL);
	if (!error)
		error = mp_semaphore_init(&table->shared->available, 0);
	for (unsigned i = 0; i < slots && !error; i++)
		error = mp_semaphore_init(&table_slot(table, i)->done, 0);
	return error;
}

void table_release(struct table *table)
{
	mp_memory_release(&table->memory);
}

struct slot *table_slot(const struct table *table, unsigned index)
{
	return (void *)((unsigned char *)table->memory.at + table->slots_at +
			index * table->stride);
}

unsigned table_index(const struct table *table, const struct slot *slot)
{
	const unsigned char *first = (const unsigned char *)table->memory.at + table->slots_at;

	return (unsigned)((size_t)((const unsigned char *)slot - first) / table->stride);
}

bool slot_holds(const struct slot *slot, unsigned number)
{
	enum phase phase = slot_phase(slot);

	return number && slot->number == number && phase >= SLOT_WAITING && phase <= SLOT_DONE;
}

bool slot_done_by(const struct slot *slot, unsigned who)
{
	unsigned state = atomic_load(&slot->state);

	return state == state_of(SLOT_DONE, who) || state == state_of(SLOT_COLLECTED, who);
}

unsigned char *slot_argument(const struct slot *slot)
{
	return (unsigned char *)slot + aligned(sizeof(*slot));
}

unsigned char *slot_result(const struct table *table, const struct slot *slot)
{
	return slot_argument(slot) + table->argument_max;
}

/* Finish a submission that its process died in. */
static void mend_order(struct table *table)
{
	unsigned number = table->shared->submitted;
	struct slot *slot = table_slot(table, table->shared->order[number % table->slots]);

	if (number && slot->number == number && slot_phase(slot) == SLOT_CLAIMED)
		atomic_store(&slot->state, SLOT_WAITING);
}

static void lock(struct table *table)
{
	if (pthread_mutex_lock(&table->shared->lock) != EOWNERDEAD)
		return;
	mend_order(table);
	pthread_mutex_consistent(&table->shared->lock);
}

static void unlock(struct table_shared *shared)
{
	pthread_mutex_unlock(&shared->lock);
}

int table_claim(struct table *table, unsigned who)
{
	unsigned first = atomic_load(&table->shared->submitted) % table->slots;

	for (unsigned i = 0; i < table->slots; i++) {
		unsigned index = (first + i) % table->slots;
		struct slot *slot = table_slot(table, index);
		unsigned state = SLOT_FREE;

		if (!atomic_compare_exchange_strong(&slot->state, &state,
						    state_of(SLOT_CLAIMED, who)))
			continue;
		atomic_store(&slot->awaited, false);
		atomic_store(&slot->noticed, false);
		return (int)index;
	}
	return -EAGAIN;
}

/* Each of the two says so before it looks whether the other has: one of them frees the slot. */
static void free_collected(struct slot *slot)
{
	unsigned state = atomic_load(&slot->state);

	if ((state & PHASES) == SLOT_COLLECTED && atomic_load(&slot->noticed))
		atomic_compare_exchange_strong(&slot->state, &state, SLOT_FREE);
}

void table_collect(struct slot *slot)
{
	unsigned who = atomic_load(&slot->state) >> PHASE_BITS;

	atomic_store(&slot->state, state_of(SLOT_COLLECTED, who));
	free_collected(slot);
}

void table_notice(struct slot *slot)
{
	atomic_store(&slot->noticed, true);
	free_collected(slot);
}

unsigned table_submit(struct table *table, unsigned index)
{
	struct table_shared *shared = table->shared;
	struct slot *slot = table_slot(table, index);

	lock(table);
	unsigned number = slot->number = shared->submitted + 1;
	ipcstage_item_put(shared, number, slot_argument(slot), slot->items * slot->size);
	shared->order[number % table->slots] = index;
	atomic_store(&shared->submitted, number);
	atomic_store(&slot->state, SLOT_WAITING);
	unlock(shared);
	mp_semaphore_release(&shared->available);
	return number;
}

struct slot *table_take(struct table *table, unsigned who)
{
	struct table_shared *shared = table->shared;
	struct slot *found = NULL;

	lock(table);
	while (!found && shared->taken != shared->submitted) {
		unsigned number = shared->taken + 1;
		struct slot *slot = table_slot(table, shared->order[number % table->slots]);

		if (slot->number == number && slot_phase(slot) == SLOT_WAITING) {
			atomic_store(&slot->state, state_of(SLOT_TAKEN, who));
			ipcstage_item_take(shared, number);
			found = slot;
		}
		shared->taken = number;
	}
	unlock(shared);
	return found;
}

void table_finish(struct slot *slot, unsigned who, ssize_t outcome)
{
	slot->outcome = outcome;
	atomic_store(&slot->state, state_of(SLOT_DONE, who));
}

/* Who waits has said so before looking at the state, and we have changed it before this. */
void table_wake(struct slot *slot)
{
	if (atomic_load(&slot->awaited))
		mp_semaphore_release(&slot->done);
}

void table_bury(struct table *table, unsigned who, bool forget)
{
	/* If it died in the lock, what it had begun to submit is submitted. */
	lock(table);
	unlock(table->shared);
	for (unsigned i = 0; i < table->slots; i++) {
		struct slot *slot = table_slot(table, i);
		unsigned state = atomic_load(&slot->state);

		if (state == state_of(SLOT_CLAIMED, who))
			atomic_store(&slot->state, SLOT_FREE);
		else if (state == state_of(SLOT_TAKEN, who) && !forget)
			table_finish(slot, who, -EOWNERDEAD);
		if (slot_done_by(slot, who))
			table_wake(slot);
	}
	/* It may have died with the token of a task that still waits. */
	mp_semaphore_release(&table->shared->available);
}

void table_cancel(struct table *table)
{
	for (unsigned i = 0; i < table->slots; i++) {
		struct slot *slot = table_slot(table, i);
		enum phase phase = slot_phase(slot);

		if (phase == SLOT_WAITING || phase == SLOT_TAKEN)
			table_finish(slot, 0, -ECANCELED);
	}
}
