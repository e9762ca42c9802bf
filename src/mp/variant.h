/*
 * A value of one of several types, as a shared dictionary or list holds them: plain data without
 * pointers, so that it can be sent as it is. The functions below leave those bytes zero that a type
 * does not use; no function looks at them.
 */
#ifndef IPCSTAGE_MP_VARIANT_H
#define IPCSTAGE_MP_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

enum mp_variant_type { MP_NONE, MP_INTEGER, MP_REAL, MP_TEXT, MP_LIST };

enum {
	MP_VARIANT_TEXT = 48, /* bytes of a text with its NUL */
	MP_VARIANT_LIST = 6,  /* integers in a list */
};

struct mp_variant {
	enum mp_variant_type type;
	unsigned count; /* MP_LIST: how many integers */
	union {
		long integer;
		double real;
		char text[MP_VARIANT_TEXT]; /* longer ones are cut */
		long list[MP_VARIANT_LIST];
	};
};

struct mp_variant mp_none(void);
struct mp_variant mp_integer(long integer);
struct mp_variant mp_real(double real);
struct mp_variant mp_text(const char *text);
/* A list of at most MP_VARIANT_LIST integers; more are left out. */
struct mp_variant mp_list(const long *integers, unsigned count);

/* Whether they have the same type and the same value, bit by bit. */
bool mp_variant_is_same(const struct mp_variant *a, const struct mp_variant *b);

/* Write it as Python would, "[1, 2]", into `out`, cut to `size` with its NUL. Returns the full
 * length. */
size_t mp_variant_format(const struct mp_variant *variant, char *out, size_t size);

#endif
