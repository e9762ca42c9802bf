/*
 * A child becomes another program, which closes what is closed on exec: exec_closes HOW. The other
 * end sees it, or is earlier: 0 it has seen nothing yet, 5 it has. eof: the end of a pipe; reader:
 * nobody who reads; lock: a lock of a file that is only read, close: the same by close(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static const char own[] = "/proc/self/exe";

static int by_eof(const int ends[2])
{
	char byte;

	return read(ends[0], &byte, 1) == 0 ? 5 : 0;
}

static int by_reader(const int ends[2])
{
	return write(ends[1], "x", 1) < 0 && errno == EPIPE ? 5 : 0;
}

static int by_lock(void)
{
	return flock(open(own, O_RDONLY), LOCK_EX | LOCK_NB) == 0 ? 5 : 0;
}

static void live(const char *how, int told)
{
	int fd = open(own, O_RDONLY | O_CLOEXEC);

	flock(fd, LOCK_EX);
	write(told, "x", 1);
	if (strcmp(how, "close") == 0)
		close(fd);
	else
		execl(own, "exec_closes", "again", "and waits", NULL);
	pause();
	_exit(9);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "eof";
	int ends[2], told[2], result;
	char byte;
	pid_t child;

	if (argc > 2)
		return pause();
	signal(SIGPIPE, SIG_IGN);
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0 || pipe(told) < 0)
		return 9;
	child = fork();
	if (child == 0)
		live(how, told[1]);
	if (strcmp(how, "eof") == 0)
		close(ends[1]);
	if (strcmp(how, "reader") == 0)
		close(ends[0]);
	read(told[0], &byte, 1);
	if (strcmp(how, "eof") == 0)
		result = by_eof(ends);
	else
		result = strcmp(how, "reader") == 0 ? by_reader(ends) : by_lock();
	kill(child, SIGKILL);
	wait(NULL);
	return result;
}
