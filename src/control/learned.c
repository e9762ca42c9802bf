#include "control/learned.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Where bytes that begin like the first one end: in `places`, and among `known` or not. */
static uint64_t end_of(const struct places *places, const struct places *known, uint64_t start)
{
	bool is_known = places_have(known, start, 1);
	uint64_t end = start + 1;

	while (places_have(places, end, 1) && places_have(known, end, 1) == is_known)
		end++;
	return end;
}

char *learned_text(const struct places *places, const struct places *known)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	uint64_t end;

	if (!out)
		return NULL;
	for (uint64_t at = places_next(places, 0); at != UINT64_MAX;
	     at = places_next(places, end)) {
		end = end_of(places, known, at);
		if (!places_have(known, at, 1))
			fprintf(out, "%s%" PRIx64 "+%" PRIu64, ftell(out) ? "," : "", at, end - at);
	}
	if (fclose(out) == 0 && length)
		return text;
	free(text);
	return NULL;
}

/* A number to the end or to what follows it; moves on behind that. */
static bool take_number(const char **text, int base, char behind, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(*text, &end, base);
	if (errno || end == *text || **text == '-' || (*end && *end != behind))
		return false;
	*text = *end ? end + 1 : end;
	return true;
}

bool learned_add(struct places *places, const char *text)
{
	enum { MOST = 1 << 20 };
	uint64_t address, size;

	while (*text) {
		if (!take_number(&text, 16, '+', &address) || !take_number(&text, 10, ',', &size) ||
		    size == 0 || size > MOST || address > UINT64_MAX / 16 - size ||
		    !places_add(places, address, (uint32_t)size))
			return false;
	}
	return true;
}
