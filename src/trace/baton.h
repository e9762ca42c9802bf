/*
 * The baton: in a gated run exactly one process runs, and it says who runs next.
 *
 * Parking, looking up who is next and waking it is done by the processes themselves; the viewer
 * is woken (trace->stop, trace->stop_fd) only where somebody has to decide. The order in which
 * things are tried is part of what makes a schedule mean one thing only:
 *
 *   1. a newborn child that has reached its first gate hands back to its parent;
 *   2. timers that are due send their signals, lowest process first;
 *   3. invisible operations that can finish now (a wait for an ended child, a sleeper whose time
 *      has come) go on by themselves, lowest number first;
 *   4. descriptors that were touched are asked about by the processes that wait for them;
 *   5. if nobody is enabled the virtual clock jumps to the first deadline; without one it is a
 *      deadlock, or the end; all that wait have begun to, then;
 *   6. the schedule's next process takes its step; without one the viewer decides. After as many
 *      steps as were asked for, or as much time, the run stops instead.
 *
 * A handler ends a wait only if that had begun when the signal came. To begin is a step of who
 * waits, which is there to be chosen while somebody is about to send such a signal: before, it
 * makes no difference. So it is while somebody is about to count those who wait at an object of
 * System V, or to remove it. Who has begun to wait there, or at a message queue, and can go on goes
 * before all others: what he waited for is his, as the kernel hands it over.
 */
#ifndef IPCSTAGE_TRACE_BATON_H
#define IPCSTAGE_TRACE_BATON_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/trace.h"

/* Values of actor_entry.turn. */
enum turn {
	TURN_WAIT,   /* parked */
	TURN_GO,     /* do what you parked for, and go on */
	TURN_ASK,    /* ask the kernel whether your descriptor is ready, say so, and stay parked */
	TURN_KEY,    /* put the key of your memory into your entry, and stay parked */
	TURN_TOLD,   /* the answer to TURN_ASK or TURN_KEY is there */
	TURN_DECIDE, /* a process has left: wait until it is dead, then hand over in its place; or
		      * the answer about your own descriptor is old */
	TURN_TIMER,  /* a timer of yours is due: send yourself its signal, and hand over again */
};

/* Who hands over: a process's number, or the viewer (which takes over after a death). */
enum { BATON_VIEWER = LIMIT_ACTORS };

/*
 * Whether a process could finish the operation of its intent now, from what the tables say. A
 * process in front of a descriptor has to have asked the kernel itself (intent.ready).
 */
bool baton_can_finish(const struct trace *trace, unsigned actor);

/*
 * Whether a process may still be in its wait when a signal comes: it cannot finish, or it sleeps
 * and is free to do so for any time.
 */
bool baton_may_wait(const struct trace *trace, unsigned actor);

/*
 * What somebody is parked for that only time brings: the run's clock stands still as long as
 * anybody can go. A sleep that is free (trace->sleepers_free) is none of it.
 */
enum awaited {
	AWAITED_NOTHING,
	AWAITED_SLEEP,
	AWAITED_TIME, /* no sleep, but the end of a wait's time, or a timer that is set */
};

/* *actor: who, untouched for AWAITED_NOTHING. */
enum awaited baton_awaited(const struct trace *trace, unsigned *actor);

/* What the answer about a process's descriptor is as old as: compare with intent.asked_at. */
uint32_t baton_changes(const struct trace *trace, const struct intent *intent);

/* The sets of processes that could take a step now, and that are parked and could not. */
struct set baton_enabled_set(const struct trace *trace);
struct set baton_blocked_set(const struct trace *trace);

/*
 * Hand the baton over. `self` has put its state and intent into its entry (parked or ended) or is
 * BATON_VIEWER. Wakes whoever is next; returns at once. When that is `self` its turn is TURN_GO
 * on return. Sets trace->stop and writes to trace->stop_fd when the viewer has to look.
 */
void baton_hand_over(struct trace *trace, unsigned self);

/*
 * Leave for good: `self` has ended in the tables (PROCESS_ENDED, trace->leaving_pid) and is about
 * to end in the kernel. What it held open is released only then, so somebody else decides who is
 * next, once it is dead. Returns at once.
 */
void baton_leave(struct trace *trace, unsigned self);

/* What a process can be asked while it is parked. */
struct baton_answers {
	bool (*is_ready)(void *context); /* whether its descriptor is ready; NULL: has none */
	void *context;
	void (*key)(void);    /* find the key of its memory */
	void (*expire)(void); /* send itself the signals of its timers that are due */
};

/* Wait until process `self` has the baton again, and give answers meanwhile (NULL: none). Blocks
 * (futex). */
void baton_await(struct trace *trace, unsigned self, const struct baton_answers *answers);

/*
 * Have parked processes find the keys of their memory, all at once, and wait for them. Called by
 * the viewer.
 */
void baton_ask_keys(struct trace *trace, struct set actors);

/* The viewer lets process `next` take a step; the stop is over. It must be enabled. */
void baton_grant(struct trace *trace, unsigned next);

/*
 * What was typed in is a step: it begins, and when its record is there the run goes on with whoever
 * can. Called by the viewer, where the run was stopped.
 */
void baton_begin_typed(struct trace *trace);
void baton_go_on(struct trace *trace);

/* The ring of `self` is full: have the viewer empty it. Blocks until it has. */
void baton_make_room(struct trace *trace, unsigned self);

/* The viewer has emptied the ring: its writer goes on. */
void baton_resume(struct trace *trace, unsigned actor);

/* Tell the viewer to look, and why. */
void baton_stop(struct trace *trace, enum stop_reason reason, unsigned self);

/* Wait until the process of an actor is dead, and with it what it held is released. */
void baton_await_death(struct trace *trace, unsigned actor);

/* Wait until the process that left last is dead in the kernel too, and its parent has noticed. */
void baton_await_leaver(struct trace *trace);

/*
 * Wait until the handlers of all signals that were sent have returned, and the processes that they
 * have forked are through; `baton_handled`: one has returned.
 */
void baton_await_handlers(struct trace *trace);
void baton_handled(struct space_entry *space);

#endif
