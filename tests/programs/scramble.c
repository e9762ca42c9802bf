/*
 * Does what it likes with the names in a folder: scramble FOLDER SEED [PROCESSES]. What it does is
 * the same for a seed; what comes of it may be anything.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS = 25 };

/* Those that are there at first, one that is not, and one that is in a folder. */
static const char *const names[] = {"file",	"large",	"twin",	     "link",
				    "dangling", "folder",	"empty",     "fresh",
				    "locked",	"folder/inner", "folder/new"};

static uint32_t state;

static uint32_t draw(uint32_t below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % below;
}

static const char *any_name(void)
{
	return names[draw(sizeof(names) / sizeof(names[0]))];
}

static void write_into(int flags)
{
	int fd = open(any_name(), flags, 0600);

	if (fd >= 0 && write(fd, "scrambled", 9) < 0)
		exit(1);
	if (fd >= 0)
		close(fd);
}

static void do_something(void)
{
	const struct timespec times[2] = {{5, 0}, {6, 0}};

	switch (draw(12)) {
	case 0:
		write_into(O_WRONLY);
		break;
	case 1:
		write_into(O_WRONLY | O_CREAT | O_TRUNC);
		break;
	case 2:
		write_into(O_RDWR | O_APPEND);
		break;
	case 3:
		unlink(any_name());
		break;
	case 4:
		rename(any_name(), any_name());
		break;
	case 5:
		renameat2(AT_FDCWD, any_name(), AT_FDCWD, any_name(), draw(3));
		break;
	case 6:
		link(any_name(), any_name());
		break;
	case 7:
		symlink(any_name(), any_name());
		break;
	case 8:
		mkdir(any_name(), 0700);
		break;
	case 9:
		rmdir(any_name());
		break;
	case 10:
		chmod(any_name(), (mode_t)draw(01000));
		break;
	default:
		utimensat(AT_FDCWD, any_name(), times, 0);
		if (truncate(any_name(), 3) < 0)
			break;
	}
}

int main(int argc, char **argv)
{
	int processes = argc > 3 ? atoi(argv[3]) : 1;

	if (argc < 3 || chdir(argv[1]) < 0)
		return 1;
	state = (uint32_t)atoi(argv[2]);
	for (int i = 0; i < processes; i++) {
		if (fork() != 0)
			continue;
		state += (uint32_t)i * 7919;
		for (int k = 0; k < CALLS; k++)
			do_something();
		_exit(0);
	}
	while (wait(NULL) > 0)
		continue;
	return 0;
}
