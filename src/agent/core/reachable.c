/*
 * The kernel is asked by calls that change nothing: one that reads a set of signals and then finds
 * that it is not told what to do with it (rt_sigprocmask(2)), and one that changes no bit of a word
 * (FUTEX_WAKE_OP of futex(2)).
 */
#include "agent/core/reachable.h"

#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include "agent/core/agent.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"

enum {
	SET = 8, /* bytes of the kernel's set of signals */
	WORD = 4,
	NO_SUCH_CHANGE = -1,
	MOST_STACK = 1 << 26 /* bytes: what is further away is no part of this stack */
};

/* Where nothing has to be asked: the program's own variables, and this thread's stack. */
static bool is_plain(uintptr_t address, size_t size)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t top = agent_own.stack_end ? agent_own.stack_end : agent.stack_base;

	return (address - agent.constants_end < agent.variables_end - agent.constants_end &&
		size <= agent.variables_end - address) ||
	       (top - here < MOST_STACK && address - here < top - here && size <= top - address);
}

/* What is closed to the program for us to see it use it (guard.h) is there. */
static bool is_followed(const void *address)
{
	return agent_is_mapped(address);
}

/* Of a whole set: all of it lies in one page. */
static bool can_read_at(uintptr_t address)
{
	const void *set = (const void *)(address & ~(uintptr_t)(SET - 1));

	return REAL(syscall)(SYS_rt_sigprocmask, NO_SUCH_CHANGE, set, NULL, SET) == 0 ||
	       errno != EFAULT;
}

static bool can_write_at(uintptr_t address)
{
	uint32_t nobody = 0;
	void *word = (void *)(address & ~(uintptr_t)(WORD - 1));

	return REAL(syscall)(SYS_futex, &nobody, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 0, 0, word,
			     FUTEX_OP(FUTEX_OP_OR, 0, FUTEX_OP_CMP_EQ, 0)) >= 0 ||
	       errno != EFAULT;
}

static bool each_page(const void *start, size_t size, bool (*can)(uintptr_t address))
{
	uintptr_t address = (uintptr_t)start, end = address + size;
	int error = errno;
	bool all = end >= address && address >= SET; /* NULL is no set at all */

	while (all && address < end) {
		all = is_followed((const void *)address) || can(address);
		address = (address / AGENT_PAGE + 1) * AGENT_PAGE;
	}
	errno = error;
	return all;
}

bool agent_can_read(const void *from, size_t size)
{
	return !size || is_plain((uintptr_t)from, size) || each_page(from, size, can_read_at);
}

bool agent_can_write(const void *to, size_t size)
{
	return !size || is_plain((uintptr_t)to, size) || each_page(to, size, can_write_at);
}

bool agent_can_read_text(const char *text)
{
	const char *next = text;
	size_t left;

	do {
		if (!agent_can_read(next, 1))
			return false;
		if (is_followed(next))
			return true;
		left = AGENT_PAGE - (uintptr_t)next % AGENT_PAGE;
		next += left;
	} while (!REAL(memchr)(next - left, '\0', left));
	return true;
}
