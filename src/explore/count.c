#include "explore/count.h"

#include <stdlib.h>
#include <string.h>
#include "explore/rounds.h"

void amount_add(struct amount *amount, const struct amount *more)
{
	amount->too_large |= more->too_large;
	amount->endless |= more->endless;
	amount->too_large |= __builtin_add_overflow(amount->count, more->count, &amount->count);
}

const char *amount_text(const struct amount *amount, char *out)
{
	char *at = out + AMOUNT_TEXT - 1;
	count_t left = amount->count;

	if (amount->endless)
		return strcpy(out, "endless");
	if (amount->too_large)
		return strcpy(out, "more than 2^128");
	*at = '\0';
	do {
		*--at = (char)('0' + (int)(left % 10));
		left /= 10;
	} while (left);
	return at;
}

/* --- edges ----------------------------------------------------------------------------------- */

static uint32_t edges_end(const struct graph *graph, uint32_t node)
{
	const struct node *from = &graph->nodes[node];

	return from->first_edge + (uint32_t)set_count(from->choices);
}

static bool taken(const struct graph *graph, uint32_t edge)
{
	return graph->edges[edge].target < GRAPH_PENDING;
}

/* The node that an edge leaves. */
static uint32_t edge_from(const struct graph *graph, uint32_t edge)
{
	uint32_t low = 0, high = graph->node_count;

	/* The last node whose first edge is not behind it; nodes without edges come before it. */
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (graph->nodes[middle].first_edge <= edge)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Whose step an edge is. */
static unsigned edge_actor(const struct graph *graph, uint32_t node, uint32_t edge)
{
	struct set set = graph->nodes[node].choices;

	for (uint32_t i = graph->nodes[node].first_edge; i < edge; i++)
		set_drop_first(&set);
	return (unsigned)set_first(set);
}

/* --- counting paths -------------------------------------------------------------------------- */

/* Edges into each node; the caller frees it. */
static uint32_t *count_entries(const struct graph *graph)
{
	uint32_t *entries = calloc(graph->node_count + 1u, sizeof(*entries));

	for (uint32_t edge = 0; entries && edge < graph->edge_count; edge++) {
		if (taken(graph, edge))
			entries[graph->edges[edge].target]++;
	}
	return entries;
}

static void count_end(struct counting *counting, uint32_t node, const struct amount *paths)
{
	uint32_t outcome = counting->graph->nodes[node].outcome;

	if (outcome == GRAPH_NONE)
		return;
	amount_add(&counting->amounts[outcome], paths);
	amount_add(&counting->all, paths);
}

/* Ways from the root to every node, each after all that lead to it. What is never reached so lies
 * on a cycle or behind one. */
static bool count_paths(struct counting *counting)
{
	const struct graph *graph = counting->graph;
	const struct amount endless = {.endless = true};
	struct amount *paths = calloc(graph->node_count, sizeof(*paths));
	uint32_t *entries = count_entries(graph);
	uint32_t *order = calloc(graph->node_count, sizeof(*order));
	uint32_t count = 0;
	bool done = paths && entries && order;

	if (done && graph->node_count && entries[0] == 0) {
		paths[0].count = 1;
		order[count++] = 0;
	}
	for (uint32_t i = 0; done && i < count; i++) {
		uint32_t node = order[i];

		for (uint32_t e = graph->nodes[node].first_edge; e < edges_end(graph, node); e++) {
			if (!taken(graph, e))
				continue;
			amount_add(&paths[graph->edges[e].target], &paths[node]);
			if (--entries[graph->edges[e].target] == 0)
				order[count++] = graph->edges[e].target;
		}
		entries[node] = UINT32_MAX;
		count_end(counting, node, &paths[node]);
	}
	counting->is_cyclic = done && count < graph->node_count;
	for (uint32_t node = 0; counting->is_cyclic && node < graph->node_count; node++) {
		if (entries[node] != UINT32_MAX)
			count_end(counting, node, &endless);
	}
	free(paths);
	free(entries);
	free(order);
	return done;
}

/* --- what can still be reached ---------------------------------------------------------------- */

enum { REACHES_END = 1, REACHES_GOOD = 2, GOES_ROUND = 4 };

struct backward {
	uint32_t *first; /* by node: its edges in into[] */
	uint32_t *into;	 /* nodes that lead to it */
	uint32_t *queue;
};

static bool turn_round(struct backward *backward, const struct graph *graph)
{
	uint32_t *at = count_entries(graph);
	uint32_t sum = 0;

	*backward = (struct backward){
		.first = calloc(graph->node_count + 1u, sizeof(uint32_t)),
		.into = calloc(graph->edge_count + 1u, sizeof(uint32_t)),
		.queue = calloc(graph->node_count + 1u, sizeof(uint32_t)),
	};
	if (!at || !backward->first || !backward->into || !backward->queue) {
		free(at);
		return false;
	}
	for (uint32_t node = 0; node < graph->node_count; node++) {
		backward->first[node] = sum;
		sum += at[node];
		at[node] = backward->first[node];
	}
	backward->first[graph->node_count] = sum;
	for (uint32_t node = 0; node < graph->node_count; node++) {
		for (uint32_t e = graph->nodes[node].first_edge; e < edges_end(graph, node); e++) {
			if (taken(graph, e))
				backward->into[at[graph->edges[e].target]++] = node;
		}
	}
	free(at);
	return true;
}

static void backward_release(struct backward *backward)
{
	free(backward->first);
	free(backward->into);
	free(backward->queue);
}

/* Mark with `mark` all from which a node in the queue can be reached. */
static void spread(const struct backward *backward, uint32_t count, uint8_t *marks, uint8_t mark)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t node = backward->queue[i];

		for (uint32_t e = backward->first[node]; e < backward->first[node + 1]; e++) {
			uint32_t before = backward->into[e];

			if (marks[before] & mark)
				continue;
			marks[before] |= mark;
			backward->queue[count++] = before;
		}
	}
}

static uint8_t *mark_reaching(const struct graph *graph,
			      bool (*is_good)(uint32_t outcome, const void *context),
			      const void *context)
{
	uint8_t *marks = calloc(graph->node_count + 1u, 1);
	struct backward backward = {0};

	if (!marks || !turn_round(&backward, graph)) {
		backward_release(&backward);
		free(marks);
		return NULL;
	}
	for (uint8_t mark = REACHES_END; mark <= REACHES_GOOD; mark++) {
		uint32_t count = 0;

		for (uint32_t node = 0; node < graph->node_count; node++) {
			uint32_t outcome = graph->nodes[node].outcome;

			if (outcome == GRAPH_NONE ||
			    (mark == REACHES_GOOD && !is_good(outcome, context)))
				continue;
			marks[node] |= mark;
			backward.queue[count++] = node;
		}
		spread(&backward, count, marks, mark);
	}
	backward_release(&backward);
	return marks;
}

/* --- the fewest switches --------------------------------------------------------------------- */

/*
 * Cost of a way: switches, then steps. The last edge of a way is what it is known by. Of two that
 * cost the same the one comes first whose way but for the last step did, or whose last step is of
 * the lower process: so the numbers of nodes, which come by chance, do not matter.
 */
struct path {
	uint64_t cost;
	uint64_t order; /* which one the way but for the last step was, and the last step's process
			 */
	uint32_t edge;
};

enum { SWITCH_SHIFT = 32 };

struct paths {
	const struct graph *graph;
	uint64_t *costs;  /* by edge, UINT64_MAX unknown */
	uint32_t *before; /* the edge taken before it; UINT32_MAX none */
	struct path *heap;
	size_t count, capacity;
	uint64_t popped; /* so far */
};

static bool comes_before(const struct path *a, const struct path *b)
{
	return a->cost != b->cost ? a->cost < b->cost : a->order < b->order;
}

static bool push(struct paths *paths, struct path path)
{
	size_t at = paths->count++;

	if (paths->count > paths->capacity) {
		size_t capacity = paths->capacity ? 2 * paths->capacity : 1024;
		struct path *heap = realloc(paths->heap, capacity * sizeof(*heap));

		if (!heap)
			return false;
		paths->heap = heap;
		paths->capacity = capacity;
	}
	for (; at && comes_before(&path, &paths->heap[(at - 1) / 2]); at = (at - 1) / 2)
		paths->heap[at] = paths->heap[(at - 1) / 2];
	paths->heap[at] = path;
	return true;
}

static struct path pop(struct paths *paths)
{
	struct path top = paths->heap[0], last = paths->heap[--paths->count];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < paths->count) {
		if (child + 1 < paths->count &&
		    comes_before(&paths->heap[child + 1], &paths->heap[child]))
			child++;
		if (!comes_before(&paths->heap[child], &last))
			break;
		paths->heap[at] = paths->heap[child];
		at = child;
	}
	paths->heap[at] = last;
	paths->popped++;
	return top;
}

/* Go on from a node that was reached by `edge` (UINT32_MAX: the root). */
static bool extend(struct paths *paths, uint32_t node, uint32_t edge, int last)
{
	const struct graph *graph = paths->graph;
	struct set set = graph->nodes[node].choices;

	for (uint32_t e = graph->nodes[node].first_edge; !set_is_empty(set);
	     e++, set_drop_first(&set)) {
		int actor = set_first(set);
		uint64_t cost = edge == UINT32_MAX ? 0 : paths->costs[edge];

		cost += 1 + ((uint64_t)(last >= 0 && last != actor) << SWITCH_SHIFT);
		if (!taken(graph, e) || cost >= paths->costs[e])
			continue;
		paths->costs[e] = cost;
		paths->before[e] = edge;
		if (!push(paths, (struct path){cost, paths->popped << 8 | (unsigned)actor, e}))
			return false;
	}
	return true;
}

/* The way that ends with an edge, as a schedule; and where on it the last good hope is lost. */
static bool write_witness(const struct paths *paths, uint32_t edge, const uint8_t *marks,
			  struct witness *witness)
{
	const struct graph *graph = paths->graph;
	uint32_t length = (uint32_t)paths->costs[edge];

	witness->schedule = malloc(length + 1u);
	if (!witness->schedule)
		return false;
	witness->length = length;
	witness->switches = (uint32_t)(paths->costs[edge] >> SWITCH_SHIFT);
	witness->no_return = UINT32_MAX;
	for (; edge != UINT32_MAX; edge = paths->before[edge]) {
		uint32_t from = edge_from(graph, edge);

		witness->schedule[--length] = (uint8_t)edge_actor(graph, from, edge);
		if (!(marks[graph->edges[edge].target] & REACHES_GOOD))
			witness->no_return = length + 1;
	}
	if (!(marks[0] & REACHES_GOOD))
		witness->no_return = 0;
	return true;
}

/* The group that a node is an example of, UINT32_MAX none. */
static uint32_t group_of(const struct counting *counting, uint32_t node, const uint8_t *marks)
{
	uint32_t outcome = counting->graph->nodes[node].outcome;

	if (outcome != GRAPH_NONE)
		return outcome;
	return marks[node] & GOES_ROUND ? counting->groups - 1 : UINT32_MAX;
}

static uint32_t count_switches(const struct witness *witness)
{
	uint32_t switches = 0;

	for (uint32_t i = 1; i < witness->length; i++)
		switches += witness->schedule[i] != witness->schedule[i - 1];
	return switches;
}

/* The way to a state that recurs goes on once round it. */
static bool go_round(const struct rounds *rounds, uint32_t node, struct witness *witness)
{
	uint8_t *round, *schedule;
	uint32_t length = rounds_find(rounds, node, &round);

	schedule = length ? realloc(witness->schedule, witness->length + length) : NULL;
	if (schedule) {
		memcpy(schedule + witness->length, round, length);
		witness->schedule = schedule;
		witness->length += length;
		witness->round = length;
		witness->switches = count_switches(witness);
	}
	free(round);
	return schedule;
}

/* An end that is reached without a step. */
static bool stay_at_root(struct counting *counting, const struct rounds *rounds,
			 const uint8_t *marks)
{
	uint32_t group = group_of(counting, 0, marks);
	struct witness *witness = &counting->witnesses[group];

	if (group == UINT32_MAX)
		return true;
	witness->schedule = malloc(1);
	witness->no_return = marks[0] & REACHES_GOOD ? UINT32_MAX : 0;
	return witness->schedule && (!(marks[0] & GOES_ROUND) || go_round(rounds, 0, witness));
}

/* The way that ends with an edge is the first, and so the cheapest, to `node`'s group. */
static bool take_witness(struct counting *counting, const struct paths *paths,
			 const struct rounds *rounds, const uint8_t *marks, uint32_t edge)
{
	uint32_t node = paths->graph->edges[edge].target;
	uint32_t group = group_of(counting, node, marks);

	if (group == UINT32_MAX || counting->witnesses[group].schedule)
		return true;
	return write_witness(paths, edge, marks, &counting->witnesses[group]) &&
	       (!(marks[node] & GOES_ROUND) || go_round(rounds, node, &counting->witnesses[group]));
}

/* All ways from the root, the cheapest first, until every group has its example. */
static bool find_witnesses(struct counting *counting, struct paths *paths,
			   const struct rounds *rounds, const uint8_t *marks)
{
	bool done = stay_at_root(counting, rounds, marks) && extend(paths, 0, UINT32_MAX, -1);

	while (done && paths->count) {
		struct path path = pop(paths);
		uint32_t from = edge_from(paths->graph, path.edge);

		if (path.cost > paths->costs[path.edge])
			continue; /* a better one has been found since */
		done = take_witness(counting, paths, rounds, marks, path.edge) &&
		       extend(paths, paths->graph->edges[path.edge].target, path.edge,
			      (int)edge_actor(paths->graph, from, path.edge));
	}
	return done;
}

static bool find_ways(struct counting *counting, const struct rounds *rounds, const uint8_t *marks)
{
	const struct graph *graph = counting->graph;
	struct paths paths = {
		.graph = graph,
		.costs = malloc((graph->edge_count + 1u) * sizeof(*paths.costs)),
		.before = malloc((graph->edge_count + 1u) * sizeof(*paths.before)),
	};
	bool done = paths.costs && paths.before;

	if (done) {
		memset(paths.costs, 0xff, graph->edge_count * sizeof(*paths.costs));
		done = find_witnesses(counting, &paths, rounds, marks);
	}
	free(paths.costs);
	free(paths.before);
	free(paths.heap);
	return done;
}

/* --- going round ------------------------------------------------------------------------------ */

/* Mark the states of livelocks: those from which no end can be reached, if there are any. */
static void mark_rounds(struct counting *counting, const struct rounds *rounds, uint8_t *marks)
{
	uint32_t nodes = counting->graph->node_count;

	for (uint32_t node = 0; node < nodes; node++) {
		if (!rounds->component[node])
			continue;
		counting->has_livelock = true;
		counting->is_trap |= !(marks[node] & REACHES_END);
	}
	for (uint32_t node = 0; node < nodes; node++) {
		if (rounds->component[node] && !(counting->is_trap && (marks[node] & REACHES_END)))
			marks[node] |= GOES_ROUND;
	}
}

/* --- all of it ------------------------------------------------------------------------------- */

static bool count_all(struct counting *counting, bool whole, uint8_t *marks)
{
	struct rounds rounds = {0};
	bool done = count_paths(counting);

	if (done && whole && counting->is_cyclic) {
		done = rounds_init(&rounds, counting->graph);
		if (done)
			mark_rounds(counting, &rounds, marks);
	}
	if (done && counting->graph->node_count)
		done = find_ways(counting, &rounds, marks);
	rounds_release(&rounds);
	return done;
}

bool counting_init(struct counting *counting, const struct graph *graph, uint32_t outcomes,
		   bool whole, bool (*is_good)(uint32_t outcome, const void *context),
		   const void *context)
{
	uint8_t *marks = mark_reaching(graph, is_good, context);
	bool done;

	*counting = (struct counting){
		.graph = graph,
		.groups = outcomes + 1,
		.amounts = calloc(outcomes + 1u, sizeof(struct amount)),
		.witnesses = calloc(outcomes + 1u, sizeof(struct witness)),
	};
	done = marks && counting->amounts && counting->witnesses &&
	       count_all(counting, whole, marks);
	free(marks);
	if (!done) {
		counting_release(counting);
		return false;
	}
	if (counting->has_livelock)
		counting->amounts[outcomes].endless = counting->all.endless = true;
	return true;
}

void counting_release(struct counting *counting)
{
	for (uint32_t i = 0; counting->witnesses && i < counting->groups; i++)
		free(counting->witnesses[i].schedule);
	free(counting->witnesses);
	free(counting->amounts);
	*counting = (struct counting){0};
}
