/*
 * pipe: messages through pipes: asked and answered, from one child to another, two and then the
 * end, and by two writers at once.
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
#include "../support.h"

enum { READ_END, WRITE_END, ENDS };

enum { ANSWERS, CHILDREN, TWO_MESSAGES, TWO_WRITERS };
enum { PAGE = 4096 }; /* bytes: PIPE_BUF, which is what a write keeps together */

static const char *const scenarios[] = {"answers", "children", "two-messages", "two-writers", NULL};

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

/* --- asked and answered --------------------------------------------------------------------- */

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
		append_number(received, sizeof(received), answer);
		ipcstage_note("got %s", received);
	}
	waitpid(pid, NULL, 0);

	for (int number = 1; number <= o->messages; number++)
		append_number(expected, sizeof(expected), 3 * number);
	printf("received=%s\n", received);
	ipcstage_outcome("received", "%s", received);
	ipcstage_expected("received", "%s", expected);
}

/* --- sent by a child ------------------------------------------------------------------------ */

static void send_hello(const int fds[ENDS], int times)
{
	ipcstage_process("sender");
	close(fds[READ_END]);
	for (int i = 0; i < times; i++)
		stop_if(write(fds[WRITE_END], "Hello", sizeof("Hello")) < 0, "write");
	close(fds[WRITE_END]);
	_exit(0);
}

/* Read messages up to the end of the pipe; there should be one for each word of `expected`. */
static void receive_all(int fd, const char *expected)
{
	char message[sizeof("Hello")], received[64] = "";

	while (read(fd, message, sizeof(message)) == sizeof(message)) {
		size_t length = strlen(received);
		snprintf(received + length, sizeof(received) - length, length ? " %s" : "%s",
			 message);
		ipcstage_note("got %s", received);
	}
	printf("received=%s\n", received);
	ipcstage_outcome("received", "%s", received);
	ipcstage_expected("received", "%s", expected);
}

/* The parent makes the pipe for its two children, and has both ends of it until it closes them. */
static void pass_between_children(const struct options *o)
{
	int fds[ENDS];

	stop_if(pipe(fds), "pipe");
	ipcstage_name_fd(fds[READ_END], "pipe");
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork();
		stop_if(pid < 0, "fork");
		if (pid == 0 && i == 0)
			send_hello(fds, 1);
		if (pid == 0) {
			ipcstage_process("receiver");
			close(fds[WRITE_END]);
			receive_all(fds[READ_END], "Hello");
			exit(0);
		}
	}
	close(fds[READ_END]);
	if (!o->keep_write_end)
		close(fds[WRITE_END]); /* or the receiver waits for the parent to write */
	while (wait(NULL) > 0)
		;
}

static void receive_two(const struct options *o)
{
	int fds[ENDS];

	stop_if(pipe(fds), "pipe");
	ipcstage_name_fd(fds[READ_END], "pipe");
	pid_t pid = fork();
	stop_if(pid < 0, "fork");
	if (pid == 0)
		send_hello(fds, 2);
	if (!o->keep_write_end)
		close(fds[WRITE_END]); /* or the third read waits for this process to write */
	receive_all(fds[READ_END], "Hello Hello");
	waitpid(pid, NULL, 0);
}

/* --- two writers ---------------------------------------------------------------------------- */

static void write_records(int fd, char letter, int records, size_t size)
{
	char record[PAGE + 1];

	memset(record, letter, size);
	for (int i = 1; i <= records; i++) {
		ipcstage_note("record %d of %d: %c", i, records, letter);
		stop_if(write(fd, record, size) < 0, "write");
	}
	close(fd);
}

static int read_record(int fd, char *record, size_t size)
{
	ssize_t got = 1;

	for (size_t done = 0; done < size && got > 0; done += (size_t)got) {
		got = read(fd, record + done, size - done);
		stop_if(got < 0, "read");
	}
	return got > 0;
}

/* Count the records that hold one letter only; the exit status tells the parent how many. */
static void reader(const int fds[ENDS], size_t size)
{
	char record[PAGE + 1];
	int whole = 0;

	ipcstage_process("reader");
	close(fds[WRITE_END]);
	while (read_record(fds[READ_END], record, size)) {
		whole += memcmp(record, record + 1, size - 1) == 0;
		ipcstage_note("%d whole", whole);
	}
	_exit(whole);
}

static void write_together(const struct options *o)
{
	int fds[ENDS], status, records = o->messages;
	size_t size = o->torn_writes ? PAGE + 1 : PAGE;

	stop_if(pipe(fds), "pipe");
	stop_if(fcntl(fds[WRITE_END], F_SETPIPE_SZ, PAGE) < 0, "F_SETPIPE_SZ");
	ipcstage_name_fd(fds[READ_END], "pipe 1");

	pid_t writing = fork();
	stop_if(writing < 0, "fork");
	if (writing == 0) {
		ipcstage_process("writer");
		write_records(fds[WRITE_END], 'B', (records + 1) / 2, size);
		_exit(0);
	}
	pid_t reading = fork();
	stop_if(reading < 0, "fork");
	if (reading == 0)
		reader(fds, size);
	close(fds[READ_END]);

	write_records(fds[WRITE_END], 'A', records / 2, size);
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
	int scenario = options_scenario(&argc, argv, scenarios);

	options_parse(argc, argv, rows);
	ipcstage_process("parent");
	if (scenario == CHILDREN)
		pass_between_children(&o);
	else if (scenario == TWO_MESSAGES)
		receive_two(&o);
	else if (scenario == TWO_WRITERS)
		write_together(&o);
	else
		ask_and_collect(&o);
	return 0;
}
