/* What a queue and a pool have in common: items that are put in, taken out and done. */
#ifndef IPCSTAGE_KINDS_COMPOSITE_STATE_H
#define IPCSTAGE_KINDS_COMPOSITE_STATE_H

#include "model/item.h"
#include "model/stage.h"
#include "model/words.h"

enum { COMPOSITE_ITEMS = 48 }; /* items that are kept one by one */

/* A queue or a pool: what its parts are made of is in the objects that name it as their whole. */
struct composite_state {
	uint32_t capacity;	   /* items, 0 no limit */
	uint32_t put, taken, done; /* items so far */
	uint32_t lost;		   /* pool: items whose worker ended with them in hand */
	struct set takers;	   /* set of processes that ever took one ... */
	struct set putters;	   /* ... and of those that ever put one in */
	uint16_t count;		   /* items[] used */
	uint16_t depth;		   /* items waiting in it now */
	uint16_t most;		   /* that ever waited */
	bool joinable;		   /* queue: items count until they are said to be done */
	/* queue: those waiting, oldest first; pool: all of them, by id */
	struct item items[COMPOSITE_ITEMS];
	uint8_t depths[32]; /* queue: depth after each of the last changes, newest last */
	uint8_t depth_count;
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct composite_state *composite_of(const struct object *object)
{
	return object_state(object, sizeof(struct composite_state));
}

static inline struct composite_state *composite_own(struct object *object)
{
	return object_own(object, sizeof(struct composite_state));
}

/* The item of an object with an id: see kind.h. */
const struct item *composite_item(const struct object *object, uint64_t id);

/* An item by its id, or NULL when it is not kept (any more). */
struct item *composite_find(struct composite_state *composite, uint64_t id);

void composite_insert(struct composite_state *composite, unsigned at, const struct item *item);
void composite_remove(struct composite_state *composite, unsigned at);

/* Count an item in or out, and who has it in hand. */
void composite_put(struct composite_state *composite, const struct record *record);
void composite_take(struct composite_state *composite, struct object *object, struct actor *actor,
		    const struct record *record);
void composite_done(struct composite_state *composite, const struct object *object,
		    struct actor *actor, const struct record *record);

/* How a record shows an item's content: its text, or else its number. */
void composite_content(const struct stage *stage, const struct record *record, char *out,
		       size_t size);

/* A call of the composite: "1 calls put of queue". */
void composite_say_scope(const struct stage *stage, const struct object *object,
			 const struct record *record, struct words *words);

/* Whether this is what an OP_TELL tells. */
bool composite_told(const struct record *record, const char *word);

/* A joinable queue: items that were put in and not said to be done. */
uint32_t composite_unfinished(const struct composite_state *composite);

/* The word of the outermost call of this composite that a process is in, or "". */
const char *composite_word(const struct object *object, const struct actor *actor);

#endif
