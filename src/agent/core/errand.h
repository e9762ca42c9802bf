/*
 * What a process was forked for: the function that is called for it, if that is all it does.
 */
#ifndef IPCSTAGE_AGENT_CORE_ERRAND_H
#define IPCSTAGE_AGENT_CORE_ERRAND_H

#include <stdint.h>

/* A process is about to be forked, by the functions that are under way. */
void agent_note_forking(void);

/* This process has been forked. */
void agent_begin_errand(void);

/*
 * It is about to do something that can be seen. Where that is within such a function a record,
 * OP_CALLED, says so. To be called while agent_own.errand is not 0.
 */
void agent_look_for_errand(void);

/* A thread does this function, and so it is called. */
void agent_called_thread(uintptr_t function);

#endif
