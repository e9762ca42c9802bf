#include "trace/system.h"

#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

void system_futex_wait(_Atomic uint32_t *word, uint32_t value, const struct timespec *timeout)
{
	syscall(SYS_futex, word, FUTEX_WAIT, value, timeout, NULL, 0);
}

void system_futex_wake(_Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

void system_signal(int fd)
{
	uint64_t one = 1;

	syscall(SYS_write, fd, &one, sizeof(one));
}

int system_await_death(int32_t pid, int timeout_ms)
{
	struct timespec limit = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
	struct pollfd pidfd = {.events = POLLIN};
	long ready;

	pidfd.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd.fd < 0)
		return errno == ESRCH;
	do {
		ready = syscall(SYS_ppoll, &pidfd, 1, &limit, NULL, 0);
	} while (ready < 0 && errno == EINTR);
	syscall(SYS_close, pidfd.fd);
	return ready == 1;
}

uint64_t system_ticks(void)
{
#if defined(__x86_64__)
	unsigned cpu;

	return __rdtscp(&cpu);
#else
	struct timespec now;

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}
