/*
 * What comes before what in a run, as its records tell: which operations let somebody know of what
 * was done before, and who takes it in.
 */
#ifndef IPCSTAGE_RACES_ORDER_H
#define IPCSTAGE_RACES_ORDER_H

#include <stdbool.h>
#include <stdint.h>
#include "races/clocks.h"
#include "races/held.h"
#include "trace/record.h"
#include "trace/set.h"

/* What was left at an object. */
struct order_object {
	clocks_place left;	   /* by whoever let go of it, or put something in */
	clocks_place readers;	   /* by those who had it for reading */
	clocks_place taken;	   /* channel: by those who took something out, or made it larger */
	clocks_place over;	   /* barrier: by all who had arrived when the last one did */
	uint32_t parties, arrived; /* barrier: of `parties`, 0 unknown */
	bool tells_signals;	   /* a signalfd */
};

struct order {
	struct clocks clocks;
	struct held held;
	struct set begun;	       /* actors that have been told what comes before them */
	uint8_t spaces[LIMIT_ACTORS];  /* the first actor of the process that each belongs to */
	struct set over[LIMIT_ACTORS]; /* those whose end each has waited for */
	clocks_place ended;	       /* left by all who have ended */
	clocks_place once;	       /* left by whoever has run what is run once */
	clocks_place sent;	       /* left by all who have done anything to a channel */
	clocks_place grouped;	       /* left by all who have changed groups of processes */
	clocks_place named;	       /* left by all who have changed what a name stands for */
	unsigned objects;	       /* those with a lower number are known of */
	struct order_object of[LIMIT_OBJECTS];
};

/* From zeroed memory. */
void order_clear(struct order *order);
void order_release(struct order *order);

/* Fold a record in; its actor and its object are within their limits. */
void order_fold(struct order *order, const struct record *record);

/* Whether anybody else is there, as far as an actor knows: whose end it has not waited for. */
bool order_has_company(const struct order *order, unsigned actor);

#endif
