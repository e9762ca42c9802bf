/* Why a run ended as it did: the sentences of the verdicts that need more than one line. */
#ifndef IPCSTAGE_MODEL_EXPLAIN_H
#define IPCSTAGE_MODEL_EXPLAIN_H

#include "model/ending.h"
#include "model/stage.h"
#include "model/words.h"

/* Whether a process was killed by a signal that nobody of the run sent. */
bool explain_crashed(const struct stage *stage, const struct actor *actor);
void explain_crash(const struct stage *stage, const struct actor *actor,
		   const struct ending *ending, struct words *words);

/* Who waits for what, and what never comes. */
void explain_deadlock(const struct stage *stage, const struct ending *ending, struct words *words);

/* Who of those that are left waits for what; `outside` wait for somebody from outside the run. */
void explain_idle(const struct stage *stage, struct set outside, struct words *words);

/* How far it has come, what was reported so far, and what those that are left are at. */
void explain_stopped(const struct stage *stage, struct words *words);

/* What is known to have gone wrong when `report` differs; nothing when nothing is known. */
void explain_difference(const struct stage *stage, const struct report *report,
			const struct ending *ending, struct words *words);

#endif
