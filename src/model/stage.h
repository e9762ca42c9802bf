/*
 * The stage: what there is to see at one moment of a run, folded from records.
 *
 * Plain data without pointers, so that a moment can be kept by copying it (history.h). What one
 * kind of object knows and says of itself is its own file, one row of object_types[] each
 * (object_type.h); nothing else switches over kinds.
 */
#ifndef IPCSTAGE_MODEL_STAGE_H
#define IPCSTAGE_MODEL_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "trace/record.h"
#include "trace/trace.h"

enum {
	STAGE_OBJECTS = 128,  /* objects that are shown; later ones are counted only */
	STAGE_NOTE = 48,      /* bytes of a note or a sentence's fragment with its NUL */
	STAGE_ITEMS = 24,     /* messages or items of one object that are kept one by one */
	COMPOSITE_ITEMS = 48, /* the same of a queue or a pool */
	VALUE_CELLS = 32,     /* numbers of an array */
	FILE_CONTENT = 96,    /* first bytes of a file that are kept */
	FILE_LOCKS = 16,      /* locks of a file that are held at once */
	STAGE_LINE = 24,      /* connections that wait at a listener and are kept one by one */
	STAGE_SCOPES = 4,     /* nested scopes of a process that are remembered */
	STAGE_REPORTS = 8,    /* names a demo can report as its outcome */
	STAGE_REPORT = 256,   /* bytes of one report with its NUL */
};

/* What a process is doing, as one looks at the stage. */
enum activity {
	ACTIVITY_RUNS,	 /* between two gates: takes the step that is shown, or was just born */
	ACTIVITY_READY,	 /* at a gate, could go on */
	ACTIVITY_WAITS,	 /* at a gate, cannot go on: see `next` for what it waits for */
	ACTIVITY_ENDED,	 /* exited */
	ACTIVITY_KILLED, /* ended by a signal */
};

/* What a parked process is about to do. */
struct next {
	uint8_t operation; /* enum operation; OP_NONE: nothing known */
	bool visible;	   /* it will be a step */
	bool timed;	   /* it waits no longer than a time-out */
	uint16_t object;   /* 0 none */
	uint32_t size;	   /* bytes asked for */
	uint32_t where;	   /* address of the call in the program */
	uint64_t argument; /* as in struct record */
};

struct scope {
	uint16_t object;	    /* the composite whose scope it is */
	uint32_t where;		    /* where the program called it */
	char word[RECORD_TEXT + 1]; /* "put" */
};

struct actor {
	uint8_t number;
	uint8_t parent;	  /* itself for number 0 */
	uint8_t activity; /* enum activity */
	uint8_t signal;	  /* that ended it, 0 none */
	bool born;	  /* its first record, or its parent's fork, has been seen */
	uint8_t exit_status;
	uint8_t killed_by; /* number + 1 of the process that sent the signal, 0 nobody of the run */
	bool reaped;	   /* its parent has waited for it */
	bool zombie;	   /* it has ended, and its parent, then alive, has not waited for it */
	uint32_t where;	   /* address of its last operation */
	uint32_t died_at;  /* address of the crash, 0 unknown */
	uint8_t last_operation; /* that it did to an object ... */
	uint16_t last_object;	/* ... and to which, 0 none yet */
	uint32_t steps;		/* visible steps it has taken */
	struct next next;	/* valid while READY or WAITS; afterwards what it was */
	uint16_t loaded_object; /* the value it loaded last and has not stored over, 0 none */
	uint64_t loaded_value;
	uint16_t item_object;		 /* the composite it has an item of in hand, 0 none */
	uint64_t item;			 /* which */
	char item_text[RECORD_TEXT + 1]; /* how it is shown */
	uint8_t scope_depth;
	struct scope scopes[STAGE_SCOPES]; /* outermost first */
	char name[TRACE_NAME];		   /* "" until it names itself */
	char note[STAGE_NOTE];		   /* what it says of itself */
	char printed[STAGE_NOTE];	   /* the last line it printed */
	uint16_t gathered;		   /* bytes of a text that goes on in its next record */
	bool gathering;			   /* its last record had RECORD_MORE */
	char gather[STAGE_REPORT];
};

/* One message in a pipe, one item of a queue or a pool. */
struct item {
	uint64_t id;		    /* pipe: serial number of the write; else as annotated */
	uint32_t size;		    /* bytes, 0 for an annotated item */
	uint8_t actor;		    /* pipe, queue: who put it in; pool: who works on it or did */
	uint8_t stage;		    /* enum item_stage */
	uint8_t torn;		    /* pipe: a piece of a message whose pieces are apart */
	uint8_t reader;		    /* pipe: number + 1 of who took the first part of it, 0 whole */
	bool framed;		    /* pipe: its first part, of four bytes, is its length */
	char text[RECORD_TEXT + 1]; /* how it is shown: "3", "hello" */
	char result[RECORD_TEXT + 1]; /* pool: its result */
};

enum item_stage { ITEM_WAITING, ITEM_TAKEN, ITEM_FINISHED, ITEM_LOST };

struct value_state {
	uint64_t content;	    /* as it is in memory */
	bool known;		    /* it was stored or loaded at least once */
	uint8_t writer;		    /* number + 1 of who stored it, 0 nobody yet */
	uint32_t version;	    /* stores so far */
	uint32_t kept;		    /* of them, those that the content builds on */
	uint32_t lost;		    /* of them, those that were wiped out: version - kept */
	uint32_t first_lost_step;   /* step of the store that wiped out the first, 0 none */
	uint64_t first_lost_loaded; /* what that store had been computed from */
	uint8_t first_lost_by;	    /* number + 1 of who stored then ... */
	uint8_t first_lost_of;	    /* ... and of whose store was wiped out */
	uint8_t bytes;		    /* size of the accesses, 1, 2, 4 or 8; 0 unknown */
	bool atomic;		    /* updated by a read-modify-write at least once */
	uint32_t loaded_version[LIMIT_ACTORS]; /* version + 1 each process loaded last, 0 none */
	uint32_t loaded_kept[LIMIT_ACTORS];    /* and how many updates that one built on */
	uint64_t old;			       /* content before the last store */
	uint16_t page;	      /* private: which page of memory it lies in, from 1; 0 unknown */
	char type;	      /* type code: 'i' 'd' 'f' 'c' 'b' 'B'; 0 unknown */
	uint16_t length;      /* numbers of that type, 0 unknown */
	uint16_t touched;     /* index + 1 of the one used last, 0 none; array */
	uint32_t cells_known; /* set of those that were used; array */
	uint64_t cells[VALUE_CELLS];
};

/* A pipe, or one direction of a socket pair. */
struct pipe_state {
	uint32_t bytes; /* in it now */
	uint32_t capacity;
	uint32_t written, read;	     /* writes and reads so far that moved something */
	uint16_t count;		     /* items[] used: the oldest STAGE_ITEMS messages in it */
	struct set readers, writers; /* sets of processes with that end open, as far as seen */
	struct set apart; /* set of processes with a message under way that another cut into */
	uint32_t rest[LIMIT_ACTORS]; /* bytes of its message that each has still to write */
	uint8_t cutter;		     /* number + 1 of who last came between */
	uint32_t torn;		     /* messages whose pieces were written or read apart */
	uint32_t torn_step;	     /* step of the last one, 0 none */
	uint32_t first_torn_step;
	uint8_t first_torn_of;		/* number + 1 of whose message it was ... */
	uint8_t first_torn_by;		/* ... and of who came between */
	bool first_torn_read;		/* it was torn by two readers */
	struct item items[STAGE_ITEMS]; /* oldest first */
};

struct semaphore_state {
	bool known;	 /* tokens and initial are */
	uint64_t tokens; /* left */
	uint64_t initial;
	uint64_t most;	   /* tokens there have ever been */
	struct set inside; /* set of processes that took a token and did not put one back */
	uint8_t held[LIMIT_ACTORS]; /* tokens each took and did not put back */
	struct set takers;	    /* set of processes that ever took one ... */
	struct set putters;	    /* ... and of those that ever put one in */
	uint32_t out;		    /* tokens taken and not put back */
	uint32_t most_inside;	    /* largest number of tokens out at once */
	uint32_t extra_step;	    /* step at which somebody first put back one it did not have */
	uint8_t extra_by;	    /* number + 1 of who did */
	bool signals;		    /* put in by some, taken out by others: nobody is "inside" */
	bool used_as_lock;	    /* it began with one token and never had more */
};

struct mutex_state {
	uint8_t owner;	    /* number + 1, 0 open */
	uint8_t last_owner; /* number + 1, 0 none */
	uint8_t options;    /* MUTEX_… */
	uint8_t depth;	    /* recursive */
	bool owner_died;    /* and nobody has made it consistent */
};

/* A condition and its waiting room; the lock beside it is an object of its own. */
struct condition_state {
	uint16_t mutex; /* number of the mutex that its waiters let go, 0 none known */
	uint8_t count;	/* waiting[] used */
	uint8_t waiting[LIMIT_ACTORS]; /* who waits for a notification, the first one first */
	struct set notified;  /* set of those who were let out and have not the mutex yet */
	struct set notifiers; /* set of those who ever notified somebody or nobody */
	uint32_t lost;	      /* notifications when nobody waited */
	uint32_t lost_step;   /* of the last of them, 0 before the first step */
	uint8_t lost_by;      /* number + 1 of whose it was */
	uint8_t lost_to;      /* number + 1 of who had ended in the room, 0: nobody waited */
};

/* A barrier, of the C library or of libmp. */
struct barrier_state {
	uint32_t parties;    /* 0 unknown */
	uint32_t generation; /* how often all have been let through */
	struct set users;    /* set of those who ever arrived */
	struct set arrived;  /* set of those who wait for the others ... */
	struct set
		let_through; /* ... and of those who need not any more and have not gone on yet */
	bool broken;
};

struct event_state {
	bool set;
	uint32_t pulses; /* times it was cleared again */
};

/* A read-write lock. */
struct rwlock_state {
	struct set readers;	    /* set of processes that have it for reading ... */
	uint8_t held[LIMIT_ACTORS]; /* ... and how many times each */
	uint8_t writer;		    /* number + 1, 0 none */
	bool used;		    /* somebody has had it */
};

/* An address: who listens there, and who waits to be accepted. */
struct listener_state {
	bool bound;	       /* a socket is; else whoever connects is refused */
	bool listens;	       /* and connections may come */
	uint32_t backlog;      /* connections that may wait, and one more */
	struct set holders;    /* set of processes that could accept */
	uint32_t accepted;     /* connections so far */
	uint32_t refused;      /* attempts so far */
	uint32_t refused_step; /* step of the first, 0 none ... */
	uint8_t refused_by;    /* ... and number + 1 of whose it was */
	uint16_t count;	       /* line[] used */
	struct {
		uint16_t direction; /* number of the object that its bytes go into */
		uint8_t actor;	    /* who connected */
	} line[STAGE_LINE];	    /* oldest first */
};

/* A queue or a pool: what its parts are made of is in the objects that name it as their whole. */
struct composite_state {
	uint32_t capacity;	   /* items, 0 no limit */
	uint32_t put, taken, done; /* items so far */
	uint32_t lost;		   /* pool: items whose worker ended with them in hand */
	struct set takers;	   /* set of processes that ever took one ... */
	struct set putters;	   /* ... and of those that ever put one in */
	uint16_t count;		   /* items[] used */
	uint16_t depth;		   /* items waiting in it now */
	uint16_t most;		   /* that ever waited */
	bool joinable;		   /* queue: items count until they are said to be done */
	/* queue: those waiting, oldest first; pool: all of them, by id */
	struct item items[COMPOSITE_ITEMS];
	uint8_t depths[32]; /* queue: depth after each of the last changes, newest last */
	uint8_t depth_count;
};

/* A regular file. As long as all that was seen in it is a number it is also a value. */
struct file_state {
	struct value_state value; /* first: object->value is the same */
	bool is_number;
	bool known;		    /* content is */
	uint32_t length;	    /* bytes in it, as far as seen */
	struct set open;	    /* set of processes with a descriptor of it */
	char content[FILE_CONTENT]; /* its first bytes */
};

/* A lock that somebody has of a file: bytes [first, end). */
struct held_lock {
	uint8_t actor;
	bool shared;
	uint64_t first, end; /* end: UINT64_MAX however long the file gets */
};

/* All flock(2) locks of a file, or all its fcntl(2) locks. */
struct file_lock_state {
	bool used; /* somebody has ever taken one */
	uint16_t count;
	struct held_lock held[FILE_LOCKS];
};

struct object {
	uint16_t number;       /* in the object table */
	uint8_t kind;	       /* enum object_kind */
	uint8_t owner_space;   /* number + 1 of the process whose own copy it is, 0 shared */
	uint16_t whole;	       /* number of the composite it is a part of, 0 none */
	uint16_t peer;	       /* socket: the other direction, 0 none */
	uint16_t listener;     /* socket: where it was connected to, 0: it is one of a pair */
	uint8_t from, to;      /* of these: number + 1 of who connected and who accepted, 0 nobody
				* yet; bytes go from one to the other */
	uint32_t size;	       /* bytes, 0 unknown */
	struct set users;      /* set of processes that have done something to it */
	char name[TRACE_NAME]; /* never empty: "pipe 1" until named */
	union {
		struct value_state value;
		struct pipe_state pipe;
		struct semaphore_state semaphore;
		struct mutex_state mutex;
		struct condition_state condition;
		struct barrier_state barrier;
		struct event_state event;
		struct rwlock_state rwlock;
		struct listener_state listening;
		struct composite_state composite;
		struct file_state file;
		struct file_lock_state file_lock;
	};
};

/* One name of the outcome: what came out and what should have. */
struct report {
	char name[TRACE_NAME];
	char outcome[STAGE_REPORT];
	char expected[STAGE_REPORT];
	bool has_outcome, has_expected;
};

struct stage {
	uint32_t step;	    /* visible steps so far */
	bool marked;	    /* `enabled` says who could move after the last step */
	uint8_t stepper;    /* number + 1 of who took the last one, 0 none yet */
	uint64_t clock_ns;  /* virtual time */
	struct set enabled; /* set of processes that could take a step */
	uint64_t records;   /* folded so far */
	uint64_t hash;	    /* of those records */
	uint16_t actor_count;
	uint16_t object_count;	 /* objects[] used; objects[i].number is not i */
	uint16_t objects_unseen; /* that did not fit */
	uint8_t report_count;
	uint16_t pages;				 /* private pages that values have come to lie in */
	uint32_t lost_updates;			 /* over all values */
	uint16_t number_to_index[LIMIT_OBJECTS]; /* objects[] index + 1, 0 not there */
	struct report reports[STAGE_REPORTS];
	struct actor actors[LIMIT_ACTORS];    /* by number */
	struct object objects[STAGE_OBJECTS]; /* in order of creation; last: copied in part */
};

void stage_init(struct stage *stage);

/* Whether a record begins a step; `stage` is as before it. */
bool stage_begins_step(const struct stage *stage, const struct record *record);

/* Fold one record into the stage. Never blocks, never fails: what it cannot place it counts. */
void stage_fold(struct stage *stage, const struct record *record);

/* Say who could take a step now; the others that are parked wait. */
void stage_mark(struct stage *stage, struct set enabled);

/* The object with this number, or NULL when it is not shown. */
struct object *stage_object(struct stage *stage, unsigned number);
const struct object *stage_find(const struct stage *stage, unsigned number);

/* The name of an object; of a process's own copy with whose it is: "1's counter". */
void object_label(const struct object *object, char *out, size_t size);

/*
 * The whole text of a record that may have begun in earlier ones; `stage` is as before it. It is
 * put into `out` (STAGE_REPORT bytes), not terminated; returns its length.
 */
size_t stage_text(const struct stage *stage, const struct record *record, char *out);

/* Whether a process has ended, in whatever way; and the set of those that have not. */
bool actor_over(const struct actor *actor);
struct set stage_alive(const struct stage *stage);

/*
 * What an object will be that a record is the first to mention; false when the record would not
 * bring it to the stage.
 */
bool stage_preview(const struct stage *stage, const struct record *record, struct object *out);

/* Bytes of a stage that are in use: what a copy of it needs. */
size_t stage_used(const struct stage *stage);

#endif
