/*
 * Regular files: which object one is, and what the agent keeps of it.
 */
#ifndef IPCSTAGE_KINDS_FILE_CALLS_H
#define IPCSTAGE_KINDS_FILE_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/object.h"

/* What the kernel knows a regular file by; false when it is none, or one of ours. */
bool agent_file_key(int fd, enum object_key kind, uint64_t key[2]);

/* The regular file behind a descriptor, if it is an object; the same, made one. 0: it is none. */
unsigned agent_file(int fd);
unsigned agent_new_file(int fd);

/* What it holds may be another thing now: for the key of the state. */
void agent_note_content(unsigned object, int fd);

/* Where a descriptor stands in its file. */
uint64_t agent_offset(int fd);

#endif
