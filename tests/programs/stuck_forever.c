/* Waits in a call that nothing stands in front of, as it is made by its number. */
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	const unsigned long nothing_blocked = 0;

	if (fork() == 0)
		syscall(SYS_rt_sigsuspend, &nothing_blocked, sizeof(nothing_blocked));
	wait(NULL);
	return 0;
}
