/*
 * The input of a run: what its first process has as its descriptor 0, and all that inherit it.
 */
#ifndef IPCSTAGE_AGENT_CALLS_INPUT_H
#define IPCSTAGE_AGENT_CALLS_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/* Somebody is about to read a descriptor that is no object, or to wait for it: if it is that pipe,
 * it becomes one, whose number is returned; else 0. */
unsigned agent_use_input(int fd, uint32_t where);

/* What is to be typed yet is not there for somebody who does not wait for it. */
void agent_note_hasty(uint32_t where);

/* Whether an object is what is typed in. */
bool agent_is_typed(unsigned object);

#endif
