/*
 * The page that compares ways of talking: its texts, from demos/ways.yaml.
 */
#ifndef IPCSTAGE_DEMO_COMPARISON_H
#define IPCSTAGE_DEMO_COMPARISON_H

#include "base/error.h"
#include "demo/demo.h"

enum { COMPARISON_ROWS = 8 };

struct comparison_row {
	char *name; /* as ipcstage-measure prints it */
	struct text title;
	struct text good, bad, use;
};

struct comparison {
	struct text title;	    /* of the page */
	struct text good, bad, use; /* what stands before each way's texts */
	struct comparison_row *list;
	unsigned count;
};

/* NULL with *error; else comparison_free() gives it back. */
struct comparison *comparison_load(const char *path, struct error *error);
void comparison_free(struct comparison *comparison);

#endif
