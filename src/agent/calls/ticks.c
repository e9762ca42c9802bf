/*
 * While gated the instruction is forbidden (PR_SET_TSC of prctl(2)), so that the kernel tells us of
 * it: what it would read is another number in every run. A tick is a nanosecond of the run's clock.
 */
#include "agent/calls/ticks.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include "agent/core/agent.h"
#include "agent/core/families.h"
#include "agent/core/own_code.h"
#include "agent/core/real.h"

#if defined(__x86_64__)
void agent_allow_ticks(bool is_allowed)
{
	if (agent.gated && agent.own_ticks)
		REAL(syscall)(SYS_prctl, PR_SET_TSC, is_allowed ? PR_TSC_ENABLE : PR_TSC_SIGSEGV);
}

/* The bytes of the instruction at an address that was just executed; 0: it is another one. */
static unsigned length_of(const unsigned char *code)
{
	static const unsigned char rdtsc[] = {0x0f, 0x31}, rdtscp[] = {0x0f, 0x01, 0xf9};

	if (memcmp(code, rdtsc, sizeof(rdtsc)) == 0)
		return sizeof(rdtsc);
	return memcmp(code, rdtscp, sizeof(rdtscp)) == 0 ? sizeof(rdtscp) : 0;
}

/* Those of a thread that is not held, and of the C library in the kernel's page of code (vdso(7)).
 */
static uint64_t true_ticks(void)
{
	uint64_t ticks;

	agent_allow_ticks(true);
	ticks = __builtin_ia32_rdtsc();
	agent_allow_ticks(false);
	return ticks;
}

static uint64_t ticks_for(uintptr_t code)
{
	struct timespec now;

	if (!agent_on() || agent_is_vdso(code))
		return true_ticks();
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

bool agent_ticks_signal(const siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	uintptr_t code = (uintptr_t)registers[REG_RIP];
	unsigned length;
	uint64_t ticks;

	if (!agent.own_ticks || info->si_signo != SIGSEGV || info->si_code != SI_KERNEL)
		return false;
	length = length_of((const unsigned char *)code);
	if (length == 0)
		return false;
	ticks = ticks_for(code);
	registers[REG_RAX] = (greg_t)(uint32_t)ticks;
	registers[REG_RDX] = (greg_t)(ticks >> 32);
	if (length == 3)
		registers[REG_RCX] = 0; /* the number of the processor */
	registers[REG_RIP] += length;
	return true;
}
#else
void agent_allow_ticks(bool is_allowed)
{
	(void)is_allowed;
}

bool agent_ticks_signal(const siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	return false;
}
#endif

static void forbid(void)
{
	agent_allow_ticks(false);
}

/* Another program may not have us in it. */
static void allow_at_exec(uint32_t where)
{
	(void)where;
	agent_allow_ticks(true);
}

const struct family family_ticks = {
	.on_begin = forbid, .on_image = forbid, .on_exec = allow_at_exec, .on_stay = forbid};
