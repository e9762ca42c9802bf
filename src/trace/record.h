/*
 * The record: one line of a run's trace, as it crosses from a demo's process to the viewer.
 *
 * Who did what on which object, with which result. Fixed size, fixed layout, no pointers: the
 * writer may die in the middle of one and the reader must not care.
 */
#ifndef IPCSTAGE_TRACE_RECORD_H
#define IPCSTAGE_TRACE_RECORD_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include "trace/operation.h"

enum { END_READ = 1, END_WRITE = 2 };
enum { LOCK_SHARED = 1, LOCK_OF_PROCESS = 2, LOCK_BY_CLOSE = 4 };
/* MUTEX_UNSHARED: not process-shared, though it lies in shared memory. */
enum { MUTEX_ROBUST = 1, MUTEX_RECURSIVE = 2, MUTEX_ERRORCHECK = 4, MUTEX_UNSHARED = 8 };

/* `size` of a notification: its condition is not process-shared, though in shared memory. */
enum { COND_UNSHARED = 1 };

/* `size` of what is done to a futex: no other process hears of it, though it is in shared memory.
 */
enum { FUTEX_FOR_ALONE = 1 };

/* `argument` of OP_NOTIFY. */
enum notice { NOTICE_WITHDRAWN, NOTICE_WANTED, NOTICE_GIVEN };

/* `value` of OP_ONCE: what becomes of whoever calls. */
enum { ONCE_DONE, ONCE_RUNS, ONCE_WAITS };

/* `size` of OP_GROUP. */
enum group_call {
	GROUP_ASKED,	 /* getpgid, getsid */
	GROUP_MOVED,	 /* setpgid */
	GROUP_LED,	 /* setsid */
	GROUP_SIGNALLED, /* kill, of a group; value: how many are in it */
};

/* In a free run the kernel does not say how many a notification woke. */
#define COND_UNKNOWN UINT64_MAX

/* Bits of record.flags. */
enum {
	RECORD_VISIBLE = 1,   /* another process could reach the object: this was a step */
	RECORD_MORE = 2,      /* the text goes on in the next record of this process */
	RECORD_UNSETTLED = 4, /* a store whose value is not read yet */
	RECORD_PRIVATE = 8,   /* the object is this process's own copy */
	RECORD_TIMED = 16,    /* OP_PARK: it waits no longer than a time-out */
	RECORD_HANDLER = 32,  /* OP_PARK: in a signal handler */
	RECORD_ATOMIC = 64,   /* OP_LOAD, OP_STORE: an atomic one ... */
	RECORD_BARE = 128,    /* ... or of code without memory hooks: it may be one */
};

enum { RECORD_TEXT = 22 };

/* `argument` of a record about a file: the descriptor and the offset of the first byte. */
enum { RECORD_DESCRIPTOR_BITS = 16 };

static inline uint64_t record_place(int descriptor, uint64_t offset)
{
	return offset << RECORD_DESCRIPTOR_BITS | (uint16_t)descriptor;
}

static inline uint64_t record_offset(uint64_t place)
{
	return place >> RECORD_DESCRIPTOR_BITS;
}

struct record {
	uint64_t stamp;	   /* gated: place in the run's one order, from 1; free: time-stamp ticks */
	uint64_t value;	   /* result; see operations.def */
	uint64_t argument; /* see operations.def */
	uint32_t where;	   /* address of the call in the program's file (link-time); 0 unknown */
	uint32_t size;	   /* bytes the operation is about, 0 none */
	int32_t error;	   /* errno of a call that failed, 0 none */
	uint16_t object;   /* number in the object table, 0 none */
	uint8_t actor;	   /* number in the process table */
	uint8_t operation; /* enum operation */
	uint8_t flags;	   /* RECORD_… */
	uint8_t text_length;	/* bytes used in text */
	char text[RECORD_TEXT]; /* not terminated; what it is depends on the operation */
};

static_assert(sizeof(struct record) == 64, "a record is one cache line");
static_assert(offsetof(struct record, text) == 42, "no padding before the text");

/*
 * What a process did, without what it was told besides (the text of OP_PARK): that is another hash
 * wherever the program lies elsewhere in memory.
 */
struct record record_done(const struct record *record);

/*
 * Fold a record into a run's hash. The hash covers all that the process did and saw and leaves
 * out only time stamps of free runs; two runs of one schedule must agree on it.
 *
 * It is in files, as `trace_hash` of `run --json` and in recordings, and so stays what it is: 64
 * bits that tell whether two runs did the same. No key is made of it; see explore/fingerprint.c.
 */
uint64_t record_hash(uint64_t hash, const struct record *record);

#endif
