/*
 * What searches have found, whether or not it is counted: ways to end, each with a way there.
 */
#ifndef IPCSTAGE_EXPLORE_FOUND_H
#define IPCSTAGE_EXPLORE_FOUND_H

#include "explore/count.h"
#include "explore/outcome.h"

struct finding {
	struct outcome outcome;
	struct witness witness; /* its .no_return is not known: UINT32_MAX */
};

/* Begins as zeros; released by found_release(). */
struct found {
	struct finding *list;
	uint32_t count, capacity;
};

/*
 * Note that a run ends so; of several ways there the one with fewer switches is kept, then the
 * shorter one. What is noted is copied. Returns false when memory is out.
 */
bool found_note(struct found *found, const struct outcome *outcome, const struct witness *witness);

/* Note all that another one has. Returns false when memory is out. */
bool found_note_all(struct found *found, const struct found *other);

void found_release(struct found *found);

#endif
