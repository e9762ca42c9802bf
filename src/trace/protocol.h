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
	SERVER_RUN = 'R',	  /* to the server, with its input: clear, then begin a run as the
				   * segment says */
	SERVER_CLEAR = 'C',	  /* to the server: kill and reap what is left of the run ... */
	SERVER_CLEARED = 'c',	  /* ... done */
	SERVER_CLONE = 'D',	  /* to the server, with descriptors: make a copy of yourself */
	SERVER_NO_FORK = 'n',	  /* to the viewer: the run could not be begun */
	SERVER_OTHER_BUILD = 'o', /* to the viewer, once: the segment is not as we know it */
};

/* Say a byte, with `count` descriptors, at most SERVER_DESCRIPTORS. Returns 0, or -1 with errno. */
int protocol_send(int socket, char what, const int *fds, unsigned count);

/*
 * Hear the next byte, and the descriptors that came with it, `count` at most, which are the
 * caller's from here on; -1 each of those that did not come. `flags` as in recvmsg(2), which says
 * whether it blocks. Returns 1, 0 when the other end is closed, or -1 with errno.
 */
int protocol_receive(int socket, int flags, char *what, int *fds, unsigned count);

#endif
