/*
 * UTF-8, without asking the locale: under LC_ALL=C the C library does not know it, and goldens must
 * not depend on where they are made.
 */
#ifndef IPCSTAGE_BASE_UTF8_H
#define IPCSTAGE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { UTF8_INVALID = 0xfffd, UTF8_BYTES = 4 /* of a character, at most */ };

/*
 * The character that `length` bytes begin with; returns how many it takes, 0 only when there are
 * none. A byte that begins no valid character is one by itself: UTF8_INVALID.
 */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *character);

/*
 * The character at *text, which moves behind it. 0 at the end (and *text stays). A byte that
 * begins no valid character is skipped alone and gives UTF8_INVALID.
 */
uint32_t utf8_next(const char **text);

/* The length of a text without the character that was cut off at its end, if one was. */
size_t utf8_whole(const char *text, size_t length);

/* Bytes of a text's whole characters that fit into `bytes`: for "%.*s". */
int utf8_fit(const char *text, size_t bytes);

#endif
