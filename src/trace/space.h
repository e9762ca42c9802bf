/*
 * An address space: what the actors of one process share. Its pid, its memory, what it has open,
 * how it treats signals, how it ends.
 */
#ifndef IPCSTAGE_TRACE_SPACE_H
#define IPCSTAGE_TRACE_SPACE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"

enum { SPACE_SIGNALS = 64 };

/* Why what a process can still see of its memory does not tell what it will do. */
enum unclear {
	UNCLEAR_NO,
	UNCLEAR_THREADS,  /* a thread has forked it: it may see the stacks of those that are not */
	UNCLEAR_MAPPINGS, /* it has private mappings, which are not followed */
	UNCLEAR_IMAGE,	  /* exec has loaded another program, at other addresses */
	UNCLEAR_CALL,	  /* the agent itself is in the middle of something */
	UNCLEAR_STACK,	  /* its stack cannot be unwound */
	UNCLEAR_COUNT
};

struct space_entry {
	_Atomic int32_t pid; /* 0 until known */
	uint8_t parent;	     /* number of the space that forked it; itself for number 0 */
	uint8_t first;	     /* number of its first actor */
	bool reaped;	     /* its parent has waited for it, or does not want to */
	bool discards;	     /* nobody has to wait for its children: SIG_IGN, SA_NOCLDWAIT */
	bool asked_parent;   /* it has asked who its parent is */
	uint8_t signal;	     /* that ended it, 0 none */
	uint8_t exit_status; /* when it exited */
	uint8_t doomed;	   /* a signal that ends it has been sent, and it is still to end; 0 none */
	uint8_t becomes;   /* number + 1 of its actor that is in execve(2); 0 none */
	uint8_t killed_by; /* number + 1 of the actor of the run that sent the signal */
	uint8_t unclear;   /* enum unclear: why memory_key is not to be relied upon */
	uint64_t caught;   /* bit n - 1: the program has a handler for signal n ... */
	uint64_t ignored;  /* ... or ignores it, though the kernel is told otherwise ... */
	uint64_t held_once; /* ... or has held it back at some time ... */
	uint64_t treated;   /* ... or has come to treat it otherwise, which was no step */
	int32_t stop_fd; /* what trace->stop_fd is here; 0: just that, the program has not taken it
			  */
	uint64_t came;	 /* bit n - 1: signal n, since it took a step */
	_Atomic uint32_t signals_sent;	  /* to handlers of it, by others or by a child's end ... */
	_Atomic uint32_t signals_handled; /* futex: ... and of these, how many have returned */
	struct hash memory_key;		  /* answer to TURN_KEY: of what its actors share */
	struct hash untold;		  /* of what it was told and did that no record says */
	struct hash told; /* of what signals told it: its memory says that, its history not */
	struct hash held_back[SPACE_SIGNALS]; /* by number - 1: of those that are pending */
};

#endif
