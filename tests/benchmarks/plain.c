/*
 * What an access of shared memory costs in a gated run where there are no hooks, against one with
 * them, and against handing a futex to another process on the same CPU. Whoever accesses has the
 * baton all the time: nobody is waited for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bare.h"
#include "control/session.h"
#include "measure.h"

enum { ACCESSES = 4000, ROUNDS = 15, HANDS = 5000, WAIT_MS = 20000, BATCH = 256 };

struct subjects {
	struct session *hooked, *moves, *vectors, *products, *pushes;
	uint8_t schedule[ACCESSES + 16];
};

static struct session *open_program(const char *program, const char *how)
{
	const char *const arguments[] = {program, how, "4000", NULL};
	const struct launch launch = {
		.program = program,
		.arguments = arguments,
		.agent = BINARY_DIR "/libipcstage.so",
	};
	struct error error;
	struct session *session = session_open(&launch, &error);

	if (!session)
		fprintf(stderr, "%s\n", error.text);
	return session;
}

static void forget_records(struct session *session)
{
	struct record batch[BATCH];
	uint64_t lost = 0;

	while (session_take(session, batch, BATCH, &lost) > 0)
		continue;
}

/* The other one closes its end of the pipe first, then waits for the end of it. */
static double accesses_of(struct session *session, const struct subjects *subjects)
{
	uint64_t since;

	if (session_start(session, RUN_GATED, subjects->schedule, sizeof(subjects->schedule)) < 0)
		return -1;
	since = now_ns();
	for (;;) {
		enum stop_reason stop = session_wait(session, WAIT_MS);

		forget_records(session);
		if (stop != STOP_NONE)
			break;
	}
	since = now_ns() - since;
	session_kill(session);
	return (double)since / ACCESSES;
}

static double hooked(void *context)
{
	struct subjects *subjects = context;

	return accesses_of(subjects->hooked, subjects);
}

static double moves(void *context)
{
	struct subjects *subjects = context;

	return accesses_of(subjects->moves, subjects);
}

static double vectors(void *context)
{
	struct subjects *subjects = context;

	return accesses_of(subjects->vectors, subjects);
}

static double products(void *context)
{
	struct subjects *subjects = context;

	return accesses_of(subjects->products, subjects);
}

static double pushes(void *context)
{
	struct subjects *subjects = context;

	return accesses_of(subjects->pushes, subjects);
}

/* There and back are two. */
static double hand_over(void *context)
{
	(void)context;
	return bare_ping_pong(HANDS) / 2;
}

static bool measure(struct subjects *subjects)
{
	const struct comparison rows[] = {
		{"plain load / hooked load", "ns", ROUNDS, moves, hooked, subjects, AT_MOST, 20},
		{"plain load / futex hand-over", "ns", ROUNDS, moves, hand_over, subjects, AT_MOST,
		 1.5},
		{"vector load / futex hand-over", "ns", ROUNDS, vectors, hand_over, subjects,
		 AT_MOST, 4},
		{"product / futex hand-over", "ns", ROUNDS, products, hand_over, subjects, AT_MOST,
		 4},
		{"push / futex hand-over", "ns", ROUNDS, pushes, hand_over, subjects, AT_MOST, 1.5},
	};
	bool good = true;

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		good = compare(&rows[i]) && good;
	return good;
}

int main(void)
{
	struct subjects subjects = {0};
	bool good = false;

	subjects.schedule[0] = 1;
	pin_to_one_cpu();
	subjects.hooked = open_program(BINARY_DIR "/tests/benchmarks/accesses-hooked", "moves");
	subjects.moves = open_program(BINARY_DIR "/tests/benchmarks/accesses-plain", "moves");
	subjects.vectors = open_program(BINARY_DIR "/tests/benchmarks/accesses-plain", "vector");
	subjects.products = open_program(BINARY_DIR "/tests/benchmarks/accesses-plain", "multiply");
	subjects.pushes = open_program(BINARY_DIR "/tests/benchmarks/accesses-plain", "push");
	if (subjects.hooked && subjects.moves && subjects.vectors && subjects.products &&
	    subjects.pushes)
		good = measure(&subjects);
	session_close(subjects.pushes);
	session_close(subjects.products);
	session_close(subjects.vectors);
	session_close(subjects.moves);
	session_close(subjects.hooked);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
