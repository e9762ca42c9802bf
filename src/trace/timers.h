/*
 * The timers of a gated run, which are on its virtual clock.
 *
 * A timer is due when the clock has reached its deadline. A timerfd's is only counted then; any
 * other has its process send itself a signal, as nobody else can: TURN_TIMER of baton.h.
 */
#ifndef IPCSTAGE_TRACE_TIMERS_H
#define IPCSTAGE_TRACE_TIMERS_H

#include "trace/trace.h"

/* A new one of a space, not set; NULL: there is no room, and the limit is reached. */
struct timer_entry *timer_new(struct trace *trace, enum timer_kind kind, unsigned space);

/* Let it go off in `after_ns` from now (0: never) and then every `period_ns` (0: once). */
void timer_set(struct trace *trace, struct timer_entry *timer, uint64_t after_ns,
	       uint64_t period_ns);

/* Nanoseconds until it goes off; 0: it is not set. */
uint64_t timer_left(const struct trace *trace, const struct timer_entry *timer);

/* It has gone off: set it for the next time. Returns how often it has by now. */
uint64_t timer_go_off(struct trace *trace, struct timer_entry *timer);

/* Whether whom it is for is alive. */
bool timer_is_live(const struct trace *trace, const struct timer_entry *timer);

/* The first moment to come at which one goes off, UINT64_MAX: there is none; and whose it is. */
uint64_t timer_next(const struct trace *trace, unsigned *actor);

/* A timer of an actor's space that is due to send a signal, or NULL. */
struct timer_entry *timer_due(struct trace *trace, unsigned actor);

/* Count what is due of timerfds: who waits for one has to ask the kernel anew. */
void timer_count_descriptors(struct trace *trace);

#endif
