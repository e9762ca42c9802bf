/*
 * The agent: what every interposer stands on.
 *
 * One file per family of calls (process.c, descriptor.c, semaphore.c, …), each function a few
 * lines around the helpers below: find the object, pass the gate, do the real call in its
 * non-blocking form, write the record. Without IPCSTAGE_FD in the environment, in threads other
 * than the first, and inside the agent itself, every interposer is just the real call.
 */
#ifndef IPCSTAGE_AGENT_CORE_AGENT_H
#define IPCSTAGE_AGENT_CORE_AGENT_H

#include <stdarg.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "agent/core/real.h"
#include "trace/baton.h"
#include "trace/system.h"
#include "trace/trace.h"
#include "trace/waiting_room.h"

#define AGENT_EXPORT __attribute__((visibility("default")))

enum {
	AGENT_SPANS = 64,
	AGENT_CACHE = 64,
	AGENT_PLACES = 8,
	AGENT_FILES = 64,
	AGENT_CRASH_STACK = 65536,
	AGENT_PAGE = 4096,
	AGENT_OUTPUT = 4096
};

/* A piece of memory that counts: a shared mapping, or a private place that was named. */
struct region {
	uintptr_t start, end;
	uint64_t key;	    /* key[0] of the objects in it */
	uint64_t offset;    /* of `start` in the mapping */
	uint16_t mapping;   /* the mapping's object; 0: private memory, every process its copy */
	uint32_t name_size; /* private: bytes of the named object */
	char name[TRACE_NAME];
};

/* A piece of memory: [start, end). */
struct span {
	uintptr_t start, end;
};

/* What an access needs to know of the place it is made to. */
struct cached_value {
	uintptr_t address;
	uint32_t offset;  /* of the place in its object */
	uint16_t object;  /* 0: none, the tables are full */
	uint8_t known_to; /* number + 1 of the process that looked it up */
	uint8_t flags;	  /* RECORD_PRIVATE or 0 */
};

/* The object at a place where something else than a value lies. */
struct cached_place {
	uintptr_t address;
	uint16_t object;
	uint8_t kind;	  /* enum object_kind */
	uint8_t known_to; /* as in struct cached_value */
};

/*
 * Everything the agent knows in this process. There is one, in agent.c. What every process of a
 * run writes comes first, on one page: a page that is written after a fork is copied.
 */
struct agent {
	_Alignas(AGENT_PAGE) struct trace *trace; /* NULL: the program runs by itself */
	unsigned self;				  /* number of this process */
	bool gated;				  /* trace->run_mode is RUN_GATED */
	bool busy;		  /* we are inside: our own calls are not the program's */
	bool interrupted;	  /* the last gate was left because a handler had run */
	unsigned handlers;	  /* of signals that are under way: they pass no gates */
	uintptr_t low, high;	  /* no region is outside */
	struct record *unsettled; /* a store whose value is not read yet */
	const void *unsettled_at; /* */
	struct record kept;	  /* free run: that record, not yet in the ring */
	uint64_t given;		  /* the call under way: hash of what its intent does not say */
	struct cached_place places[AGENT_PLACES];
	struct cached_value cache[AGENT_CACHE];
	int trace_fd, stop_fd;	 /* ours: the program cannot close them */
	uintptr_t program_start; /* the main program's text in memory ... */
	uintptr_t program_end;
	uintptr_t program_bias; /* ... and its address minus its link-time address */
	uintptr_t text_start;	/* our own text */
	uintptr_t text_end;
	uintptr_t heap_start; /* of brk(2) */
	uintptr_t stack_base; /* of the first thread's stack; above it lie ... */
	uintptr_t stack_end;  /* ... arguments and environment */
	enum unclear unclear; /* why its memory does not tell what the process will do */
	unsigned own_spans;   /* writable data of the program ... */
	unsigned span_count;  /* ... and of its libraries */
	struct span spans[AGENT_SPANS];
	uint64_t console[2]; /* device and inode of what descriptors 1 and 2 were given */
	unsigned region_count;
	struct region regions[LIMIT_REGIONS];
	struct sigaction actions[NSIG]; /* what the program asked for, by signal */
	struct real real;		/* the functions that we stand in front of */
	uint8_t ends[LIMIT_OBJECTS][2]; /* descriptors open: reading, writing ends, by object */
	uint16_t files[AGENT_FILES];	/* the file behind each of the first descriptors, or 0 */
	uint64_t inherited;		/* those of them that another process has had, too */
	char output[AGENT_OUTPUT];	/* stdout's buffer: no process has to allocate one */
	char crash_stack[AGENT_CRASH_STACK];
};

extern struct agent agent;

/* True in the thread that the agent attends to: the first of a process. */
extern __thread bool agent_attends;

/* Whether a call is to be shown at all. */
static inline bool agent_on(void)
{
	return agent.trace && agent_attends && !agent.busy;
}

/* The link-time address of a call that will return to `address`; 0 outside the main program. */
static inline uint32_t agent_where(const void *address)
{
	uintptr_t at = (uintptr_t)address;

	return at - agent.program_start < agent.program_end - agent.program_start
		       ? (uint32_t)(at - agent.program_bias)
		       : 0;
}

#define AGENT_CALLER agent_where(__builtin_return_address(0))

static inline struct actor_entry *agent_entry(void)
{
	return &agent.trace->actors[agent.self];
}

static inline struct space_entry *agent_space(void)
{
	return trace_space_entry(agent.trace, agent.self);
}

/* The set of spaces that has only this process's. */
static inline struct set agent_alone(void)
{
	return set_of(agent_entry()->space);
}

static inline struct object_entry *agent_object(unsigned number)
{
	return &agent.trace->objects[number];
}

/* Whether the program has a handler for a signal. */
static inline bool agent_catches(int signal)
{
	return agent_space()->caught >> (signal - 1) & 1;
}

/* --- records ------------------------------------------------------------------------------ */

/* A record of this process, to be filled in. */
struct record agent_record(enum operation operation, unsigned object, uint32_t where);

/*
 * For the record of a call that lets somebody else go on, taken before the call: in a free run
 * that one may write his record before we write ours.
 */
static inline uint64_t agent_stamp(void)
{
	return agent.gated ? 0 : system_ticks();
}

/* Put up to RECORD_TEXT bytes into a record. */
void agent_text(struct record *record, const void *bytes, size_t length);

/* Write it. */
void agent_write(const struct record *record);

/* Write a text of any length as one or several records like this one. */
void agent_write_text(struct record *record, const char *text, size_t length);

/*
 * Write a store whose value will be read when the process next comes by. Nobody reads the ring of
 * a gated run before this process stops, so it is written at once and completed later; a free run
 * keeps it back (agent.kept).
 */
void agent_write_store(const struct record *record, const void *address);

/* Read the value of the last store, now that it has been done. Every entry begins with it. */
void agent_settle_store(void);

static inline void agent_settle(void)
{
	if (agent.unsettled)
		agent_settle_store();
}

/* Put what a place in memory holds into a record: its value, or of a larger one its first bytes. */
void agent_read_bytes(struct record *record, const void *at);

static inline void agent_read(struct record *record, const void *at)
{
	switch (record->size) {
	case 4:
		__builtin_memcpy(&record->value, at, 4);
		break;
	case 8:
		__builtin_memcpy(&record->value, at, 8);
		break;
	default:
		agent_read_bytes(record, at);
	}
}

/* vsnprintf(3), cheaper for what is usual; returns the length that is there, cut to `size` - 1. */
size_t agent_format(char *out, size_t size, const char *format, va_list arguments);

/* --- the gate ----------------------------------------------------------------------------- */

/* What is about to happen; `ask` is for descriptors only. */
struct gate {
	struct intent intent;
	bool (*ask)(void *context); /* whether the kernel would let it finish now; or NULL */
	void *context;
};

/* A gate for an operation that has no deadline. Also settles. */
struct gate agent_gate(enum operation operation, unsigned object, uint32_t where);

/*
 * Pass the gate: at once when the operation is invisible and can finish, and in a free run; else
 * park until it is granted. On return the real call, in its non-blocking form, succeeds.
 * Returns RECORD_VISIBLE when it was a step, 0 when not: flags for the record.
 */
uint8_t agent_pass(struct gate *gate);

/* Fold a word into a hash. */
static inline uint64_t agent_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

/*
 * What a call was given besides what its intent says: where a result goes, an operand. Before the
 * gate; two calls that park with the same intent may still go on differently.
 */
static inline void agent_given(const volatile void *where, uint64_t what)
{
	agent.given = agent_mix(agent_mix(0, (uintptr_t)where), what);
}

/* The process was told or did something that no record says and its memory need not show. */
static inline void agent_untold(uint64_t what)
{
	agent_space()->untold = agent_mix(agent_space()->untold, what);
}

/* Descriptors become ready by it: epoll(7) tells in which order. */
static inline void agent_note_order(uint64_t what)
{
	if (agent.gated)
		agent.trace->fd_order = agent_mix(agent.trace->fd_order, what);
}

/* A call of the program's fails with this error instead of being made. */
static inline int agent_fail(int error)
{
	errno = error;
	return -1;
}

/* What a call leaves behind: its error, if it failed. Nothing sets errno to 0 (errno(3)). */
static inline void agent_set_errno(int error)
{
	if (error)
		errno = error;
}

/* The kernel did not do what the tables said it could: stop the run and say so. */
void agent_disagree(const struct gate *gate);

/* Whether another living process can reach the object; whether there is another one at all. */
bool agent_visible(unsigned object);
bool agent_has_company(void);

/* Count an operation of a free run. */
void agent_count_in(unsigned object);
void agent_count_out(unsigned object);

/* --- objects ------------------------------------------------------------------------------ */

/* The object at a place in memory, made at the first use; 0 when there is no room. */
unsigned agent_object_at(enum object_kind kind, const volatile void *at, uint32_t size);

/* Look up the shared value at a place and keep the answer. */
const struct cached_value *agent_look_up(struct cached_value *cached, const volatile void *at,
					 uint32_t size);

/* The shared value at a place in memory that lies between agent.low and agent.high. */
static inline const struct cached_value *agent_value_at(const volatile void *at, uint32_t size)
{
	struct cached_value *cached = &agent.cache[(uintptr_t)at / 4 % AGENT_CACHE];

	/* What our parent knew does not hold for us: a private place is another object here. */
	if (cached->address == (uintptr_t)at && cached->known_to == agent.self + 1)
		return cached;
	return agent_look_up(cached, at, size);
}

/* The region a place lies in, or NULL. */
const struct region *agent_region(const volatile void *at);

/* Whether a thing is to be shown that stands in front of processes only in a shared mapping. */
static inline bool agent_shares(const volatile void *at)
{
	const struct region *region = agent_on() ? agent_region(at) : NULL;

	return region && region->mapping;
}

/*
 * What a condition does with its mutex. agent_mutex_object() is 0 for a private one, which is no
 * object: for letting go and taking that is a number, too. Both return what the real call does;
 * taking never blocks and returns EBUSY while somebody has it. In a free run the real call is the
 * condition's own: then agent_mutex_left() and agent_mutex_taken() say when it is done.
 */
unsigned agent_mutex_object(const pthread_mutex_t *mutex);
int agent_mutex_let_go(pthread_mutex_t *mutex, unsigned object);
int agent_mutex_take(pthread_mutex_t *mutex, unsigned object);
void agent_mutex_left(const pthread_mutex_t *mutex, unsigned object);
void agent_mutex_taken(unsigned object, int error);

/* A newborn process has a copy of every private place that was named. */
void agent_begin_copies(void);

/* Name the object at a place. */
void agent_name_at(const volatile void *at, size_t size, const char *name);

/*
 * A named semaphore or queue was made: it is removed with the run. `folder` is where its name lies:
 * one that is too long for the object's is kept as a path.
 */
void agent_note_outer_name(unsigned object, const char *folder, const char *name);

/* Name an object, with a record. */
void agent_name_object(unsigned object, const char *name, uint32_t where);

/* A shared mapping came to be or went. `fd` is -1 for anonymous memory. */
void agent_map(void *start, size_t length, int fd, uint64_t offset, uint32_t where);
void agent_unmap(const void *start, size_t length);

/* A new program image: find out which ends are open; say which ones exec(3) closes. */
void agent_count_descriptors(void);
void agent_close_on_exec(uint32_t where);

/* What is written into a socket comes out at its peer: that direction is the peer's object. */
unsigned agent_written_object(unsigned object);

/* Something was done to it: what others know of it is out of date. */
void agent_note_change(unsigned object);

/*
 * What is behind a descriptor: a pipe, a file, a connection, or the address that a socket is bound
 * to; 0 for a file that nobody writes, a terminal, a socket that is not connected, or nothing.
 */
unsigned agent_object_fd(int fd);

/* The same of a descriptor that this process has just made: nobody else can reach it. */
unsigned agent_new_object(int fd);

/* From now on a descriptor stands for this object; for none. */
void agent_set_key(int fd, unsigned object);
void agent_forget_key(int fd);

/*
 * Count a descriptor of ours in (1) or out (-1). Returns the ends that it was the first or the
 * last one of.
 */
unsigned agent_count_ends(unsigned object, unsigned ends, int change);

/* A descriptor that came to be by itself: a copy, which is returned, or one that was sent to us. */
int agent_note_copy(int from, int fd);
void agent_note_arrival(int fd);

/* This process has closed the last descriptor of a socket that was bound to an address. */
void agent_leave_listener(unsigned listener);

/* Count a new descriptor of an object in; which ends it has: END_READ, END_WRITE. */
void agent_note_descriptor(int fd, unsigned object);
unsigned agent_ends_of(int fd);

/* --- files ---------------------------------------------------------------------------------- */

/* What the kernel knows a regular file by; false when it is none, or one of ours. */
bool agent_file_key(int fd, enum object_key kind, uint64_t key[2]);

/* The regular file behind a descriptor, if it is an object; the same, made one. 0: it is none. */
unsigned agent_file(int fd);
unsigned agent_new_file(int fd);

/* What open(2) was asked for. */
struct opening {
	int folder;
	const char *path;
	int flags;
	mode_t mode;
	uint32_t where;
};

/* Open a FIFO, which is there. */
struct stat;
int agent_open_fifo(const struct opening *opening, const struct stat *file);

/* The eventfd behind a descriptor, or 0. */
unsigned agent_eventfd(int fd);

/* What it holds may be another thing now: for the key of the state. */
void agent_note_content(unsigned object, int fd);

/* Where a descriptor stands in its file. */
uint64_t agent_offset(int fd);

/* Another process is about to have files that are open here, too. */
void agent_share_files(void);

/* What the kernel keeps for this process: offsets, and locks taken through a descriptor. */
uint64_t agent_hash_files(void);
uint64_t agent_hash_locks(int fd);

/*
 * Which kinds of locks this process has of a file: bits of KEY_FLOCK, KEY_FCNTL. The second tells
 * that closing a descriptor has given some back.
 */
unsigned agent_locks_of(unsigned file);
void agent_note_unlocked(unsigned file, unsigned kinds, uint32_t where);

/* Whether a command of fcntl(2) sets a lock, and doing it. */
bool agent_is_lock(int command);
int agent_lock_range(int fd, int command, struct flock *lock, uint32_t where);

/* --- transfers ------------------------------------------------------------------------------ */

/* Where in a file: where the descriptor stands. */
enum { HERE = -1 };

/* A call that moves something through a descriptor, or takes a connection. */
struct transfer {
	enum operation operation;
	unsigned object;
	int fd;
	off_t at;     /* where in a file; HERE: where the descriptor stands */
	short events; /* of poll(2): what has to be so for it to finish */
	bool at_once; /* it does not wait (MSG_DONTWAIT) */
	size_t size;  /* bytes asked for */
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

/* When a socket has had enough of waiting for these events, on the virtual clock (socket(7)). */
uint64_t agent_own_deadline(int fd, short events);

/* Whether a write that nobody can read ends this process. */
bool agent_dies_of_sigpipe(void);

/* What read(2) of a connection does once it has passed the gate. */
ssize_t agent_receive(const struct transfer *transfer, void *buffer, size_t size);

/* All that write(2) of a connection does, with the flags of send(2): what fits is sent. */
ssize_t agent_send(struct transfer *transfer, const void *bytes, int flags);

/* --- keys ----------------------------------------------------------------------------------- */

/* Once, before the first run: where the program keeps what it knows. */
void agent_find_memory(void);

/* Put the key of this process's memory into its entry, and what its mappings hold into theirs. */
void agent_find_key(void);

/* --- processes ---------------------------------------------------------------------------- */

/* This process is number `self` of the run; called first thing in each. */
void agent_begin(unsigned self);

/*
 * A child is about to be made: enters it in the table. Returns its number, or LIMIT_ACTORS with
 * errno when there is no room. Then, when its pid is known (-1: it was not made after all), the
 * parent waits until it has come to its first gate.
 */
unsigned agent_bear(uint32_t where);
void agent_born(unsigned number, pid_t pid);

/* This process ends: records, hands over for the last time. The caller then really ends. */
void agent_end(enum operation operation, uint64_t value, uint32_t where);

/* Serve runs for the viewer; returns in each run's first process. */
void agent_serve(void);

/* Install our streams as stdin, stdout and stderr; our handlers for deaths by signal. */
void agent_open_streams(void);
void agent_flush_console(void);
void agent_catch_crashes(void);

/* A process is about to die: if its parent has a handler for that, it will be called. */
void agent_announce_end(unsigned child);

/* A child died of a signal and could not say so itself. */
void agent_note_death(unsigned child, int signal);

/* What a signal that nobody catches is to do. */
void agent_crash_action(struct sigaction *action);

/* Whether a signal is one that we catch to say that the process dies of it. */
bool agent_is_crash(int signal);

/* Text that the program prints. */
void agent_print(int fd, const char *text, size_t length);
bool agent_is_console(int fd);
void agent_find_console(int fd);

/* Nanoseconds of the virtual clock that a deadline of clock `id` stands for. */
uint64_t agent_deadline(clockid_t id, const struct timespec *at);
uint64_t agent_deadline_after(const struct timespec *duration);

#endif
