/*
 * What the choices at a state lead to: whether ends of a certain kind can still be reached by each,
 * and with how many switches more.
 *
 * Asked of a graph that is complete; what has not been tried counts as leading nowhere.
 */
#ifndef IPCSTAGE_EXPLORE_CHOICES_H
#define IPCSTAGE_EXPLORE_CHOICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "explore/graph.h"

#define CHOICES_NEVER UINT32_MAX /* it cannot be reached */

struct choices;

/*
 * The ends that are looked for are those whose outcome `is_wanted` says. `graph` is borrowed.
 * Returns NULL when memory is out. choices_free() gives it back (NULL allowed).
 */
struct choices *choices_new(const struct graph *graph,
			    bool (*is_wanted)(uint32_t outcome, const void *context),
			    const void *context);
void choices_free(struct choices *choices);

/* The state after a schedule's first `length` steps; GRAPH_NONE when it leads to none. */
uint32_t choices_state(const struct choices *choices, const uint8_t *schedule, size_t length);

/* Who may take a step there: a set. */
struct set choices_set(const struct choices *choices, uint32_t state);

/*
 * The fewest switches on the way from a state to a wanted end, CHOICES_NEVER when there is no way.
 * `last` took the step before (-1: nobody yet): another one's going on is a switch, too.
 */
uint32_t choices_switches(const struct choices *choices, uint32_t state, int last);

/* The same when `process`, one of the set, takes the next step. */
uint32_t choices_switches_by(const struct choices *choices, uint32_t state, int last,
			     unsigned actor);

/*
 * The first step of a schedule after which no wanted end can be reached: 0 from the start,
 * CHOICES_NEVER as long as it can be.
 */
uint32_t choices_lost_at(const struct choices *choices, const uint8_t *schedule, size_t length);

#endif
