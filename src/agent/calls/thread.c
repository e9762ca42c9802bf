/*
 * Threads: pthread_create(3), pthread_join(3), pthread_detach(3), and C11's by other names.
 *
 * A thread is an actor of its process's space. It ends in the last destructor of its data
 * (pthread_key_create(3)), behind everything else that the program may do in it.
 */
#include <limits.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/birth.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/errand.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/memory_key.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/threads.h"
#include "agent/core/untold.h"
#include "agent/core/ways.h"
#include "agent/hooks/freed.h"
#include "agent/hooks/front.h"
#include "agent/hooks/touched.h"
#include "trace/system.h"

/* --- ends ----------------------------------------------------------------------------------- */

static pthread_key_t at_end;

/* Destructors are called in rounds as long as there is data: ours comes last in the last round. */
static void set_round(uintptr_t round)
{
	REAL(pthread_setspecific)(at_end, (void *)round);
}

/* The last thread of a process ends with it: the C library calls exit(3). */
static void end(void *armed)
{
	uintptr_t round = (uintptr_t)armed;

	if (!agent.trace || !agent_own.attends)
		return;
	if (round < PTHREAD_DESTRUCTOR_ITERATIONS)
		set_round(round + 1);
	else if (agent_has_threads())
		agent_end_thread();
}

/* Before the program makes keys of its own: they are destroyed in that order. */
static void make_key(void)
{
	pthread_key_create(&at_end, end);
}

/* What we know of threads that decides how they go on. */
static struct hash hash_known(void)
{
	struct hash hash = hash_none();

	if (!agent.threaded)
		return hash;
	for (unsigned i = 0; i < AGENT_ONCES; i++) {
		hash = hash_fold(hash, (uintptr_t)agent.onces[i].control);
		hash = hash_fold(hash, agent.onces[i].actor);
	}
	return hash_join(hash, agent_touched());
}

const struct family family_thread = {.on_start = make_key, .hash = hash_known};

/* --- births --------------------------------------------------------------------------------- */

enum { BELOW = 1 << 18, ABOVE = 1 << 14 }; /* of a stack: what may have been used */

/* What was done where its stack is now was another thread's. `stack`: what it does lies below. */
static void begin(unsigned number, const void *stack)
{
	const char *lowest = (const char *)__builtin_frame_address(0) - BELOW;

	agent_forget_touched(lowest, BELOW + ABOVE);
	agent_find_own_memory();
	agent_entry_of(number)->handle = pthread_self();
	set_round(1);
	agent_begin_thread(number);
	agent_tell_freed(lowest, BELOW + ABOVE);
	agent_note_stack(stack);
}

static void *run(void *number)
{
	const struct thread_start start = agent.starts[(uintptr_t)number];
	void *result;

	begin((unsigned)(uintptr_t)number, __builtin_frame_address(0));
	agent_called_thread((uintptr_t)start.function);
	result = start.function(start.argument);
	agent_own.result = (uintptr_t)result;
	return result;
}

static int run_c11(void *number)
{
	const struct thread_start start = agent.starts[(uintptr_t)number];
	int result;

	begin((unsigned)(uintptr_t)number, __builtin_frame_address(0));
	agent_called_thread((uintptr_t)start.function_c11);
	result = start.function_c11(start.argument);
	agent_own.result = (unsigned)result;
	return result;
}

/* Returns its number, or LIMIT_ACTORS. */
static unsigned bear(struct thread_start start, uint32_t where)
{
	unsigned number = agent_bear(true, where);

	if (number == LIMIT_ACTORS)
		return number;
	if (!agent.threaded)
		agent_look_at_all();
	agent.threaded = true;
	agent.starts[number] = start;
	agent_note_made(number);
	agent_note_frames();
	if (!agent.hooked)
		agent_blind(UNSEEN_MEMORY, 0, where);
	if (!pthread_getspecific(at_end))
		set_round(1);
	return number;
}

/* It may begin before we know it, and then has said so itself. */
static void born(unsigned number, bool was_made, uint64_t handle)
{
	if (was_made) {
		agent_entry_of(number)->handle = handle;
		agent_entry()->makes = true;
	}
	agent_born(number, was_made ? system_pid() : -1);
}

static bool is_joinable(const pthread_attr_t *attributes)
{
	int state = PTHREAD_CREATE_JOINABLE;

	if (attributes)
		pthread_attr_getdetachstate(attributes, &state);
	return state == PTHREAD_CREATE_JOINABLE;
}

AGENT_EXPORT int pthread_create(pthread_t *restrict thread,
				const pthread_attr_t *restrict attributes,
				void *(*function)(void *), void *restrict argument)
{
	unsigned number;
	int error;

	if (!agent_on())
		return REAL(pthread_create)(thread, attributes, function, argument);
	number = bear((struct thread_start){.function = function, .argument = argument},
		      AGENT_CALLER);
	if (number == LIMIT_ACTORS)
		return EAGAIN;
	error = REAL(pthread_create)(thread, attributes, run, (void *)(uintptr_t)number);
	agent_entry_of(number)->joined = !is_joinable(attributes);
	born(number, error == 0, error ? 0 : *thread);
	return error;
}

AGENT_EXPORT int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
	unsigned number;
	int result;

	if (!agent_on())
		return REAL(thrd_create)(thread, function, argument);
	number = bear((struct thread_start){.function_c11 = function, .argument = argument},
		      AGENT_CALLER);
	if (number == LIMIT_ACTORS)
		return thrd_nomem;
	result = REAL(thrd_create)(thread, run_c11, (void *)(uintptr_t)number);
	born(number, result == thrd_success, result == thrd_success ? *thread : 0);
	return result;
}

/* --- what they have --------------------------------------------------------------------------- */

AGENT_EXPORT void pthread_exit(void *result)
{
	agent_own.result = (uintptr_t)result;
	REAL(pthread_exit)(result);
	__builtin_unreachable();
}

AGENT_EXPORT void thrd_exit(int result)
{
	agent_own.result = (unsigned)result;
	REAL(thrd_exit)(result);
	__builtin_unreachable();
}

/* The first values lie in what libc keeps of a thread, where nobody looks: they are asked for. */
static void note_key(unsigned key)
{
	if (agent.keys_set <= key)
		agent.keys_set = key + 1;
}

AGENT_EXPORT int pthread_setspecific(pthread_key_t key, const void *value)
{
	note_key(key);
	return REAL(pthread_setspecific)(key, value);
}

AGENT_EXPORT int tss_set(tss_t key, void *value)
{
	note_key(key);
	return REAL(tss_set)(key, value);
}

/* --- waits ---------------------------------------------------------------------------------- */

/* Wait until it has ended, or the time is over; what it leaves is to go to `result`. Returns 0 or
 * ETIMEDOUT. */
static int await_end(unsigned number, const void *result, uint64_t deadline_ns, uint32_t where)
{
	struct gate gate = agent_gate(OP_JOIN, 0, where);
	struct record record;

	gate.intent.argument = number;
	gate.intent.deadline_ns = deadline_ns;
	agent_given(result, 0);
	agent_pass(&gate);
	record = agent_record(OP_JOIN, 0, where);
	record.argument = number;
	if (!agent_thread_ended(number))
		record.error = ETIMEDOUT;
	agent_write(&record);
	return record.error;
}

static void note_joined(unsigned number)
{
	agent_entry_of(number)->joined = true;
	agent_note_joined(number);
	readings_ended(&agent.trace->readings, agent_own.self, number);
}

static bool is_held(unsigned number)
{
	return agent.gated && number < LIMIT_ACTORS && number != agent_own.self;
}

static int join_until(pthread_t thread, void **result, clockid_t clock,
		      const struct timespec *until, uint32_t where)
{
	unsigned number = agent_on() ? agent_find_thread(thread) : LIMIT_ACTORS;
	uint64_t deadline = UINT64_MAX;
	int error;

	if (!agent_is_clock(clock))
		return REAL(pthread_clockjoin_np)(thread, result, clock, until);
	/* Until no moment glibc asks the kernel again and again, until it has ended. */
	if (until && is_held(number) && (until->tv_sec < 0 || agent_is_moment(until)))
		deadline = agent_deadline(clock, until);
	if (is_held(number) && deadline <= agent.trace->clock_ns) /* as pthread_tryjoin_np(3) */
		agent_blind(UNSEEN_TRYJOIN, 0, where);
	if (is_held(number) && await_end(number, result, deadline, where) != 0)
		return ETIMEDOUT;
	if (until && !is_held(number))
		error = REAL(pthread_clockjoin_np)(thread, result, clock, until);
	else
		error = REAL(pthread_join)(thread, result);
	if (number < LIMIT_ACTORS && error == 0)
		note_joined(number);
	return error;
}

AGENT_EXPORT int pthread_join(pthread_t thread, void **result)
{
	return join_until(thread, result, CLOCK_REALTIME, NULL, AGENT_CALLER);
}

AGENT_EXPORT int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *until)
{
	return join_until(thread, result, CLOCK_REALTIME, until, AGENT_CALLER);
}

AGENT_EXPORT int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock,
				      const struct timespec *until)
{
	return join_until(thread, result, clock, until, AGENT_CALLER);
}

/* That it has not ended yet is seen without waiting for it. */
AGENT_EXPORT int pthread_tryjoin_np(pthread_t thread, void **result)
{
	unsigned number = agent_on() ? agent_find_thread(thread) : LIMIT_ACTORS;
	int error;

	if (is_held(number))
		agent_blind(UNSEEN_TRYJOIN, 0, AGENT_CALLER);
	if (is_held(number) && !agent_thread_ended(number))
		return EBUSY;
	if (is_held(number)) {
		await_end(number, result, UINT64_MAX, AGENT_CALLER);
	}
	error = REAL(pthread_tryjoin_np)(thread, result);
	if (number < LIMIT_ACTORS && error == 0)
		note_joined(number);
	return error;
}

/* C11 leaves a result in an int. */
AGENT_EXPORT int thrd_join(thrd_t thread, int *result)
{
	const uint64_t given = (uintptr_t)result;
	struct hash around = agent_enter(&given, 1);
	void *left = NULL;
	int error = join_until(thread, &left, CLOCK_REALTIME, NULL, AGENT_CALLER);

	agent_leave(around);
	if (error)
		return thrd_error;
	if (result)
		*result = (int)(intptr_t)left;
	return thrd_success;
}

static void note_detached(pthread_t thread, uint32_t where)
{
	unsigned number = agent_on() ? agent_find_thread(thread) : LIMIT_ACTORS;
	struct record record;

	if (number == LIMIT_ACTORS)
		return;
	agent_settle();
	agent_entry_of(number)->joined = true;
	record = agent_record(OP_DETACH, 0, where);
	record.argument = number;
	agent_write(&record);
}

AGENT_EXPORT int pthread_detach(pthread_t thread)
{
	note_detached(thread, AGENT_CALLER);
	return REAL(pthread_detach)(thread);
}

AGENT_EXPORT int thrd_detach(thrd_t thread)
{
	note_detached(thread, AGENT_CALLER);
	return REAL(thrd_detach)(thread);
}
