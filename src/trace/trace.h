/*
 * The trace segment: everything that crosses the process boundary, in one shared memfd.
 *
 *   header | process table | object table | schedule | a ring of records per process
 *
 * The viewer creates it, the demo's processes inherit it. Plain structs and C11 atomics; numbers
 * and offsets, never pointers, so that it may be mapped anywhere. In a gated run exactly one
 * process runs at a time and only that one writes here (see baton.h); in a free run everybody
 * writes to a ring of his own and objects are created under trace->object_lock.
 */
#ifndef IPCSTAGE_TRACE_TRACE_H
#define IPCSTAGE_TRACE_TRACE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "trace/kind.h"
#include "trace/record.h"

enum {
	TRACE_MAGIC = 0x33637069, /* "ipc3"; another one when what the segment holds changes */
	TRACE_PROCESSES = 64,	  /* so that a set of processes fits in a uint64_t */
	TRACE_OBJECTS = 1024,	  /* number 0 stands for "no object" */
	TRACE_RING = 16384,	  /* records; a power of two */
	TRACE_SCHEDULE = 65536,	  /* steps handed over in advance */
	TRACE_PIDS = 256,	  /* places */
	TRACE_NAME = 32,	  /* bytes of a name with its NUL */
	TRACE_PATHS = 16,	  /* files of sockets and FIFOs that a run makes */
	TRACE_PATH = 256,	  /* bytes of such a path with its NUL */
};

/* What the viewer asks for: one per run. */
enum run_mode { RUN_GATED, RUN_FREE };

/* Why the baton came back to the viewer. */
enum stop_reason {
	STOP_NONE,	  /* the run is under way */
	STOP_DECIDE,	  /* somebody has to say who takes the next step */
	STOP_DEADLOCK,	  /* nobody is enabled and somebody is alive */
	STOP_END,	  /* everybody has ended */
	STOP_CANNOT_MOVE, /* the schedule names a process that is not enabled */
	STOP_RING_FULL,	  /* a ring must be emptied before its writer can go on */
	STOP_DISAGREE,	  /* the kernel did not let a granted operation finish */
};

enum process_state {
	PROCESS_NONE,	 /* the entry is not used */
	PROCESS_RUNNING, /* holds the baton, or (a forking parent) waits for a newborn child */
	PROCESS_PARKED,	 /* at a gate, with its intent in the entry */
	PROCESS_ENDED,
};

/* What a parked process is about to do. */
struct intent {
	uint64_t argument;    /* as in the record that will follow */
	uint64_t deadline_ns; /* of the virtual clock; UINT64_MAX none */
	uint32_t size;	      /* bytes asked for */
	uint32_t where;	      /* address of the call */
	uint16_t object;      /* 0 none */
	uint8_t operation;    /* enum operation */
	bool visible;	      /* it is a step and wants a grant; otherwise it goes on by itself */
	bool by_fd;	      /* only the process itself can ask the kernel whether it can finish */
	bool ready;	      /* by_fd: the kernel's last answer */
	bool interrupted;     /* a handler has run: it ends with EINTR */
	bool notified;	      /* it was let out of a waiting room (waiting_room.h) */
	uint32_t asked_at;    /* by_fd: baton_changes() at that answer */
};

struct process_entry {
	_Atomic uint32_t turn;	/* futex: enum turn of baton.h */
	_Atomic uint32_t state; /* enum process_state */
	_Atomic int32_t pid;	/* 0 until known */
	uint8_t parent;		/* number of the process that forked it; itself for number 0 */
	bool newborn;		/* has not reached its first gate: its parent waits for that */
	bool reaped;		/* its parent has waited for it */
	uint8_t signal;		/* that ended it, 0 none */
	uint8_t exit_status;	/* when it exited */
	uint8_t killed_by;	/* number + 1 of the process of the run that sent the signal */
	uint16_t scope_depth;	/* scopes open (ipcstage_scope_open) */
	uint64_t caught;	/* bit n - 1: the program has a handler for signal n */
	_Atomic uint32_t signals_sent;	  /* to handlers of it, by others or by a child's end ... */
	_Atomic uint32_t signals_handled; /* futex: ... and of these, how many have returned */
	struct intent intent;		  /* valid while parked */
	uint64_t memory_key;		  /* answer to TURN_KEY: hash of what it can still see */
	uint64_t untold;		  /* hash of what it was told and did that no record says */
	uint8_t unclear;       /* enum unclear: why memory_key is not to be relied upon */
	char name[TRACE_NAME]; /* "" until it names itself */
};

/* What key[0] of an object begins with; its low bits and key[1] say which one. */
enum object_key {
	KEY_INODE = 1,	  /* a descriptor: device, inode */
	KEY_MAPPING = 2,  /* an anonymous shared mapping: its serial number, offset */
	KEY_FILE = 3,	  /* a shared mapping of a file: inode, offset */
	KEY_PRIVATE = 4,  /* private memory: process number, address */
	KEY_WHOLE = 5,	  /* a composite: as KEY_MAPPING */
	KEY_FLOCK = 6,	  /* the locks of a file: device, as KEY_INODE ... */
	KEY_FCNTL = 7,	  /* ... of the other kind */
	KEY_ADDRESS = 8,  /* an address that no socket is bound to: a hash of it */
	KEY_LINE = 9,	  /* a connection's direction to who has not accepted it: the other one */
	KEY_EVENTFD = 10, /* an eventfd: a serial number */
};

enum { KEY_SHIFT = 56 };

/* Why what a process can still see of its memory does not tell what it will do. */
enum unclear {
	UNCLEAR_NO,
	UNCLEAR_THREADS,  /* another thread goes on by itself */
	UNCLEAR_MAPPINGS, /* it has private mappings, which are not followed */
	UNCLEAR_IMAGE,	  /* exec has loaded another program, at other addresses */
	UNCLEAR_CALL,	  /* the agent itself is in the middle of something */
	UNCLEAR_STACK,	  /* its stack cannot be unwound */
	UNCLEAR_PIDS,	  /* it knows a pid, which is another one in every run */
	UNCLEAR_COUNT
};

/* A listener's options. */
enum {
	LISTENER_LISTENS = 1, /* listen(2) was called, by one of its holders */
	LISTENER_ANY = 2,     /* it was bound to any address of this host */
};

/* The owner of a mutex that nobody can lock any more (ENOTRECOVERABLE). */
enum { MUTEX_UNUSABLE = 255 };

/* The writer of a read-write lock, in its entry's value beside his number + 1. */
enum { RWLOCK_WRITER = 256 };

struct object_entry {
	uint64_t key[2];	  /* what the kernel knows it by; see enum object_key */
	_Atomic uint64_t holders; /* bit n: process n can reach it */
	/* semaphore: tokens; mutex: number + 1 of its owner; read-write lock: how many read it, or
	 * RWLOCK_WRITER and who writes; mapping: TURN_KEY's hash of what it holds, 0 when that says
	 * nothing; file: the same, gated; eventfd: its number; listener: connections that wait;
	 * else 0 */
	uint64_t value;
	uint64_t address;      /* listener: hash of its address ... */
	uint64_t place;	       /* ... and of the file that it is bound to, 0 none */
	uint32_t size;	       /* value: bytes; pipe: capacity in bytes; queue: capacity, 0 none;
				* barrier: parties; listener: backlog */
	uint32_t changes;      /* things done to it through a descriptor */
	uint16_t whole;	       /* number of the composite it is a part of, 0 none */
	uint16_t peer;	       /* socket: the other direction, 0 unknown */
	uint16_t waits_at;     /* socket: the listener that has not accepted it yet, 0 none */
	uint8_t kind;	       /* enum object_kind */
	uint8_t options;       /* mutex: MUTEX_…; listener: LISTENER_… */
	uint8_t owner_process; /* private: number + 1 of the process whose copy it is; shared: 0 */
	bool outlives; /* made a name that nobody has removed yet: semaphore, message queue */
	uint8_t waiting_count;		  /* condition, barrier: the numbers of those ... */
	uint8_t waiting[TRACE_PROCESSES]; /* ... who wait in it, the first one first; see
					     waiting_room.h */
	char name[TRACE_NAME];		  /* "" until named */
};

struct ring {
	_Alignas(64) _Atomic uint64_t head;	      /* records ever written */
	_Atomic uint64_t tail;			      /* records ever taken by the viewer */
	_Alignas(64) struct record slots[TRACE_RING]; /* a cache line each */
};

/*
 * A place in memory where the pid of a process was seen. Once it has held it in two runs it is
 * known to: pids are others in every run, and keys leave them out there.
 */
struct pid_place {
	uint64_t address; /* or what else stands for the place */
	int32_t pid;	  /* that was seen first */
	uint8_t process;  /* whose memory; TRACE_PROCESSES: a shared mapping */
	uint8_t whose;	  /* number of the process with that pid */
	bool known;	  /* seen in another run too */
};

/* Exact counters of a free run, per process so that counting costs nothing. */
struct counters {
	uint64_t in[TRACE_OBJECTS];  /* loads, reads, waits, locks */
	uint64_t out[TRACE_OBJECTS]; /* stores, writes, posts, unlocks */
};

/* What a segment of any build begins with, so that two builds can tell that they differ. */
struct trace_head {
	uint32_t magic;	    /* TRACE_MAGIC */
	uint32_t size;	    /* of struct trace */
	int32_t control_fd; /* socket, in the fork server only */
};

struct trace {
	struct trace_head head;
	int32_t run_mode;	/* enum run_mode */
	int32_t cpu;		/* that gated runs are pinned to */
	_Atomic uint32_t begun; /* the server has reset the tables for the run asked for */
	_Atomic uint32_t stop;	/* enum stop_reason */
	uint8_t stop_process;	/* who stopped: STOP_CANNOT_MOVE, STOP_DISAGREE, STOP_RING_FULL */
	_Atomic uint8_t runner; /* number of the process that holds the baton */
	int32_t server_pid;	/* the fork server: without it nobody is left to be waited for */
	int32_t stop_fd;	/* eventfd, in every process: tells the viewer to look */
	int32_t console_fd;	/* what escapes our stdout and stderr ends up here */
	_Atomic int32_t leaving_pid; /* has handed over the baton and is about to be dead */
	_Atomic uint32_t process_count;
	_Atomic uint32_t object_count; /* entries used, with number 0 */
	_Atomic uint32_t object_lock;  /* free runs: futex; pid of who is creating an object */
	_Atomic uint64_t stamp;	       /* gated: last record's place in the order */
	uint64_t clock_ns;	       /* virtual time since the start of the run */
	uint64_t steps;		       /* visible steps granted so far */
	uint32_t pid_place_count;      /* kept from run to run */
	uint32_t fd_changes;	       /* things done to any descriptor */
	uint32_t fd_closings;	       /* of these: closes, and deaths, which close everything */
	uint64_t fd_order;	       /* gated: hash of who changed which, in order ... */
	bool fd_order_counts;	       /* ... which somebody's epoll tells (epoll(7)) */
	uint32_t mappings;	       /* shared mappings made so far: their keys */
	uint32_t loopback;	       /* what the kernel knows 127.0.0.1 of this run by */
	uint16_t ports;		       /* given to sockets that did not choose one */
	uint32_t path_count;	       /* socket files made; those that did not fit are left */
	char paths[TRACE_PATHS][TRACE_PATH];
	bool hooked;		  /* the program is compiled with the memory hooks */
	bool clock_was_read;	  /* the program has asked what time it is */
	bool sleepers_free;	  /* whoever sleeps may be let go at any time: it is a step */
	uint32_t schedule_length; /* steps in schedule[] */
	uint32_t schedule_next;	  /* the next one to take */
	struct pid_place pid_places[TRACE_PIDS];
	struct process_entry processes[TRACE_PROCESSES];
	struct object_entry objects[TRACE_OBJECTS];
	uint8_t schedule[TRACE_SCHEDULE];
	uint64_t step_stamps[TRACE_SCHEDULE]; /* the last record before each of the first steps */
	struct counters counters[TRACE_PROCESSES];
	struct ring rings[TRACE_PROCESSES];
};

/*
 * Make a segment: a memfd, sized and mapped.
 *
 * Returns the mapping and puts the descriptor (close-on-exec) in *fd, or NULL with errno.
 * trace_unmap() gives the memory back; the descriptor is the caller's to close.
 */
struct trace *trace_create(int *fd);

/* Map a segment. NULL with errno; EPROTO: it is none, or one of another build. */
struct trace *trace_map(int fd);
void trace_unmap(struct trace *trace);

/* Make it ready for the next run: forget processes, objects, records. Costs what was used. */
void trace_reset(struct trace *trace);

/*
 * Numbers of the segment as indices: who reads them here is safe from a program that has written
 * over them.
 */
static inline unsigned trace_processes(const struct trace *trace)
{
	unsigned count = atomic_load_explicit(&trace->process_count, memory_order_acquire);

	return count < TRACE_PROCESSES ? count : TRACE_PROCESSES;
}

static inline unsigned trace_objects(const struct trace *trace)
{
	unsigned count = atomic_load_explicit(&trace->object_count, memory_order_acquire);

	return count < TRACE_OBJECTS ? count : TRACE_OBJECTS;
}

static inline const struct object_entry *trace_entry(const struct trace *trace, unsigned object)
{
	return &trace->objects[object % TRACE_OBJECTS];
}

static inline unsigned trace_runner(const struct trace *trace)
{
	return atomic_load_explicit(&trace->runner, memory_order_relaxed) % TRACE_PROCESSES;
}

static inline bool trace_is_alive(const struct trace *trace, unsigned process)
{
	uint32_t state = atomic_load(&trace->processes[process].state);

	return state == PROCESS_RUNNING || state == PROCESS_PARKED;
}

/* The set of processes that are alive. */
uint64_t trace_alive(const struct trace *trace);

/* The number of the process with this pid that nobody has waited for yet, or -1. */
int trace_find_process(const struct trace *trace, int32_t pid);

/* The name in /dev/shm that the run made for an object and did not remove, or NULL. */
const char *trace_left_name(const struct trace *trace, unsigned object);

/* Path number `i` of those that the run has bound sockets to, or NULL: there are no more. */
const char *trace_left_path(const struct trace *trace, unsigned i);

/* The number of the object with this key, or 0. */
unsigned trace_find_object(const struct trace *trace, const uint64_t key[2]);

/*
 * Find or make the object with this key; a value that turns out to be something else becomes
 * that kind. A new one can be reached by the processes of `holders`. Returns its number, or 0
 * when the table is full. Free runs take trace->object_lock.
 */
unsigned trace_object(struct trace *trace, enum object_kind kind, const uint64_t key[2],
		      uint64_t holders, bool *created);

/* The value in shared or named memory that holds this place, or 0. */
unsigned trace_find_value(const struct trace *trace, const uint64_t key[2]);

/*
 * Append a record to its process's ring and stamp it, unless it has its stamp. Never blocks; a
 * free run overwrites.
 */
struct record *trace_append(struct trace *trace, unsigned ring, const struct record *record);

/* The same without a copy: fill in the slot that is next, all of it, then publish it. */
struct record *trace_slot(struct trace *trace, unsigned ring);
void trace_publish(struct trace *trace, unsigned ring);

/*
 * Take up to `capacity` records out of a ring, oldest first; called by the viewer only. Adds the
 * number of records that were overwritten before they could be taken to *lost. What is no record
 * (its numbers are out of range: the program has written over it) is left out.
 */
unsigned trace_take(struct trace *trace, unsigned ring, struct record *out, unsigned capacity,
		    uint64_t *lost);

#endif
