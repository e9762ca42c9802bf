/* How records change the stage. */
#ifndef IPCSTAGE_MODEL_FOLD_H
#define IPCSTAGE_MODEL_FOLD_H

#include "model/stage.h"

/* Fold one record into the stage. Never blocks, never fails: what it cannot place it counts. */
void stage_fold(struct stage *stage, const struct record *record);

/*
 * What an object will be that a record is the first to mention; false when the record would not
 * bring it to the stage.
 */
bool stage_preview(const struct stage *stage, const struct record *record,
		   struct object_alone *out);

/*
 * Put an object of a kind behind the others, with its state zeroed and a name that counts within
 * its kind. NULL when there is no room: it is counted.
 */
struct object *stage_make(struct stage *stage, unsigned number, enum object_kind kind);

#endif
