/*
 * The catalogue: every demo that is installed, and where its program and source are.
 *
 * Looks for the folder of demos beside the running program (`build/demos`, or
 * PREFIX/share/ipcstage/demos) so that it works from any current directory.
 */
#ifndef IPCSTAGE_DEMO_CATALOGUE_H
#define IPCSTAGE_DEMO_CATALOGUE_H

#include "demo/demo.h"

struct catalogue {
	struct demo **demos; /* in the order of the catalogue: counter first */
	char **programs;     /* absolute path of each one's program */
	char **sources;      /* absolute path of each one's C source, or NULL */
	unsigned count;
	char *agent;	     /* absolute path of libipcstage.so */
};

/* Returns 0, or -1 with *error: the first demo file that is wrong, or what was not found. */
int catalogue_load(struct catalogue *catalogue, struct demo_error *error);
void catalogue_release(struct catalogue *catalogue);

/* The number of the demo with this name, or -1. */
int catalogue_find(const struct catalogue *catalogue, const char *name);

#endif
