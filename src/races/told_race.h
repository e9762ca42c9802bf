/*
 * A data race as it is told: with the names of what it is about, which hold beyond its run.
 */
#ifndef IPCSTAGE_RACES_TOLD_RACE_H
#define IPCSTAGE_RACES_TOLD_RACE_H

#include "model/stage.h"
#include "races/races.h"

enum { TOLD_RACES_MAX = 256, RACE_LINE = 64, RACE_SENTENCE = 4096 };

struct told_access {
	uint32_t where; /* in the program */
	uint32_t size;	/* bytes, in one step */
	uint8_t actor;
	uint8_t operation; /* OP_LOAD, OP_STORE, OP_ATOMIC */
	bool is_atomic;
	uint8_t lock_count;
	bool has_more;			       /* it may have had other locks, too */
	char locks[HELD_MAX][TRACE_NAME + 24]; /* "lock", "rwlock 1 for reading" */
	char line[RACE_LINE]; /* "counter.c:31"; "" unknown, or not looked up yet */
};

struct told_race {
	uint32_t step;		     /* of the second access */
	uint16_t object;	     /* of its run */
	char place[TRACE_NAME + 32]; /* "counter", "forks[0]" */
	struct told_access accesses[2];
};

/* Those of one or many runs. All zero: none. */
struct told_races {
	struct told_race *list;
	size_t count, room;
	bool cut; /* there may be more than these */
};

void told_races_release(struct told_races *told);

/* None are left; room is kept. */
void told_races_clear(struct told_races *told);

/* Put race number `i` of a run into names; `stage` is of the same run, and not before it. */
void race_tell(const struct races *races, size_t i, const struct stage *stage,
	       struct told_race *told);

/* Add one that is none of them yet, if there is room. */
void told_races_add(struct told_races *told, const struct told_race *race);

/* Add all of a run: see race_tell(). */
void told_races_add_run(struct told_races *told, const struct races *races,
			const struct stage *stage);

/* Add all that others have. */
void told_races_join(struct told_races *told, const struct told_races *others);

/*
 * Look up their lines: `place` and `places` as in struct ending, NULL: there are none. Those at the
 * same place in memory and on the same two lines are one: the first of them is left. With `sorted`
 * it is the same, and so is their order, whatever was found first.
 */
void told_races_settle(struct told_races *told,
		       void (*place)(void *places, uint32_t where, char *out, size_t size),
		       void *places, bool sorted);

/*
 * "counter: 1 loads (counter.c:31), 2 stores (counter.c:31); 1 held nothing, 2 held lock". Returns
 * `out` (RACE_SENTENCE bytes).
 */
const char *told_race_say(const struct told_race *race, char *out);

/* Where there is less room: "1 and 2, lines 31 and 31". Returns `out` (RACE_SENTENCE bytes). */
const char *told_race_pair(const struct told_race *race, char *out);

/* "race: counter, 1 and 2, lines 31 and 31"; and "; 1 held nothing, 2 held lock", if one did. The
 * same. */
const char *told_race_narrate(const struct told_race *race, char *out);

#endif
