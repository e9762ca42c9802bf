/*
 * The graph of states: nodes found by their keys, edges in arrays, no pointers.
 *
 * A node has an edge for every process that may take a step there. 64 bytes a state and 8 an edge.
 */
#ifndef IPCSTAGE_EXPLORE_GRAPH_H
#define IPCSTAGE_EXPLORE_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/hash.h"
#include "trace/set.h"

/* No enumerators: they are larger than an int. */
#define GRAPH_NONE    (UINT32_MAX - 1) /* no node: memory is out, or there is none */
#define GRAPH_UNTRIED UINT32_MAX       /* target of an edge that has not been taken */
#define GRAPH_PENDING (UINT32_MAX - 2) /* ... that is being taken for the first time */

struct node {
	struct hash key;
	struct set choices;  /* who may take a step here; nobody: an end, or cut */
	struct hash shared;  /* fingerprint_shared() */
	uint32_t parent;     /* where it was first reached from; itself: the root */
	uint32_t first_edge; /* its edges follow each other, by number of process */
	uint32_t depth;	     /* steps from the root by its parents */
	uint32_t outcome;    /* of an end; GRAPH_NONE: it is none */
	uint32_t walked;     /* by which search for something near it was last come by */
	uint32_t awaits_at;  /* where in the program somebody waits for a time to come ... */
	uint8_t awaits;	     /* ... and for what: enum awaited ... */
	uint8_t awaiter;     /* ... this is who */
	uint8_t via;	     /* who took the step from the parent */
	uint8_t preemptions; /* on the way here, where they are bounded */
	bool closed;	     /* nothing that can be reached from here is untried */
};

struct edge {
	uint32_t target;
	/* Of what was done; only while target is a node. A check, and nobody's identity: who takes
	 * the edge again has to do the same. What differs is overlooked once in 2^31 times. */
	uint32_t hash : 31;
	uint32_t jumps : 1; /* the run's clock did, on the way */
};

struct graph {
	struct node *nodes;
	struct edge *edges;
	uint32_t *index; /* node + 1 by key, 0 free; a power of two */
	uint32_t node_count, node_room;
	uint32_t edge_count, edge_room;
	uint32_t index_room;
};

void graph_init(struct graph *graph);
void graph_release(struct graph *graph);

/* The node with this key, or GRAPH_NONE. */
uint32_t graph_find(const struct graph *graph, struct hash key);

/* Add a node and its untried edges; GRAPH_NONE when memory is out. */
uint32_t graph_add(struct graph *graph, const struct node *node);

/* The edge of a process that has a choice at a node. */
static inline struct edge *graph_edge(const struct graph *graph, uint32_t node, unsigned actor)
{
	const struct node *from = &graph->nodes[node];
	uint32_t before = (uint32_t)set_count_below(from->choices, actor);

	return &graph->edges[from->first_edge + before];
}

/* One past a node's last edge. */
static inline uint32_t graph_edges_end(const struct graph *graph, uint32_t node)
{
	return graph->nodes[node].first_edge + (uint32_t)set_count(graph->nodes[node].choices);
}

/* The schedule to a node by its parents, `depth` steps. */
void graph_path(const struct graph *graph, uint32_t node, uint32_t *nodes, uint8_t *schedule);

#endif
