/*
 * What the program calls an object is found out by the viewer, from the variables that lead to it:
 * which these are is noted in the object's entry as it is made (trace/labels.h). There is no record
 * of it: who happens to come to an object first is to differ in nothing from who comes later. Where
 * a program says itself what its objects are called nobody asks.
 */
#ifndef IPCSTAGE_AGENT_CORE_CALLED_H
#define IPCSTAGE_AGENT_CORE_CALLED_H

#include <stdint.h>
#include "agent/core/agent.h"

/* It lies there, in memory: the program has a variable, or one that points there. */
void agent_called_at(unsigned object, const volatile void *at, uint32_t size);

/* The call under way returns what it is known by, in `size` bytes. It is asked for once. */
void agent_called_result(unsigned object, uint32_t size);

/* It is one of those in another object, with this index: "semaphores[1]". */
void agent_called_in(unsigned object, unsigned whole, unsigned index);

/* The program that this process is an image of, as it is counted in the trace; LIMIT_IMAGES: it
 * is not. */
uint16_t agent_called_program(void);

#endif
