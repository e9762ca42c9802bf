/*
 * One instruction of the program that accesses closed memory (core/guard.h), done.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_SINGLE_H
#define IPCSTAGE_AGENT_HOOKS_SINGLE_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>
#include "agent/core/instruction.h"

#if defined(__x86_64__)

/* It, and what it has been interrupted in. */
struct single {
	ucontext_t *context;
	greg_t *registers;
	uint32_t where;
	struct instruction does;
};

/* Decode the one that a context is at. Returns false when it is not known. */
bool single_find(struct single *single, ucontext_t *context);

/*
 * Have it done, now or as soon as the handler returns. What it stores is there once the thread next
 * comes by (agent_settle()).
 */
void single_do(const struct single *single);

/* The same of one that is not known, which was refused a page. */
void single_do_unknown(ucontext_t *context, uintptr_t address);

/* What it loads from there is `value` while it is done, and afterwards what is there now. */
void single_pretend(void *alias, uint64_t value, unsigned size);

/* Whether one is being done, with the pages open that it needs. */
bool single_is_open(void);

/* It needs another page. Returns whether that was closed. */
bool single_open(uintptr_t address);

/* It is done, or cannot be. */
void single_end(ucontext_t *context);

/* It has failed: as if that had been where it stands. */
void single_put_back(ucontext_t *context);

#endif

#endif
