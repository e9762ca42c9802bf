/* inotify: being told what another process does in a folder, or to a file. The word says which. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char told[256]; /* "+a >b =b" */

static const char *sign_of(uint32_t mask)
{
	return mask & IN_CREATE	      ? "+"
	       : mask & IN_DELETE     ? "-"
	       : mask & IN_MOVED_FROM ? "<"
	       : mask & IN_MOVED_TO   ? ">"
	       : mask & IN_MODIFY     ? "="
				      : "?";
}

/* Until so many events have come. */
static void await(int fd, int count)
{
	char buffer[1024] __attribute__((aligned(__alignof__(struct inotify_event))));
	uint32_t cookie = 0;

	while (count > 0) {
		ssize_t got = read(fd, buffer, sizeof(buffer));

		if (got <= 0)
			exit(2);
		for (char *at = buffer; at < buffer + got && count > 0; count--) {
			struct inotify_event *event = (void *)at;

			strcat(told, sign_of(event->mask));
			strcat(told, event->len ? event->name : "");
			if (event->mask & IN_MOVED_TO && event->cookie != cookie)
				exit(2);
			cookie = event->cookie;
			at += sizeof(*event) + event->len;
		}
	}
}

static int watch(const char *path, uint32_t mask)
{
	int fd = inotify_init1(0);

	if (fd < 0 || inotify_add_watch(fd, path, mask) < 0)
		exit(2);
	return fd;
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		_exit(2);
	close(fd);
}

/* Two make a file each: in which order is told. */
static int order(void)
{
	int fd;

	mkdir("watched", 0700);
	fd = watch("watched", IN_CREATE);
	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			_exit(mkdir(i ? "watched/b" : "watched/a", 0700));
	}
	await(fd, 2);
	while (wait(NULL) > 0)
		;
	return strcmp(told, "+a+b") != 0;
}

/* All that is done to one name. */
static int history(void)
{
	int fd;

	mkdir("watched", 0700);
	fd = watch("watched", IN_CREATE | IN_MODIFY | IN_MOVE | IN_DELETE);
	if (fork() == 0) {
		put("watched/a", "x");
		rename("watched/a", "watched/b");
		unlink("watched/b");
		_exit(0);
	}
	await(fd, 5);
	wait(NULL);
	return strcmp(told, "+a=a<a>b-b") != 0;
}

/* It watches when all may have been done already: then it waits for ever. */
static int late(void)
{
	int fd;

	mkdir("watched", 0700);
	if (fork() == 0)
		_exit(mkdir("watched/a", 0700));
	fd = watch("watched", IN_CREATE);
	await(fd, 1);
	wait(NULL);
	return 0;
}

/* A file by itself, which is read when it is told to have changed: half of it, or all. */
static int file(void)
{
	char text[8] = "";
	int fd, data;

	put("log", "");
	data = open("log", O_RDONLY);
	fd = watch("log", IN_MODIFY);
	if (fork() == 0) {
		int out = open("log", O_WRONLY | O_APPEND);

		_exit(write(out, "ab", 2) != 2 || write(out, "cd", 2) != 2);
	}
	await(fd, 1);
	if (read(data, text, sizeof(text)) < 0)
		return 2;
	wait(NULL);
	return strcmp(text, "ab") != 0;
}

/* Of closing there are no steps. */
static int closing(void)
{
	return watch(".", IN_CLOSE_WRITE) < 0; /* unseen: closing */
}

int main(int argc, char **argv)
{
	static const struct {
		const char *word;
		int (*way)(void);
	} ways[] = {
		{"order", order}, {"history", history}, {"late", late},
		{"file", file},	  {"closing", closing},
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(argc > 1 ? argv[1] : "order", ways[i].word) == 0)
			return ways[i].way();
	}
	return 3;
}
