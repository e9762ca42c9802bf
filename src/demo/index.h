/*
 * The index: the descriptions of all demos below a root as one file that is read in no time.
 *
 * It is made when the program is built, and it is a copy: a description is taken from it only as
 * long as the YAML file is the one it was made from. Else, and without an index, or with one that
 * is damaged or another program's, the YAML file is read.
 */
#ifndef IPCSTAGE_DEMO_INDEX_H
#define IPCSTAGE_DEMO_INDEX_H

#include <sys/stat.h>
#include "demo/demo.h"

struct demo_index;

/* Read ROOT/demos.index. NULL: there is none, or none that can be used. */
struct demo_index *demo_index_open(const char *root);
void demo_index_close(struct demo_index *index);

/*
 * The demo whose unchanged file is `yaml`, a path from `folder`, a descriptor; or NULL. It is the
 * index's: demo_free() must not see it. Its texts and lists are there until demo_index_close().
 * `status` is the file's. The file is read when its times say nothing, as after copying.
 */
struct demo *demo_index_find(struct demo_index *index, const char *name, int folder,
			     const char *yaml, const struct stat *status);

/* Whether a demo is the index's (NULL allowed: it is not). */
bool demo_index_owns(const struct demo_index *index, const struct demo *demo);

/*
 * Make ROOT/demos.index anew, from the demos below the root. One that is wrong is left out: it is
 * for whoever starts the program to hear of it. Returns 0, or -1 with *error.
 */
int demo_index_write(const char *root, struct error *error);

#endif
