/*
 * What is peculiar to what lies behind descriptors, by kind: one row for each, in its own file;
 * fd_kinds.c lists them.
 */
#ifndef IPCSTAGE_AGENT_CALLS_FD_KINDS_H
#define IPCSTAGE_AGENT_CALLS_FD_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct record;
struct transfer;

/* Every slot may be NULL; flags are false. */
struct fd_kind {
	bool kept;	 /* which object it is has to be remembered beside it: agent.files */
	bool never_asks; /* a transfer always finishes: the kernel need not be asked */
	bool timed;	 /* it may have a time-out of its own: SO_RCVTIMEO, SO_SNDTIMEO */
	bool no_bytes;	 /* nothing can be read or written through it */

	/* The object behind a descriptor; `key` says which inode it is. 0: none is to be shown. */
	unsigned (*find)(int fd, const uint64_t key[2]);

	/* The same when there is none yet and it is about to be written. */
	unsigned (*make)(int fd);

	/* What the kernel says of it hangs on the run's clock: make it say so, it is about to be
	 * asked. */
	void (*refresh)(int fd, unsigned object);

	/* Whether a transfer could go on now; NULL: poll(2) says so. */
	bool (*ready)(const struct transfer *transfer);

	/* Where a transfer at `at` (HERE: where the descriptor stands) is made: record_place(). */
	uint64_t (*place)(int fd, off_t at);

	/* What read(2) does once it has passed the gate; NULL: the real call. */
	ssize_t (*receive)(const struct transfer *transfer, void *buffer, size_t size);

	/* What goes into the record of what was read; NULL: its first bytes. */
	void (*tell)(struct record *record, const void *bytes, ssize_t result);

	/* Whether what was read tells of an end that was not just waited for. */
	bool (*tells_end)(const struct transfer *transfer, const void *bytes, ssize_t result);

	/* All that write(2) does, with the flags of send(2); NULL: one step and the real call. */
	ssize_t (*send)(struct transfer *transfer, const void *bytes, int flags);

	/* It has been written: what it holds is another thing now. Of what has this slot, whatever
	 * is read counts for the key of the reader, too. */
	void (*written)(unsigned object, int fd);

	/* A descriptor is about to be closed. */
	void (*forget)(int fd, unsigned object);

	/* What this process holds of the object that a close may give back, as bits; that it has
	 * given some of them back. Of what has them, it is this that others notice of a close. */
	unsigned (*held)(unsigned object);
	void (*given_back)(unsigned object, unsigned held, uint32_t where);

	/* This process has closed the last descriptor of it. */
	void (*left)(unsigned object);
};

/* Never NULL: of a kind that has no row, one without anything in it. */
const struct fd_kind *fd_kind(unsigned kind);

/* The row of an object's kind. */
const struct fd_kind *fd_kind_of(unsigned object);

#endif
