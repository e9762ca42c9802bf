/*
 * The nearest untried edge: where a run goes on from a state at which everything has been tried.
 *
 * Steps that are known cost little, as the processes take them without the viewer; a new run costs
 * a hundred of them. Looks at what is near only.
 */
#ifndef IPCSTAGE_EXPLORE_NEAREST_H
#define IPCSTAGE_EXPLORE_NEAREST_H

#include <stdint.h>
#include "explore/graph.h"

struct nearest;

/* Returns NULL when memory is out. nearest_free(NULL) is allowed. */
struct nearest *nearest_new(void);
void nearest_free(struct nearest *nearest);

/* An untried choice at a node: whoever came here first, else the lowest; -1 none. */
int nearest_untried(const struct graph *graph, uint32_t node);

/*
 * Find the shortest way from `from` to an untried edge, with that edge. Writes who takes its steps
 * to `schedule` and the states before each of them but the first to `nodes`, at most `capacity` of
 * both. Returns how many steps; 0: there is none near. States behind which nothing can be untried
 * any more are closed.
 */
uint32_t nearest_find(struct nearest *nearest, struct graph *graph, uint32_t from,
		      uint8_t *schedule, uint32_t *nodes, uint32_t capacity);

#endif
