/*
 * What is wanted on the command line: a demo with its scenario, toggles and parameters, or a
 * program with arguments of its own.
 */
#ifndef IPCSTAGE_CLI_SELECTION_H
#define IPCSTAGE_CLI_SELECTION_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>
#include "run/subject.h"

enum { SELECTION_CHOICES = 64 };

/* One of several programs that are wanted together: behind the first's "+". */
struct selected {
	const char *name;	/* its path */
	char *const *arguments; /* NULL none */
};

struct selection {
	const char *command;	/* "run", for messages; "" the stage */
	const char *name;	/* of the demo, or a program's path */
	char *const *arguments; /* of the program */
	struct selected others[LIMIT_PROGRAMS - 1];
	unsigned other_count;
	bool awaits_name;     /* a "+" was the last word */
	char **words;	      /* behind the first "--"; NULL there is none */
	const char *scenario; /* NULL: none is asked for */
	const char *toggles[SELECTION_CHOICES];
	unsigned toggle_count;
	const char *parameters[SELECTION_CHOICES];
	unsigned parameter_count;
	const char *cflags; /* of a source; NULL none */
	bool sleepers_free;
	bool ends_free;
	struct run_limits limits;
	bool output_counts;
	const char *input; /* file with what the program is to read; NULL none */
	const char *lines; /* ... or is typed, line by line */
	const char *places;
	const char *seed_row; /* id of the seeds' row that is wanted instead of a name; NULL none */
	bool small;	      /* a row as it is explored, not as it is run */
	long bound; /* set by selection_find(): the row's preemptions at most; 0 no bound */
};

/* What the words behind a command are, for its help. */
#define SELECTION_WORDS "DEMO | PROGRAM [-- ARGUMENT...] [+ PROGRAM [-- ARGUMENT...]]..."

/* argp: -s, -t, -p, --sleepers-free and their like, and SELECTION_WORDS; its input is a struct
 * selection. */
extern const struct argp selection_argp;

/*
 * Take what is behind the first "--" of a command line, which argp would not tell from the words
 * before it. Returns how many words are left for argp.
 */
int selection_cut(struct selection *selection, int argc, char **argv);

/* Find it and apply the choices; wrong ones end the program (options_wrong). */
void selection_find(struct selection *selection, const struct catalogue *catalogue,
		    struct subject *subject);

/* The value of an option --NAME that is a whole number, `least` or more; else options_wrong(). */
uint64_t selection_number(const struct selection *selection, const char *option, const char *text,
			  uint64_t least);

#endif
