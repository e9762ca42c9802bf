/* More shared mappings than can be followed. */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAPPINGS = 80 };

int main(void)
{
	for (int i = 0; i < MAPPINGS; i++)
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fork() == 0)
		_exit(0);
	wait(NULL);
	return 0;
}
