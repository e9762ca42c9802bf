/*
 * All of xxHash that is used is compiled into this file: the agent, which lives in other people's
 * processes, is not to bring another library along.
 */
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct hash hash_bytes(const void *bytes, size_t length)
{
	XXH128_hash_t made = XXH3_128bits(bytes, length);

	if (!(made.low64 | made.high64))
		made.low64 = 1; /* which is left for hash_none() */
	return (struct hash){made.low64, made.high64};
}

struct hash hash_fold(struct hash hash, uint64_t word)
{
	const uint64_t words[] = {hash.low, hash.high, word};

	return hash_bytes(words, sizeof(words));
}

struct hash hash_join(struct hash hash, struct hash next)
{
	const uint64_t words[] = {hash.low, hash.high, next.low, next.high};

	return hash_bytes(words, sizeof(words));
}

void hashing_press(struct hashing *hashing)
{
	struct hash so_far = hashing_end(hashing);

	hashing->words[0] = so_far.low;
	hashing->words[1] = so_far.high;
	hashing->count = 2;
}
