/*
 * What moves through descriptors: one call, from its gate to its record.
 */
#ifndef IPCSTAGE_AGENT_CALLS_TRANSFERS_H
#define IPCSTAGE_AGENT_CALLS_TRANSFERS_H

#include <sys/types.h>
#include <sys/uio.h>
#include "agent/core/agent.h"

/* Where in a file: where the descriptor stands. */
enum { HERE = -1 };

/* A call that moves something through a descriptor, or takes a connection. */
struct transfer {
	enum operation operation;
	unsigned object;
	int fd;
	off_t at;		  /* where in a file; HERE: where the descriptor stands */
	short events;		  /* of poll(2): what has to be so for it to finish */
	bool at_once;		  /* it does not wait (MSG_DONTWAIT) */
	bool goes_on;		  /* a piece of the call is done already */
	size_t size;		  /* bytes asked for */
	const struct address *to; /* of a message: whom it is for; NULL: whom it is connected to */
	uint32_t where;
	uint64_t argument; /* of its record ... */
	uint8_t flags;	   /* ... and its flags */
	uint64_t stamp;	   /* from agent_stamp(), or 0 */
	bool late;	   /* the socket's own time-out was over first (SO_RCVTIMEO) */
};

/* Pass the gate: the call can finish when the kernel says so. Sets argument, flags and late. */
void agent_pass_transfer(struct transfer *transfer);

/* Write its record; `result` and errno are what the call returned. Keeps errno. */
void agent_write_transfer(const struct transfer *transfer, ssize_t result, const void *bytes);

/* All that read(2) and write(2) do, called at `where`; `at`: where in a file, or HERE. */
ssize_t agent_read_from(int fd, void *buffer, size_t size, off_t at, uint32_t where);
ssize_t agent_write_to(int fd, const void *bytes, size_t size, off_t at, uint32_t where);

/* When a socket has had enough of waiting for these events, on the virtual clock (socket(7)). */
uint64_t agent_own_deadline(int fd, short events);

/* Whether a write that nobody can read ends this process. */
bool agent_dies_of_sigpipe(void);

/* Whether the write that is about to be done will do so. */
bool agent_breaks_pipe(int fd);

/* Whether poll(2) says that these events have come. */
bool agent_is_ready(int fd, short events);

/* The bytes of several pieces of memory; SIZE_MAX: more than there can be. */
static inline size_t agent_total(const struct iovec *pieces, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		if (__builtin_add_overflow(size, pieces[i].iov_len, &size))
			return SIZE_MAX;
	}
	return size;
}

#endif
