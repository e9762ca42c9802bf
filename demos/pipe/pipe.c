/*
 * pipe: a parent sends numbers to its child through one pipe and gets them back, times three,
 * through another.
 *
 * A pipe carries bytes, first in first out. Its reader sees the end of the file once every copy
 * of the write end is closed; fork copies both ends, so everybody closes what he does not use.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"

enum { READ_END, WRITE_END, ENDS };

enum {
	PAGE = 4096,
	RECORD = PAGE + 1, /* bytes: one more than PIPE_BUF, which is what a write keeps together */
};

struct options {
	int messages;
	int keep_write_end, reader_dies, torn_writes;
};

static void stop_if(int failed, const char *what)
{
	if (failed) {
		perror(what);
		exit(1);
	}
}

static void child(const int questions[ENDS], const int answers[ENDS], const struct options *o)
{
	int number;

	ipcstage_process("child");
	close(answers[READ_END]);
	if (!o->keep_write_end)
		close(questions[WRITE_END]); /* or it waits for itself to write */

	while (read(questions[READ_END], &number, sizeof(number)) == sizeof(number)) {
		ipcstage_note("got %d", number);
		if (o->reader_dies)
			break;
		int answer = 3 * number;
		stop_if(write(answers[WRITE_END], &answer, sizeof(answer)) < 0, "write");
	}
	_exit(0);
}

static void ask(int fd, pid_t reader, const struct options *o)
{
	for (int number = 1; number <= o->messages; number++) {
		stop_if(write(fd, &number, sizeof(number)) < 0, "write");
		if (o->reader_dies)
			waitpid(reader, NULL, 0); /* it is gone: nobody can read the next one */
	}
	close(fd);
}

static void append(char *text, size_t size, int number)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, length ? " %d" : "%d", number);
}

static void ask_and_collect(const struct options *o)
{
	int questions[ENDS], answers[ENDS], answer;
	char received[256] = "", expected[256] = "";

	stop_if(pipe(questions) || pipe(answers), "pipe");
	ipcstage_name_fd(questions[READ_END], "pipe 1");
	ipcstage_name_fd(answers[READ_END], "pipe 2");

	pid_t pid = fork();
	stop_if(pid < 0, "fork");
	if (pid == 0)
		child(questions, answers, o);
	close(questions[READ_END]);
	close(answers[WRITE_END]);

	ask(questions[WRITE_END], pid, o);
	while (read(answers[READ_END], &answer, sizeof(answer)) == sizeof(answer)) {
		append(received, sizeof(received), answer);
		ipcstage_note("got %s", received);
	}
	waitpid(pid, NULL, 0);

	for (int number = 1; number <= o->messages; number++)
		append(expected, sizeof(expected), 3 * number);
	printf("received=%s\n", received);
	ipcstage_outcome("received", "%s", received);
	ipcstage_expected("received", "%s", expected);
}

/* torn-writes: two writers share a pipe, and their records are too long to stay in one piece. */
static void write_records(int fd, char letter, int records)
{
	char record[RECORD];

	memset(record, letter, sizeof(record));
	for (int i = 1; i <= records; i++) {
		ipcstage_note("record %d of %d: %c", i, records, letter);
		stop_if(write(fd, record, sizeof(record)) < 0, "write");
	}
	close(fd);
}

static int read_record(int fd, char *record)
{
	ssize_t got = 1;

	for (size_t done = 0; done < RECORD && got > 0; done += (size_t)got) {
		got = read(fd, record + done, RECORD - done);
		stop_if(got < 0, "read");
	}
	return got > 0;
}

/* Count the records that hold one letter only; the exit status tells the parent how many. */
static void reader(const int fds[ENDS])
{
	char record[RECORD];
	int whole = 0;

	ipcstage_process("reader");
	close(fds[WRITE_END]);
	while (read_record(fds[READ_END], record)) {
		whole += memcmp(record, record + 1, RECORD - 1) == 0;
		ipcstage_note("%d whole", whole);
	}
	_exit(whole);
}

static void write_together(int records)
{
	int fds[ENDS], status;

	stop_if(pipe(fds), "pipe");
	stop_if(fcntl(fds[WRITE_END], F_SETPIPE_SZ, PAGE) < 0, "F_SETPIPE_SZ");
	ipcstage_name_fd(fds[READ_END], "pipe 1");

	pid_t writing = fork();
	stop_if(writing < 0, "fork");
	if (writing == 0) {
		ipcstage_process("writer");
		write_records(fds[WRITE_END], 'B', (records + 1) / 2);
		_exit(0);
	}
	pid_t reading = fork();
	stop_if(reading < 0, "fork");
	if (reading == 0)
		reader(fds);
	close(fds[READ_END]);

	write_records(fds[WRITE_END], 'A', records / 2);
	waitpid(writing, NULL, 0);
	waitpid(reading, &status, 0);

	printf("whole=%d\n", WEXITSTATUS(status));
	ipcstage_outcome("whole", "%d", WEXITSTATUS(status));
	ipcstage_expected("whole", "%d", records);
}

int main(int argc, char *argv[])
{
	struct options o = {.messages = 4};
	const struct option_row rows[] = {
		{"messages", &o.messages, 2, 16},
		{"keep-write-end", &o.keep_write_end, 0, 0},
		{"reader-dies", &o.reader_dies, 0, 0},
		{"torn-writes", &o.torn_writes, 0, 0},
		{NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("parent");

	if (o.torn_writes)
		write_together(o.messages);
	else
		ask_and_collect(&o);
	return 0;
}
