/*
 * What is another thing in every run, when the kernel tells it. Numbers drawn at random are the
 * same in every run: each process has a row of them. What the machine is doing is not followed.
 */
#include "agent/calls/chance.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/data.h"

enum { ENTROPY = 256 /* of getentropy(3), at most */ };

/* --- numbers ---------------------------------------------------------------------------------- */

/* Two processes, and two threads, have different ones. */
static uint64_t draw(void)
{
	const uint64_t which[] = {agent_own.self, ++agent.drawn};

	return hash_bytes(which, sizeof(which)).low;
}

static void fill(void *out, size_t size)
{
	char *bytes = out;

	for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
		uint64_t number = draw();

		memcpy(bytes + at, &number,
		       size - at < sizeof(number) ? size - at : sizeof(number));
	}
	agent_untold_pair(SYS_getrandom, agent.drawn);
}

/* The kernel says what it does not like about it, and how much it would give. */
ssize_t agent_draw(void *out, size_t size, unsigned flags, uint32_t where)
{
	struct loan loan = agent_borrow(out, size, where);
	ssize_t got = REAL(getrandom)(loan.mine, size, flags);

	if (got > 0)
		fill(loan.mine, (size_t)got);
	agent_return(&loan, got > 0 ? (size_t)got : 0);
	return got;
}

AGENT_EXPORT uint32_t arc4random(void);
AGENT_EXPORT void arc4random_buf(void *out, size_t size);
AGENT_EXPORT uint32_t arc4random_uniform(uint32_t bound);

AGENT_EXPORT ssize_t getrandom(void *out, size_t size, unsigned flags)
{
	return agent_on() ? agent_draw(out, size, flags, AGENT_CALLER)
			  : REAL(getrandom)(out, size, flags);
}

AGENT_EXPORT int getentropy(void *out, size_t size)
{
	if (!agent_on() || size > ENTROPY)
		return REAL(getentropy)(out, size);
	return agent_draw(out, size, 0, AGENT_CALLER) < 0 ? -1 : 0;
}

AGENT_EXPORT uint32_t arc4random(void)
{
	uint32_t number;

	if (!agent_on())
		return REAL(arc4random)();
	fill(&number, sizeof(number));
	return number;
}

AGENT_EXPORT void arc4random_buf(void *out, size_t size)
{
	struct loan loan;

	if (!agent_on()) {
		REAL(arc4random_buf)(out, size);
		return;
	}
	loan = agent_borrow(out, size, AGENT_CALLER);
	fill(loan.mine, size);
	agent_return(&loan, size);
}

AGENT_EXPORT uint32_t arc4random_uniform(uint32_t bound)
{
	uint32_t number;

	if (!agent_on())
		return REAL(arc4random_uniform)(bound);
	fill(&number, sizeof(number));
	return bound ? number % bound : 0;
}

/* --- what the machine is doing ---------------------------------------------------------------- */

AGENT_EXPORT int sysinfo(struct sysinfo *info)
{
	agent_blind(UNSEEN_CALL, SYS_sysinfo, AGENT_CALLER);
	return REAL(sysinfo)(info);
}

AGENT_EXPORT int getloadavg(double averages[], int count)
{
	agent_blind(UNSEEN_CALL, SYS_sysinfo, AGENT_CALLER);
	return REAL(getloadavg)(averages, count);
}

AGENT_EXPORT int getrusage(__rusage_who_t who, struct rusage *usage)
{
	agent_blind(UNSEEN_CALL, SYS_getrusage, AGENT_CALLER);
	return REAL(getrusage)(who, usage);
}

AGENT_EXPORT clock_t times(struct tms *used)
{
	agent_blind(UNSEEN_CALL, SYS_times, AGENT_CALLER);
	return REAL(times)(used);
}
