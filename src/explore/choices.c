/*
 * For every edge the fewest switches from taking it to a wanted end. They are known at the ends and
 * spread backwards, from a step to those that can come before it, until none can be had for less.
 */
#include "explore/choices.h"

#include <stdlib.h>
#include <string.h>

struct choices {
	const struct graph *graph;
	bool (*is_wanted)(uint32_t outcome, const void *context);
	const void *context;
	uint32_t *switches; /* by edge: after it, up to the end */
};

static bool is_end(const struct choices *choices, uint32_t state)
{
	uint32_t outcome = choices->graph->nodes[state].outcome;

	return outcome != GRAPH_NONE && choices->is_wanted(outcome, choices->context);
}

uint32_t choices_switches_by(const struct choices *choices, uint32_t state, int last,
			     unsigned actor)
{
	const struct edge *edge = graph_edge(choices->graph, state, actor);
	uint32_t after = choices->switches[edge - choices->graph->edges];

	if (after == CHOICES_NEVER)
		return CHOICES_NEVER;
	return after + (last >= 0 && (unsigned)last != actor);
}

uint32_t choices_switches(const struct choices *choices, uint32_t state, int last)
{
	uint32_t fewest = CHOICES_NEVER;

	if (is_end(choices, state))
		return 0;
	for (struct set set = choices_set(choices, state); !set_is_empty(set);
	     set_drop_first(&set)) {
		unsigned actor = (unsigned)set_first(set);
		uint32_t switches = choices_switches_by(choices, state, last, actor);

		if (switches < fewest)
			fewest = switches;
	}
	return fewest;
}

/* Look once more at what the edges of a state lead to; whether one can be had for less. */
static bool improve(struct choices *choices, uint32_t state)
{
	struct set set = choices_set(choices, state);
	uint32_t edge = choices->graph->nodes[state].first_edge;
	bool better = false;

	for (; !set_is_empty(set); set_drop_first(&set), edge++) {
		uint32_t target = choices->graph->edges[edge].target, switches;

		if (target >= GRAPH_PENDING)
			continue;
		switches = choices_switches(choices, target, set_first(set));
		better |= switches < choices->switches[edge];
		choices->switches[edge] = switches;
	}
	return better;
}

/* A state's successors mostly come behind it, so a pass from the last to the first does nearly
 * all; what leads back to an earlier state takes another one. */
static void spread(struct choices *choices)
{
	bool better = true;

	while (better) {
		better = false;
		for (uint32_t state = choices->graph->node_count; state-- > 0;)
			better |= improve(choices, state);
	}
}

struct choices *choices_new(const struct graph *graph,
			    bool (*is_wanted)(uint32_t outcome, const void *context),
			    const void *context)
{
	struct choices *choices = malloc(sizeof(*choices));
	size_t size = (graph->edge_count + 1u) * sizeof(*choices->switches);

	if (!choices)
		return NULL;
	*choices = (struct choices){
		.graph = graph,
		.is_wanted = is_wanted,
		.context = context,
		.switches = malloc(size),
	};
	if (!choices->switches) {
		free(choices);
		return NULL;
	}
	memset(choices->switches, 0xff, size); /* CHOICES_NEVER */
	spread(choices);
	return choices;
}

void choices_free(struct choices *choices)
{
	if (!choices)
		return;
	free(choices->switches);
	free(choices);
}

struct set choices_set(const struct choices *choices, uint32_t state)
{
	return choices->graph->nodes[state].choices;
}

/* The state that a process's step leads to. */
static uint32_t step(const struct choices *choices, uint32_t state, unsigned actor)
{
	uint32_t target;

	if (!set_has(choices_set(choices, state), actor))
		return GRAPH_NONE;
	target = graph_edge(choices->graph, state, actor)->target;
	return target < GRAPH_PENDING ? target : GRAPH_NONE;
}

uint32_t choices_state(const struct choices *choices, const uint8_t *schedule, size_t length)
{
	uint32_t state = choices->graph->node_count ? 0 : GRAPH_NONE;

	for (size_t i = 0; i < length && state != GRAPH_NONE; i++)
		state = step(choices, state, schedule[i]);
	return state;
}

uint32_t choices_lost_at(const struct choices *choices, const uint8_t *schedule, size_t length)
{
	uint32_t state = choices_state(choices, NULL, 0);

	for (uint32_t i = 0; state != GRAPH_NONE; i++) {
		if (choices_switches(choices, state, -1) == CHOICES_NEVER)
			return i;
		if (i == length)
			break;
		state = step(choices, state, schedule[i]);
	}
	return CHOICES_NEVER;
}
