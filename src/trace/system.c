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

bool system_owns_folder(const char *path)
{
	struct stat folder = {0};

	return call(SYS_newfstatat, AT_FDCWD, address(path), address(&folder), AT_SYMLINK_NOFOLLOW,
		    0) == 0 &&
	       S_ISDIR(folder.st_mode) &&
	       folder.st_uid == (uid_t)call(SYS_geteuid, 0, 0, 0, 0, 0) &&
	       (folder.st_mode & 0777) == 0700;
}

bool system_copy(int from, int to)
{
	char bytes[4096];
	long got;

	while ((got = call(SYS_read, from, address(bytes), sizeof(bytes), 0, 0)) > 0) {
		if (call(SYS_write, to, address(bytes), got, 0, 0) != got)
			return false;
	}
	return got == 0;
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

int32_t system_thread(void)
{
	return (int32_t)call(SYS_gettid, 0, 0, 0, 0, 0);
}

int system_kill(int32_t pid, int signal)
{
	return (int)call(SYS_kill, pid, signal, 0, 0, SYSTEM_SIGNAL_OURS);
}

int system_queue_signal(int32_t pid, int signal, const void *info)
{
	return (int)call(SYS_rt_sigqueueinfo, pid, signal, address(info), 0, SYSTEM_SIGNAL_OURS);
}

int system_kill_thread(int32_t pid, int32_t thread, int signal)
{
	return (int)call(SYS_tgkill, pid, thread, signal, 0, SYSTEM_SIGNAL_OURS);
}

int system_queue_thread(int32_t pid, int32_t thread, int signal, const void *info)
{
	return (int)call(SYS_rt_tgsigqueueinfo, pid, thread, signal, address(info),
			 SYSTEM_SIGNAL_OURS);
}

/* --- proc(5) ------------------------------------------------------------------------------------
 */

enum { PROC_PATH = 64, PROC_TEXT = 2048 };

/* Put a number at `at`; returns its end. */
static char *put_number(char *at, int32_t number)
{
	char digits[12];
	unsigned count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	while (count > 0)
		*at++ = digits[--count];
	return at;
}

/* The text of /proc/PID/WHAT, or of /proc/PID/WHATFD for an `fd` that is not negative. Without
 * stdio, as it is wanted in handlers of signals too. Returns whether there is one. */
static bool read_proc(int32_t pid, const char *what, int fd, char text[PROC_TEXT])
{
	char path[PROC_PATH] = "/proc/", *end;
	long file, got;

	if (pid <= 0)
		return false;
	end = put_number(path + strlen(path), pid);
	memcpy(end, what, strlen(what) + 1);
	if (fd >= 0)
		*put_number(end + strlen(what), fd) = '\0';
	file = call(SYS_openat, AT_FDCWD, address(path), O_RDONLY | O_CLOEXEC, 0, 0);
	if (file < 0)
		return false;
	got = call(SYS_read, file, address(text), PROC_TEXT - 1, 0, 0);
	call(SYS_close, file, 0, 0, 0, 0);
	text[got > 0 ? got : 0] = '\0';
	return got > 0;
}

static int32_t number_at(const char *at)
{
	int32_t number = 0;

	while (*at == ' ' || *at == '\t')
		at++;
	if (*at == '-')
		return -1;
	for (; *at >= '0' && *at <= '9'; at++)
		number = number * 10 + (*at - '0');
	return number;
}

/* Number `field` of /proc/PID/stat behind the state, which follows the name and its bracket. */
static int32_t stat_number(int32_t pid, unsigned field)
{
	char text[PROC_TEXT];
	const char *at = read_proc(pid, "/stat", -1, text) ? strrchr(text, ')') : NULL;

	for (unsigned i = 0; at && i < field + 2; i++)
		at = strchr(at + 1, ' ');
	return at ? number_at(at) : 0;
}

char system_state(int32_t id)
{
	char text[PROC_TEXT];
	const char *name_end = read_proc(id, "/stat", -1, text) ? strrchr(text, ')') : NULL;

	return name_end && name_end[1] == ' ' ? name_end[2] : 0;
}

/* The first thread of a process stays, as a zombie, until the others have ended. */
static bool is_gone(int32_t pid, int32_t thread)
{
	if (call(SYS_tgkill, pid, thread, 0, 0, SYSTEM_SIGNAL_OURS) < 0)
		return true;
	return thread == pid && system_state(pid) == 'Z';
}

int system_await_thread(int32_t pid, int32_t thread, int timeout_ms)
{
	const struct timespec pause = {0, 20000};

	for (int left = timeout_ms * 50; left >= 0; left--) {
		if (is_gone(pid, thread))
			return 1;
		/* On one processor it goes on when we give way. */
		call(SYS_sched_yield, 0, 0, 0, 0, 0);
		if (left % 8 == 0)
			call(SYS_nanosleep, address(&pause), 0, 0, 0, 0);
	}
	return 0;
}

int32_t system_parent(int32_t pid)
{
	return stat_number(pid, 0);
}

int32_t system_group(int32_t pid)
{
	return stat_number(pid, 1);
}

static int32_t number_behind(const char *text, const char *label)
{
	const char *found = strstr(text, label);

	return found ? number_at(found + strlen(label)) : -1;
}

int32_t system_process_of(int32_t tid)
{
	char text[PROC_TEXT];

	return read_proc(tid, "/status", -1, text) ? number_behind(text, "\nTgid:") : -1;
}

int32_t system_pidfd_process(int32_t holder, int fd)
{
	char text[PROC_TEXT];

	if (fd < 0 || !read_proc(holder, "/fdinfo/", fd, text))
		return -1;
	return number_behind(text, "\nPid:");
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
