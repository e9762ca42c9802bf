/*
 * An actor: whoever takes steps. The first thread of a process, or any other thread of it.
 */
#ifndef IPCSTAGE_TRACE_ACTOR_H
#define IPCSTAGE_TRACE_ACTOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"

enum { TRACE_NAME = 32 /* bytes of a name with its NUL */ };

enum actor_state {
	ACTOR_NONE,    /* the entry is not used */
	ACTOR_RUNNING, /* holds the baton, or (a forking parent) waits for a newborn child */
	ACTOR_PARKED,  /* at a gate, with its intent in the entry */
	ACTOR_ENDED,
};

/*
 * Whether it has begun to wait, where others come to know: who counts those that wait there,
 * removes what they wait for, or brings it.
 */
enum wait_begun {
	WAIT_UNNOTICED, /* nobody does */
	WAIT_NOT_BEGUN,
	WAIT_BEGUN,
};

/* What a parked process is about to do. */
struct intent {
	uint64_t argument;    /* as in the record that will follow */
	uint64_t deadline_ns; /* of the virtual clock; UINT64_MAX none */
	uint32_t size;	      /* bytes asked for */
	uint32_t where;	      /* address of the call */
	uint16_t object;      /* 0 none */
	uint16_t beside;      /* by_fd: another one that it hangs on, too, or 0 */
	uint8_t operation;    /* enum operation */
	bool visible;	      /* it is a step and wants a grant; otherwise it goes on by itself */
	bool by_fd;	      /* only the process itself can ask the kernel whether it can finish */
	bool ready;	      /* by_fd: the kernel's last answer */
	bool interrupted;     /* a handler has run: it ends with EINTR */
	bool notified;	      /* it was let out of a waiting room (waiting_room.h) */
	bool cancellable;     /* it ends here when it is cancelled */
	bool atomic;	      /* OP_LOAD, OP_STORE: an atomic one */
	bool object_gone;     /* what it waited for went meanwhile: it ends with EIDRM */
	uint8_t blocked_by; /* by_fd: number + 1 of whose fcntl(2) lock was in the way then, or 0 */
	uint32_t asked_at;  /* by_fd: baton_changes() at that answer */
	uint64_t unbegun;   /* it has not begun to wait: signals whose handler ends it if it has */
	uint8_t wait;	    /* enum wait_begun: at an object of System V or a message queue */
	uint8_t signal;	    /* that it is about to send, or 0 */
	bool begins;	    /* it was given a step to begin to wait */
};

/* It waits, and whoever comes finds it waiting. */
static inline void intent_begin(struct intent *intent)
{
	intent->unbegun = 0;
	if (intent->wait == WAIT_NOT_BEGUN)
		intent->wait = WAIT_BEGUN;
}

/* What is an actor's own. What it shares with the others of its process is its space's. */
struct actor_entry {
	_Atomic uint32_t turn;	/* futex: enum turn of baton.h */
	_Atomic uint32_t state; /* enum actor_state */
	uint8_t space;		/* number of the address space it lives in */
	bool newborn;		/* has not reached its first gate: its bearer waits for that */
	uint8_t bearer;		/* number of who made it, and goes on when it has reached that */
	bool joined;		/* a thread that somebody has waited for */
	bool cancelled;		/* it is to end where it could wait, and has not come to that yet */
	uint32_t onces;		/* functions that it has run for pthread_once(3) */
	_Atomic int32_t thread; /* id of the thread: gettid(2); 0 not known yet */
	uint64_t handle;	/* pthread_t of the thread */
	bool beside;		/* forked by a handler: who sent the signal waits for it */
	uint8_t unclear;	/* enum unclear: why memory_key is not to be relied upon */
	uint16_t scope_depth;	/* scopes open (ipcstage_scope_open) */
	uint64_t result;	/* a thread that has ended: what it leaves to who waits for it */
	struct hash memory_key; /* answer to TURN_KEY: of its stack and registers */
	struct intent intent;	/* valid while parked */
	char name[TRACE_NAME];	/* "" until it names itself */
};

#endif
