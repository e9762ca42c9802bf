/* A pipe and one direction of a socket pair have all of this in common. */
#ifndef IPCSTAGE_KINDS_PIPE_STATE_H
#define IPCSTAGE_KINDS_PIPE_STATE_H

#include "model/stage.h"
#include "model/waits.h"
#include "model/words.h"

void pipe_fold(struct stage *stage, struct object *object, const struct record *record);
void pipe_leave(struct object *object, const struct actor *actor);
void pipe_inherit(struct object *object, unsigned parent, unsigned child);
bool pipe_wait(const struct stage *stage, const struct object *object, const struct actor *actor,
	       struct wait *wait);
void pipe_say(const struct stage *stage, const struct object *object, const struct record *record,
	      struct words *words);

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
