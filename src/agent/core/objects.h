/*
 * What is said of objects, wherever they are: names.
 */
#ifndef IPCSTAGE_AGENT_CORE_OBJECTS_H
#define IPCSTAGE_AGENT_CORE_OBJECTS_H

#include <stddef.h>
#include "agent/core/agent.h"

/* Name an object, with a record; of object 0 nothing is said. */
void agent_name_object(unsigned object, const char *name, uint32_t where);

/* Say once more what it is called: what it is has become known. */
void agent_repeat_name(unsigned object, uint32_t where);

/*
 * A named semaphore or queue was made: it is removed with the run. `folder` is where its name lies:
 * one that is too long for the object's is kept as a path.
 */
void agent_note_outer_name(unsigned object, const char *folder, const char *name);

/* The name has been removed: no object of this kind is known by it outside of the run any more. */
void agent_note_unlinked(enum object_kind kind, const char *name);

/* A path has been bound, a FIFO made: it is removed with the run. */
void agent_note_path(const char *path, size_t capacity);

/*
 * RECORD_PRIVATE of a thing of which each process has a copy of its own, else 0. In the process
 * that the run began with it is what its threads share, once it has any.
 */
static inline uint8_t agent_copy_flag(unsigned object)
{
	uint8_t owner = agent_object(object)->owner_space;

	return owner && !(agent.threaded && owner == 1) ? RECORD_PRIVATE : 0;
}

#endif
