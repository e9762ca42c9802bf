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

/* What a record says was done. The words are in operation_words[] (record.c), in this order. */
enum operation {
	OP_NONE,

	/* Processes. `value` and `argument` are process numbers unless said otherwise. */
	OP_BEGIN, /* the process's first record; argument: its parent's number */
	OP_FORK,  /* value: the child's number */
	OP_EXEC,  /* text: the program */
	OP_EXIT,  /* value: the exit status */
	OP_DEATH, /* value: the signal that ended it; argument: number + 1 of who sent it, or 0 */
	OP_WAIT,  /* value: the child reaped; argument: the child asked for + 1, 0 for any */
	OP_KILL,  /* argument: the process it is sent to; value: the signal */
	OP_SLEEP, /* argument: nanoseconds */
	OP_CLOCK, /* nobody could move: the virtual clock jumped; value: nanoseconds since start */
	OP_PARK,  /* about to do `value` (an enum operation) on the object; argument: its own */
	OP_PRINT, /* text: what was printed; argument: 1 or 2, the descriptor */

	/* Annotations (ipcstage.h). */
	OP_NAME_PROCESS, /* text: the name */
	OP_NOTE,	 /* text: what the process says of itself, shown in its box */
	OP_NAME, /* text: the object's name; value: its size in bytes or capacity, 0 unknown */
	OP_PART, /* the object is a part of the object `argument` (an object number) */
	OP_SCOPE_OPEN,	/* text: the scope's word, such as "put" */
	OP_SCOPE_CLOSE, /* */
	OP_ITEM_PUT,	/* item `argument` enters the object; value and text: its content */
	OP_ITEM_TAKE,	/* the process takes item `argument` out of the object */
	OP_ITEM_DONE,	/* the process is done with item `argument`; value and text: its result */
	OP_TELL,    /* what has become of a composite, "set", "arrive"; of a value: its type code */
	OP_OUTCOME, /* text: NAME=VALUE, what came out */
	OP_EXPECTED, /* text: NAME=VALUE, what should have */

	/* Shared memory. `argument` is the offset within the named object. */
	OP_MAP,	   /* the object is a shared mapping; size: its length */
	OP_LOAD,   /* value: what was loaded (size <= 8) */
	OP_STORE,  /* value: what was stored (size <= 8) */
	OP_ATOMIC, /* read-modify-write; value: what it left behind; old value in data[0..7] */

	/* Descriptors. `size` is the count asked for; `value` what the call returned. */
	OP_PIPE,       /* value: capacity in bytes */
	OP_SOCKETPAIR, /* two objects: one for each direction; argument: the other one */
	OP_READ,       /* text: the first bytes; argument: the descriptor */
	OP_WRITE,      /* text: the first bytes; argument: the descriptor */
	OP_CLOSE,      /* argument: the descriptor; value: END_READ or END_WRITE or both */
	OP_POLL,       /* value: how many were ready; argument: number of descriptors asked about */
	OP_FCNTL,      /* argument: the command; value: what it returned */

	/* Sockets with addresses. `argument` is the descriptor. */
	OP_BIND,     /* the object is the address */
	OP_LISTEN,   /* value: the backlog */
	OP_CONNECT,  /* to the object; value: what it reads from | what it writes into << 16 */
	OP_ACCEPT,   /* at the object; value: as for OP_CONNECT, seen from the other side */
	OP_SHUTDOWN, /* value: END_READ or END_WRITE or both */
	OP_PEEK,     /* as OP_READ, but what is seen stays there */

	/* Semaphores. `value` is the count left behind. */
	OP_SEM_INIT,	/* also sem_open of a new one */
	OP_SEM_OPEN,	/* sem_open of an existing one */
	OP_SEM_WAIT,	/* sem_wait, sem_timedwait, sem_clockwait; error: ETIMEDOUT when too late */
	OP_SEM_TRYWAIT, /* error: EAGAIN when there was no token */
	OP_SEM_POST,
	OP_SEM_GETVALUE,
	OP_SEM_DESTROY, /* also sem_close, sem_unlink */

	/* Process-shared mutexes. `error` is what the call returned: EOWNERDEAD, EBUSY, … */
	OP_MUTEX_INIT, /* argument: MUTEX_ROBUST | MUTEX_RECURSIVE | MUTEX_ERRORCHECK */
	OP_MUTEX_LOCK, /* also the timed forms */
	OP_MUTEX_TRYLOCK,
	OP_MUTEX_UNLOCK,
	OP_MUTEX_CONSISTENT,
	OP_MUTEX_DESTROY,

	/* Files, beside OP_READ and OP_WRITE; `argument` as record_place() takes it apart. */
	OP_OPEN,     /* argument: the descriptor; value: END_READ, END_WRITE; size: bytes in it, of
			a FIFO the ends */
	OP_SEEK,     /* lseek: to the offset in argument */
	OP_TRUNCATE, /* size: the bytes it has now */
	OP_SYNC,

	/*
	 * Locks of files: flock, fcntl, lockf. `argument`: the file's object in place of the
	 * descriptor, and the first byte; `value`: the bytes, 0 up to any end; `size`: LOCK_….
	 */
	OP_LOCK,
	OP_TRYLOCK, /* error: EAGAIN when somebody had it */
	OP_UNLOCK,

	/*
	 * Condition variables. A wait is two operations: going into the waiting room, which lets
	 * the mutex go, and coming out of it again, which takes it. `argument` of both is the
	 * mutex's object number, 0 when the mutex is private.
	 */
	OP_COND_INIT,
	OP_COND_WAIT,	   /* error: it did not wait, as the mutex could not be let go */
	OP_COND_WAKE,	   /* error: ETIMEDOUT, EOWNERDEAD, … */
	OP_COND_SIGNAL,	   /* value: how many were woken, or COND_UNKNOWN; argument: who + 1 */
	OP_COND_BROADCAST, /* value: as OP_COND_SIGNAL */
	OP_COND_DESTROY,

	/* Barriers. */
	OP_BARRIER_INIT,  /* value: how many parties */
	OP_BARRIER_WAIT,  /* one arrives */
	OP_BARRIER_LEAVE, /* one that had to wait goes on */
	OP_BARRIER_DESTROY,

	/* Read-write locks. `error` is what the call returned: EBUSY, EDEADLK, ETIMEDOUT, … */
	OP_RWLOCK_INIT,
	OP_RWLOCK_READ, /* also the timed forms */
	OP_RWLOCK_TRYREAD,
	OP_RWLOCK_WRITE,
	OP_RWLOCK_TRYWRITE,
	OP_RWLOCK_UNLOCK,
	OP_RWLOCK_DESTROY,

	OP_EVENTFD, /* a new one; argument: the descriptor; value: what it begins with */

	OP_COUNT
};

enum { END_READ = 1, END_WRITE = 2 };
enum { LOCK_SHARED = 1, LOCK_OF_PROCESS = 2, LOCK_BY_CLOSE = 4 };
enum { MUTEX_ROBUST = 1, MUTEX_RECURSIVE = 2, MUTEX_ERRORCHECK = 4 };

/* In a free run the kernel does not say how many a notification woke. */
#define COND_UNKNOWN UINT64_MAX

/* Bits of record.flags. */
enum {
	RECORD_VISIBLE = 1,   /* another process could reach the object: this was a step */
	RECORD_MORE = 2,      /* the text goes on in the next record of this process */
	RECORD_UNSETTLED = 4, /* a store whose value is not read yet */
	RECORD_PRIVATE = 8,   /* the object is this process's own copy */
	RECORD_TIMED = 16,    /* OP_PARK: it waits no longer than a time-out */
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
	uint64_t value;	   /* result; see enum operation */
	uint64_t argument; /* see enum operation */
	uint32_t where;	   /* address of the call in the program's file (link-time); 0 unknown */
	uint32_t size;	   /* bytes the operation is about, 0 none */
	int32_t error;	   /* errno of a call that failed, 0 none */
	uint16_t object;   /* number in the object table, 0 none */
	uint8_t process;   /* number in the process table */
	uint8_t operation; /* enum operation */
	uint8_t flags;	   /* RECORD_… */
	uint8_t text_length;	/* bytes used in text */
	char text[RECORD_TEXT]; /* not terminated; what it is depends on the operation */
};

static_assert(sizeof(struct record) == 64, "a record is one cache line");
static_assert(offsetof(struct record, text) == 42, "no padding before the text");

/* The word for an operation as it is written in traces and in JSON: "load", "sem_wait". */
const char *operation_word(enum operation operation);

/*
 * Fold a record into a run's hash. The hash covers all that the process did and saw and leaves
 * out only time stamps of free runs; two runs of one schedule must agree on it.
 */
uint64_t record_hash(uint64_t hash, const struct record *record);

#endif
