/*
 * Small texts: words of a list, and lines that are fit for a terminal.
 */
#ifndef IPCSTAGE_DEMO_TEXT_H
#define IPCSTAGE_DEMO_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 sequence at the start of `bytes` (1 to 4), or 0 when it is none. */
size_t utf8_length(const char *bytes, size_t size);

/* Put '?' for every byte that is a control character or not part of UTF-8. */
void text_make_printable(char *text);

/* A path without its folders. */
const char *path_base(const char *path);

/* Whether a word is in a list that is ended by NULL. */
bool word_in(const char *const *words, const char *word);

/* Append " WORD" to a list of words, as far as there is room. */
void words_append(char *list, size_t size, const char *word);

/* A whole number in decimal: no sign but '-', no leading zero, nothing behind it, no overflow. */
bool number_parse(const char *text, long *out);

/* Whether it has the form of one, whatever its size. */
bool number_is_decimal(const char *text);

#endif
