/*
 * A demo with chosen values: what the command line or the parameter screen changes, and the
 * argument vector that its program is started with.
 */
#ifndef IPCSTAGE_DEMO_ARGUMENTS_H
#define IPCSTAGE_DEMO_ARGUMENTS_H

#include "demo/demo.h"

enum { DEMO_PARAMETERS = 16, DEMO_TOGGLES = 16 };

struct choice {
	const struct demo *demo;	 /* borrowed */
	long values[DEMO_PARAMETERS];	 /* by parameter */
	bool toggled[DEMO_TOGGLES];	 /* by toggle */
};

/* Everything at its default. */
void choice_init(struct choice *choice, const struct demo *demo);

/* Set from "NAME=VALUE" or a toggle's name; 0, or -1 with *error: the names and bounds there are. */
int choice_set(struct choice *choice, const char *assignment, struct demo_error *error);
int choice_toggle(struct choice *choice, const char *name, struct demo_error *error);

/*
 * argv for the program: its path, --NAME=VALUE for every parameter, --NAME for every toggle that
 * is on, NULL. One block, the caller frees it; NULL when memory is out.
 */
char **choice_arguments(const struct choice *choice, const char *program);

#endif
