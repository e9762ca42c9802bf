#include "trace/system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * A system call: its result, or -errno. By itself, since libc's lies on a page of its own, which
 * every process of a run would map first; and errno stays the program's.
 */
static long call(long number, long a, long b, long c, long d, long e)
{
#if defined(__x86_64__)
	register long fourth __asm__("r10") = d;
	register long fifth __asm__("r8") = e;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
			 : "rcx", "r11", "memory");
	return result;
#elif defined(__aarch64__)
	register long which __asm__("x8") = number;
	register long first __asm__("x0") = a;
	register long second __asm__("x1") = b;
	register long third __asm__("x2") = c;
	register long fourth __asm__("x3") = d;
	register long fifth __asm__("x4") = e;

	__asm__ volatile("svc #0"
			 : "+r"(first)
			 : "r"(which), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
			 : "memory");
	return first;
#else
#error "system calls of this architecture are not known here"
#endif
}

static long address(const volatile void *at)
{
	return (long)(intptr_t)at;
}

int system_futex_wait(_Atomic uint32_t *word, uint32_t value, const struct timespec *timeout)
{
	return call(SYS_futex, address(word), FUTEX_WAIT, value, address(timeout), 0) == -ETIMEDOUT;
}

void system_end(int status)
{
	for (;;)
		call(SYS_exit_group, status, 0, 0, 0, 0);
}

void system_futex_wake(_Atomic uint32_t *word)
{
	call(SYS_futex, address(word), FUTEX_WAKE, 1, 0, 0);
}

static bool begins_with(const char *path, const char *folder, size_t length)
{
	return strncmp(path, folder, length) == 0;
}

/* Message queues are there even where their folder is not (mq_overview(7)). */
void system_remove_endpoint(const char *path)
{
	const size_t queues = sizeof(SYSTEM_QUEUES) - 1;
	const size_t shared = sizeof(SYSTEM_SHARED_MEMORY) - 1; /* semaphores, too */
	struct stat file = {0};

	if (begins_with(path, SYSTEM_QUEUES, queues))
		call(SYS_mq_unlink, address(path + queues), 0, 0, 0, 0);
	else if (call(SYS_newfstatat, AT_FDCWD, address(path), address(&file), AT_SYMLINK_NOFOLLOW,
		      0) == 0 &&
		 (S_ISSOCK(file.st_mode) || S_ISFIFO(file.st_mode) ||
		  begins_with(path, SYSTEM_SHARED_MEMORY, shared)))
		call(SYS_unlinkat, AT_FDCWD, address(path), 0, 0, 0);
}

void system_signal(int fd)
{
	uint64_t one = 1;

	call(SYS_write, fd, address(&one), sizeof(one), 0, 0);
}

int32_t system_pid(void)
{
	return (int32_t)call(SYS_getpid, 0, 0, 0, 0, 0);
}

int system_await_death(int32_t pid, int timeout_ms)
{
	struct timespec limit = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
	struct pollfd pidfd = {.events = POLLIN};
	long fd = call(SYS_pidfd_open, pid, 0, 0, 0, 0);
	long ready;

	if (fd < 0)
		return fd == -ESRCH;
	pidfd.fd = (int)fd;
	do {
		ready = call(SYS_ppoll, address(&pidfd), 1, address(&limit), 0, 0);
	} while (ready == -EINTR);
	call(SYS_close, fd, 0, 0, 0, 0);
	return ready == 1;
}

unsigned system_children(int32_t *pids, unsigned capacity)
{
	static const char path[] = "/proc/thread-self/children";
	long fd = call(SYS_openat, AT_FDCWD, address(path), O_RDONLY | O_CLOEXEC, 0, 0);
	unsigned count = 0;
	int32_t pid = 0;
	char list[1024];
	long got;

	if (fd < 0)
		return 0;
	got = call(SYS_read, fd, address(list), sizeof(list), 0, 0);
	call(SYS_close, fd, 0, 0, 0, 0);
	/* A number ends with a space: the last of many may be cut off, and is left out. */
	for (long i = 0; i < got && count < capacity; i++) {
		if (list[i] >= '0' && list[i] <= '9') {
			pid = pid * 10 + (list[i] - '0');
			continue;
		}
		if (pid)
			pids[count++] = pid;
		pid = 0;
	}
	return count;
}

uint64_t system_ticks(void)
{
#if defined(__x86_64__)
	unsigned cpu;

	return __builtin_ia32_rdtscp(&cpu);
#else
	struct timespec now;

	call(SYS_clock_gettime, CLOCK_MONOTONIC, address(&now), 0, 0, 0);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}
