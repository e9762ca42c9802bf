/* Calls that nobody follows: each is named with its line. */
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int word = 1;

static void wake(void)
{
	syscall(SYS_futex, &word, FUTEX_WAKE_OP, 1, 1, &word, 0); /* line 12 */
	_exit(0);
}

int main(void)
{
	int from[2], to[2];

	if (pipe(from) < 0 || pipe(to) < 0 || write(from[1], "x", 1) != 1)
		return 1;
	if (nice(1) < 0) /* line 22: only its own priority */
		return 1;
	syscall(SYS_io_uring_setup, 0, NULL); /* line 24 */
	vmsplice(to[1], NULL, 0, 0);	      /* line 25 */
	if (fork() == 0)
		wake();
	wait(NULL);
	return 0;
}
