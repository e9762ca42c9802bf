#include "trace/record.h"

#include <string.h>

struct record record_done(const struct record *record)
{
	struct record done = *record;

	if (done.operation == OP_PARK) {
		memset(done.text, 0, sizeof(done.text));
		done.text_length = 0;
	}
	return done;
}

uint64_t record_hash(uint64_t hash, const struct record *record)
{
	struct record done = record_done(record);
	uint64_t words[sizeof(done) / sizeof(uint64_t)];

	if (done.operation == OP_CALLED)
		return hash;

	/* Recordings are older: they do not have these. */
	done.flags &= (uint8_t) ~(RECORD_ATOMIC | RECORD_BARE);
	memcpy(words, &done, sizeof(words));
	words[0] = 0; /* the stamp: the order is in the folding */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	return hash;
}
