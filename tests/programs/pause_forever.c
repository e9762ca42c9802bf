/* Waits in a call that nothing stands in front of. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	if (fork() == 0)
		pause();
	wait(NULL);
	return 0;
}
