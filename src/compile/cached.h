/*
 * A program made of one source file, with the memory hooks, in the person's cache: below
 * $XDG_CACHE_HOME/ipcstage, or ~/.cache/ipcstage.
 *
 * What is found there is used again only if the compiler would make the same: its file, its
 * options, the current directory and the text after the preprocessor, with all headers, are the
 * same, and nothing else is read for it. Else it is compiled. A program in the cache never changes:
 * another one has another path.
 */
#ifndef IPCSTAGE_COMPILE_CACHED_H
#define IPCSTAGE_COMPILE_CACHED_H

#include <stdbool.h>
#include "base/error.h"

struct cached_source {
	const char *path;
	const char *flags; /* for the compiler, behind those that the file itself has; NULL none */
	const char *root;  /* as hooks_command() */
	int words;	   /* where the compiler's own words go, a descriptor */
	bool coloured;	   /* they are shown on a terminal in the end */
};

/* Whether a name is that of a source that can be compiled so: PROGRAM.c, PROGRAM.cpp ... */
bool cached_is_source(const char *name);

/*
 * Compile it if need be, with the flags that its first line has in a comment, "cflags: -O2 -lm",
 * and then with `flags`. Returns the path of the program, which the caller frees; NULL with *error,
 * in addition to what the compiler said.
 */
char *cached_compile(const struct cached_source *source, struct error *error);

#endif
