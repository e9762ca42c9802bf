/* A pipe and one direction of a socket pair have all of this in common. */
#ifndef IPCSTAGE_KINDS_PIPE_STATE_H
#define IPCSTAGE_KINDS_PIPE_STATE_H

#include "model/item.h"
#include "model/stage.h"
#include "model/waits.h"
#include "model/words.h"

enum { PIPE_ITEMS = 24 }; /* messages that are kept one by one */

/* A pipe, or one direction of a socket pair. */
struct pipe_state {
	uint32_t bytes; /* in it now */
	uint32_t capacity;
	bool has_name;		     /* it has been opened by it: a FIFO, a message queue */
	uint32_t written, read;	     /* writes and reads so far that moved something */
	uint16_t count;		     /* items[] used: the oldest PIPE_ITEMS messages in it */
	struct set readers, writers; /* sets of processes with that end open, as far as seen */
	struct set apart; /* set of processes with a message under way that another cut into */
	uint32_t rest[LIMIT_ACTORS]; /* bytes of its message that each has still to write */
	uint8_t cutter;		     /* number + 1 of who last came between */
	uint32_t torn;		     /* messages whose pieces were written or read apart */
	uint32_t torn_step;	     /* step of the last one, 0 none */
	uint32_t first_torn_step;
	uint8_t first_torn_of;	       /* number + 1 of whose message it was ... */
	uint8_t first_torn_by;	       /* ... and of who came between */
	bool first_torn_read;	       /* it was torn by two readers */
	struct item items[PIPE_ITEMS]; /* oldest first */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct pipe_state *pipe_of(const struct object *object)
{
	return object_state(object, sizeof(struct pipe_state));
}

static inline struct pipe_state *pipe_own(struct object *object)
{
	return object_own(object, sizeof(struct pipe_state));
}

void pipe_fold(struct stage *stage, struct object *object, const struct record *record);
void pipe_leave(struct object *object, const struct actor *actor);
void pipe_inherit(struct object *object, unsigned parent, unsigned child);
bool pipe_wait(const struct stage *stage, const struct object *object, const struct actor *actor,
	       struct wait *wait);
void pipe_say_pattern(const struct stage *stage, const struct object *object, struct words *words);
void pipe_say_damage(const struct object *object, bool free_run, struct words *words);
void pipe_say(const struct stage *stage, const struct object *object, const struct record *record,
	      struct words *words);

/* Keep a message that came, and has been counted, as the last of items[]; the caller sees to room.
 */
void pipe_keep(const struct stage *stage, struct pipe_state *pipe, const struct record *record,
	       bool torn);
/* Forget items[at], which has gone. */
void pipe_drop(struct pipe_state *pipe, unsigned at);

/* What a call moved, and what a read takes that is no single whole message. */
uint32_t pipe_moved(const struct record *record);
void pipe_say_content(const struct stage *stage, const struct record *record, struct words *words);
/* Whether a read takes only what the next message begins with: its length. */
bool pipe_takes_length(const struct pipe_state *pipe, const struct record *record);
void pipe_say_pieces(const struct pipe_state *pipe, const struct record *record,
		     struct words *words);
void pipe_say_next(const struct stage *stage, const struct object *object,
		   const struct actor *actor, struct words *words);
void pipe_say_wait(const struct stage *stage, const struct object *object,
		   const struct actor *actor, struct words *words);

#endif
