/*
 * Hashes that stand for what they were made of: the keys of states, and all that goes into them.
 *
 * Two states that have one key are taken to be the same, and nobody looks again: a collision would
 * be a wrong count that nothing tells of. So they are 128 bits wide, and made by XXH3 of xxHash.
 * That any two of a thousand million states have one key has a chance of 10^-21; with 64 bits it
 * would be one in forty. XXH3 withstands chance, not somebody who looks for a collision.
 *
 * What one machine makes of something any other does, too, and any xxHash from 0.8.0 on. They are
 * in no file: what recordings hold is record_hash().
 */
#ifndef IPCSTAGE_BASE_HASH_H
#define IPCSTAGE_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash {
	uint64_t low, high;
};

/* The hash of nothing that there is: no function here makes it. */
static inline struct hash hash_none(void)
{
	return (struct hash){0, 0};
}

static inline bool hash_is_none(struct hash hash)
{
	return !(hash.low | hash.high);
}

static inline bool hash_equals(struct hash a, struct hash b)
{
	return a.low == b.low && a.high == b.high;
}

/* The hash of a span of bytes; their number counts. */
struct hash hash_bytes(const void *bytes, size_t length);

/* Fold what comes next into a hash: a word, another hash. The order counts. */
struct hash hash_fold(struct hash hash, uint64_t word);
struct hash hash_join(struct hash hash, struct hash next);

/* --- many words --------------------------------------------------------------------------------
 */

enum { HASHING_WORDS = 64 };

/*
 * Words that are hashed many at a time, in their order, which is faster than to fold each. Whoever
 * adds a list says how long it is: else its end and what follows it might be another list.
 */
struct hashing {
	uint64_t words[HASHING_WORDS]; /* the first `count` */
	unsigned count;
};

static inline void hashing_begin(struct hashing *hashing)
{
	hashing->count = 0;
}

/* The hash of all that was added. */
static inline struct hash hashing_end(const struct hashing *hashing)
{
	return hash_bytes(hashing->words, hashing->count * sizeof(hashing->words[0]));
}

/* Make room: a hash stands for the words so far. */
void hashing_press(struct hashing *hashing);

static inline void hashing_add(struct hashing *hashing, uint64_t word)
{
	if (hashing->count == HASHING_WORDS)
		hashing_press(hashing);
	hashing->words[hashing->count++] = word;
}

static inline void hashing_add_hash(struct hashing *hashing, struct hash hash)
{
	hashing_add(hashing, hash.low);
	hashing_add(hashing, hash.high);
}

static inline void hashing_add_bytes(struct hashing *hashing, const void *bytes, size_t length)
{
	hashing_add_hash(hashing, hash_bytes(bytes, length));
}

#endif
