/*
 * The trace segment: everything that crosses the process boundary, in one shared memfd.
 *
 *   header | tables of actors, spaces, objects | schedule | a ring of records per process
 *
 * The viewer creates it, the demo's processes inherit it. Plain structs and C11 atomics; numbers
 * and offsets, never pointers, so that it may be mapped anywhere. In a gated run exactly one
 * process runs at a time and only that one writes here (see baton.h); in a free run everybody
 * writes to a ring of his own and objects are created under trace->table_lock.
 */
#ifndef IPCSTAGE_TRACE_TRACE_H
#define IPCSTAGE_TRACE_TRACE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "trace/actor.h"
#include "trace/labels.h"
#include "trace/ledger.h"
#include "trace/limits.h"
#include "trace/object.h"
#include "trace/places.h"
#include "trace/readings.h"
#include "trace/record.h"
#include "trace/set.h"
#include "trace/space.h"
#include "trace/timer.h"
#include "trace/undo.h"

enum {
	TRACE_MAGIC = 0x61637069, /* "ipca"; another one when what the segment holds changes */
	TRACE_PATH = 256,	  /* bytes of a path with its NUL */
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
	STOP_LIMIT,	  /* it has come as far as was asked for: trace.step_limit, time_limit_ns */
};

struct ring {
	_Alignas(64) _Atomic uint64_t head; /* records ever written */
	_Atomic uint64_t tail;		    /* records ever taken by the viewer */
	uint64_t staged_at; /* where head was when the first of the staged was put there */
	uint32_t staged;    /* records behind head that become true only if exec(3) succeeds */
	_Alignas(64) struct record slots[LIMIT_RING]; /* a cache line each */
};

/*
 * A file or folder that somebody has looked at without a step, or changed, while others were
 * there: fstat(2), readdir(3). Who looks at what others change in the same run may see either.
 */
struct glance {
	uint64_t key[2];     /* device and inode */
	struct set lookers;  /* of actors */
	struct set changers; /* ... */
	uint32_t where;	     /* the last look was at */
	uint8_t looker;	     /* ... and by */
	uint8_t what; /* enum unseen: what it is to be looked at by one, and changed by another */
};

/* Exact counters of a free run, per process so that counting costs nothing. */
struct counters {
	uint64_t in[LIMIT_OBJECTS];  /* loads, reads, waits, locks */
	uint64_t out[LIMIT_OBJECTS]; /* stores, writes, posts, unlocks */
};

/* By which file one of several programs that are on the stage together is known. */
struct program_file {
	uint64_t device, inode;
	char name[TRACE_PATH]; /* as it was asked for */
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
	uint8_t stop_actor;	/* who stopped: STOP_CANNOT_MOVE, STOP_DISAGREE, STOP_RING_FULL */
	_Atomic uint8_t runner; /* number of the process that holds the baton */
	bool cleared;		/* nothing is left of the last run, and of none before */
	int32_t server_pid;	/* the fork server: without it nobody is left to be waited for */
	int32_t stop_fd;	/* eventfd, in every process: tells the viewer to look */
	int32_t console_fd;	/* what escapes our stdout and stderr ends up here ... */
	uint64_t console[2];	/* ... device and inode of it, whatever the number is by now */
	_Atomic int32_t leaving_pid; /* has handed over the baton and is about to be dead ... */
	int32_t leaving_thread;	     /* ... or only this thread of it; 0: all of it */
	_Atomic uint32_t actor_count;
	_Atomic uint32_t object_count; /* entries used, with number 0 */
	_Atomic uint32_t table_lock;   /* free runs: futex; pid of who adds to a table */
	_Atomic uint64_t stamp;	       /* gated: last record's place in the order */
	_Atomic uint32_t reached;      /* bit n: enum limit n */
	struct ledger ledger;	       /* what was not seen of this run */
	int64_t begun_at;	       /* by the kernel's clock, in seconds, or just before */
	uint64_t clock_ns;	       /* virtual time since the start of the run */
	uint64_t steps;		       /* visible steps granted so far */
	uint64_t step_limit;	       /* so many at most, 0 no limit ... */
	uint64_t time_limit_ns;	       /* ... and no further by the clock, 0 no limit */
	uint8_t stepper;	       /* the actor that the last of them was granted to */
	uint32_t fd_changes;	       /* things done to any descriptor */
	uint32_t fd_closings; /* of these: what every one may hang on: closes, deaths, signals */
	struct hash fd_order; /* gated: of who changed which, in order ... */
	bool fd_order_counts; /* ... which somebody's epoll tells (epoll(7)) */
	bool is_watched; /* names and files are, by inotify(7): what is done to them is noticed */
	bool files_are_watched; /* ... also files by themselves, not only what is in a folder */
	uint32_t mappings;	/* shared mappings made so far: their keys */
	uint32_t loopback;	/* what the kernel knows 127.0.0.1 of this run by */
	uint16_t ports;		/* given to sockets that did not choose one */
	uint32_t sent_count; /* entries used: descriptors under way in messages, the first first */
	struct {
		uint16_t channel; /* number of the object that they lie in */
		uint16_t object;  /* what is behind it */
	} sent[LIMIT_SENT];
	uint32_t path_count; /* socket files made; those that did not fit are left */
	char paths[LIMIT_PATHS][TRACE_PATH];
	struct undos undos;	       /* what the run has changed in the file system */
	uint64_t text_start, text_end; /* of the program that the server is, in memory ... */
	uint64_t text_bias;	       /* ... and its address minus its link-time address */
	uint32_t program_count;	       /* of several together; 0: it is the only one */
	struct program_file programs[LIMIT_PROGRAMS];
	bool hooked;		  /* the program is compiled with the memory hooks */
	bool has_bare_library;	  /* one without them is loaded */
	bool has_unrecorded;	  /* shared memory was accessed without a record */
	bool clock_was_read;	  /* the program has asked what time it is */
	struct readings readings; /* ... and which of its actors have */
	bool order_was_told;	  /* of the ends of children, by a wait for any of them ... */
	uint8_t order_told_to;	  /* ... which this actor ... */
	uint32_t order_told_at;	  /* ... called there */
	bool compares_no_times;	  /* who of the program reads the clock first is nothing */
	bool has_own_names;	  /* in /dev/shm and of queues: nobody outside the run sees them */
	bool lies_anywhere;	  /* its memory has other addresses each time it is started */
	bool sleepers_free;	  /* whoever sleeps may be let go at any time: it is a step */
	bool ends_free;		  /* whoever has done all else may end at any time: so is that */
	bool output_counts;	  /* what is printed is an outcome: to print is a step */
	uint64_t input[2];	  /* key of what process 0 has as its descriptor 0 ... */
	bool input_used; /* ... which somebody has come to: it is an object from then on ... */
	uint16_t input_object;	  /* ... this one; 0 none */
	uint32_t typed;		  /* lines that were typed into it ... */
	bool more_lines;	  /* ... and there are more to come, whenever somebody waits */
	bool wants_names;	  /* what the program calls its objects is to be found out */
	uint32_t schedule_length; /* steps in schedule[] */
	uint32_t schedule_next;	  /* the next one to take */
	uint32_t timer_count;	  /* entries used: of timers[] */
	uint32_t idle_ticks;	  /* signals of timers since somebody went on */
	struct timer_entry timers[LIMIT_TIMERS];
	uint32_t report_count; /* names of outcomes so far, as hashes */
	struct hash reports[LIMIT_REPORTS];
	uint32_t glance_count; /* entries used */
	struct glance glances[LIMIT_GLANCES];
	uint32_t image_count;		       /* entries used: of images[], in all runs */
	char images[LIMIT_IMAGES][TRACE_PATH]; /* that have asked for names; 0 is the server's */
	struct places places;		       /* of this program, in all its runs */
	struct labels labels;		       /* the same */
	struct actor_entry actors[LIMIT_ACTORS];
	struct space_entry spaces[LIMIT_SPACES];
	struct object_entry objects[LIMIT_OBJECTS];
	uint8_t schedule[LIMIT_SCHEDULE];
	uint64_t step_stamps[LIMIT_SCHEDULE]; /* the last record before each of the first steps */
	struct counters counters[LIMIT_ACTORS];
	struct ring rings[LIMIT_ACTORS];
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
static inline unsigned trace_actors(const struct trace *trace)
{
	unsigned count = atomic_load_explicit(&trace->actor_count, memory_order_acquire);

	return count < LIMIT_ACTORS ? count : LIMIT_ACTORS;
}

static inline unsigned trace_objects(const struct trace *trace)
{
	unsigned count = atomic_load_explicit(&trace->object_count, memory_order_acquire);

	return count < LIMIT_OBJECTS ? count : LIMIT_OBJECTS;
}

static inline const struct object_entry *trace_entry(const struct trace *trace, unsigned object)
{
	return &trace->objects[object % LIMIT_OBJECTS];
}

static inline unsigned trace_runner(const struct trace *trace)
{
	return atomic_load_explicit(&trace->runner, memory_order_relaxed) % LIMIT_ACTORS;
}

static inline bool trace_is_alive(const struct trace *trace, unsigned actor)
{
	uint32_t state = atomic_load(&trace->actors[actor].state);

	return state == ACTOR_RUNNING || state == ACTOR_PARKED;
}

/* Whether nobody is alive any more in a space; its actors end together. */
bool trace_space_over(const struct trace *trace, unsigned space);
void trace_end_space(struct trace *trace, unsigned space);

/* The space that an actor lives in: to look at, and to change. */
static inline const struct space_entry *trace_space(const struct trace *trace, unsigned actor)
{
	return &trace->spaces[trace->actors[actor % LIMIT_ACTORS].space % LIMIT_SPACES];
}

static inline struct space_entry *trace_space_entry(struct trace *trace, unsigned actor)
{
	return &trace->spaces[trace->actors[actor % LIMIT_ACTORS].space % LIMIT_SPACES];
}

static inline bool trace_same_space(const struct trace *trace, unsigned one, unsigned other)
{
	return trace->actors[one % LIMIT_ACTORS].space == trace->actors[other % LIMIT_ACTORS].space;
}

/* Whether it is the actor that its space began with. */
static inline bool trace_is_first(const struct trace *trace, unsigned actor)
{
	return trace_space(trace, actor)->first == actor;
}

/* The eventfd that tells the viewer to look, in the process of an actor. */
static inline int32_t trace_stop_fd(const struct trace *trace, unsigned actor)
{
	int32_t own = trace_space(trace, actor)->stop_fd;

	return own ? own : trace->stop_fd;
}

/* The first actor of the space that forked an actor's own; itself for number 0. */
static inline unsigned trace_parent(const struct trace *trace, unsigned actor)
{
	unsigned parent = trace_space(trace, actor)->parent % LIMIT_SPACES;

	return trace->spaces[parent].first % LIMIT_ACTORS;
}

/* A table is full: the run is cut off where it is held, and the limit is named. */
void trace_reach(struct trace *trace, enum limit limit);

/* The first of the limits that the run has reached, or REACHED_COUNT. */
enum limit trace_reached(const struct trace *trace);

/* The set of actors that are alive. */
struct set trace_alive(const struct trace *trace);

/* The set of actors that are alive and live in one of these spaces. */
struct set trace_alive_in(const struct trace *trace, struct set spaces);

/* The number of the process with this pid that nobody has waited for yet, or -1. */
int trace_find_actor(const struct trace *trace, int32_t pid);

/* The name in /dev/shm that the run made for an object and did not remove, or NULL. */
const char *trace_left_name(const struct trace *trace, unsigned object);

/* Path number `i` of those that the run has bound sockets to, or NULL: there are no more. */
const char *trace_left_path(const struct trace *trace, unsigned i);

/* The number of the object with this key, or 0. */
unsigned trace_find_object(const struct trace *trace, const uint64_t key[2]);

/*
 * Have the tables to oneself, in a free run: in a held one only one process runs. A holder that
 * dies gives it back. Not to be taken twice.
 */
void trace_lock(struct trace *trace);
void trace_unlock(struct trace *trace);

/*
 * Find or make the object with this key; a value that turns out to be something else becomes
 * that kind. A new one can be reached by the processes of `holders`. Returns its number, or 0
 * when the table is full. Free runs take trace->table_lock.
 */
unsigned trace_object(struct trace *trace, enum object_kind kind, const uint64_t key[2],
		      struct set holders, bool *created);

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
 * Put a record behind those of the ring without publishing it. The next image of the process
 * publishes all that are there, or whoever finds it dead; with trace_drop_staged(), or any other
 * record before, they have never been. Returns false when there are too many; there has to be room.
 */
bool trace_stage(struct trace *trace, unsigned ring, const struct record *record);
void trace_drop_staged(struct trace *trace, unsigned ring);

/* Publish them. Returns how many they were: trace_last() has them. */
unsigned trace_publish_staged(struct trace *trace, unsigned ring);

/* The record that was published last (0), the one before it (1), and so on. */
const struct record *trace_last(const struct trace *trace, unsigned ring, unsigned before);

/*
 * Take up to `capacity` records out of a ring, oldest first; called by the viewer only. Adds the
 * number of records that were overwritten before they could be taken to *lost. What is no record
 * (its numbers are out of range: the program has written over it) is left out.
 */
unsigned trace_take(struct trace *trace, unsigned ring, struct record *out, unsigned capacity,
		    uint64_t *lost);

#endif
