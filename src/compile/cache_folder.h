/*
 * The folder of compiled programs: each in a folder of its own, which appears there as a whole.
 * What nobody has used for a month is removed.
 */
#ifndef IPCSTAGE_COMPILE_CACHE_FOLDER_H
#define IPCSTAGE_COMPILE_CACHE_FOLDER_H

#include <limits.h>
#include "base/error.h"
#include "base/hash.h"

/* One that is being made, aside. */
struct cache_entry {
	char folder[PATH_MAX];
	char file[PATH_MAX]; /* where the program is to be put */
};

/* The program that was kept of a source under this hash, a path that the caller frees; else NULL.
 */
char *cache_find(const char *source, struct hash hash);

/* Begin one. Returns 0, or -1 with *error. cache_end() gives back what is left of it. */
int cache_begin(struct cache_entry *entry, const char *source, struct error *error);

/*
 * Keep what was made under this hash. Whoever has kept the same in the meantime was first. Returns
 * its path, which the caller frees; NULL with *error.
 */
char *cache_take(const struct cache_entry *entry, struct hash hash, struct error *error);
void cache_end(const struct cache_entry *entry);

#endif
