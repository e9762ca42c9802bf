/*
 * The agent: all that it knows in a process, and where the rest of what it stands on is.
 *
 * The core knows no call by name: records.h, gate.h, objects.h, memory_map.h, memory_key.h and
 * life.h are what the interposers are made of, families.h calls them where a process begins and
 * ends. One file per family of calls (calls/, kinds/KIND/calls.c), each function a few lines:
 * find the object, pass the gate, do the real call in its non-blocking form, write the record.
 * Without IPCSTAGE_FD in the environment, in threads other than the first, and inside the agent
 * itself, every interposer is just the real call.
 */
#ifndef IPCSTAGE_AGENT_CORE_AGENT_H
#define IPCSTAGE_AGENT_CORE_AGENT_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include "agent/core/numbers.h"
#include "agent/core/own.h"
#include "agent/core/region.h"
#include "base/where.h"
#include "trace/trace.h"

#define AGENT_EXPORT __attribute__((visibility("default")))

enum {
	AGENT_ONCES = 8, /* functions of pthread_once under way at a time */
	AGENT_SPANS = 64,
	AGENT_CACHE = 64,
	AGENT_PLACES = 8,
	AGENT_PIPED = 8,
	AGENT_CRASH_STACK = 262144,
	AGENT_PAGE = 4096,
	AGENT_BESIDE = 64, /* bytes for an instruction that is done elsewhere: hooks/single.c */
	AGENT_OUTPUT = 4096
};

/* The functions that we stand in front of; see real.h. */
enum real_call {
#define CALL(function) REAL_##function,
#include "agent/core/real.def"
#undef CALL
	REAL_COUNT
};

typedef void real_function(void);

/* A stream of popen(3), and its shell. */
struct piped {
	void *stream; /* NULL: the entry is free */
	int32_t pid;
};

/*
 * Everything the agent knows in this process. There is one, in agent.c. What every process of a
 * run writes comes first, on one page: a page that is written after a fork is copied.
 */
struct agent {
	_Alignas(AGENT_PAGE) struct trace *trace; /* NULL: the program runs by itself */
	bool gated;				  /* trace->run_mode is RUN_GATED */
	bool guarded;				  /* there are regions with an alias: guard.h */
	bool in_run;   /* this is a process of a run, and not the server */
	bool is_wide;  /* a stream of ours is for wide characters */
	bool threaded; /* it has or had several threads: what is private may lie between them */
	uintptr_t low, high; /* no region is outside */
	struct cached_place places[AGENT_PLACES];
	struct cached_value cache[AGENT_CACHE];
	int trace_fd, stop_fd;		      /* ours: the program cannot close them */
	uintptr_t program_start, program_end; /* the main program's text in memory ... */
	uintptr_t constants_end;	      /* ... behind it follows what it cannot write ... */
	uintptr_t variables_end;	      /* ... and then what it can ... */
	uintptr_t program_bias;		      /* ... and its address minus its link-time address */
	uint32_t where_tag;		      /* which of several programs it is */
	uintptr_t text_start, text_end;	      /* our own text */
	bool own_calls, own_ticks;	      /* what it may do past the C library: own_code.h */
	uint16_t program_number;      /* its place + 1 in the trace's programs[]; 0 not known yet */
	unsigned keys_set;	      /* numbers below which pthread_key_t were set */
	bool hooked;		      /* this image has the memory hooks */
	uint64_t drawn;		      /* random numbers so far: calls/chance.c */
	unsigned long long libraries; /* loaded in all, when they were last looked at */
	uintptr_t heap_start;	      /* of brk(2) */
	bool own_break;		      /* the program has moved where that ends */
	uintptr_t stack_base, stack_end; /* of the first thread; above it: arguments, environment */
	enum unclear unclear;		 /* why its memory does not tell what the process will do */
	unsigned span_count;		 /* writable data of the program and of its libraries */
	struct span spans[AGENT_SPANS];
	struct piped piped[AGENT_PIPED];
	uint64_t console[2];	/* device and inode of what descriptors 1 and 2 were given */
	uintptr_t next_guarded; /* place of the next mapping that is guarded, 0 none yet */
	unsigned char *beside;	/* room for one of each thread; NULL: none */
	bool calls_filtered;	/* system calls with an address of one of them come to us */
	unsigned region_count;
	struct region regions[LIMIT_REGIONS];
	struct sigaction actions[NSIG];		  /* what the program asked for, by signal */
	struct once onces[AGENT_ONCES];		  /* under way */
	struct thread_start starts[LIMIT_ACTORS]; /* by number of the thread that is being made */
	real_function *real[REAL_COUNT]; /* the functions that we stand in front of, or NULL */
	uint32_t ends[LIMIT_OBJECTS][2]; /* descriptors open: reading, writing ends, by object */
	uint16_t files[AGENT_FILES];	 /* what is behind each of the first descriptors, or 0 */
	int numbers_end;		 /* of those: nothing is kept about it or about any above */
	struct numbers inherited;	 /* those of them that another process has had, too */
	struct numbers handed_on;	 /* numbers below that which were open at a fork */
	struct epolls epolls;
	struct numbers client_epolls; /* epolls in which is where clients come */
	bool has_told_status;	      /* a wait for any child was told a status ... */
	int told_status;	      /* ... this one ... */
	uint32_t told_status_at;      /* ... there */
	bool polls_ends;	      /* there has been a pidfd in one of its epolls */
	char output[AGENT_OUTPUT];    /* stdout's buffer: no process has to allocate one */
	stack_t wanted_stack;	      /* the program's own, which is not used: calls/crash.c */
	char crash_stack[AGENT_CRASH_STACK];
};

extern struct agent agent;

/* Whether accesses of shared memory are followed: by the hooks, or by what the kernel tells. */
static inline bool agent_follows(void)
{
	return agent.hooked || agent.guarded;
}

/* Whether a call is to be shown at all. */
static inline bool agent_on(void)
{
	return agent.trace && agent_own.attends && !agent_own.busy;
}

/* The link-time address of a call that will return to `address`; 0 outside the main program. */
static inline uint32_t agent_where(const void *address)
{
	uintptr_t at = (uintptr_t)address;
	uintptr_t place = at - agent.program_bias;

	if (at - agent.program_start >= agent.program_end - agent.program_start ||
	    (agent.where_tag && place != where_address((uint32_t)place)))
		return 0;
	return (uint32_t)place | agent.where_tag;
}

#define AGENT_CALLER agent_where(__builtin_return_address(0))

static inline struct actor_entry *agent_entry(void)
{
	return &agent.trace->actors[agent_own.self];
}

static inline struct actor_entry *agent_entry_of(unsigned number)
{
	return &agent.trace->actors[number];
}

static inline struct space_entry *agent_space(void)
{
	return trace_space_entry(agent.trace, agent_own.self);
}

/* What the number of this space is where 0 stands for none. */
static inline uint8_t agent_here(void)
{
	return (uint8_t)(agent_entry()->space + 1);
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

#endif
