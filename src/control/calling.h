/*
 * What a program calls its objects: OP_CALLED as the agent writes it becomes a record with the name
 * as its text, or none.
 */
#ifndef IPCSTAGE_CONTROL_CALLING_H
#define IPCSTAGE_CONTROL_CALLING_H

#include <stdbool.h>
#include <stddef.h>
#include "trace/trace.h"

struct calling;

struct calling *calling_new(void);
void calling_free(struct calling *calling);

/* A run begins: nothing has a name yet. What has been found out about the program stays known. */
void calling_clear(struct calling *calling);

/* Whether a record is one that calling_name() has to be asked about. */
static inline bool calling_concerns(const struct record *record)
{
	return record->operation == OP_CALLED;
}

/*
 * What it says: the name's length, which is put into `name`; 0: there is none that is certain.
 * Reads the program's debug information, the first time that it asks about something.
 */
size_t calling_name(struct calling *calling, const struct trace *trace, const struct record *record,
		    char name[TRACE_NAME]);

#endif
