/*
 * Reads the processor's ticks by its own instruction: in a child, in another image of itself, and
 * beside a handler of its own for the signal by which that is noticed.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#if defined(__x86_64__)
static uint64_t ticks(void)
{
	unsigned processor;

	return __builtin_ia32_rdtscp(&processor) + (__builtin_ia32_rdtsc() & 0);
}
#else
static uint64_t ticks(void)
{
	return nanoseconds();
}
#endif

static void on_fault(int signal)
{
	(void)signal;
	_exit(3);
}

/* A tick of a run that is held is a nanosecond of its clock. */
static int look(const char *who)
{
	uint64_t before = nanoseconds(), between = ticks(), after = nanoseconds();

	if (!(before < between && between < after))
		return 1;
	printf("%s reads %u\n", who, (unsigned)(between % 1000000000));
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	const char *said = argc > 1 ? argv[1] : "";
	int status;

	if (strcmp(said, "image") == 0)
		return look("an image");
	signal(SIGSEGV, on_fault);
	if (fork() == 0) {
		if (look("a child"))
			_exit(1);
		execl(argv[0], argv[0], "image", NULL);
		_exit(2);
	}
	if (wait(&status) < 0 || status != 0)
		return 1;
	return look("its parent");
}
