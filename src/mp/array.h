/*
 * Numbers side by side in shared memory, as Array of Python's multiprocessing: mp/value.h for
 * several, with one lock for all of them.
 */
#ifndef IPCSTAGE_MP_ARRAY_H
#define IPCSTAGE_MP_ARRAY_H

#include <errno.h>
#include "mp/number.h"

struct mp_array {
	struct mp_numbers numbers; /* for the functions below */
};

/* Make `length` numbers of a type code, 0 at first; options MP_NUMBERS_…. As mp_numbers_init(). */
static inline int mp_array_init(struct mp_array *array, char type, size_t length, unsigned options,
				const char *name)
{
	return mp_numbers_init(&array->numbers, type, length, options, name);
}

/* Give back this process's share. */
static inline void mp_array_release(struct mp_array *array)
{
	mp_numbers_release(&array->numbers);
}

static inline size_t mp_array_length(const struct mp_array *array)
{
	return array->numbers.length;
}

/* The first of them: an int * for 'i', a double * for 'd', … No lock is taken. */
static inline void *mp_array_at(const struct mp_array *array)
{
	return array->numbers.at;
}

/* Their own lock, or NULL without one. */
static inline struct mp_lock *mp_array_lock(const struct mp_array *array)
{
	return array->numbers.lock;
}

/* Where number `index` is; the index is below the length. */
static inline void *mp_array_place(const struct mp_array *array, size_t index)
{
	return (char *)array->numbers.at + index * mp_type_size(array->numbers.type);
}

/* Load one under the lock, for which this may block. 0, or -EINVAL: there is no such index. */
MP_INLINE int mp_array_get(struct mp_array *array, size_t index, double *number)
{
	if (index >= array->numbers.length)
		return -EINVAL;
	mp_numbers_acquire(&array->numbers);
	*number = mp_number_load(array->numbers.type, mp_array_place(array, index));
	mp_numbers_let_go(&array->numbers);
	return 0;
}

/* Store one under the lock. 0, -EINVAL as above, or -ERANGE: the type cannot hold it. */
MP_INLINE int mp_array_set(struct mp_array *array, size_t index, double number)
{
	if (index >= array->numbers.length)
		return -EINVAL;
	if (!mp_type_holds(array->numbers.type, number))
		return -ERANGE;
	mp_numbers_acquire(&array->numbers);
	mp_number_store(array->numbers.type, mp_array_place(array, index), number);
	mp_numbers_let_go(&array->numbers);
	return 0;
}

#endif
