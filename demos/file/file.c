/*
 * file: several processes add to a number that is kept in a file.
 *
 * Reading the file, adding one and writing it back are three things. A file has locks for that, but
 * they bind only those who ask for them: reading and writing goes on without.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"

struct options {
	int processes, rounds;
	int no_lock, inherited, fcntl_lock, close_drops;
};

static int read_number(int fd)
{
	char text[16] = "";

	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		perror("pread");
	return atoi(text);
}

static void write_number(int fd, int number)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d\n", number);

	if (pwrite(fd, text, (size_t)length, 0) != length)
		perror("pwrite");
}

/* The file is opened once more: flock belongs to an opening, and fork gives children the same. */
static int open_again(int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_RDWR);
}

static void lock(int fd, const struct options *o)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (o->fcntl_lock || o->close_drops)
		fcntl(fd, F_SETLKW, &whole);
	else if (!o->no_lock)
		flock(fd, LOCK_EX);
}

static void unlock(int fd, const struct options *o)
{
	struct flock whole = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

	if (o->fcntl_lock || o->close_drops)
		fcntl(fd, F_SETLK, &whole);
	else if (!o->no_lock)
		flock(fd, LOCK_UN);
}

static void adder(int shared, const struct options *o)
{
	ipcstage_process("adder");
	int fd = o->inherited ? shared : open_again(shared);

	for (int round = 1; round <= o->rounds; round++) {
		ipcstage_note("round %d of %d", round, o->rounds);
		lock(fd, o);
		int number = read_number(fd);
		if (o->close_drops)
			close(open_again(fd)); /* as a library might do that looks at the file */
		write_number(fd, number + 1);
		unlock(fd, o);
	}
	_exit(0);
}

static void start(int fd, const struct options *o)
{
	pid_t pid = fork();

	if (pid < 0) {
		perror("fork");
		exit(1);
	}
	if (pid == 0)
		adder(fd, o);
}

int main(int argc, char *argv[])
{
	struct options o = {.processes = 2, .rounds = 2};
	const struct option_row rows[] = {
		{"processes", &o.processes, 1, 5},
		{"rounds", &o.rounds, 1, 1000000},
		{"no-lock", &o.no_lock, 0, 0},
		{"inherited", &o.inherited, 0, 0},
		{"fcntl-lock", &o.fcntl_lock, 0, 0},
		{"close-drops", &o.close_drops, 0, 0},
		{NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	/* A file without a name, which is gone when nobody has it open any more. */
	FILE *unnamed = tmpfile();
	if (!unnamed) {
		perror("tmpfile");
		return 1;
	}
	int fd = fileno(unnamed);
	ipcstage_name_fd(fd, "counter");
	write_number(fd, 0);

	for (int i = 0; i < o.processes; i++)
		start(fd, &o);
	for (int i = 0; i < o.processes; i++)
		waitpid(-1, NULL, 0);

	int number = read_number(fd);
	printf("counter=%d\n", number);
	ipcstage_outcome("counter", "%d", number);
	ipcstage_expected("counter", "%d", o.processes * o.rounds);
	return 0;
}
