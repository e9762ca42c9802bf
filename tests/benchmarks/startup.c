/*
 * From exec to the first frame: ipcstage with its menu, and a bare ncurses program.
 */
#include <stdlib.h>
#include "measure.h"
#include "pty.h"

/* A frame is more than the few bytes that set the terminal up, and a terminal gets it at once. */
enum { FRAME_BYTES = 1000, FRAME_LIMIT_MS = 2000, ROUNDS = 15 };

static double first_frame_ms(const char *program)
{
	const char *const arguments[] = {program, NULL};
	uint64_t since = now_ns();
	struct pty pty;
	double result = -1;

	if (pty_start(&pty, program, arguments) < 0)
		return -1;
	if (pty_read(&pty, FRAME_LIMIT_MS, FRAME_BYTES) >= FRAME_BYTES)
		result = (double)(now_ns() - since) / 1e6;
	pty_end(&pty);
	return result;
}

static double ipcstage(void *context)
{
	(void)context;
	return first_frame_ms(BINARY_DIR "/ipcstage");
}

static double bare(void *context)
{
	(void)context;
	return first_frame_ms(BINARY_DIR "/tests/benchmarks/bare-ncurses");
}

int main(void)
{
	const struct comparison row = {
		"start to first frame / ncurses", "ms", ROUNDS, ipcstage, bare, NULL, AT_MOST, 3};

	if (ipcstage(NULL) < 0) {
		say_skipped(row.what, "ipcstage draws no menu");
		return EXIT_SUCCESS;
	}
	return compare(&row) ? EXIT_SUCCESS : EXIT_FAILURE;
}
