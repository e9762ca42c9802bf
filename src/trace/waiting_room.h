/*
 * Waiting rooms of a gated run: who waits in a condition or at a barrier, in order of arrival.
 *
 * The processes park, each in front of an operation that can finish only when it is let out
 * (intent.notified). POSIX leaves open which waiter a signal wakes; here it is always the first
 * in the room, so that a schedule means one thing only. A process that has ended keeps its place,
 * as in glibc, where nobody takes it off the list: what it is sent is lost.
 */
#ifndef IPCSTAGE_TRACE_WAITING_ROOM_H
#define IPCSTAGE_TRACE_WAITING_ROOM_H

#include "trace/trace.h"

/* A process enters, behind all others; or goes without having been let out. */
void waiting_room_enter(struct object_entry *object, unsigned actor);
void waiting_room_leave(struct object_entry *object, unsigned actor);

/*
 * Let the first one out who lives in one of these spaces and is not too late: whose time is over
 * wakes of itself. It has no deadline any more. Returns its number, or -1 when there is nobody.
 */
int waiting_room_let_out(struct trace *trace, struct object_entry *object, struct set spaces);

#endif
