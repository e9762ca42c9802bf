/* What a queue and a pool have in common: items that are put in, taken out and done. */
#ifndef IPCSTAGE_KINDS_COMPOSITE_STATE_H
#define IPCSTAGE_KINDS_COMPOSITE_STATE_H

#include "model/stage.h"
#include "model/words.h"

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
