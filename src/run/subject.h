/*
 * What is to be run: a demo with what was chosen for it, any program, or one that is made of a
 * source file first.
 */
#ifndef IPCSTAGE_RUN_SUBJECT_H
#define IPCSTAGE_RUN_SUBJECT_H

#include "control/session.h"
#include "demo/arguments.h"
#include "demo/catalogue.h"
#include "demo/source.h"

struct subject {
	const struct demo *demo; /* NULL: any program. Borrowed from the catalogue */
	struct choice choice;	 /* of the demo */
	const char *name;	 /* how it is called; borrowed */
	char *program;		 /* path of the executable; NULL: it is yet to be compiled */
	const char *cflags;	 /* of a source: for the compiler; borrowed, NULL none */
	char *const *arguments; /* any program: its own, without argv[0], ended by NULL; borrowed */
	const char *agent;	/* borrowed from the catalogue */
	struct source *source;	/* lines of the program */
	bool sleepers_free;	/* as in struct launch ... */
	bool ends_free;		/* ... this too ... */
	const char *places;	/* ... and this; borrowed */
};

/*
 * Find what `name` is: a demo of the catalogue, or, with a slash in it, a program's path; "sum.c"
 * and its like are sources, to be compiled by subject_compile() before anything else.
 * Returns 0, or -1 with *error: the demos there are, or why the program cannot be run.
 */
int subject_init(struct subject *subject, const struct catalogue *catalogue, const char *name,
		 char *const *arguments, struct error *error);
void subject_release(struct subject *subject);

/* Whether it is no demo's name: that of a program or a source. */
bool subject_is_own(const char *name);

/* Whether it is a source. */
bool subject_is_source(const struct subject *subject);

/*
 * Compile it, if it is a source, as it is now; what the compiler says goes to the descriptor
 * `words`, in colours or as is usual for what it is. Returns 0, or -1 with *error. What there was
 * is still there after an error, and where nothing has changed; else `program` and `source` are
 * others, and no run may use them any more.
 */
int subject_compile(struct subject *subject, int words, bool coloured, struct error *error);

/* The argument vector to start it with; the caller frees it. NULL when memory is out. */
char **subject_arguments(const struct subject *subject);

/* How it is started with that vector. */
struct launch subject_launch(const struct subject *subject, char *const *arguments);

#endif
