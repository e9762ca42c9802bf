#include "control/watchman.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "control/proc.h"
#include "trace/call_class.h"
#include "trace/containment.h"

enum {
	GENERATIONS = 1024, /* more than a run has: processes may change while we look */
	STACK_SEEN = 1024,  /* words of a stack that are looked through for where a call is from */
	CALL_LENGTH = 7	    /* bytes of the longest call instruction on x86-64 */
};

struct watchman {
	pthread_t thread;
	pthread_mutex_t lock;  /* of traces[] */
	struct trace **traces; /* a session's and its copies'; some may be NULL */
	unsigned count;
	int listener;
	int leave; /* eventfd: the thread is to end */
};

/* --- who, and where ------------------------------------------------------------------------- */

/* One that was spawned is known by its pid only when its parent goes on. */
static int find_newborn(const struct trace *trace, int pid)
{
	int parent = trace_find_actor(trace, proc_parent_of(pid));
	unsigned count = trace_actors(trace);

	for (unsigned i = 1; parent >= 0 && i < count; i++) {
		const struct space_entry *space = trace_space(trace, i);

		if (atomic_load(&space->pid) == 0 && !space->reaped &&
		    trace_parent(trace, i) == (unsigned)parent)
			return (int)i;
	}
	return -1;
}

static int find_actor(const struct trace *trace, int pid, int tid)
{
	int found = trace_find_actor(trace, pid);
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; found >= 0 && tid != pid && i < count; i++) {
		if (trace->actors[i].space == trace->actors[found].space &&
		    atomic_load(&trace->actors[i].thread) == tid)
			return (int)i;
	}
	return found < 0 ? find_newborn(trace, pid) : found;
}

/* The actor of one of the segments that is, or has in its process, the thread `tid`. */
static struct trace *find_run(struct watchman *watchman, int tid, unsigned *actor)
{
	int pid = proc_process_of(tid);

	for (unsigned i = 0; i < watchman->count; i++) {
		struct trace *trace = watchman->traces[i];
		int found = trace ? find_actor(trace, pid, tid) : -1;

		if (found < 0)
			continue;
		*actor = (unsigned)found;
		return trace;
	}
	return NULL;
}

static size_t read_memory(int pid, uint64_t address, void *out, size_t size)
{
	struct iovec here = {out, size}, there = {(void *)(uintptr_t)address, size};
	ssize_t got = process_vm_readv(pid, &here, 1, &there, 1, 0);

	return got > 0 ? (size_t)got : 0;
}

/* Whether a call returns to `address`: what stands before it calls. */
static bool follows_call(int pid, uint64_t address)
{
#if defined(__x86_64__)
	uint8_t before[CALL_LENGTH];

	if (read_memory(pid, address - sizeof(before), before, sizeof(before)) != sizeof(before))
		return false;
	if (before[2] == 0xe8) /* call rel32 */
		return true;
	for (unsigned length = 2; length <= CALL_LENGTH; length++) {
		const uint8_t *at = &before[CALL_LENGTH - length];

		if (at[0] == 0xff && (at[1] >> 3 & 7) == 2) /* call r/m64 */
			return true;
	}
	return false;
#else
	uint32_t before;

	return read_memory(pid, address - sizeof(before), &before, sizeof(before)) ==
		       sizeof(before) &&
	       (before >> 26 == 0x25 || (before & 0xfffffc1f) == 0xd63f0000); /* bl, blr */
#endif
}

/*
 * The line of the program that a call comes from: as a link-time address, 0 unknown. The innermost
 * return address of the program's that is on the stack, as no library keeps frame pointers.
 */
static uint32_t find_caller(const struct trace *trace, int tid)
{
	uint64_t stack[STACK_SEEN];
	uint64_t sp, pc;
	size_t words;

	if (!proc_call_place(tid, &sp, &pc))
		return 0;
	if (pc - trace->text_start < trace->text_end - trace->text_start)
		return (uint32_t)(pc - trace->text_bias);
	words = read_memory(tid, sp, stack, sizeof(stack)) / sizeof(stack[0]);
	for (size_t i = 0; i < words; i++) {
		if (stack[i] - trace->text_start < trace->text_end - trace->text_start &&
		    follows_call(tid, stack[i]))
			return (uint32_t)(stack[i] - trace->text_bias);
	}
	return 0;
}

/* --- what ----------------------------------------------------------------------------------- */

/* Whether the C library's function for it is followed: kill(3), sigqueue(3). */
static bool is_bypass(int call)
{
	return call == SYS_kill || call == SYS_rt_sigqueueinfo;
}

/* It stands still meanwhile, and nobody else writes this of it. */
static void enter_key(struct space_entry *space, const struct seccomp_data *call)
{
	const uint64_t words[] = {(uint64_t)call->nr, call->args[0], call->args[1], call->args[2]};

	space->untold = hash_join(space->untold, hash_bytes(words, sizeof(words)));
}

static const struct trace *find_served(const struct watchman *watchman, int server)
{
	for (unsigned i = 0; i < watchman->count; i++) {
		if (watchman->traces[i] && watchman->traces[i]->server_pid == server)
			return watchman->traces[i];
	}
	return NULL;
}

/* The fork server that a process comes of, the nearest; 0: of none. Who is in no table may be of a
 * run all the same: clone(2) by its number. */
static int find_server(const struct watchman *watchman, int pid)
{
	for (unsigned i = 0; i < GENERATIONS && pid > 1; i++) {
		pid = proc_parent_of(pid);
		if (find_served(watchman, pid))
			return pid;
	}
	return 0;
}

/* Whom it would signal: what is another run's is outside. */
static enum signalled find_signalled(const struct watchman *watchman,
				     const struct seccomp_notif *asked)
{
	int pid = proc_process_of((int)asked->pid);
	uint64_t arguments[6];

	if (call_class(asked->data.nr) != CALL_SIGNAL)
		return SIGNALS_NOBODY;
	memcpy(arguments, asked->data.args, sizeof(arguments));
	return containment_signals(find_server(watchman, pid), pid, asked->data.nr, arguments);
}

/* UNSEEN_COUNT: the C library made it, wherever that lies. */
static enum unseen unseen_of(const struct seccomp_notif *asked)
{
	int call = asked->data.nr;
	enum call_class class = call_class(call);
	enum proc_code code;

	if (class == CALL_PRIVATE)
		return UNSEEN_PRIVATE;
	if (class != CALL_FOLLOWED && !is_bypass(call))
		return UNSEEN_CALL;
	code = proc_code_at((int)asked->pid, asked->data.instruction_pointer, "/libipcstage.so");
	if (code == PROC_ALONE)
		return UNSEEN_IMAGE;
	return code == PROC_LIBRARY && class == CALL_FOLLOWED ? UNSEEN_COUNT : UNSEEN_BYPASS;
}

/* What a process sets for itself it sets for all of its threads. */
static enum unseen unseen_among(const struct trace *trace, unsigned actor, enum unseen what)
{
	struct set threads = trace_alive_in(trace, set_of(trace->actors[actor].space));

	return what == UNSEEN_PRIVATE && set_count(threads) > 1 ? UNSEEN_CALL : what;
}

/* `server`: whose program it is that lines are known of. */
static void note(struct trace *trace, unsigned actor, int server, const struct seccomp_notif *asked)
{
	enum unseen what = unseen_among(trace, actor, unseen_of(asked));
	struct blind_spot spot = {
		.step = (uint32_t)trace->steps, .what = (uint8_t)what, .actor = (uint8_t)actor};

	if (what == UNSEEN_COUNT || (what == UNSEEN_IMAGE && ledger_has(&trace->ledger, what)))
		return;
	if (what != UNSEEN_IMAGE) {
		spot.detail = (uint64_t)(uint32_t)asked->data.nr;
		if (proc_same_program((int)asked->pid, server))
			spot.where = find_caller(trace, (int)asked->pid);
	}
	if (call_class(asked->data.nr) == CALL_PRIVATE)
		enter_key(trace_space_entry(trace, actor), &asked->data);
	ledger_note(&trace->ledger, &spot);
}

/* Returns false if the call is to be refused. */
static bool write_down(struct watchman *watchman, const struct seccomp_notif *asked)
{
	unsigned actor;
	struct trace *trace;
	enum signalled signalled;

	pthread_mutex_lock(&watchman->lock);
	signalled = find_signalled(watchman, asked);
	trace = signalled == SIGNALS_SELF ? NULL : find_run(watchman, (int)asked->pid, &actor);
	if (trace)
		note(trace, actor, find_server(watchman, proc_process_of((int)asked->pid)), asked);
	pthread_mutex_unlock(&watchman->lock);
	return signalled != SIGNALS_OUTSIDE;
}

/* --- the thread ----------------------------------------------------------------------------- */

/* Whoever asked may have been killed meanwhile: then there is nothing to receive or to answer. */
static void answer(struct watchman *watchman)
{
	struct seccomp_notif asked = {0};
	struct seccomp_notif_resp answer = {.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};

	if (ioctl(watchman->listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
		return;
	if (!write_down(watchman, &asked))
		answer = (struct seccomp_notif_resp){.error = -EPERM};
	answer.id = asked.id;
	ioctl(watchman->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

static void *watch(void *context)
{
	struct watchman *watchman = context;
	struct pollfd fds[] = {{.fd = watchman->listener, .events = POLLIN},
			       {.fd = watchman->leave, .events = POLLIN}};

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return NULL;
		if (fds[1].revents)
			return NULL;
		if (fds[0].revents & POLLIN)
			answer(watchman);
		else if (fds[0].revents) /* everybody who could ask has ended */
			fds[0].fd = -1;
	}
}

/* Signals are for the viewer's own thread. */
static bool begin_thread(struct watchman *watchman)
{
	sigset_t all, before;
	bool begun;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	begun = pthread_create(&watchman->thread, NULL, watch, watchman) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return begun;
}

struct watchman *watchman_new(int listener)
{
	struct watchman *watchman = calloc(1, sizeof(*watchman));

	if (!watchman) {
		close(listener);
		return NULL;
	}
	watchman->listener = listener;
	watchman->leave = eventfd(0, EFD_CLOEXEC);
	pthread_mutex_init(&watchman->lock, NULL);
	if (watchman->leave >= 0 && begin_thread(watchman))
		return watchman;
	pthread_mutex_destroy(&watchman->lock);
	if (watchman->leave >= 0)
		close(watchman->leave);
	close(listener);
	free(watchman);
	return NULL;
}

static struct trace **find_place(struct watchman *watchman)
{
	struct trace **traces;

	for (unsigned i = 0; i < watchman->count; i++) {
		if (!watchman->traces[i])
			return &watchman->traces[i];
	}
	traces = realloc(watchman->traces, (watchman->count + 1) * sizeof(struct trace *));
	if (!traces)
		return NULL;
	watchman->traces = traces;
	return &traces[watchman->count++];
}

bool watchman_add(struct watchman *watchman, struct trace *trace)
{
	struct trace **place;

	pthread_mutex_lock(&watchman->lock);
	place = find_place(watchman);
	if (place)
		*place = trace;
	pthread_mutex_unlock(&watchman->lock);
	return place;
}

void watchman_remove(struct watchman *watchman, const struct trace *trace)
{
	pthread_mutex_lock(&watchman->lock);
	for (unsigned i = 0; i < watchman->count; i++) {
		if (watchman->traces[i] == trace)
			watchman->traces[i] = NULL;
	}
	pthread_mutex_unlock(&watchman->lock);
}

void watchman_free(struct watchman *watchman)
{
	const uint64_t one = 1;

	if (!watchman)
		return;
	if (write(watchman->leave, &one, sizeof(one)) == sizeof(one))
		pthread_join(watchman->thread, NULL);
	pthread_mutex_destroy(&watchman->lock);
	close(watchman->leave);
	close(watchman->listener);
	free(watchman->traces);
	free(watchman);
}
