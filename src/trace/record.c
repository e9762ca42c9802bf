#include "trace/record.h"

#include <string.h>

uint64_t record_hash(uint64_t hash, const struct record *record)
{
	uint64_t words[sizeof(*record) / sizeof(uint64_t)];

	memcpy(words, record, sizeof(words));
	words[0] = 0; /* the stamp: the order is in the folding */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	return hash;
}
