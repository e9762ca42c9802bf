/*
 * What a record costs in a free run: a load or store of a shared value, and a semaphore's wait and
 * post beside what they cost in a program that runs by itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "control/session.h"
#include "measure.h"
#include "records.h"

enum { WAIT_MS = 30000, BATCH = 256 };

#define PROGRAM BINARY_DIR "/tests/benchmarks/records-program"

struct costs {
	double access_ns, semaphore_ns;
};

static void take_cost(struct costs *costs, const char *outcome)
{
	sscanf(outcome, OUTCOME_ACCESS "=%lf", &costs->access_ns);
	sscanf(outcome, OUTCOME_SEMAPHORE "=%lf", &costs->semaphore_ns);
}

/* The program by itself, without the agent's attention. */
static bool alone(struct costs *costs)
{
	FILE *output = popen(PROGRAM, "re");
	char line[64];

	if (!output)
		return false;
	while (fgets(line, sizeof(line), output))
		take_cost(costs, line);
	return pclose(output) == 0;
}

static bool free_run(struct session *session, struct costs *costs)
{
	struct record batch[BATCH];
	enum stop_reason stop;
	uint64_t lost = 0;
	size_t count;

	if (session_start(session, RUN_FREE, NULL, 0) < 0)
		return false;
	do {
		stop = session_wait(session, SESSION_WATCH_MS);
		while ((count = session_take(session, batch, BATCH, &lost)) > 0) {
			for (size_t i = 0; i < count; i++) {
				char text[RECORD_TEXT + 1] = "";

				if (batch[i].operation == OP_OUTCOME)
					take_cost(costs, memcpy(text, batch[i].text,
								batch[i].text_length));
			}
		}
	} while (stop == STOP_NONE);
	return stop == STOP_END;
}

int main(void)
{
	const char *const arguments[] = {"records-program", NULL};
	const struct launch launch = {
		.program = PROGRAM, .arguments = arguments, .agent = BINARY_DIR "/libipcstage.so"};
	struct costs bare = {0}, shown = {0};
	struct error error;
	struct session *session = session_open(&launch, &error);
	bool good = session && alone(&bare) && free_run(session, &shown) && shown.access_ns > 0 &&
		    shown.semaphore_ns > 0;

	session_close(session);
	if (!good) {
		printf("free run: FAILED: it cannot be measured\n");
		return EXIT_FAILURE;
	}
	good = judge("free run: a record of an access", "ns", shown.access_ns - bare.access_ns, 40,
		     AT_MOST, 1);
	good &= judge("free run: a record of a semaphore", "ns",
		      (shown.semaphore_ns - bare.semaphore_ns) / 2, 40, AT_MOST, 1);
	good &= judge("hook of an access without viewer", "ns", bare.access_ns, 40, AT_MOST, 0.1);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
