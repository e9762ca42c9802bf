/*
 * Tries to end a process that is not one of its own, `signals_outside PID`, in every way there is.
 * Without a PID: everybody. What it does to its own child works.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void refused(const char *how, long result)
{
	printf("%s: %s\n", how, result < 0 ? strerrorname_np(errno) : "done");
}

/* Past the C library. */
static long kill_by_itself(long pid, long signal)
{
#if defined(__x86_64__)
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "0"(SYS_kill), "D"(pid), "S"(signal)
			 : "rcx", "r11", "memory");
	errno = result < 0 ? (int)-result : 0;
	return result < 0 ? -1 : result;
#else
	return syscall(SYS_kill, pid, signal);
#endif
}

static void signal_one(pid_t pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	siginfo_t info = {.si_signo = SIGTERM, .si_code = SI_QUEUE};

	refused("kill", kill(pid, SIGTERM));
	refused("kill of its group", kill(-pid, SIGTERM));
	refused("killpg", killpg(pid, SIGTERM));
	refused("sigqueue", sigqueue(pid, SIGTERM, (union sigval){0}));
	refused("tgkill", tgkill(pid, pid, SIGTERM));
	refused("kill by its number", syscall(SYS_kill, pid, SIGTERM));
	refused("kill of its group by its number", syscall(SYS_kill, -pid, SIGTERM));
	refused("tkill by its number", syscall(SYS_tkill, pid, SIGTERM));
	refused("rt_sigqueueinfo by its number", syscall(SYS_rt_sigqueueinfo, pid, SIGTERM, &info));
	refused("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0));
	refused("kill by itself", kill_by_itself(pid, SIGTERM));
}

static void signal_everybody(void)
{
	refused("kill", kill(-1, SIGTERM));
	refused("kill again", kill(-1, SIGTERM));
	refused("killpg", killpg(1, SIGTERM));
	refused("kill by its number", syscall(SYS_kill, -1, SIGTERM));
	refused("kill by itself", kill_by_itself(-1, SIGTERM));
	refused("kill of its parent", kill(getppid(), SIGTERM));
}

static void report_child(pid_t child)
{
	int status;

	waitpid(child, &status, 0);
	printf("child: %s\n", WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : "alive");
}

int main(int argc, char **argv)
{
	pid_t child;
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		return 1;
	child = fork();
	if (child == 0)
		_exit(read(ends[0], &byte, 1) != 1);
	if (argc > 1) {
		signal_one((pid_t)atoi(argv[1]));
		refused("kill of its child by its number", syscall(SYS_kill, child, SIGTERM));
		kill(child, SIGTERM);
	} else {
		signal_everybody();
	}
	report_child(child);
	return 0;
}
