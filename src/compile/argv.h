/*
 * The words of a command line: a vector that ends in NULL, as exec(3) takes it.
 */
#ifndef IPCSTAGE_COMPILE_ARGV_H
#define IPCSTAGE_COMPILE_ARGV_H

#include <stdbool.h>
#include <stddef.h>

struct argv {
	char **list; /* owned, each word too; NULL: there is none yet */
	size_t count, room;
	bool failed; /* memory was out: words are missing */
};

/* Begins as zero; empty again. */
void argv_release(struct argv *words);

/* Add a copy of one word, one that is put together, all of a vector that ends in NULL (or NULL). */
void argv_add(struct argv *words, const char *word);
void argv_print(struct argv *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void argv_add_all(struct argv *words, char *const *list);

/*
 * Add the words of a text as a shell would cut it, which is not asked: blanks are between words,
 * but for those in '...' or "..." or behind a backslash. Nothing else has a meaning. Returns false
 * where a quotation does not end; nothing is added then.
 */
bool argv_split(struct argv *words, const char *text);

#endif
