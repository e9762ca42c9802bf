/* A process that clone(2) makes by itself, `call`, or the C library's clone(): nobody follows it.
 */
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536];

static int sleep_a_little(void *argument)
{
	(void)argument;
	usleep(100000);
	return 0;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc > 1 && strcmp(argv[1], "call") == 0) {
		pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
		if (pid == 0)
			_exit(sleep_a_little(NULL));
	} else {
		pid = clone(sleep_a_little, stack + sizeof(stack), SIGCHLD, NULL);
	}
	return waitpid(pid, &status, 0) != pid || status != 0;
}
