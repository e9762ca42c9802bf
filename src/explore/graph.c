#include "explore/graph.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

void graph_init(struct graph *graph)
{
	*graph = (struct graph){0};
}

void graph_release(struct graph *graph)
{
	free(graph->nodes);
	free(graph->edges);
	free(graph->index);
	graph_init(graph);
}

/* Where a key is, or where it would be: its bits are as good as random. */
static uint32_t *slot(const struct graph *graph, struct hash key)
{
	uint32_t mask = graph->index_room - 1;

	for (uint32_t at = (uint32_t)key.low & mask;; at = (at + 1) & mask) {
		uint32_t *entry = &graph->index[at];

		if (*entry == 0 || hash_equals(graph->nodes[*entry - 1].key, key))
			return entry;
	}
}

uint32_t graph_find(const struct graph *graph, struct hash key)
{
	uint32_t entry = graph->index_room ? *slot(graph, key) : 0;

	return entry ? entry - 1 : GRAPH_NONE;
}

static bool widen_index(struct graph *graph)
{
	uint32_t capacity = graph->index_room ? 2 * graph->index_room : 2 * FIRST_ROOM;
	uint32_t *index = calloc(capacity, sizeof(*index));

	if (!index)
		return false;
	free(graph->index);
	graph->index = index;
	graph->index_room = capacity;
	for (uint32_t i = 0; i < graph->node_count; i++)
		*slot(graph, graph->nodes[i].key) = i + 1;
	return true;
}

/* Room for `more` of what is `size` bytes each. */
static bool widen(void **array, uint32_t *capacity, uint32_t count, uint32_t more, size_t size)
{
	uint64_t wanted = *capacity ? *capacity : FIRST_ROOM;
	void *wider;

	while (wanted < (uint64_t)count + more)
		wanted += wanted / 2;
	if (wanted == *capacity)
		return true;
	if (wanted >= GRAPH_PENDING)
		return false;
	wider = realloc(*array, wanted * size);
	if (!wider)
		return false;
	*array = wider;
	*capacity = (uint32_t)wanted;
	return true;
}

uint32_t graph_add(struct graph *graph, const struct node *node)
{
	uint32_t edges = (uint32_t)set_count(node->choices);
	uint32_t number = graph->node_count;
	void *node_array = graph->nodes, *edge_array = graph->edges;

	if (!widen(&node_array, &graph->node_room, number, 1, sizeof(struct node)))
		return GRAPH_NONE;
	graph->nodes = node_array;
	if (!widen(&edge_array, &graph->edge_room, graph->edge_count, edges, sizeof(struct edge)))
		return GRAPH_NONE;
	graph->edges = edge_array;
	if (number >= graph->index_room / 2 && !widen_index(graph))
		return GRAPH_NONE;
	graph->nodes[number] = *node;
	graph->nodes[number].first_edge = graph->edge_count;
	for (uint32_t i = 0; i < edges; i++)
		graph->edges[graph->edge_count++] = (struct edge){.target = GRAPH_UNTRIED};
	*slot(graph, node->key) = number + 1;
	graph->node_count++;
	return number;
}

void graph_path(const struct graph *graph, uint32_t node, uint32_t *nodes, uint8_t *schedule)
{
	uint32_t depth = graph->nodes[node].depth;

	nodes[depth] = node;
	while (depth-- > 0) {
		schedule[depth] = graph->nodes[node].via;
		node = graph->nodes[node].parent;
		nodes[depth] = node;
	}
}
