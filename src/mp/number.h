/*
 * Numbers in shared memory by the type codes of Python's multiprocessing: what values and arrays
 * (mp/value.h, mp/array.h) are made of.
 *
 *	'i' int   'd' double   'f' float   'c' char   'b' signed char   'B' unsigned char
 *
 * A number is handed over as a double, which holds each of them exactly. Reading and writing are
 * plain loads and stores, compiled into the program that calls: where that is watched, they are.
 */
#ifndef IPCSTAGE_MP_NUMBER_H
#define IPCSTAGE_MP_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include "mp/lock.h"
#include "mp/memory.h"

enum mp_type {
	MP_INT = 'i',
	MP_DOUBLE = 'd',
	MP_FLOAT = 'f',
	MP_CHAR = 'c',
	MP_SIGNED_BYTE = 'b',
	MP_UNSIGNED_BYTE = 'B',
};

/* Options of values and arrays. */
enum {
	MP_NUMBERS_UNLOCKED = 1, /* without a lock of their own: whoever uses them sees to that */
};

/* Numbers of one type side by side, with their lock. Shared by all who inherit them by fork(2). */
struct mp_numbers {
	struct mp_memory memory; /* holds the lock and the numbers */
	struct mp_lock *lock;	 /* NULL without one */
	void *at;      /* the first number; a cache line of their own, so aligned for all */
	size_t length; /* how many */
	char type;     /* enum mp_type */
};

/*
 * Make `length` of them, all 0. `name` is what they are called on stage. Before forking.
 * Returns 0, or -errno with *numbers untouched: -EINVAL for an unknown type, no numbers or too
 * many, -ENOMEM. mp_numbers_release() gives back this process's share.
 */
int mp_numbers_init(struct mp_numbers *numbers, char type, size_t length, unsigned options,
		    const char *name);
void mp_numbers_release(struct mp_numbers *numbers);

/* Bytes of a number of this type; 0 when there is no such type. */
size_t mp_type_size(char type);

/* Whether a type can hold a number: whole where it has to be, and within its range. */
bool mp_type_holds(char type, double number);

/* Wait for the lock and give it back; nothing happens where there is none. */
void mp_numbers_acquire(struct mp_numbers *numbers);
void mp_numbers_let_go(struct mp_numbers *numbers);

/* Always a part of the function that calls: an access is that line of the program. */
#define MP_INLINE static inline __attribute__((always_inline))

/* Load one, at the place of it. The type is a known one. */
MP_INLINE double mp_number_load(char type, const void *at)
{
	switch (type) {
	case MP_INT:
		return *(const int *)at;
	case MP_DOUBLE:
		return *(const double *)at;
	case MP_FLOAT:
		return *(const float *)at;
	case MP_CHAR:
		return *(const char *)at;
	case MP_SIGNED_BYTE:
		return *(const signed char *)at;
	default:
		return *(const unsigned char *)at;
	}
}

/* Store one that the type holds. */
MP_INLINE void mp_number_store(char type, void *at, double number)
{
	switch (type) {
	case MP_INT:
		*(int *)at = (int)number;
		break;
	case MP_DOUBLE:
		*(double *)at = number;
		break;
	case MP_FLOAT:
		*(float *)at = (float)number;
		break;
	case MP_CHAR:
		*(char *)at = (char)number;
		break;
	case MP_SIGNED_BYTE:
		*(signed char *)at = (signed char)number;
		break;
	default:
		*(unsigned char *)at = (unsigned char)number;
	}
}

#endif
