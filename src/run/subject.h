/*
 * What is to be run: a demo with what was chosen for it, or any program.
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
	char *program;		 /* path of the executable */
	char *const *arguments; /* any program: its own, without argv[0], ended by NULL; borrowed */
	const char *agent;	/* borrowed from the catalogue */
	struct source *source;	/* lines of the program */
	bool sleepers_free;	/* as in struct launch ... */
	bool ends_free;		/* ... this too */
};

/*
 * Find what `name` is: a demo of the catalogue, or, with a slash in it, a program's path.
 * Returns 0, or -1 with *error: the demos there are, or why the program cannot be run.
 */
int subject_init(struct subject *subject, const struct catalogue *catalogue, const char *name,
		 char *const *arguments, struct error *error);
void subject_release(struct subject *subject);

/* The argument vector to start it with; the caller frees it. NULL when memory is out. */
char **subject_arguments(const struct subject *subject);

/* How it is started with that vector. */
struct launch subject_launch(const struct subject *subject, char *const *arguments);

#endif
