#include "model/unseen.h"

#include <stdio.h>
#include <string.h>
#include "base/system_call.h"
#include "model/words.h"
#include "trace/in_place.h"
#include "trace/library_call.h"

static const struct {
	const char *what, *advice;
} rows[UNSEEN_COUNT] = {
#define UNSEEN(name, what, advice) [UNSEEN_##name] = {what, advice},
#include "trace/unseen.def"
#undef UNSEEN
};

/* A program that writes over its segment may have left anything there. */
static unsigned row_of(const struct blind_spot *spot)
{
	return spot->what < UNSEEN_COUNT ? spot->what : UNSEEN_MORE;
}

static size_t length_without(const char *text, const char *end)
{
	size_t length = strlen(text), less = strlen(end);

	return length > less && strcmp(text + length - less, end) == 0 ? length - less : length;
}

/* As the program's source has it: __printf_chk and __isoc99_sscanf are the compiler's words. */
static void say_function(unsigned long number, char *out, size_t size)
{
	const char *name = library_call_name(number);
	size_t length = length_without(name, "_chk");

	if (strncmp(name, "__isoc", 6) == 0)
		length -= strlen("__isoc99_"), name += strlen("__isoc99_");
	else if (name[length])
		length -= strlen("__"), name += strlen("__");
	snprintf(out, size, "%.*s", (int)length, name);
}

static void say_signal(unsigned signal, char *out, size_t size)
{
	struct words words = words_begin(out, size);

	words_signal(&words, signal);
}

static void say_detail(const struct blind_spot *spot, char *out, size_t size)
{
	if (spot->what == UNSEEN_LIBRARY)
		say_function(spot->detail, out, size);
	else if (spot->what == UNSEEN_MERGED)
		say_signal((unsigned)spot->detail, out, size);
	else if (spot->what == UNSEEN_IN_PLACE)
		snprintf(out, size, "%s", in_place_name(spot->detail));
	else
		system_call_name((long)spot->detail, out, size);
}

const char *unseen_say(const struct blind_spot *spot, char *out, size_t size)
{
	char detail[48];

	say_detail(spot, detail, sizeof(detail));
	snprintf(out, size, rows[row_of(spot)].what, detail);
	return out;
}

const char *unseen_advice(const struct blind_spot *spot)
{
	return rows[row_of(spot)].advice;
}

/* Whoever, or whatever, may still end a wait. */
static const struct blind_spot *find_waker(const struct ledger *ledger)
{
	unsigned count = ledger_count(ledger);

	for (unsigned i = 0; i < count; i++) {
		const struct blind_spot *spot = &ledger->spots[i];

		if (spot->what == UNSEEN_CALL || spot->what == UNSEEN_BYPASS ||
		    spot->what == UNSEEN_IMAGE || spot->what == UNSEEN_OWN_CALLS ||
		    spot->what == UNSEEN_TERMINAL)
			return spot;
	}
	return NULL;
}

bool unseen_cuts_off(const struct ledger *ledger, struct ending *ending)
{
	const struct blind_spot *waker = find_waker(ledger);
	char what[UNSEEN_SENTENCE];

	if (!waker)
		return false;
	ending->cut_off = true;
	snprintf(ending->detail, sizeof(ending->detail), "everybody who is held waits, but %s",
		 unseen_say(waker, what, sizeof(what)));
	return true;
}
