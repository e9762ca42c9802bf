/*
 * The arrangement of programs with threads.
 */
#ifndef IPCSTAGE_VIEW_STAGE_ARRANGE_THREADS_H
#define IPCSTAGE_VIEW_STAGE_ARRANGE_THREADS_H

#include "view/stage/arrangement.h"

/* Whether there are threads and room for them; then everything has its place. */
bool arrange_threads(struct arrangement *out, struct rect at, const struct scene *scene);

#endif
