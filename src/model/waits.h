/*
 * The wait-for graph of one moment: who waits for what, and who could end that.
 *
 * A process that waits leads to what it waits for, and from there to the processes that could end
 * the wait, any of which is enough. Verdicts, patterns and the pane of waits are made of this.
 */
#ifndef IPCSTAGE_MODEL_WAITS_H
#define IPCSTAGE_MODEL_WAITS_H

#include "model/stage.h"
#include "model/wait.h"

struct waits {
	unsigned count;
	struct wait waits[LIMIT_ACTORS]; /* by process */
	unsigned circles;
	bool everybody; /* nobody at all can go on, and somebody is alive: a deadlock */
	/* The same, but it is none: those who wait for somebody from outside of the run, for whom
	 * all wait in the end (idle.h). Empty: it is not so. */
	struct set outside;
};

/*
 * Who waits at this moment. `inside`: at the part that is in the way instead of the queue or pool
 * that it belongs to.
 *
 * A circle is a largest set of processes of whom each waits for another, or for itself, and none
 * of whom can be reached by anybody who can still go on.
 */
void waits_find(struct waits *waits, const struct stage *stage, bool inside);

/* The wait of a process, or NULL when it does not wait. */
const struct wait *waits_of(const struct waits *waits, unsigned actor);

/* The set of processes in a circle. */
struct set waits_circle(const struct waits *waits, unsigned circle);

/*
 * A shortest way round a circle, each process waiting for the next and the last for the first:
 * their numbers (LIMIT_ACTORS at most). Returns how many.
 */
unsigned waits_cycle(const struct waits *waits, unsigned circle, uint8_t *cycle);

/* What a parked process waits for, or would if it could not go on; not whether it is stuck. */
struct wait wait_of(const struct stage *stage, const struct actor *actor, bool inside);

#endif
