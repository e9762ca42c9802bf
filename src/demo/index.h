/*
 * The index: the descriptions of all demos below a root in one file, from which a few are read in
 * no time.
 *
 * It is made when the program is built, and it is a copy: a description is taken from it only as
 * long as the YAML file is the one it was made from. Else, and without an index, or with one that
 * is damaged or another program's, the YAML file is read.
 */
#ifndef IPCSTAGE_DEMO_INDEX_H
#define IPCSTAGE_DEMO_INDEX_H

#include <sys/stat.h>
#include "base/error.h"
#include "demo/demo.h"

struct demo_index;

/* Open ROOT/demos.index. NULL: there is none, or none that can be used. */
struct demo_index *demo_index_open(const char *root);
void demo_index_close(struct demo_index *index); /* NULL allowed */

/*
 * The number of the demo whose unchanged file is `yaml`, a path from the descriptor `folder`; or -1
 * (also for the index NULL). `status` is the file's. The file is read when its time says nothing,
 * as after copying.
 */
int demo_index_find(const struct demo_index *index, const char *name, int folder, const char *yaml,
		    const struct stat *status);

/* Its name and its place in the catalogue. */
const char *demo_index_name(const struct demo_index *index, int number);
long demo_index_order(const struct demo_index *index, int number);

/*
 * Its description; NULL when it is damaged or memory is out. It is one piece of memory, which
 * free() and not demo_free() gives back. Its name is the index's.
 */
struct demo *demo_index_load(const struct demo_index *index, int number);

/*
 * Make ROOT/demos.index anew, from the demos below the root. One that is wrong is left out: it is
 * for whoever starts the program to hear of it. `now` is a time that no file has yet that is
 * written from here on (CLOCK_REALTIME_COARSE, which the times of files are taken from); it becomes
 * that of the index. Returns 0, or -1 with *error.
 */
int demo_index_write(const char *root, const struct timespec *now, struct error *error);

#endif
