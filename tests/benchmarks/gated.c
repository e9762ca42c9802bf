/*
 * Gated runs: the counter demo, two processes of ten steps each, against what forking those
 * processes and handing a futex around costs by itself. Everybody sits on one CPU.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "bare.h"
#include "control/session.h"
#include "measure.h"

enum { STEPS = 10, RUNS = 100, ROUNDS = 31, GRANTS = 5000, WAIT_MS = 5000, BATCH = 256 };

struct subjects {
	struct session *counter;   /* 2 processes, 5 rounds */
	struct session *unwatched; /* the same where seccomp(2) is refused */
	struct session *endless;   /* 1 process that goes on and on */
	struct bare turns;	   /* 2 processes, 10 turns */
	struct bare none;	   /* 2 processes, no turn at all */
	uint8_t schedule[2 * STEPS];
};

static struct session *open_counter(const char *actors, const char *rounds)
{
	const char *const arguments[] = {"counter", "--no-lock", actors, rounds, NULL};
	const struct launch launch = {
		.program = BINARY_DIR "/demos/counter/counter",
		.arguments = arguments,
		.agent = BINARY_DIR "/libipcstage.so",
	};
	struct error error;
	struct session *session = session_open(&launch, &error);

	if (!session)
		fprintf(stderr, "%s\n", error.text);
	return session;
}

/* The processes follow the schedule by themselves; we are woken when all is over. */
static double runs_of(struct session *session, const struct subjects *subjects)
{
	uint64_t since = now_ns();

	for (int i = 0; i < RUNS; i++) {
		if (session_start(session, RUN_GATED, subjects->schedule,
				  sizeof(subjects->schedule)) < 0 ||
		    session_wait(session, WAIT_MS) != STOP_END)
			return -1;
	}
	return (double)RUNS * 1e9 / (double)(now_ns() - since);
}

static double counter_runs(void *context)
{
	struct subjects *subjects = context;

	return runs_of(subjects->counter, subjects);
}

static double unwatched_runs(void *context)
{
	struct subjects *subjects = context;

	return runs_of(subjects->unwatched, subjects);
}

static double bare_with_turns(void *context)
{
	struct subjects *subjects = context;

	return bare_runs(&subjects->turns, RUNS);
}

static double bare_without(void *context)
{
	struct subjects *subjects = context;

	return bare_runs(&subjects->none, RUNS);
}

static void forget_records(struct session *session)
{
	struct record batch[BATCH];
	uint64_t lost = 0;

	while (session_take(session, batch, BATCH, &lost) > 0)
		continue;
}

/* From our decision to the next one: a grant, a load or a store, the way back, the records. */
static double gate_step(void *context)
{
	struct session *session = ((struct subjects *)context)->endless;
	uint64_t since;

	if (session_start(session, RUN_GATED, NULL, 0) < 0 ||
	    session_wait(session, WAIT_MS) != STOP_DECIDE)
		return -1;
	since = now_ns();
	for (int i = 0; i < GRANTS; i++) {
		if (session_grant(session, 1) < 0 || session_wait(session, WAIT_MS) != STOP_DECIDE)
			return -1;
		forget_records(session);
	}
	since = now_ns() - since;
	session_kill(session);
	return (double)since / (double)GRANTS;
}

static double ping_pong(void *context)
{
	(void)context;
	return bare_ping_pong(GRANTS);
}

static bool measure(struct subjects *subjects)
{
	const struct comparison rows[] = {
		{"gated run, 2 x 10 steps / bare", "runs/s", ROUNDS, counter_runs, bare_with_turns,
		 subjects, AT_LEAST, 0.6},
		{"gated run / bare fork", "runs/s", ROUNDS, counter_runs, bare_without, subjects,
		 AT_LEAST, 0.5},
		{"gate step / futex ping-pong", "ns", ROUNDS, gate_step, ping_pong, subjects,
		 AT_MOST, 4},
		{"gated run not watched / watched", "runs/s", ROUNDS, unwatched_runs, counter_runs,
		 subjects, AT_MOST, 1.1},
	};
	bool good = true;

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		good = compare(&rows[i]) && good;
	return good;
}

/* From here on: whoever wants a filter for itself is told that there are none. */
static bool refuse_filters(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

static bool open_sessions(struct subjects *subjects)
{
	subjects->counter = open_counter("--processes=2", "--rounds=5");
	subjects->endless = open_counter("--processes=1", "--rounds=10000000");
	if (!refuse_filters())
		return false;
	subjects->unwatched = open_counter("--processes=2", "--rounds=5");
	return subjects->counter && subjects->endless && subjects->unwatched;
}

int main(void)
{
	struct subjects subjects = {0};
	bool good = false;

	for (unsigned i = 0; i < sizeof(subjects.schedule); i++)
		subjects.schedule[i] = (uint8_t)(1 + i % 2);
	pin_to_one_cpu();
	if (bare_start(&subjects.turns, STEPS) < 0 || bare_start(&subjects.none, 0) < 0) {
		perror("fork");
		return EXIT_FAILURE;
	}
	if (open_sessions(&subjects))
		good = measure(&subjects);
	session_close(subjects.unwatched);
	session_close(subjects.endless);
	session_close(subjects.counter);
	bare_end(&subjects.none);
	bare_end(&subjects.turns);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
