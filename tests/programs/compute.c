/* A process that only computes for two seconds: it is busy, not stuck. */
#include <sys/wait.h>
#include <sys/resource.h>
#include <unistd.h>

static long used_ms(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_utime.tv_sec * 1000 + usage.ru_utime.tv_usec / 1000;
}

int main(void)
{
	volatile unsigned long work = 0;

	if (fork() == 0) {
		while (used_ms() < 2000) {
			for (int i = 0; i < 1000000; i++)
				work++;
		}
		return 0;
	}
	wait(NULL);
	return 0;
}
