/*
 * What may be shown: the one place that decides what of a file, an argument, a name or a program's
 * output reaches a terminal. Everything that is printed or drawn comes past here: on the stage in
 * canvas_text(), on standard output and standard error in cli/output.h, in every error.
 *
 * Not printable are controls (escape sequences begin with one), and what moves or hides others:
 * marks and overrides of direction, zero-width spaces and joiners, separators of lines, tags.
 */
#ifndef IPCSTAGE_BASE_PRINTABLE_H
#define IPCSTAGE_BASE_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a character may be shown. */
bool printable_is(uint32_t character);

/* Bytes of the printable UTF-8 character that `bytes` begins with, 0 when it does not. */
size_t printable_character(const char *bytes, size_t length);

/*
 * A copy of bytes that may be shown: terminated, '?' for a character that may not and for a byte
 * that is none, cut between two characters when it does not fit. Returns its length.
 */
size_t printable_copy(char *out, size_t size, const char *bytes, size_t length);

/* Make a line of a text, in place: as above, newlines too. Returns its length. */
size_t printable_line(char *text);

#endif
