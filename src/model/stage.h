/*
 * The stage: what there is to see at one moment of a run, folded from records.
 *
 * Plain data, so that a moment can be kept by copying it (history.h). What one
 * kind of object knows and says of itself is its own file, a folder of kinds/ each
 * (kind.h); nothing else switches over kinds.
 */
#ifndef IPCSTAGE_MODEL_STAGE_H
#define IPCSTAGE_MODEL_STAGE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/hash.h"
#include "trace/record.h"
#include "trace/trace.h"

enum {
	STAGE_OBJECTS = 128, /* objects that are shown; later ones are counted only */
	STAGE_STATE = 3200,  /* bytes of private state that an object may have at most */
	STAGE_ARENA = STAGE_OBJECTS * (STAGE_STATE + 96),
	STAGE_NOTE = 48,	       /* bytes of a note or a sentence's fragment with its NUL */
	STAGE_SCOPES = 4,	       /* nested scopes of a process that are remembered */
	STAGE_REPORTS = LIMIT_REPORTS, /* names a demo can report as its outcome */
	STAGE_REPORT = LIMIT_REPORT,   /* bytes of one report with its NUL */
	STAGE_PRINTED = 200,	       /* bytes of what is printed that are kept as an outcome */
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
	bool in_handler;   /* of a signal */
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

/* What the actors of one process share, as far as it is seen: where it comes from, how it ends. */
struct space {
	uint8_t parent;	     /* number of the space that forked it; itself for number 0 */
	uint8_t first;	     /* number of its first actor */
	uint8_t signal;	     /* that ended it, 0 none */
	uint8_t exit_status; /* when it exited */
	uint8_t killed_by;   /* number + 1 of the actor that sent the signal, 0 nobody of the run */
	uint16_t
		image; /* which program it is: alike for all that were forked of one; 0 the first */
	uint8_t ended_by; /* number of the actor that ended it, by a call or as a signal hit it */
	bool reaped;	  /* its parent has waited for it */
	bool zombie;	  /* it has ended, and its parent, then alive, has not waited for it */
};

struct actor {
	uint8_t number;
	uint8_t space;		/* number of the space it lives in */
	uint8_t activity;	/* enum activity */
	bool born;		/* its first record, or its parent's fork, has been seen */
	uint32_t where;		/* address of its last operation */
	uint32_t died_at;	/* address of the crash, 0 unknown */
	uint8_t last_operation; /* that it did to an object ... */
	uint16_t last_object;	/* ... and to which, 0 none yet */
	uint32_t steps;		/* visible steps it has taken */
	uint8_t signal;		/* the last one sent to it since it waited for one, 0 none ... */
	uint8_t signal_by;	/* ... and by whom */
	bool timed;		/* a timer of its is set, which sends a signal */
	struct next next;	/* valid while READY or WAITS; afterwards what it was */
	uint16_t loaded_object; /* the value it loaded last and has not stored over, 0 none */
	uint64_t loaded_value;
	uint16_t item_object;		 /* the composite it has an item of in hand, 0 none */
	uint64_t item;			 /* which */
	char item_text[RECORD_TEXT + 1]; /* how it is shown */
	uint8_t scope_depth;
	struct scope scopes[STAGE_SCOPES]; /* outermost first */
	char name[TRACE_NAME];		   /* "" until it names itself, or executes a program */
	bool named;			   /* it has named itself */
	char note[STAGE_NOTE];		   /* what it says of itself */
	char printed[STAGE_NOTE];	   /* the last line it printed */
	uint16_t gathered;		   /* bytes of a text that goes on in its next record */
	bool gathering;			   /* its last record had RECORD_MORE */
	char gather[STAGE_REPORT];
};

/*
 * An object, whatever its kind. Its private state lies behind it: kinds/KIND/state.h says what that
 * is and has a function to look at it.
 */
struct object {
	uint16_t number;       /* in the object table */
	uint8_t kind;	       /* enum object_kind */
	uint8_t owner_space;   /* number + 1 of the process whose own copy it is, 0 shared */
	uint16_t whole;	       /* number of the composite it is a part of, 0 none */
	uint16_t peer;	       /* socket: the other direction, 0 none */
	uint16_t listener;     /* socket: where it was connected to, 0: it is one of a pair */
	uint8_t from, to;      /* of these: number + 1 of who connected and who accepted, 0 nobody
				* yet; bytes go from one to the other */
	uint16_t state_size;   /* bytes of its private state */
	uint32_t size;	       /* bytes, 0 unknown */
	struct set users;      /* set of processes that have done something to it */
	char name[TRACE_NAME]; /* never empty: "pipe 1" until named */
};

/* One name of the outcome: what came out and what should have. */
struct report {
	char name[TRACE_NAME];
	char outcome[STAGE_REPORT];
	char expected[STAGE_REPORT];
	bool has_outcome, has_expected;
};

/* What all have printed, in order, where that is an outcome. */
struct printed {
	bool counts;		   /* it is one: something was printed */
	uint64_t length;	   /* in bytes */
	struct hash rest;	   /* of what is not in `bytes` */
	char bytes[STAGE_PRINTED]; /* the first of them, as they are */
};
struct given_names;

struct stage {
	const struct given_names *given; /* that it is shown by; borrowed, NULL none */
	uint32_t step;			 /* visible steps so far */
	bool marked;			 /* `enabled` says who could move after the last step */
	uint8_t stepper;		 /* number + 1 of who took the last one, 0 none yet */
	uint64_t clock_ns;		 /* virtual time */
	struct set enabled;		 /* set of processes that could take a step */
	uint64_t records;		 /* folded so far */
	uint64_t hash;			 /* of those records */
	uint16_t actor_count;
	uint16_t object_count;		       /* of those that are shown */
	uint16_t objects_unseen;	       /* that did not fit */
	uint16_t nth_unseen[LIMIT_OBJECTS];    /* of such a one, which of its kind it is */
	uint16_t unseen_of_kind[OBJECT_KINDS]; /* how many there are */
	uint8_t report_count;
	uint16_t pages;	       /* private pages that values have come to lie in */
	uint16_t images;       /* programs that were executed so far */
	uint32_t lost_updates; /* over all values */
	struct printed printed;
	uint16_t number_to_index[LIMIT_OBJECTS]; /* place in the order of creation + 1, 0 not there
						  */
	struct report reports[STAGE_REPORTS];
	struct actor actors[LIMIT_ACTORS]; /* by number */
	struct space spaces[LIMIT_SPACES]; /* by number */
	uint32_t arena_used;
	uint32_t places[STAGE_OBJECTS]; /* where in the arena each object lies, by creation */
	/* Objects, each followed by its private state. Last: it is copied in part. */
	_Alignas(16) unsigned char arena[STAGE_ARENA];
};

/* An empty one. */
void stage_init(struct stage *stage);

/* What a process is called where no other name is given to it: "process 2". */
void stage_name_actor(unsigned actor, char out[TRACE_NAME]);

/* Whether a record begins a step; `stage` is as before it. */
bool stage_begins_step(const struct stage *stage, const struct record *record);

/* Say who could take a step now; the others that are parked wait. */
void stage_mark(struct stage *stage, struct set enabled);

/*
 * The private state of an object, zeroed at its creation: to look at, and to fold records into.
 * `size` is that of the type it is taken for.
 */
static inline const void *object_state(const struct object *object, size_t size)
{
	assert(size <= object->state_size);
	(void)size;
	return object + 1;
}

static inline void *object_own(struct object *object, size_t size)
{
	assert(size <= object->state_size);
	(void)size;
	return object + 1;
}

/* The object that was the i-th to be made (i below object_count). */
static inline const struct object *stage_nth(const struct stage *stage, unsigned i)
{
	return (const struct object *)(const void *)(stage->arena + stage->places[i]);
}

static inline struct object *stage_object_nth(struct stage *stage, unsigned i)
{
	return (struct object *)(void *)(stage->arena + stage->places[i]);
}

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

/* The space that an actor lives in: to look at, and to fold records into. */
static inline const struct space *stage_space(const struct stage *stage, const struct actor *actor)
{
	return &stage->spaces[actor->space % LIMIT_SPACES];
}

static inline struct space *stage_space_own(struct stage *stage, const struct actor *actor)
{
	return &stage->spaces[actor->space % LIMIT_SPACES];
}

/* Whether an actor is a thread of its process, and not the one that the process began with. */
static inline bool stage_is_thread(const struct stage *stage, const struct actor *actor)
{
	return stage_space(stage, actor)->first != actor->number;
}

/* The set of actors that live in a space, those too that have ended. */
struct set stage_members(const struct stage *stage, unsigned space);

/* Instead of a process's threads its first, unless that has ended: who is meant by the process. */
struct set stage_processes(const struct stage *stage, struct set set);

/* The number of the first actor of the space that forked an actor's own; itself for number 0. */
static inline unsigned stage_parent(const struct stage *stage, const struct actor *actor)
{
	return stage->spaces[stage_space(stage, actor)->parent % LIMIT_SPACES].first % LIMIT_ACTORS;
}

/* Whether a process has ended, in whatever way; and the set of those that have not. */
bool actor_over(const struct actor *actor);
struct set stage_alive(const struct stage *stage);

/* An object by itself, with room for the state of any kind. */
struct object_alone {
	_Alignas(16) struct object object;
	_Alignas(16) unsigned char state[STAGE_STATE];
};

/* Bytes of a stage that are in use: what a copy of it needs. */
size_t stage_used(const struct stage *stage);

#endif
