/*
 * A run told record by record: what each did, in words, while the stage goes along.
 */
#ifndef IPCSTAGE_RUN_TELL_H
#define IPCSTAGE_RUN_TELL_H

#include <stddef.h>
#include "model/stage.h"

enum { TELL_SENTENCE = 512 /* bytes that are enough for one */ };

/*
 * Say what a record did, of one that parks what its process is about to do; then fold it. `stage`
 * is as it was before, and moves on. Returns the sentence's length; 0: there is nothing to say.
 */
int tell_record(struct stage *stage, const struct record *record, char *out, size_t size);

#endif
