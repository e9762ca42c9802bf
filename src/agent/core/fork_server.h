/*
 * The fork server.
 */
#ifndef IPCSTAGE_AGENT_CORE_FORK_SERVER_H
#define IPCSTAGE_AGENT_CORE_FORK_SERVER_H

/* Serve runs for the viewer; returns in each run's first process. */
void agent_serve(void);

#endif
