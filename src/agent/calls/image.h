/*
 * Programs that a process may become: whether the agent will be in them.
 */
#ifndef IPCSTAGE_AGENT_CALLS_IMAGE_H
#define IPCSTAGE_AGENT_CALLS_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

/* A program is to run that is called at `where`: if no loader will load the agent, say so. */
void agent_note_image(const char *program, bool by_path, uint32_t where);

#endif
