/*
 * An object as the processes know it: what it is known by, who can reach it, and what decides
 * whether an operation on it could finish. One is made at its first use; numbers are given in
 * order, and 0 stands for none.
 */
#ifndef IPCSTAGE_TRACE_OBJECT_H
#define IPCSTAGE_TRACE_OBJECT_H

#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"
#include "trace/actor.h"
#include "trace/kind.h"
#include "trace/labels.h"
#include "trace/set.h"

/* What key[0] of an object begins with; its low bits and key[1] say which one. */
enum object_key {
	KEY_INODE = 1,	    /* a descriptor: device, inode; of a file, a hash with its birth */
	KEY_MAPPING = 2,    /* an anonymous shared mapping: its serial number, offset */
	KEY_FILE = 3,	    /* a shared mapping of a file: inode, offset */
	KEY_PRIVATE = 4,    /* private memory: number of the space, address */
	KEY_WHOLE = 5,	    /* a composite: as KEY_MAPPING */
	KEY_FLOCK = 6,	    /* the locks of a file: as KEY_INODE ... */
	KEY_FCNTL = 7,	    /* ... of the other kind */
	KEY_ADDRESS = 8,    /* an address that no socket is bound to: a hash of it */
	KEY_LINE = 9,	    /* a connection's direction to who has not accepted it: the other one */
	KEY_ANONYMOUS = 10, /* an eventfd, a timerfd, a signalfd: a serial number */
	KEY_SYSTEM_V = 11,  /* an object of System V: its kind, its identifier */
	KEY_NAME = 12,	    /* a name: a hash of its folder and of its last part */
	KEY_PART = 13,	    /* memory of System V: number of its object, offset; a semaphore of a
			     * set: the same, index */
	KEY_FUTEX = 14,	    /* what is waited for at a word: a hash of its place */
};

enum { KEY_SHIFT = 56, OBJECT_WAYS = 8 };

/*
 * The key of what is known by a hash: 120 bits of it. No more have to be told apart by it than a
 * run has objects.
 */
static inline void object_key_of(uint64_t key[2], enum object_key kind, struct hash hash)
{
	key[0] = (uint64_t)kind << KEY_SHIFT | (hash.high & ((UINT64_C(1) << KEY_SHIFT) - 1));
	key[1] = hash.low;
}

/* A listener's options. */
enum {
	LISTENER_LISTENS = 1, /* listen(2) was called, by one of its holders */
	LISTENER_ANY = 2,     /* it was bound to any address of this host: of a mailbox, too */
};

/* A mailbox's: its socket is bound to an address. */
enum { MAILBOX_BOUND = 4 };

/* The owner of a mutex that nobody can lock any more (ENOTRECOVERABLE). */
enum { MUTEX_UNUSABLE = 255 };

/* The writer of a read-write lock, in its entry's value beside his number + 1. */
enum { RWLOCK_WRITER = 256 };

/* What a segment's `options` say has been done to it. */
enum { SEGMENT_ATTACHED = 1, SEGMENT_DETACHED = 2 };

/* What the end of a process does to an object of System V. */
struct share {
	int16_t owed;	  /* semaphore: is added to it (SEM_UNDO) */
	uint8_t attached; /* segment: it is attached so many times ... */
	uint8_t aliases;  /* ... and as often by the agent, beside the program */
};

struct object_entry {
	uint64_t key[2];	   /* what the kernel knows it by; see enum object_key */
	struct shared_set holders; /* the spaces that can reach it */
	/* semaphore: tokens, of System V gated; mutex: number + 1 of its owner; read-write lock:
	 * how many read it, or RWLOCK_WRITER and who writes; eventfd: its number; listener:
	 * connections that wait; mailbox: messages in it; message queue: what goes with its
	 * notification; else 0 */
	uint64_t value;
	struct hash content; /* mapping, segment: TURN_KEY's of what it holds; file, name, System V
			      * queue, set: the same, gated; hash_none(): it could not be
			      * told; mailbox: whom it was connected to, and when; else that */
	struct hash address; /* listener, mailbox: of its address ... */
	struct hash place;   /* ... and of the file that it is bound to, hash_none(): of none */
	uint32_t size;	     /* value: bytes; pipe: capacity in bytes; queue: capacity, 0 none;
			      * message queue: number + 1 of the space to be told of a message;
			      * barrier: parties; listener: backlog; mapping: bytes, as far
			      * as somebody has mapped it */
	struct shared_set lockers; /* of a file's locks: who has had one; of System V: whose end
				    * has changed it */
	uint32_t changes;	   /* things done to it through a descriptor */
	uint16_t whole;		   /* number of the composite it is a part of, 0 none */
	uint16_t peer;		   /* socket: the other direction, 0 unknown; mailbox: where what is
				    * sent without an address goes, 0 nowhere */
	uint16_t was;		   /* mailbox: its number before it had an address, 0 none */
	uint16_t waits_at;	   /* socket: the listener that has not accepted it yet, 0 none */
	uint8_t kind;		   /* enum object_kind */
	uint8_t options;     /* mutex: MUTEX_…; listener: LISTENER_…; message queue: the signal
			      * by which somebody is to be told, 0 none */
	uint8_t used_by;     /* of System V: number + 1 of the space that was last at it, 0 none */
	bool birth_shows;    /* of System V: a birth has changed it, while there were others */
	uint8_t owner_space; /* private: number + 1 of the space whose copy it is; shared: 0 */
	bool was_met;	     /* in memory: what it was before it is shown has been looked at */
	bool is_hidden;	     /* nothing is told of it before somebody uses it */
	bool outlives;	     /* made a name that nobody has removed yet: semaphore, queue */
	uint8_t waiting_count;		   /* condition, barrier, futex: the numbers of those ... */
	uint8_t waiting[LIMIT_ACTORS];	   /* ... who wait in it, the first one first; see
						 waiting_room.h */
	char name[TRACE_NAME];		   /* "" until named */
	struct share shares[LIMIT_SPACES]; /* of System V: by space */
	bool is_called; /* it is known by what a call has returned, and that has been asked for */
	uint16_t nth;	/* index + 1 in what these ways lead to, 0: they lead to it itself */
	uint8_t way_count;		    /* how the program gets to it: for its name ... */
	struct label_way ways[OBJECT_WAYS]; /* ... the best first */
};

#endif
