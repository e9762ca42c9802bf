/*
 * What the viewer and the fork server say to each other: one byte a message, over a socket.
 */
#ifndef IPCSTAGE_TRACE_PROTOCOL_H
#define IPCSTAGE_TRACE_PROTOCOL_H

/* A copy of a server has these of its own: segment, eventfd, socket, console. */
enum { SERVER_DESCRIPTORS = 4 };

enum server_message {
	SERVER_READY = 'r',	  /* to the viewer, once: the agent is in the program, or copied */
	SERVER_WATCHED = 'w',	  /* before that, with a descriptor: seccomp(2)'s listener */
	SERVER_RUN = 'R',	  /* to the server: clear, then begin a run as the segment says */
	SERVER_CLEAR = 'C',	  /* to the server: kill and reap what is left of the run ... */
	SERVER_CLEARED = 'c',	  /* ... done */
	SERVER_CLONE = 'D',	  /* to the server, with descriptors: make a copy of yourself */
	SERVER_NO_FORK = 'n',	  /* to the viewer: the run could not be begun */
	SERVER_OTHER_BUILD = 'o', /* to the viewer, once: the segment is not as we know it */
};

#endif
