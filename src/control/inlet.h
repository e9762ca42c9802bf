/*
 * What runs are given to read. Each has a descriptor of its own, which begins at the first byte; or
 * a pipe into which lines are typed while it goes on.
 */
#ifndef IPCSTAGE_CONTROL_INLET_H
#define IPCSTAGE_CONTROL_INLET_H

#include <stdbool.h>
#include "control/program.h"

struct inlet {
	struct input given;
	int bytes;  /* memfd with what is given; -1 none */
	int reads;  /* the other end of the pipe that lines are typed into, so that there is one */
	int writes; /* where what is typed goes, of the run that was begun last; -1 nowhere */
};

/* The bytes are copied. Returns 0 or -errno. */
int inlet_init(struct inlet *inlet, const struct input *given);
/* To have what another has, of the same program. */
void inlet_share(struct inlet *inlet, const struct inlet *other);

void inlet_release(struct inlet *inlet);

/* For the next run, close-on-exec and the caller's; -errno: there is none to be had. */
int inlet_open(struct inlet *inlet);

/* Type a text into the run; of none (length 0) the end. Returns 0 or -errno. */
int inlet_type(struct inlet *inlet, const char *text, size_t length);

#endif
