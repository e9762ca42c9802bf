/*
 * A demo's YAML file.
 */
#ifndef IPCSTAGE_DEMO_LOAD_H
#define IPCSTAGE_DEMO_LOAD_H

#include "base/error.h"
#include "demo/demo.h"

/*
 * Load and check a demo file. The name is the file's, without `.yaml`.
 * Returns NULL with *error filled; never prints. demo_free() gives it back (NULL allowed).
 */
struct demo *demo_load(const char *path, struct error *error);
void demo_free(struct demo *demo);

#endif
