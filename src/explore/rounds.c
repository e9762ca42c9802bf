#include "explore/rounds.h"

#include <stdlib.h>
#include <string.h>
#include "trace/baton.h"

/* --- components ------------------------------------------------------------------------------- */

/*
 * Tarjan's strongly connected components, with a stack of our own: graphs are deep. Nodes that
 * have been put aside do not count.
 */
struct scan {
	const struct graph *graph;
	const bool *aside;   /* NULL: none */
	bool is_standing;    /* edges on which the run's clock jumps do not count */
	uint32_t *component; /* the result, from 1; 0: put aside */
	uint32_t count;	     /* of components so far */
	uint32_t *order;     /* by node: when it was come by, from 1; 0 not yet */
	uint32_t *low;	     /* ... and the earliest that can be reached from it */
	uint32_t *open;	     /* nodes whose component is not known yet, a stack ... */
	uint32_t open_count;
	bool *is_open;
	uint32_t *path; /* ... and those that lead to the current one ... */
	uint32_t *next; /* ... each with the edge to follow next */
	uint32_t depth, clock;
};

static void enter(struct scan *scan, uint32_t node)
{
	scan->order[node] = scan->low[node] = ++scan->clock;
	scan->open[scan->open_count++] = node;
	scan->is_open[node] = true;
	scan->path[scan->depth] = node;
	scan->next[scan->depth++] = scan->graph->nodes[node].first_edge;
}

static void lower(struct scan *scan, uint32_t node, uint32_t to)
{
	if (to < scan->low[node])
		scan->low[node] = to;
}

/* The uppermost node has no edges left: it may be the first of its component. */
static void leave(struct scan *scan)
{
	uint32_t node = scan->path[--scan->depth], member;

	if (scan->depth)
		lower(scan, scan->path[scan->depth - 1], scan->low[node]);
	if (scan->low[node] != scan->order[node])
		return;
	scan->count++;
	do {
		member = scan->open[--scan->open_count];
		scan->is_open[member] = false;
		scan->component[member] = scan->count;
	} while (member != node);
}

static bool is_aside(const struct scan *scan, uint32_t node)
{
	return scan->aside && scan->aside[node];
}

static bool counts(const struct scan *scan, const struct edge *edge)
{
	return edge->target < GRAPH_PENDING && !is_aside(scan, edge->target) &&
	       !(scan->is_standing && edge->jumps);
}

static void follow(struct scan *scan, uint32_t root)
{
	enter(scan, root);
	while (scan->depth) {
		uint32_t node = scan->path[scan->depth - 1];
		uint32_t number = scan->next[scan->depth - 1]++, target;

		if (number == graph_edges_end(scan->graph, node)) {
			leave(scan);
			continue;
		}
		target = scan->graph->edges[number].target;
		if (!counts(scan, &scan->graph->edges[number]))
			continue;
		if (!scan->order[target])
			enter(scan, target);
		else if (scan->is_open[target])
			lower(scan, node, scan->order[target]);
	}
}

/* Returns how many components there are; UINT32_MAX when memory is out. */
static uint32_t find_components(const struct graph *graph, const bool *aside, bool is_standing,
				uint32_t *component)
{
	size_t nodes = graph->node_count + 1u;
	struct scan scan = {.graph = graph,
			    .aside = aside,
			    .is_standing = is_standing,
			    .component = component,
			    .order = calloc(nodes, sizeof(uint32_t)),
			    .low = calloc(nodes, sizeof(uint32_t)),
			    .open = calloc(nodes, sizeof(uint32_t)),
			    .is_open = calloc(nodes, sizeof(bool)),
			    .path = calloc(nodes, sizeof(uint32_t)),
			    .next = calloc(nodes, sizeof(uint32_t))};
	bool done = scan.order && scan.low && scan.open && scan.is_open && scan.path && scan.next;

	memset(component, 0, nodes * sizeof(*component));
	for (uint32_t node = 0; done && node < graph->node_count; node++) {
		if (!is_aside(&scan, node) && !scan.order[node])
			follow(&scan, node);
	}
	free(scan.order);
	free(scan.low);
	free(scan.open);
	free(scan.is_open);
	free(scan.path);
	free(scan.next);
	return done ? scan.count : UINT32_MAX;
}

/* --- where time does not pass ----------------------------------------------------------------- */

bool rounds_await_time(const struct graph *graph)
{
	for (uint32_t node = 0; node < graph->node_count; node++) {
		if (graph->nodes[node].awaits != AWAITED_NOTHING)
			return true;
	}
	return false;
}

/* Whether the clock can stand still on a way from a node back to it. */
static bool can_come_back(const struct graph *graph, const uint32_t *component, uint32_t node)
{
	for (uint32_t i = graph->nodes[node].first_edge; i < graph_edges_end(graph, node); i++) {
		const struct edge *edge = &graph->edges[i];

		if (edge->target < GRAPH_PENDING && !edge->jumps &&
		    component[edge->target] == component[node])
			return true;
	}
	return false;
}

/*
 * Mark the nodes from which the clock can stand still on a round while somebody waits for a time to
 * come. `component` is overwritten. Returns false when memory is out.
 */
static bool mark_standing(const struct graph *graph, uint32_t *component, bool *marks)
{
	if (!rounds_await_time(graph))
		return true;
	if (find_components(graph, NULL, true, component) == UINT32_MAX)
		return false;
	for (uint32_t node = 0; node < graph->node_count; node++)
		marks[node] = graph->nodes[node].awaits != AWAITED_NOTHING &&
			      can_come_back(graph, component, node);
	return true;
}

static uint32_t first_standing(const struct graph *graph, const bool *marks)
{
	uint32_t found = GRAPH_NONE;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		if (marks[node] && graph->nodes[node].awaits == AWAITED_SLEEP)
			return node;
		if (marks[node] && found == GRAPH_NONE)
			found = node;
	}
	return found;
}

uint32_t rounds_standing(const struct graph *graph)
{
	size_t nodes = graph->node_count + 1u;
	uint32_t *component = malloc(nodes * sizeof(*component)), found = 0;
	bool *marks = calloc(nodes, sizeof(*marks));

	if (component && marks && mark_standing(graph, component, marks))
		found = first_standing(graph, marks);
	free(component);
	free(marks);
	return found;
}

/* --- where nobody is kept waiting ------------------------------------------------------------- */

/* Who takes steps that stay within the component. */
static void find_movers(struct rounds *rounds)
{
	const struct graph *graph = rounds->graph;

	memset(rounds->movers, 0, rounds->count * sizeof(*rounds->movers));
	for (uint32_t node = 0; node < graph->node_count; node++) {
		uint32_t component = rounds->component[node];
		struct set choices = graph->nodes[node].choices;

		for (uint32_t e = graph->nodes[node].first_edge; !set_is_empty(choices);
		     e++, set_drop_first(&choices)) {
			uint32_t target = graph->edges[e].target;

			if (target < GRAPH_PENDING && component &&
			    rounds->component[target] == component)
				set_add(&rounds->movers[component], (unsigned)set_first(choices));
		}
	}
}

/*
 * Put aside what is on no round, and where somebody could go who never does in that component;
 * whether there was any.
 */
static bool put_aside(struct rounds *rounds, bool *aside)
{
	bool changed = false;

	for (uint32_t node = 0; node < rounds->graph->node_count; node++) {
		struct set movers = rounds->movers[rounds->component[node]];

		if (aside[node] || (!set_is_empty(movers) &&
				    set_is_in(rounds->graph->nodes[node].choices, movers)))
			continue;
		aside[node] = changed = true;
	}
	return changed;
}

bool rounds_init(struct rounds *rounds, const struct graph *graph)
{
	size_t nodes = graph->node_count + 1u;
	bool *aside = calloc(nodes, sizeof(*aside));
	uint32_t count;

	*rounds = (struct rounds){.graph = graph,
				  .component = calloc(nodes, sizeof(uint32_t)),
				  .movers = calloc(nodes, sizeof(struct set))};
	if (!aside || !rounds->component || !rounds->movers ||
	    !mark_standing(graph, rounds->component, aside))
		goto out_of_memory;
	do {
		count = find_components(graph, aside, false, rounds->component);
		if (count == UINT32_MAX)
			goto out_of_memory;
		rounds->count = count + 1;
		find_movers(rounds);
	} while (put_aside(rounds, aside));
	free(aside);
	return true;

out_of_memory:
	free(aside);
	rounds_release(rounds);
	return false;
}

void rounds_release(struct rounds *rounds)
{
	free(rounds->component);
	free(rounds->movers);
	*rounds = (struct rounds){0};
}

/* --- a shortest one --------------------------------------------------------------------------- */

/* So many states at most; where there would be more, not everybody has to be in the round. */
enum { STATES_MOST = 1 << 22 };

/*
 * A breadth-first search over (node, who has gone so far): it is over where the first node comes
 * up again and all have gone.
 */
struct walk {
	const struct rounds *rounds;
	uint32_t *place;  /* by node: its number in the component */
	uint32_t *node;	  /* by place */
	uint32_t *before; /* by state: from which it was reached, UINT32_MAX not yet */
	uint8_t *via;	  /* ... by whose step */
	uint32_t *queue;
	uint32_t count; /* states in the queue */
	uint32_t all;	/* everybody has gone */
	unsigned bits;	/* of `all` */
	uint32_t places;
};

/* A state is a place and who has gone, as bits. */
static uint32_t state_of(const struct walk *walk, uint32_t place, uint32_t gone)
{
	return place << walk->bits | gone;
}

static uint32_t bit_of(const struct walk *walk, struct set movers, unsigned actor)
{
	unsigned number = (unsigned)set_count_below(movers, actor);

	return number < walk->bits ? UINT32_C(1) << number : 0;
}

/* Take every step from a state; whether one of them closes the round: it has been added last. */
static bool take_steps(struct walk *walk, uint32_t state, uint32_t component)
{
	const struct graph *graph = walk->rounds->graph;
	uint32_t node = walk->node[state >> walk->bits];
	struct set choices = graph->nodes[node].choices;

	for (uint32_t e = graph->nodes[node].first_edge; !set_is_empty(choices);
	     e++, set_drop_first(&choices)) {
		uint32_t target = graph->edges[e].target, next;
		unsigned actor = (unsigned)set_first(choices);

		if (target >= GRAPH_PENDING || walk->rounds->component[target] != component)
			continue;
		next = state_of(walk, walk->place[target],
				(state & walk->all) |
					bit_of(walk, walk->rounds->movers[component], actor));
		if (walk->before[next] != UINT32_MAX)
			continue;
		walk->before[next] = state;
		walk->via[next] = (uint8_t)actor;
		walk->queue[walk->count++] = next;
		if (next == walk->all) /* place 0, and everybody has gone */
			return true;
	}
	return false;
}

/* The steps to the state that closes the round, backwards to the beginning: place 0, nobody gone.
 */
static uint32_t write_steps(const struct walk *walk, uint8_t **schedule)
{
	uint32_t length = 0, at = walk->all;

	do {
		length++;
		at = walk->before[at];
	} while (at != 0);
	*schedule = malloc(length);
	for (uint32_t i = length, state = walk->all; *schedule && i > 0;
	     state = walk->before[state])
		(*schedule)[--i] = walk->via[state];
	return *schedule ? length : 0;
}

static uint32_t walk_round(struct walk *walk, uint32_t component, uint8_t **schedule)
{
	walk->queue[walk->count++] = 0;
	for (uint32_t i = 0; i < walk->count; i++) {
		if (take_steps(walk, walk->queue[i], component))
			return write_steps(walk, schedule);
	}
	return 0; /* never: a component is left by nobody who goes round in it */
}

/* Number the nodes of a component, `first` as 0. */
static void number_places(struct walk *walk, uint32_t first, uint32_t component)
{
	walk->node[walk->places++] = first;
	for (uint32_t node = 0; node < walk->rounds->graph->node_count; node++) {
		if (walk->rounds->component[node] != component || node == first)
			continue;
		walk->place[node] = walk->places;
		walk->node[walk->places++] = node;
	}
}

/* Everybody who goes round, as far as there is room. */
static void choose_bits(struct walk *walk, struct set movers)
{
	walk->bits = (unsigned)set_count(movers);
	while (walk->bits && (walk->bits > 20 || walk->places << walk->bits > STATES_MOST))
		walk->bits--;
	walk->all = (UINT32_C(1) << walk->bits) - 1;
}

uint32_t rounds_find(const struct rounds *rounds, uint32_t node, uint8_t **schedule)
{
	uint32_t component = rounds->component[node];
	size_t nodes = rounds->graph->node_count + 1u, states;
	struct walk walk = {.rounds = rounds,
			    .place = calloc(nodes, sizeof(uint32_t)),
			    .node = calloc(nodes, sizeof(uint32_t))};
	uint32_t length = 0;

	*schedule = NULL;
	if (walk.place && walk.node) {
		number_places(&walk, node, component);
		choose_bits(&walk, rounds->movers[component]);
		states = (size_t)walk.places << walk.bits;
		walk.before = malloc(states * sizeof(uint32_t));
		walk.via = malloc(states);
		walk.queue = malloc(states * sizeof(uint32_t));
		if (walk.before && walk.via && walk.queue) {
			memset(walk.before, 0xff, states * sizeof(uint32_t));
			length = walk_round(&walk, component, schedule);
		}
	}
	free(walk.place);
	free(walk.node);
	free(walk.before);
	free(walk.via);
	free(walk.queue);
	return length;
}
