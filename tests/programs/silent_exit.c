/* A child that ends past libc: nobody sees it go, and its status comes all the same. */
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status;

	if (fork() == 0)
		syscall(SYS_exit_group, 5);
	wait(&status);
	return WIFEXITED(status) && WEXITSTATUS(status) == 5 ? 0 : 1;
}
