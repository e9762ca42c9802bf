/* Two processes add to a number, sleep for a second, and go on for ever. */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int *number = mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	for (int i = 0; i < 2; i++) {
		if (fork() != 0)
			continue;
		for (;;) {
			++*number;
			sleep(1);
		}
	}
	while (wait(NULL) > 0)
		continue;
	return 0;
}
