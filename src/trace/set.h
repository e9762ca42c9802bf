/*
 * A set of actors, or of spaces, by number: a small value that is passed and returned whole.
 *
 * How many fit is one number, LIMIT_ACTORS; nobody else knows how a set is made.
 */
#ifndef IPCSTAGE_TRACE_SET_H
#define IPCSTAGE_TRACE_SET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "trace/limits.h"

enum { SET_WORD_BITS = 64, SET_WORDS = LIMIT_ACTORS / SET_WORD_BITS };

struct set {
	uint64_t words[SET_WORDS];
};

/* The same in shared memory, changed by several processes at a time. */
struct shared_set {
	_Atomic uint64_t words[SET_WORDS];
};

static inline struct set set_none(void)
{
	return (struct set){{0}};
}

/* Numbers from LIMIT_ACTORS on are in no set: adding and taking out do nothing. */
static inline bool set_has(struct set set, unsigned number)
{
	return number < LIMIT_ACTORS &&
	       set.words[number / SET_WORD_BITS] >> number % SET_WORD_BITS & 1;
}

static inline void set_add(struct set *set, unsigned number)
{
	if (number < LIMIT_ACTORS)
		set->words[number / SET_WORD_BITS] |= UINT64_C(1) << number % SET_WORD_BITS;
}

static inline void set_remove(struct set *set, unsigned number)
{
	if (number < LIMIT_ACTORS)
		set->words[number / SET_WORD_BITS] &= ~(UINT64_C(1) << number % SET_WORD_BITS);
}

/* The set of one. */
static inline struct set set_of(unsigned number)
{
	struct set set = {{0}};

	set_add(&set, number);
	return set;
}

/* The set of all there can be. */
static inline struct set set_all(void)
{
	struct set set;

	for (unsigned i = 0; i < SET_WORDS; i++)
		set.words[i] = UINT64_MAX;
	return set;
}

static inline struct set set_union(struct set a, struct set b)
{
	for (unsigned i = 0; i < SET_WORDS; i++)
		a.words[i] |= b.words[i];
	return a;
}

/* Those that are in both. */
static inline struct set set_common(struct set a, struct set b)
{
	for (unsigned i = 0; i < SET_WORDS; i++)
		a.words[i] &= b.words[i];
	return a;
}

/* Those of `a` that are not in `b`. */
static inline struct set set_minus(struct set a, struct set b)
{
	for (unsigned i = 0; i < SET_WORDS; i++)
		a.words[i] &= ~b.words[i];
	return a;
}

static inline struct set set_without(struct set set, unsigned number)
{
	set_remove(&set, number);
	return set;
}

static inline bool set_is_empty(struct set set)
{
	for (unsigned i = 0; i < SET_WORDS; i++) {
		if (set.words[i])
			return false;
	}
	return true;
}

static inline bool set_equals(struct set a, struct set b)
{
	for (unsigned i = 0; i < SET_WORDS; i++) {
		if (a.words[i] != b.words[i])
			return false;
	}
	return true;
}

/* Whether some are in both. */
static inline bool set_meets(struct set a, struct set b)
{
	return !set_is_empty(set_common(a, b));
}

/* Whether all of `a` are in `b`. */
static inline bool set_is_in(struct set a, struct set b)
{
	return set_is_empty(set_minus(a, b));
}

static inline int set_count(struct set set)
{
	int count = 0;

	for (unsigned i = 0; i < SET_WORDS; i++)
		count += __builtin_popcountll(set.words[i]);
	return count;
}

/* How many of the set are below a number. */
static inline int set_count_below(struct set set, unsigned number)
{
	int count = 0;

	for (unsigned i = 0; i < SET_WORDS && i <= number / SET_WORD_BITS; i++) {
		uint64_t word = set.words[i];

		if (i == number / SET_WORD_BITS)
			word &= (UINT64_C(1) << number % SET_WORD_BITS) - 1;
		count += __builtin_popcountll(word);
	}
	return count;
}

/* The lowest number in the set that is `from` or more, or -1. */
static inline int set_next(struct set set, unsigned from)
{
	for (unsigned i = from / SET_WORD_BITS; i < SET_WORDS; i++) {
		uint64_t word = set.words[i];

		if (i == from / SET_WORD_BITS)
			word &= UINT64_MAX << from % SET_WORD_BITS;
		if (word)
			return (int)(i * SET_WORD_BITS) + __builtin_ctzll(word);
	}
	return -1;
}

/* The lowest number in the set, or -1. */
static inline int set_first(struct set set)
{
	return set_next(set, 0);
}

/*
 * Take out the lowest number. To go through a set:
 *
 *	for (struct set left = set; !set_is_empty(left); set_drop_first(&left))
 *		... set_first(left) ...
 */
static inline void set_drop_first(struct set *set)
{
	for (unsigned i = 0; i < SET_WORDS; i++) {
		if (!set->words[i])
			continue;
		set->words[i] &= set->words[i] - 1;
		return;
	}
}

/* --- in shared memory ------------------------------------------------------------------------ */

static inline struct set shared_set_get(const struct shared_set *shared)
{
	struct set set;

	for (unsigned i = 0; i < SET_WORDS; i++)
		set.words[i] = atomic_load(&shared->words[i]);
	return set;
}

static inline void shared_set_put(struct shared_set *shared, struct set set)
{
	for (unsigned i = 0; i < SET_WORDS; i++)
		atomic_store(&shared->words[i], set.words[i]);
}

static inline void shared_set_add(struct shared_set *shared, unsigned number)
{
	if (number < LIMIT_ACTORS)
		atomic_fetch_or(&shared->words[number / SET_WORD_BITS],
				UINT64_C(1) << number % SET_WORD_BITS);
}

static inline void shared_set_remove(struct shared_set *shared, unsigned number)
{
	if (number < LIMIT_ACTORS)
		atomic_fetch_and(&shared->words[number / SET_WORD_BITS],
				 ~(UINT64_C(1) << number % SET_WORD_BITS));
}

static inline void shared_set_add_all(struct shared_set *shared, struct set set)
{
	for (unsigned i = 0; i < SET_WORDS; i++)
		atomic_fetch_or(&shared->words[i], set.words[i]);
}

#endif
