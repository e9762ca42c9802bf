/* From one descriptor to another: splice, tee, sendfile, copy_file_range. The word says which. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char name[] = "splices.file";

static void check(long result, const char *what)
{
	if (result < 0) {
		perror(what);
		_exit(2);
	}
}

static int is(const char *text, const char *wanted)
{
	return strcmp(text, wanted) == 0 ? 0 : 1;
}

static void await_all(void)
{
	int status;

	while (wait(&status) > 0) {
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			exit(1);
	}
}

/* One writes, another moves it on, and this one reads: the second message may come too late. */
static int between_pipes(int copies)
{
	int from[2], to[2];
	char text[16] = "";

	check(pipe(from), "pipe");
	check(pipe(to), "pipe");
	if (fork() == 0) {
		check(write(from[1], "one", 3), "write");
		check(write(from[1], "two", 3), "write");
		_exit(0);
	}
	if (fork() == 0) {
		ssize_t got = copies ? tee(from[0], to[1], 16, 0)
				     : splice(from[0], NULL, to[1], NULL, 16, 0);

		_exit(got != 3 && got != 6);
	}
	check(read(to[0], text, 6), "read");
	await_all();
	if (copies) { /* it is there still */
		char whole[16] = "";

		check(read(from[0], whole, 6), "read");
		return is(whole, "onetwo") || strncmp(whole, text, strlen(text)) != 0;
	}
	return is(text, "one");
}

static int into_pipe(void)
{
	return between_pipes(0);
}

static int twice(void)
{
	return between_pipes(1);
}

/* Nobody reads: the third one waits for room. Nobody writes: it is told so at once. */
static int full(void)
{
	static char page[4096];
	int from[2], to[2], status;

	check(pipe(from), "pipe");
	check(pipe(to), "pipe");
	check(fcntl(to[1], F_SETPIPE_SZ, sizeof(page)), "fcntl");
	check(write(from[1], page, sizeof(page)), "write");
	check(splice(from[0], NULL, to[1], NULL, sizeof(page), 0), "splice");
	check(write(from[1], "more", 4), "write");
	if (splice(from[0], NULL, to[1], NULL, 4, SPLICE_F_NONBLOCK) != -1 || errno != EAGAIN)
		return 1;
	if (fork() == 0) {
		check(splice(from[0], NULL, to[1], NULL, 4, 0), "splice");
		_exit(0);
	}
	check(read(to[0], page, sizeof(page)), "read");
	wait(&status);
	check(read(to[0], page, sizeof(page)), "read");
	close(from[1]);
	return status || splice(from[0], NULL, to[1], NULL, 4, 0) != 0;
}

/* Nobody can read it any more. */
static int broken(void)
{
	int from[2], to[2], status;

	check(pipe(from), "pipe");
	check(pipe(to), "pipe");
	check(write(from[1], "x", 1), "write");
	close(to[0]);
	if (fork() == 0) {
		splice(from[0], NULL, to[1], NULL, 1, 0);
		_exit(0);
	}
	wait(&status);
	return !WIFSIGNALED(status) || WTERMSIG(status) != SIGPIPE;
}

/* Through a pipe from one connection into another, as a proxy does. */
static int proxy(void)
{
	int left[2], right[2], middle[2];
	char text[16] = "";

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, left), "socketpair");
	check(socketpair(AF_UNIX, SOCK_STREAM, 0, right), "socketpair");
	if (fork() == 0) {
		check(pipe(middle), "pipe");
		check(splice(left[1], NULL, middle[1], NULL, 16, 0), "splice");
		check(splice(middle[0], NULL, right[1], NULL, 16, 0), "splice");
		_exit(0);
	}
	check(write(left[0], "hello", 5), "write");
	check(read(right[0], text, sizeof(text)), "read");
	await_all();
	return is(text, "hello");
}

/* A file is sent while another one writes it: its first half, or all. */
static int file(void)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600), ends[2];
	char text[16] = "";
	off_t from = 0;

	check(fd, "open");
	unlink(name);
	check(pipe(ends), "pipe");
	check(write(fd, "abc", 3), "write");
	if (fork() == 0) {
		check(pwrite(fd, "def", 3, 3), "pwrite");
		_exit(0);
	}
	check(sendfile(ends[1], fd, &from, 6), "sendfile");
	check(read(ends[0], text, sizeof(text)), "read");
	await_all();
	return from != (off_t)strlen(text) || is(text, "abcdef");
}

/* At places of files, which move the descriptor or not. */
static int places(void)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600), ends[2];
	loff_t from = 1, to = 4;
	char text[16] = "";

	check(fd, "open");
	unlink(name);
	check(pipe(ends), "pipe");
	check(write(fd, "abcd", 4), "write");
	check(copy_file_range(fd, &from, fd, &to, 2, 0), "copy_file_range");
	check(lseek(fd, 2, SEEK_SET), "lseek");
	check(splice(fd, NULL, ends[1], NULL, 3, 0), "splice");
	check(read(ends[0], text, sizeof(text)), "read");
	return from != 3 || to != 6 || lseek(fd, 0, SEEK_CUR) != 5 || is(text, "cdb");
}

/* What goes to a device is not followed. */
static int device(void)
{
	int fd = open("/dev/null", O_WRONLY), ends[2];

	check(pipe(ends), "pipe");
	check(write(ends[1], "x", 1), "write");
	return splice(ends[0], NULL, fd, NULL, 1, 0) != 1; /* unseen: device */
}

int main(int argc, char **argv)
{
	static const struct {
		const char *word;
		int (*way)(void);
	} ways[] = {{"pipe", into_pipe}, {"tee", twice}, {"full", full},     {"broken", broken},
		    {"proxy", proxy},	 {"file", file}, {"places", places}, {"device", device}};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(argc > 1 ? argv[1] : "pipe", ways[i].word) == 0)
			return ways[i].way();
	}
	return 3;
}
