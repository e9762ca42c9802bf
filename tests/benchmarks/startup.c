/*
 * From exec to the first frame: ipcstage with its menu, and a bare ncurses program. Once with the
 * demos there are, and once with many.
 */
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "demo/catalogue.h"
#include "demo/index.h"
#include "measure.h"
#include "pty.h"

/* A frame is more than the few bytes that set the terminal up, and a terminal gets it at once. */
enum { FRAME_BYTES = 1000, FRAME_LIMIT_MS = 2000, ROUNDS = 15, MANY = 200 };

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

static double ipcstage(void *program)
{
	return first_frame_ms(program);
}

static double bare(void *program)
{
	(void)program;
	return first_frame_ms(BINARY_DIR "/tests/benchmarks/bare-ncurses");
}

static bool measure(const char *what, char *program)
{
	const struct comparison row = {what, "ms", ROUNDS, ipcstage, bare, program, AT_MOST, 2};

	if (ipcstage(program) >= 0)
		return compare(&row);
	say_skipped(what, "ipcstage draws no menu");
	return true;
}

/* --- many demos ------------------------------------------------------------------------------ */

static bool copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "re"), *out = in ? fopen(to, "we") : NULL;
	char bytes[1 << 16];
	bool copied = out;
	size_t got;

	while (copied && (got = fread(bytes, 1, sizeof(bytes), in)) > 0)
		copied = fwrite(bytes, 1, got, out) == got;
	copied = copied && !ferror(in);
	if (in)
		fclose(in);
	return out && fclose(out) == 0 && copied;
}

/* A description that is there, once more under another name. */
static bool add_demo(const char *root, const char *name, unsigned number)
{
	char from[PATH_MAX], to[PATH_MAX];

	snprintf(from, sizeof(from), BINARY_DIR "/demos/%s/%s.yaml", name, name);
	snprintf(to, sizeof(to), "%s/demos/demo-%u", root, number);
	if (mkdir(to, 0700) < 0)
		return false;
	snprintf(to, sizeof(to), "%s/demos/demo-%u/demo-%u.yaml", root, number, number);
	return copy_file(from, to);
}

static bool add_demos(const char *root)
{
	const struct timespec later = {.tv_sec = time(NULL) + 1}; /* than all that is added */
	struct catalogue catalogue;
	struct error error;
	bool added = true;

	if (catalogue_load_from(&catalogue, BINARY_DIR, &error) < 0)
		return false;
	for (unsigned i = 0; added && i < MANY; i++)
		added = add_demo(root, catalogue_name(&catalogue, i % catalogue.count), i);
	catalogue_release(&catalogue);
	return added && demo_index_write(root, &later, &error) == 0;
}

/* The program finds the demos that lie beside it. */
static bool make_root(const char *root, const char *program)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/demos", root);
	return mkdir(path, 0700) == 0 && copy_file(BINARY_DIR "/ipcstage", program) &&
	       chmod(program, 0700) == 0 && add_demos(root);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static bool measure_many(void)
{
	static const char what[] = "start with 200 demos / ncurses";
	char root[] = "/tmp/ipcstage-bench-XXXXXX", program[PATH_MAX];
	bool good = true;

	if (!mkdtemp(root)) {
		say_skipped(what, "no folder can be made in /tmp");
		return true;
	}
	snprintf(program, sizeof(program), "%s/ipcstage", root);
	if (make_root(root, program))
		good = measure(what, program);
	else
		say_skipped(what, "the demos cannot be copied to /tmp");
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return good;
}

int main(void)
{
	char program[] = BINARY_DIR "/ipcstage";
	bool good = measure("start to first frame / ncurses", program);

	return measure_many() && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
