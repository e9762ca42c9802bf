#include "explore/nearest.h"

#include <stdlib.h>

enum { ROOM = 2048 /* states looked at */ };

/* A state that was come by, breadth first. */
struct seen {
	uint32_t node;
	uint32_t before; /* its place in the list of where it was come by from */
	uint32_t steps;
	uint8_t via; /* who took the step from there */
};

struct nearest {
	uint32_t search; /* number of this one: what node.walked is of states it has come by */
	uint32_t count;
	bool may_be_more; /* something that is not closed was not looked behind */
	struct seen list[ROOM];
};

struct nearest *nearest_new(void)
{
	return calloc(1, sizeof(struct nearest));
}

void nearest_free(struct nearest *nearest)
{
	free(nearest);
}

int nearest_untried(const struct graph *graph, uint32_t number)
{
	const struct node *node = &graph->nodes[number];
	uint32_t edge = node->first_edge;

	if (set_has(node->choices, node->via) &&
	    graph_edge(graph, number, node->via)->target == GRAPH_UNTRIED)
		return node->via;
	for (struct set set = node->choices; !set_is_empty(set); set_drop_first(&set), edge++) {
		if (graph->edges[edge].target == GRAPH_UNTRIED)
			return set_first(set);
	}
	return -1;
}

static void come_by(struct nearest *nearest, struct graph *graph, struct seen seen)
{
	struct node *node = &graph->nodes[seen.node];

	if (node->closed || node->walked == nearest->search)
		return;
	if (nearest->count == ROOM) {
		nearest->may_be_more = true;
		return;
	}
	node->walked = nearest->search;
	nearest->list[nearest->count++] = seen;
}

static void look_behind(struct nearest *nearest, struct graph *graph, uint32_t place)
{
	const struct seen here = nearest->list[place];
	const struct node *node = &graph->nodes[here.node];
	uint32_t edge = node->first_edge;

	for (struct set set = node->choices; !set_is_empty(set); set_drop_first(&set), edge++) {
		uint32_t target = graph->edges[edge].target;

		if (target >= GRAPH_PENDING) /* another worker is on its way */
			nearest->may_be_more = true;
		else
			come_by(nearest, graph,
				(struct seen){target, place, here.steps + 1,
					      (uint8_t)set_first(set)});
	}
}

/* The way to a state that was come by, and one step on from there. */
static uint32_t write_way(const struct nearest *nearest, uint32_t place, int last,
			  uint8_t *schedule, uint32_t *nodes)
{
	uint32_t length = nearest->list[place].steps;

	schedule[length] = (uint8_t)last;
	for (uint32_t i = length; i > 0; i--) {
		nodes[i - 1] = nearest->list[place].node;
		schedule[i - 1] = nearest->list[place].via;
		place = nearest->list[place].before;
	}
	return length + 1;
}

uint32_t nearest_find(struct nearest *nearest, struct graph *graph, uint32_t from,
		      uint8_t *schedule, uint32_t *nodes, uint32_t capacity)
{
	nearest->search++;
	nearest->count = 0;
	nearest->may_be_more = false;
	come_by(nearest, graph, (struct seen){.node = from});
	for (uint32_t place = 0; place < nearest->count; place++) {
		int last = nearest_untried(graph, nearest->list[place].node);

		if (nearest->list[place].steps + 1 > capacity)
			return 0;
		if (last >= 0)
			return write_way(nearest, place, last, schedule, nodes);
		look_behind(nearest, graph, place);
	}
	for (uint32_t i = 0; i < nearest->count && !nearest->may_be_more; i++)
		graph->nodes[nearest->list[i].node].closed = true;
	return 0;
}
