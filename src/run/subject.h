/*
 * What is to be run: a demo with what was chosen for it, any program, or one that is made of a
 * source file first.
 */
#ifndef IPCSTAGE_RUN_SUBJECT_H
#define IPCSTAGE_RUN_SUBJECT_H

#include "control/session.h"
#include "control/typed_lines.h"
#include "demo/arguments.h"
#include "demo/catalogue.h"
#include "demo/source.h"
#include "model/given_names.h"

/* One of several programs that are on the stage together. */
struct subject_part {
	const char *name;	/* its path, or that of its source; borrowed */
	char *const *arguments; /* without argv[0], ended by NULL; borrowed, NULL none */
	char *program;		/* path of the executable; NULL: it is yet to be compiled */
};

enum { SUBJECT_INPUT = 1 << 20 /* bytes at most that a program is given to read */ };

struct subject {
	const struct demo *demo; /* NULL: any program. Borrowed from the catalogue */
	struct choice choice;	 /* of the demo */
	const char *name;	 /* how it is called; borrowed, but for several: `together` */
	char *program;		 /* path of the executable; NULL: it is yet to be compiled */
	const char *cflags;	 /* of a source: for the compiler; borrowed, NULL none */
	char *const *arguments; /* any program: its own, without argv[0], ended by NULL; borrowed */
	const char *agent;	/* borrowed from the catalogue */
	struct subject_part parts[LIMIT_PROGRAMS]; /* several: `program` starts them */
	unsigned part_count;			   /* 0: it is the only one */
	char *together;				   /* "./server + ./client" */
	struct source *source;			   /* lines of the program */
	bool sleepers_free;			   /* as in struct launch ... */
	bool ends_free;				   /* ... this too ... */
	struct run_limits limits;		   /* ... these ... */
	struct input input;	  /* what it is given to read; the bytes are owned */
	struct typed_lines lines; /* what is typed, a line as soon as somebody waits; owned */
	bool output_counts;	  /* as in struct launch, too ... */
	const char *places;	  /* ... and this; borrowed */
	struct given_names given; /* what the person calls what is in it */
};

/*
 * Find what `name` is: a demo of the catalogue, or, with a slash in it, a program's path; "sum.c"
 * and its like are sources, to be compiled by subject_compile() before anything else.
 * Returns 0, or -1 with *error: the demos there are, or why the program cannot be run.
 */
int subject_init(struct subject *subject, const struct catalogue *catalogue, const char *name,
		 char *const *arguments, struct error *error);

/* Have these lines typed from here on, in the place of others. Returns 0, or -1 when memory is out.
 */
int subject_type(struct subject *subject, const struct typed_lines *lines);

/* Give it this to read from here on; it is copied. Returns 0, or -1 when memory is out. */
int subject_give(struct subject *subject, const char *bytes, size_t length);

void subject_release(struct subject *subject);

/*
 * Put another program on the same stage, with arguments of its own. Returns 0, or -1 with *error:
 * either of them is a demo, or as subject_init(); the subject is to be released all the same.
 */
int subject_add(struct subject *subject, const struct catalogue *catalogue, const char *name,
		char *const *arguments, struct error *error);

/* The same as another subject is, but for what was chosen for it. As subject_init(). */
int subject_init_like(struct subject *subject, const struct catalogue *catalogue,
		      const struct subject *other, struct error *error);

/* Of several: the programs that another, of the same, has compiled. Returns 0, or -1 with *error.
 */
int subject_take_parts(struct subject *subject, const struct subject *compiled,
		       struct error *error);

/* Whether it is no demo's name: that of a program or a source. */
bool subject_is_own(const char *name);

/* Whether it is a source, or one of several is. */
bool subject_is_source(const struct subject *subject);

/*
 * Compile it, if it is a source, as it is now; what the compiler says goes to the descriptor
 * `words`, in colours or as is usual for what it is. Returns 0, or -1 with *error. What there was
 * is still there after an error, and where nothing has changed; else `program` and `source` are
 * others, and no run may use them any more: then it returns 1.
 */
int subject_compile(struct subject *subject, int words, bool coloured, struct error *error);

/* The argument vector to start it with; the caller frees it. NULL when memory is out. */
char **subject_arguments(const struct subject *subject);

/* How it is started with that vector. */
struct launch subject_launch(const struct subject *subject, char *const *arguments);

#endif
