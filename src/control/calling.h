/*
 * What a program calls its objects and processes, for the records, OP_CALLED, that say so.
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

enum { CALLING_RECORDS = (TRACE_NAME + RECORD_TEXT - 1) / RECORD_TEXT };

/* Whether there may be something to be said before a record, or in its place if it is OP_CALLED. */
bool calling_has_to_tell(const struct calling *calling, const struct trace *trace,
			 const struct record *record);

/*
 * Say it: up to CALLING_RECORDS into `out`. Returns how many. Reads the program's debug
 * information, the first time that it asks about something; what is not certain has no name.
 */
size_t calling_tell(struct calling *calling, const struct trace *trace, const struct record *record,
		    struct record out[CALLING_RECORDS]);

#endif
