/*
 * The conversions of a format: printf(3), scanf(3).
 */
#ifndef IPCSTAGE_AGENT_HOOKS_CONVERSION_H
#define IPCSTAGE_AGENT_HOOKS_CONVERSION_H

#include <stdbool.h>

/* What a conversion takes from the arguments. */
enum taken {
	TAKES_NOTHING,
	TAKES_NUMBER, /* an integer or a character, of any size */
	TAKES_REAL,   /* a double */
	TAKES_WIDE_REAL,
	TAKES_TEXT,
	TAKES_POINTER,	/* to what is read or written there: wide characters, %n */
	TAKES_ADDRESS,	/* which is only printed: %p */
	TAKES_ANYTHING, /* arguments by their numbers, or what only the library knows */
};

enum { PRECISION_NONE = -1, PRECISION_TAKEN = -2 };

struct conversion {
	enum taken taken;
	bool width_taken; /* a number that comes first is the width */
	int precision;	  /* of a text: bytes, at most; or one of the above */
};

/*
 * The next conversion from `format` on; returns what is behind it, or NULL when there is none. What
 * scanf(3) takes are pointers.
 */
const char *conversion_of_printf(const char *format, struct conversion *out);
const char *conversion_of_scanf(const char *format, struct conversion *out);

#endif
