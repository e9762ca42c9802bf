/*
 * One number in shared memory, as Value of Python's multiprocessing.
 *
 *	struct mp_value counter;
 *	mp_value_init(&counter, MP_INT, 0, "counter");
 *	int *n = mp_value_at(&counter);
 *
 *	mp_lock_acquire(mp_value_lock(&counter), MP_FOREVER);
 *	*n += 1;					one update, whole
 *	mp_lock_release(mp_value_lock(&counter));
 *
 * mp_value_get() and mp_value_set() take the lock themselves, each for its own moment: setting to
 * what was got, plus one, is two accesses, and somebody else's may come between. Unlike Python's
 * the lock is a plain one: who holds it uses the pointer, as getting would wait for ever.
 *
 * A process that dies with the lock leaves it taken (mp/lock.h). Nothing has a name.
 */
#ifndef IPCSTAGE_MP_VALUE_H
#define IPCSTAGE_MP_VALUE_H

#include <errno.h>
#include "mp/number.h"

struct mp_value {
	struct mp_numbers numbers; /* one of them; for the functions below */
};

/* Make one of a type code, 0 at first; options MP_NUMBERS_…. As mp_numbers_init(). */
static inline int mp_value_init(struct mp_value *value, char type, unsigned options,
				const char *name)
{
	return mp_numbers_init(&value->numbers, type, 1, options, name);
}

/* Give back this process's share. */
static inline void mp_value_release(struct mp_value *value)
{
	mp_numbers_release(&value->numbers);
}

/* Where it is: an int * for 'i', a double * for 'd', … No lock is taken. */
static inline void *mp_value_at(const struct mp_value *value)
{
	return value->numbers.at;
}

/* Its own lock, or NULL without one. */
static inline struct mp_lock *mp_value_lock(const struct mp_value *value)
{
	return value->numbers.lock;
}

/* Load it under its lock, for which this may block. */
MP_INLINE double mp_value_get(struct mp_value *value)
{
	mp_numbers_acquire(&value->numbers);
	double number = mp_number_load(value->numbers.type, value->numbers.at);
	mp_numbers_let_go(&value->numbers);
	return number;
}

/* Store it under its lock, for which this may block. 0, or -ERANGE: the type cannot hold it. */
MP_INLINE int mp_value_set(struct mp_value *value, double number)
{
	if (!mp_type_holds(value->numbers.type, number))
		return -ERANGE;
	mp_numbers_acquire(&value->numbers);
	mp_number_store(value->numbers.type, value->numbers.at, number);
	mp_numbers_let_go(&value->numbers);
	return 0;
}

#endif
