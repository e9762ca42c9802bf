/* What others ask of a shared value: patterns and verdicts. */
#ifndef IPCSTAGE_KINDS_VALUE_STATE_H
#define IPCSTAGE_KINDS_VALUE_STATE_H

#include "model/stage.h"
#include "model/words.h"

enum { VALUE_CELLS = 32 }; /* numbers of an array that are kept */

struct value_state {
	uint64_t content;	    /* as it is in memory */
	bool known;		    /* it was stored or loaded at least once */
	bool elsewhere;		    /* it lies in the kernel or the C library: it has no content */
	uint8_t writer;		    /* number + 1 of who stored it, 0 nobody yet */
	uint32_t version;	    /* stores so far */
	uint32_t kept;		    /* of them, those that the content builds on */
	uint32_t lost;		    /* of them, those that were wiped out: version - kept */
	uint32_t first_lost_step;   /* step of the store that wiped out the first, 0 none */
	uint64_t first_lost_loaded; /* what that store had been computed from */
	uint8_t first_lost_by;	    /* number + 1 of who stored then ... */
	uint8_t first_lost_of;	    /* ... and of whose store was wiped out */
	uint8_t bytes;		    /* size of the accesses, 1, 2, 4 or 8; 0 unknown */
	bool atomic;		    /* updated by a read-modify-write at least once */
	uint32_t loaded_version[LIMIT_ACTORS]; /* version + 1 each process loaded last, 0 none */
	uint32_t loaded_kept[LIMIT_ACTORS];    /* and how many updates that one built on */
	uint64_t old;			       /* content before the last store */
	uint16_t page;	      /* private: which page of memory it lies in, from 1; 0 unknown */
	char type;	      /* type code: 'i' 'd' 'f' 'c' 'b' 'B'; 0 unknown */
	uint16_t length;      /* numbers of that type, 0 unknown */
	uint16_t touched;     /* index + 1 of the one used last, 0 none; array */
	uint32_t cells_known; /* set of those that were used; array */
	uint64_t cells[VALUE_CELLS];
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct value_state *value_of(const struct object *object)
{
	return object_state(object, sizeof(struct value_state));
}

static inline struct value_state *value_own(struct object *object)
{
	return object_own(object, sizeof(struct value_state));
}

/* The pattern of whoever holds a value that is, or is about to be, out of date: see kind.h. */
void value_say_pattern(const struct stage *stage, const struct object *object, struct words *words);

/* A process has taken in the whole value, or put another in its place. */
void value_load(struct stage *stage, struct object *object, unsigned actor, uint64_t content);
void value_store(struct stage *stage, struct object *object, unsigned actor, uint64_t content);

/* Say whose updates a store that is about to happen wipes out: ", wiping out 1's 4". */
void value_say_lost(const struct object *object, unsigned actor, struct words *words);

/* Whether a process holds a version that others have stored over since. */
bool value_stale(const struct object *object, unsigned actor);

/* What is in memory as a signed number of so many bytes; 0 bytes: unknown, taken as 8. */
int64_t value_signed(uint64_t content, unsigned bytes);
void value_say_content(uint64_t content, unsigned bytes, struct words *words);

/* A number of this value, as its type says if that is known. */
void value_say(const struct value_state *value, uint64_t content, struct words *words);

/*
 * The number that a record has moved in or out: as the type of the value says, where that is known
 * and it is one such number. `value` may be NULL.
 */
void value_say_moved(const struct value_state *value, const struct record *record,
		     struct words *words);

/* "counter", or "results[3]" when only a part of it is accessed. */
void value_say_place(const struct object *object, uint64_t offset, uint32_t size,
		     struct words *words);

/* Whether it is several numbers of one type. */
bool value_is_array(const struct value_state *value);

#endif
