/*
 * What the viewer itself takes of a CPU while it plays the counter, and whether it sleeps while
 * the play is paused. Its own process counts, not those of the demo.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "measure.h"
#include "pty.h"

enum { FRAME_BYTES = 1000, FRAME_LIMIT_MS = 2000, SETTLE_MS = 1000 };
enum { PAUSE_MS = 2000, PLAY_MS = 5000, PLAY_BYTES = 200, CPU_LIMIT_PERCENT = 3 };

/* Nanoseconds on a CPU: the first number of /proc/PID/schedstat. */
static double cpu_ns(pid_t pid)
{
	char path[64];
	double result = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", pid);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%lf", &result) != 1)
		result = -1;
	if (file)
		fclose(file);
	return result;
}

/* How often it has gone to sleep by itself. */
static long sleeps(pid_t pid)
{
	char path[64], line[128];
	long result = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	while (file && result < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "voluntary_ctxt_switches: %ld", &result);
	if (file)
		fclose(file);
	return result;
}

static bool measure_pause(struct pty *pty)
{
	long before = sleeps(pty->child);

	pty_read(pty, PAUSE_MS, SIZE_MAX);
	return judge("paused: wake-ups in two seconds", "", (double)(sleeps(pty->child) - before),
		     1, AT_MOST, 0);
}

static bool measure_play(struct pty *pty)
{
	double before = cpu_ns(pty->child);
	uint64_t since = now_ns();
	size_t drawn;
	double share;

	if (write(pty->screen, " ", 1) != 1)
		return false;
	drawn = pty_read(pty, PLAY_MS, SIZE_MAX);
	share = (cpu_ns(pty->child) - before) / (double)(now_ns() - since) * 100;
	if (drawn < PLAY_BYTES) {
		say_skipped("playing at x1: CPU of the viewer", "ipcstage does not play");
		return true;
	}
	return judge("playing at x1: CPU of the viewer", "%", share, CPU_LIMIT_PERCENT, AT_MOST, 1);
}

int main(void)
{
	const char *const arguments[] = {"ipcstage", "counter", NULL};
	struct pty pty;
	bool good = true;

	if (pty_start(&pty, BINARY_DIR "/ipcstage", arguments) < 0)
		return EXIT_FAILURE;
	if (pty_read(&pty, FRAME_LIMIT_MS, FRAME_BYTES) < FRAME_BYTES) {
		say_skipped("playing and pausing", "ipcstage draws no stage");
	} else {
		pty_read(&pty, SETTLE_MS, SIZE_MAX);
		good = measure_pause(&pty);
		good = measure_play(&pty) && good;
	}
	pty_end(&pty);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
