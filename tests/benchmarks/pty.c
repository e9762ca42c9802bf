/*
 * forkpty(3), and reading what is drawn so that the terminal never blocks.
 */
#include "pty.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "measure.h"

enum { MEASURE_LIMIT_MS = 20000 };

int pty_fork(struct pty *pty)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};

	pty->child = forkpty(&pty->screen, NULL, NULL, &size);
	if (pty->child == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		return 0;
	}
	return pty->child < 0 ? -1 : 1;
}

int pty_start(struct pty *pty, const char *program, const char *const arguments[])
{
	int side = pty_fork(pty);

	if (side == 0) {
		execv(program, (char *const *)(uintptr_t)arguments);
		_exit(127);
	}
	return side;
}

void pty_end(struct pty *pty)
{
	kill(pty->child, SIGTERM);
	pty_read(pty, 2000, SIZE_MAX); /* until it has closed the terminal */
	close(pty->screen);
	waitpid(pty->child, NULL, 0);
}

/* Milliseconds up to a shown_step, not below 0. */
static int left_ms(uint64_t until_ns)
{
	uint64_t now = now_ns();

	return now < until_ns ? (int)((until_ns - now + 999999) / 1000000) : 0;
}

size_t pty_read(struct pty *pty, int limit_ms, size_t enough)
{
	struct pollfd screen = {.fd = pty->screen, .events = POLLIN};
	uint64_t until = now_ns() + (uint64_t)limit_ms * 1000000;
	char bytes[4096];
	size_t count = 0;

	while (count < enough && poll(&screen, 1, left_ms(until)) > 0) {
		ssize_t got = read(pty->screen, bytes, sizeof(bytes));

		if (got <= 0)
			break;
		count += (size_t)got;
	}
	return count;
}

/* Take in the screen until the answer comes. */
static double await_answer(struct pty *pty, int answer)
{
	struct pollfd both[] = {{.fd = answer, .events = POLLIN},
				{.fd = pty->screen, .events = POLLIN}};
	double result = -1;

	while (poll(both, 2, MEASURE_LIMIT_MS) > 0) {
		if (both[0].revents) {
			if (read(answer, &result, sizeof(result)) != sizeof(result))
				result = -1;
			break;
		}
		pty_read(pty, 0, 1);
	}
	return result;
}

double pty_measure(double (*work)(void))
{
	struct pty pty;
	double result;
	int answer[2];
	int side;

	if (pipe(answer) < 0)
		return -1;
	side = pty_fork(&pty);
	if (side == 0) {
		result = work();
		_exit(write(answer[1], &result, sizeof(result)) != sizeof(result));
	}
	close(answer[1]);
	result = side < 0 ? -1 : await_answer(&pty, answer[0]);
	close(answer[0]);
	if (side > 0)
		pty_end(&pty);
	return result;
}
