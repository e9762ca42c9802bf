/*
 * exec(3) that fails changes nothing: a timer goes off, a pipe that would have been closed can be
 * written, an eventfd is still one. With an argument it succeeds, and closes the pipe.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void handle(int signal)
{
	(void)signal;
}

static int set_timer(void)
{
	const struct itimerspec soon = {.it_value = {.tv_sec = 1}};
	timer_t timer;

	signal(SIGALRM, handle);
	if (timer_create(CLOCK_MONOTONIC, NULL, &timer) < 0)
		return -1;
	return timer_settime(timer, 0, &soon, NULL);
}

static int go_on(int end, int counter)
{
	const uint64_t three = 3;

	if (set_timer() < 0)
		return 2;
	execl("/nonexistent", "nonexistent", (char *)NULL);
	pause();
	if (write(counter, &three, sizeof(three)) != sizeof(three))
		return 3;
	return write(end, "E", 1) == 1 ? 0 : 4;
}

int main(int argc, char **argv)
{
	int ends[2], counter = eventfd(0, EFD_CLOEXEC);
	uint64_t count = 0;
	char byte;

	if (argc > 2)
		return 0;
	if (counter < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return 2;
	if (fork() == 0) {
		if (argc > 1)
			execl(argv[0], argv[0], "again", "as another", (char *)NULL);
		_exit(go_on(ends[1], counter));
	}
	close(ends[1]);
	if (argc > 1)
		return read(ends[0], &byte, 1) != 0;
	if (read(ends[0], &byte, 1) != 1 || read(counter, &count, sizeof(count)) != sizeof(count))
		return 1;
	wait(NULL);
	return count == 3 ? 0 : 5;
}
