/* A process that clone(2) makes by itself, `call`, or the C library's clone(): nobody follows it.
 */
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536];

static int sleep_long(void *argument)
{
	(void)argument;
	sleep(1);
	return 0;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc > 1 && strcmp(argv[1], "call") == 0) {
		pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
		if (pid == 0)
			_exit(sleep_long(NULL));
	} else {
		pid = clone(sleep_long, stack + sizeof(stack), SIGCHLD, NULL);
	}
	return waitpid(pid, &status, 0) != pid || status != 0;
}
