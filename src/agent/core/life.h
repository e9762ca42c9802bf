/*
 * The beginning and the end of a process of the run.
 */
#ifndef IPCSTAGE_AGENT_CORE_LIFE_H
#define IPCSTAGE_AGENT_CORE_LIFE_H

#include "agent/core/agent.h"

/* This process is number `self` of the run; called first thing in each. */
void agent_begin(unsigned self);

/* The same in another program image of a process that is in the run already. */
void agent_come_back(unsigned self);

/* This process ends: records, hands over for the last time. The caller then really ends. */
void agent_end(enum operation operation, uint64_t value, uint32_t where);

/* A child died of a signal, or ended past libc, and could not say so itself. */
void agent_note_death(unsigned child, int signal);
void agent_note_exit(unsigned child, int status);

#endif
