/*
 * Going round: the states that can recur for ever although nobody is kept waiting.
 *
 * A process that asks again and again while another one could go is only unlucky. A livelock is
 * where everybody who could go does, and all of it leads back to where it began. While somebody
 * waits for a time that does not come, as the run's clock stands, it is none: without us it would
 * come.
 */
#ifndef IPCSTAGE_EXPLORE_ROUNDS_H
#define IPCSTAGE_EXPLORE_ROUNDS_H

#include <stdbool.h>
#include <stdint.h>
#include "explore/graph.h"

/* Begins as zeros; released by rounds_release(). */
struct rounds {
	const struct graph *graph; /* borrowed */
	uint32_t *component;	   /* by node: 0 it lies on no round; else alike for all it can */
				   /* go round with */
	struct set *movers;	   /* by component: who goes in it */
	uint32_t count;		   /* of components, 0 among them */
};

/* Find them in a graph without untried edges. Returns false when memory is out. */
bool rounds_init(struct rounds *rounds, const struct graph *graph);
void rounds_release(struct rounds *rounds);

/*
 * A node that lies on a round in which the run's clock stands still while somebody waits for a time
 * to come (node.awaits), for a sleep's if there is one; GRAPH_NONE where there is no such round.
 * 0 when memory is out.
 */
uint32_t rounds_standing(const struct graph *graph);

/*
 * A shortest way from a node that lies on a round back to it, on which all go that go round there.
 * The caller frees *schedule. Returns its length, 0 when memory is out.
 */
uint32_t rounds_find(const struct rounds *rounds, uint32_t node, uint8_t **schedule);

/* Whether in any state somebody waits for a time to come while others may go on. */
bool rounds_await_time(const struct graph *graph);

#endif
