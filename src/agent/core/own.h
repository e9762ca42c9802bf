/*
 * What is a thread's own: every thread of a process is an actor by itself.
 */
#ifndef IPCSTAGE_AGENT_CORE_OWN_H
#define IPCSTAGE_AGENT_CORE_OWN_H

#include "base/hash.h"
#include "trace/record.h"

enum { OWN_SPANS = 8, OPENED_PAGES = 6 };

/* A piece of memory: [start, end). */
struct span {
	uintptr_t start, end;
};

/* What a thread is to do. */
struct thread_start {
	void *(*function)(void *);
	int (*function_c11)(void *); /* instead of it: thrd_create(3) */
	void *argument;
};

/* A function that is run once: pthread_once(3). */
struct once {
	const void *control; /* NULL: the entry is free */
	unsigned actor;	     /* who runs it */
};

/* What an access needs to know of the place it is made to. */
struct cached_value {
	uintptr_t address;
	uint32_t offset;  /* of the place in its object */
	uint16_t object;  /* 0: none, the tables are full */
	uint8_t known_to; /* number + 1 of the space that looked it up */
	uint8_t flags;	  /* RECORD_PRIVATE or 0 */
};

/* A closed place (guard.h) that an instruction accesses: open for that one alone. */
struct opened {
	bool is_open;
	unsigned pages;
	uintptr_t page[OPENED_PAGES];
	uint64_t mask;	   /* the signals that were held back before */
	uintptr_t changed; /* what it loads was put there for it; 0: nothing ... */
	unsigned changed_size;
	uint64_t was; /* ... in the place of this */
};

/* An instruction that is done elsewhere, on the alias of what it accesses. */
struct beside {
	uintptr_t code; /* where that is; 0: nowhere yet */
	uintptr_t at;	/* where it stands */
	unsigned by;	/* the register by which it finds its memory there ... */
	uint64_t value; /* ... and what that holds */
};

/* A thread. */
struct agent_own {
	bool attends;		/* the agent attends to it: it is an actor of the run */
	bool busy;		/* we are inside: our own calls are not the program's */
	bool interrupted;	/* the last gate was left because a handler had run */
	bool waited_in_handler; /* the handler under way has: the baton came to it meanwhile */
	bool forks;		/* fork(2) is under way ... */
	uint32_t forks_at;	/* ... there, ... */
	unsigned born;		/* ... of this number, or LIMIT_ACTORS */
	bool holds_cancel;	/* pthread_setcancelstate(3): it does not end yet */
	bool ends_anywhere;	/* pthread_setcanceltype(3) */
	unsigned self;		/* number of the actor */
	unsigned handlers;	/* of signals that are under way: they pass no gates */
	unsigned handled;	/* handlers that have returned */
	bool is_cancelled;	/* that is why it ends ... */
	uint32_t ends_at;	/* ... there */
	uint64_t result;	/* what it leaves to who waits for it */
	uint8_t quick_status;	/* that quick_exit(3) was given */
	uintptr_t stack_start;	/* of a thread that is not the first: its lowest address ... */
	uintptr_t stack_end;	/* ... and where ... */
	unsigned span_count;	/* ... what is its own begins: thread-local variables */
	struct span spans[OWN_SPANS];
	uint64_t accesses;	   /* to private memory, since it has passed a gate */
	struct cached_value place; /* what it has accessed last in private memory */
	struct record *unsettled;  /* a store whose value is not read yet */
	const void *unsettled_at;  /* */
	struct record kept;	   /* free run: that record, not yet in the ring */
	struct hash around;	   /* what else the call under way was given, over several gates */
	uint64_t given[5];	   /* the call under way: what its intent does not say */
	void *fault;		   /* an access under way: what it has interrupted, or NULL */
	struct opened opened;
	struct beside beside;
};

extern __thread struct agent_own agent_own;

#endif
