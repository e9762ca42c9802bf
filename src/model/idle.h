/*
 * Idle: nobody can go on, and that is as it should be, since a server waits for its next client.
 *
 * Who waits where those come from outside of the run (a port, a path) is idle. Who waits at
 * something with a name (a FIFO, a message queue), or for a signal, is so if nobody who is left in
 * the run could end that; unless several wait like that, in different places: then it may well be
 * for each other. And whoever waits for one of the idle inside of the program, for its end or for
 * something to do, is idle with it. Who waits at the other end of a connection is not: it is a
 * client that is not answered.
 */
#ifndef IPCSTAGE_MODEL_IDLE_H
#define IPCSTAGE_MODEL_IDLE_H

#include "model/stage.h"
#include "model/wait.h"

/* Of waits of which nobody goes on, one of each process: the set of those who wait for somebody
 * from outside; empty: it is a deadlock. */
struct set idle_find(const struct stage *stage, const struct wait *waits, unsigned count);

#endif
