#include "trace/report.h"

#include <stdint.h>
#include <stdio.h>
#include "base/hash.h"

/* Whether a byte is in the middle of a character of UTF-8. */
static int goes_on(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t report_shorten(char *text, size_t length, size_t room)
{
	uint64_t hash;
	size_t kept;

	if (length < room) {
		text[length] = '\0';
		return length;
	}
	hash = hash_bytes(text, length).low; /* of few texts */
	kept = room - REPORT_MARK;
	while (kept > 0 && goes_on(text[kept]))
		kept--;
	return kept +
	       (size_t)snprintf(text + kept, REPORT_MARK, "...%016llx", (unsigned long long)hash);
}
