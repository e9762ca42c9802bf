/*
 * A demo with chosen values: what the command line or the parameter screen changes, and the
 * argument vector that its program is started with.
 */
#ifndef IPCSTAGE_DEMO_ARGUMENTS_H
#define IPCSTAGE_DEMO_ARGUMENTS_H

#include "base/error.h"
#include "demo/demo.h"

struct choice {
	const struct demo *demo;      /* borrowed */
	unsigned scenario;	      /* which is run; 0 where the demo has none */
	bool scenario_chosen;	      /* by the person */
	long values[DEMO_PARAMETERS]; /* by parameter */
	bool chosen[DEMO_PARAMETERS]; /* by parameter: its value was set by the person */
	bool toggled[DEMO_TOGGLES];   /* by toggle */
};

/* Everything at its default. */
void choice_init(struct choice *choice, const struct demo *demo);

/*
 * Run this scenario; toggles that are not for it are taken back. Returns 0, or -1 with *error: the
 * names there are.
 */
int choice_scenario(struct choice *choice, const char *name, struct error *error);

/*
 * Set a parameter from "NAME=VALUE". Returns 0, or -1 with *error: the names and bounds there are.
 */
int choice_set(struct choice *choice, const char *assignment, struct error *error);

/*
 * Switch a toggle over: on, or off again. Returns 0, or -1 with *error: the names there are, or
 * the scenarios that it is for.
 *
 * Where the person has chosen no scenario it is the first one that all toggles which are on are
 * for.
 *
 * What the toggles that are on set for parameters holds as long as they are on, the later toggle
 * of the demo file winning; a parameter that choice_set() has set, before or after, is left alone.
 */
int choice_toggle(struct choice *choice, const char *name, struct error *error);

/*
 * argv for the program: its path, --scenario=NAME where it has scenarios, --NAME=VALUE for every
 * parameter, --NAME for every toggle that is on, NULL. One block, the caller frees it; NULL when
 * memory is out.
 */
char **choice_arguments(const struct choice *choice, const char *program);

#endif
