/*
 * The ledger of blind spots: what a run did that was not seen.
 *
 * Whoever looks away says so here, so that nothing is claimed of it: with an entry in the ledger
 * nobody says "every interleaving". What is private to a process is written down here, too, but
 * takes nothing back: it is part of the process's state. The same from the same place is one entry.
 * What each means in words is in unseen.def.
 */
#ifndef IPCSTAGE_TRACE_LEDGER_H
#define IPCSTAGE_TRACE_LEDGER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "trace/limits.h"

enum unseen {
#define UNSEEN(name, what, advice) UNSEEN_##name,
#include "trace/unseen.def"
#undef UNSEEN
	UNSEEN_COUNT
};

struct blind_spot {
	uint64_t detail; /* number of a system call; else 0 */
	uint32_t where;	 /* address of the call, as in a record; 0 unknown */
	uint32_t step;	 /* the last one before it */
	uint8_t what;	 /* enum unseen */
	uint8_t actor;
};

struct ledger {
	_Atomic uint32_t count; /* spots[] taken */
	struct blind_spot spots[LIMIT_BLIND_SPOTS];
};

/* Add an entry, unless it is there. In a full ledger the last entry says that there is more. */
void ledger_note(struct ledger *ledger, const struct blind_spot *spot);

/* How many entries there are; safe from a program that has written over them. */
unsigned ledger_count(const struct ledger *ledger);

/* Whether there is an entry of this kind in it. */
bool ledger_has(const struct ledger *ledger, enum unseen what);

/* Whether there is an entry that takes back what would be claimed. */
bool ledger_is_blind(const struct ledger *ledger);

/* Add what is in `from`. */
void ledger_merge(struct ledger *into, const struct ledger *from);

void ledger_clear(struct ledger *ledger);

#endif
