/*
 * The page that compares ways of talking: its texts, from demos/ways.yaml.
 */
#ifndef IPCSTAGE_DEMO_WAYS_H
#define IPCSTAGE_DEMO_WAYS_H

#include "demo/demo.h"

enum { WAYS_MOST = 8 };

struct way {
	char *name; /* as ipcstage-measure prints it */
	struct text title;
	struct text good, bad, use;
};

struct ways {
	struct text title;	    /* of the page */
	struct text good, bad, use; /* what stands before each way's texts */
	struct way *list;
	unsigned count;
};

/* NULL with *error; else ways_free() gives it back. */
struct ways *ways_load(const char *path, struct demo_error *error);
void ways_free(struct ways *ways);

#endif
