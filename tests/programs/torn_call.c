/*
 * System calls read and write shared memory: torn_call HOW. Another process looks at what a call
 * writes there, or writes what one reads. What is seen is half of it, or what was told too early:
 * 1; otherwise 0.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 16, LENGTH = SIZE - 1 };

struct message {
	long type;
	char text[SIZE];
};

/* What the two have in common. */
static struct shared {
	struct message message;
	union {
		int numbers[2];
		long number;
		struct timespec time;
		struct timeval date;
		siginfo_t info;
	} told;
} * shared;

static char old[SIZE] = "ooooooooooooooo", new[SIZE] = "nnnnnnnnnnnnnnn";
static int ends[2], lines[2], file, messages;
static mqd_t queue;
static FILE *stream;
static sem_t tokens;

static int is(const char *how, const char *what)
{
	return strcmp(how, what) == 0;
}

static int is_torn(const char text[SIZE])
{
	return text[0] != text[LENGTH - 1];
}

/* Everything that a text can be read from holds one, and is this process's. */
static void open_all(void)
{
	struct message message = {1, ""};
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = SIZE};
	char path[] = "/tmp/torn_call_XXXXXX";

	queue = mq_open("/torn_call", O_CREAT | O_RDWR, 0600, &attributes);
	messages = msgget(IPC_PRIVATE, 0600);
	file = mkstemp(path);
	stream = fopen(path, "w+");
	unlink(path);
	if (pipe(ends) || socketpair(AF_UNIX, SOCK_STREAM, 0, lines) || queue < 0 || file < 0)
		exit(2);
	strcpy(message.text, new);
	sem_init(&tokens, 0, 1);
	mq_unlink("/torn_call");
	write(ends[1], new, SIZE);
	write(lines[1], new, SIZE);
	mq_send(queue, new, SIZE, 1);
	msgsnd(messages, &message, SIZE, 0);
	fwrite(new, 1, LENGTH, stream);
	rewind(stream);
	symlink(new, "torn_call_link");
}

/* --- calls that write there ------------------------------------------------------------------- */

static void read_by(const char *how)
{
	struct iovec piece = {shared->message.text, SIZE};

	if (is(how, "read"))
		read(ends[0], shared->message.text, SIZE);
	else if (is(how, "readv"))
		readv(ends[0], &piece, 1);
	else if (is(how, "recv"))
		recv(lines[0], shared->message.text, SIZE, 0);
	else if (is(how, "recvfrom"))
		recvfrom(lines[0], shared->message.text, SIZE, 0, NULL, NULL);
	else if (is(how, "mq_receive"))
		mq_receive(queue, shared->message.text, SIZE, NULL);
	else if (is(how, "msgrcv"))
		msgrcv(messages, &shared->message, SIZE, 0, 0);
	else if (is(how, "fread"))
		fread(shared->message.text, 1, LENGTH, stream);
	else if (is(how, "fgets"))
		fgets(shared->message.text, SIZE, stream);
	else
		readlink("torn_call_link", shared->message.text, SIZE);
}

static int look(void)
{
	char text[SIZE];

	memcpy(text, shared->message.text, SIZE);
	return is_torn(text);
}

/* --- calls that read there -------------------------------------------------------------------- */

static void write_by(const char *how)
{
	struct iovec piece = {shared->message.text, SIZE};

	if (is(how, "write"))
		write(ends[1], shared->message.text, SIZE);
	else if (is(how, "writev"))
		writev(ends[1], &piece, 1);
	else if (is(how, "dprintf"))
		dprintf(ends[1], "%s\n", shared->message.text);
	else if (is(how, "send"))
		send(lines[1], shared->message.text, SIZE, 0);
	else if (is(how, "mq_send"))
		mq_send(queue, shared->message.text, SIZE, 1);
	else if (is(how, "msgsnd"))
		msgsnd(messages, &shared->message, SIZE, 0);
	else
		pwrite(file, shared->message.text, SIZE, 0);
}

static void take(const char *how, char text[SIZE])
{
	struct message message;

	if (is(how, "send")) {
		read(lines[0], text, SIZE);
	} else if (is(how, "mq_send")) {
		mq_receive(queue, text, SIZE, NULL);
	} else if (is(how, "msgsnd")) {
		msgrcv(messages, &message, SIZE, 0, 0);
		memcpy(text, message.text, SIZE);
	} else if (is(how, "pwrite")) {
		pread(file, text, SIZE, 0);
	} else {
		read(ends[0], text, SIZE);
	}
}

static int is_written_torn(const char *how)
{
	char text[SIZE];

	take(how, text);
	write_by(how);
	take(how, text);
	return is_torn(text);
}

/* --- calls that tell a number ----------------------------------------------------------------- */

static int tells(const char *how)
{
	if (is(how, "pipe"))
		return pipe(shared->told.numbers) == 0;
	if (is(how, "time"))
		return time(&shared->told.number) > 0;
	if (is(how, "clock_gettime"))
		return clock_gettime(CLOCK_REALTIME, &shared->told.time) == 0;
	if (is(how, "gettimeofday"))
		return gettimeofday(&shared->told.date, NULL) == 0;
	if (is(how, "sem_getvalue"))
		return sem_getvalue(&tokens, &shared->told.numbers[0]) == 0;
	if (is(how, "wait"))
		return waitpid(fork() ? -1 : (_exit(1), 0), &shared->told.numbers[0], 0) > 0;
	if (is(how, "waitid")) {
		if (fork() == 0)
			_exit(1);
		return waitid(P_ALL, 0, &shared->told.info, WEXITED) == 0;
	}
	return 0;
}

static int is_told(void)
{
	return shared->told.numbers[0] != 0;
}

int main(int argc, char **argv)
{
	static const char *const reading[] = {"read",	"readv", "recv",  "recvfrom", "mq_receive",
					      "msgrcv", "fread", "fgets", "readlink"};
	static const char *const writing[] = {"write",	 "writev", "dprintf", "send",
					      "mq_send", "msgsnd", "pwrite"};
	const char *how = argc > 1 ? argv[1] : "read";
	int reads = 0, writes = 0, status;

	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++)
		reads |= is(how, reading[i]);
	for (size_t i = 0; i < sizeof(writing) / sizeof(writing[0]); i++)
		writes |= is(how, writing[i]);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	shared->message.type = 1;
	strcpy(shared->message.text, old);
	open_all();
	if (fork() == 0) {
		if (writes)
			strcpy(shared->message.text, new);
		_exit(reads ? look() : !writes && is_told());
	}
	if (writes)
		return is_written_torn(how);
	if (reads)
		read_by(how);
	else if (!tells(how))
		return 3;
	wait(&status);
	return WEXITSTATUS(status);
}
