/* What others ask of a shared value: patterns and verdicts. */
#ifndef IPCSTAGE_MODEL_VALUE_H
#define IPCSTAGE_MODEL_VALUE_H

#include "model/stage.h"
#include "model/words.h"

/* Whether a process holds a version that others have stored over since. */
bool value_stale(const struct object *object, unsigned process);

/* What is in memory as a signed number of so many bytes; 0 bytes: unknown, taken as 8. */
int64_t value_signed(uint64_t content, unsigned bytes);
void value_say_content(uint64_t content, unsigned bytes, struct words *words);

#endif
