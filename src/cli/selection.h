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

struct selection {
	const char *command;	/* "run", for messages; "" the stage */
	const char *name;	/* of the demo, or a program's path */
	char *const *arguments; /* of the program */
	const char *scenario;	/* NULL: none is asked for */
	const char *toggles[SELECTION_CHOICES];
	unsigned toggle_count;
	const char *parameters[SELECTION_CHOICES];
	unsigned parameter_count;
	const char *cflags; /* of a source; NULL none */
	bool sleepers_free;
	bool ends_free;
	const char *places;
	const char *seed_row; /* id of the seeds' row that is wanted instead of a name; NULL none */
	bool small;	      /* a row as it is explored, not as it is run */
	long bound; /* set by selection_find(): the row's preemptions at most; 0 no bound */
};

/* argp: -s, -t, -p, --sleepers-free, --seed-row, --cflags, DEMO | ./PROGRAM [-- ARGUMENT...]; its
 * input is a struct selection. */
extern const struct argp selection_argp;

/* Find it and apply the choices; wrong ones end the program (options_wrong). */
void selection_find(struct selection *selection, const struct catalogue *catalogue,
		    struct subject *subject);

/* The value of an option --NAME that is a whole number, `least` or more; else options_wrong(). */
uint64_t selection_number(const struct selection *selection, const char *option, const char *text,
			  uint64_t least);

#endif
