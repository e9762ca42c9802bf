/*
 * syscall(2): a system call by its number. Those that pass the watchman only because we stand in
 * front of the function that makes them come past us here.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "agent/calls/chance.h"
#include "agent/calls/clone.h"
#include "agent/calls/pidfd.h"
#include "agent/calls/signal.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "kinds/futex/calls.h"
#include "trace/call_class.h"
#include "trace/containment.h"
#include "trace/system.h"

enum { ARGUMENTS = 6 };

static bool by_id(long number, const uint64_t a[ARGUMENTS], uint32_t where, long *result)
{
	bool names_process = number == SYS_tgkill;
	int done;

	if (!agent_kill_id(names_process ? (pid_t)a[0] : 0, (pid_t)a[names_process],
			   (int)a[names_process + 1], where, &done))
		return false;
	*result = done;
	return true;
}

/*
 * The same by the function that we stand in front of, for the calls that programs make by number
 * now and then. Returns false for others.
 */
static bool by_function(long number, const uint64_t a[ARGUMENTS], uint32_t where, long *result)
{
	switch (number) {
	case SYS_mmap:
		*result = (long)mmap((void *)a[0], (size_t)a[1], (int)a[2], (int)a[3], (int)a[4],
				     (off_t)a[5]);
		return true;
	case SYS_munmap:
		*result = munmap((void *)a[0], (size_t)a[1]);
		return true;
	case SYS_mprotect:
		*result = mprotect((void *)a[0], (size_t)a[1], (int)a[2]);
		return true;
	case SYS_madvise:
		*result = madvise((void *)a[0], (size_t)a[1], (int)a[2]);
		return true;
	case SYS_prlimit64:
		*result = prlimit((pid_t)a[0], (__rlimit_resource_t)a[1],
				  (const struct rlimit *)a[2], (struct rlimit *)a[3]);
		return true;
	case SYS_umask:
		*result = umask((mode_t)a[0]);
		return true;
	case SYS_sched_setaffinity:
		*result = sched_setaffinity((pid_t)a[0], (size_t)a[1], (const cpu_set_t *)a[2]);
		return true;
	case SYS_read:
		*result = read((int)a[0], (void *)a[1], (size_t)a[2]);
		return true;
	case SYS_write:
		*result = write((int)a[0], (const void *)a[1], (size_t)a[2]);
		return true;
	case SYS_close:
		*result = close((int)a[0]);
		return true;
	case SYS_openat:
		*result = openat((int)a[0], (const char *)a[1], (int)a[2], (mode_t)a[3]);
		return true;
#ifdef SYS_open
	case SYS_open:
		*result = open((const char *)a[0], (int)a[1], (mode_t)a[2]);
		return true;
#endif
	case SYS_futex:
		return agent_futex(a, where, result);
	case SYS_clock_gettime:
		*result = clock_gettime((clockid_t)a[0], (struct timespec *)a[1]);
		return true;
	case SYS_gettimeofday:
		*result = gettimeofday((struct timeval *)a[0], (struct timezone *)a[1]);
		return true;
#ifdef SYS_time
	case SYS_time:
		*result = time((time_t *)a[0]);
		return true;
#endif
	case SYS_getpid:
		*result = getpid();
		return true;
	case SYS_gettid:
		*result = gettid();
		return true;
	case SYS_getppid:
		*result = getppid();
		return true;
	case SYS_kill:
		*result = kill((pid_t)a[0], (int)a[1]);
		return true;
	case SYS_tgkill:
	case SYS_tkill:
		return by_id(number, a, where, result);
	case SYS_pidfd_open:
		*result = agent_open_pidfd((pid_t)a[0], (unsigned)a[1], where);
		return true;
	case SYS_pidfd_send_signal:
		return agent_signal_pidfd((int)a[0], (int)a[1], (siginfo_t *)a[2], (unsigned)a[3],
					  where, result);
	case SYS_getrandom:
		*result = agent_draw((void *)a[0], (size_t)a[1], (unsigned)a[2], where);
		return true;
	case SYS_exit_group:
		_exit((int)a[0]);
	default:
		return false;
	}
}

AGENT_EXPORT long syscall(long number, ...)
{
	enum signalled signalled = SIGNALS_NOBODY;
	uint32_t where = AGENT_CALLER;
	uint64_t arguments[ARGUMENTS];
	long result;
	va_list list;

	va_start(list, number);
	for (unsigned i = 0; i < ARGUMENTS; i++)
		arguments[i] = va_arg(list, uint64_t);
	va_end(list);
	if (agent_on() && by_function(number, arguments, where, &result))
		return result;
	if (agent.trace)
		signalled = containment_signals(agent.trace->server_pid, system_pid(), number,
						arguments);
	if (call_class(number) == CALL_FOLLOWED || signalled == SIGNALS_OUTSIDE)
		agent_blind(UNSEEN_BYPASS, (uint64_t)number, where);
	/* So would the watchman; but where seccomp(2) is refused there is none. */
	if (signalled == SIGNALS_OUTSIDE) {
		errno = EPERM;
		return -1;
	}
	result = REAL(syscall)(number, arguments[0], arguments[1], arguments[2], arguments[3],
			       arguments[4], arguments[5]);
	agent_after_call(number, arguments, result);
	return result;
}
