/*
 * ipcstage-measure: what the four ways cost on this machine, for the page that compares them.
 *
 * For each way a line: its name, microseconds for a few bytes there and back, megabytes in a second
 * in blocks of 4 KiB. Two processes, on whatever CPUs the kernel gives them; a tenth of a second
 * each. Ends with whoever started it.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "mp/queue.h"

enum { BLOCK = 4096, SMALL = 8, BLOCKS = 16, EACH_NS = 50000000, QUIT = 'q' };

/* A ring of blocks in shared memory, as large as a pipe. */
struct ring {
	sem_t full, empty;
	char blocks[BLOCKS][BLOCK];
};

/* One process's end of a way: what it sends goes to the other one. */
struct end {
	int in, out;
	struct mp_queue *take, *put;
	struct ring *from, *to;
	unsigned taken, put_in; /* blocks so far */
};

struct way {
	const char *name;
	bool (*open)(struct end ends[2]);
	void (*send)(struct end *end, char *bytes, size_t size);
	void (*receive)(struct end *end, char *bytes, size_t size);
};

static void need(bool fine)
{
	if (!fine)
		_exit(EXIT_FAILURE);
}

/* --- the ways ------------------------------------------------------------------------------- */

static void send_fd(struct end *end, char *bytes, size_t size)
{
	need(write(end->out, bytes, size) == (ssize_t)size);
}

static void receive_fd(struct end *end, char *bytes, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t got = read(end->in, bytes + done, size - done);

		need(got > 0);
		done += (size_t)got;
	}
}

static bool open_pipes(struct end ends[2])
{
	int there[2], back[2];

	if (pipe(there) < 0 || pipe(back) < 0)
		return false;
	ends[0] = (struct end){.in = back[0], .out = there[1]};
	ends[1] = (struct end){.in = there[0], .out = back[1]};
	return true;
}

static bool open_queues(struct end ends[2])
{
	struct mp_queue *there, *back;

	if (mp_queue_new(&there, 0, BLOCK, 0, "there") < 0 ||
	    mp_queue_new(&back, 0, BLOCK, 0, "back") < 0)
		return false;
	ends[0] = (struct end){.take = back, .put = there};
	ends[1] = (struct end){.take = there, .put = back};
	return true;
}

static void send_item(struct end *end, char *bytes, size_t size)
{
	need(mp_queue_put(end->put, bytes, size, -1) == 0);
}

static void receive_item(struct end *end, char *bytes, size_t size)
{
	(void)size;
	need(mp_queue_get(end->take, bytes, BLOCK, -1) > 0);
}

static bool open_memory(struct end ends[2])
{
	struct ring *rings = mmap(NULL, 2 * sizeof(*rings), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (rings == MAP_FAILED)
		return false;
	for (int i = 0; i < 2; i++) {
		sem_init(&rings[i].full, 1, 0);
		sem_init(&rings[i].empty, 1, BLOCKS);
		ends[i] = (struct end){.from = &rings[i], .to = &rings[1 - i]};
	}
	return true;
}

static void send_block(struct end *end, char *bytes, size_t size)
{
	sem_wait(&end->to->empty);
	__builtin_memcpy(end->to->blocks[end->put_in++ % BLOCKS], bytes, size);
	sem_post(&end->to->full);
}

static void receive_block(struct end *end, char *bytes, size_t size)
{
	sem_wait(&end->from->full);
	__builtin_memcpy(bytes, end->from->blocks[end->taken++ % BLOCKS], size);
	sem_post(&end->from->empty);
}

/* TCP on this host, with nothing held back to be sent together. */
static bool open_sockets(struct end ends[2])
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), near = socket(AF_INET, SOCK_STREAM, 0);
	int far, one = 1;

	if (listener < 0 || near < 0 ||
	    bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &length) < 0 ||
	    connect(near, (struct sockaddr *)&address, sizeof(address)) < 0)
		return false;
	far = accept(listener, NULL, NULL);
	setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	ends[0] = (struct end){.in = near, .out = near};
	ends[1] = (struct end){.in = far, .out = far};
	return far >= 0;
}

static const struct way ways[] = {
	{"pipe", open_pipes, send_fd, receive_fd},
	{"queue", open_queues, send_item, receive_item},
	{"shared-memory", open_memory, send_block, receive_block},
	{"socket", open_sockets, send_fd, receive_fd},
};

/* --- measuring ------------------------------------------------------------------------------ */

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The other process: sends small messages back, then takes blocks; QUIT ends either. */
static void answer(const struct way *way, struct end *end)
{
	char block[BLOCK] = "";

	do {
		way->receive(end, block, SMALL);
		way->send(end, block, SMALL);
	} while (block[0] != QUIT);
	do {
		way->receive(end, block, BLOCK);
	} while (block[0] != QUIT);
	way->send(end, block, SMALL);
	_exit(EXIT_SUCCESS);
}

static double there_and_back_us(const struct way *way, struct end *end)
{
	int64_t start = now_ns(), left = EACH_NS;
	char block[BLOCK] = "";
	unsigned trips = 0;

	for (; block[0] != QUIT; trips++) {
		left = start + EACH_NS - now_ns();
		block[0] = left > 0 ? 0 : QUIT;
		way->send(end, block, SMALL);
		way->receive(end, block, SMALL);
	}
	return (double)(now_ns() - start) / 1000 / trips;
}

static double megabytes_a_second(const struct way *way, struct end *end)
{
	int64_t start = now_ns();
	char block[BLOCK] = "";
	double blocks = 0;

	for (; block[0] != QUIT; blocks++) {
		block[0] = now_ns() - start < EACH_NS ? 0 : QUIT;
		way->send(end, block, BLOCK);
	}
	way->receive(end, block, SMALL);
	return blocks * (double)BLOCK * 1000 / (double)(now_ns() - start);
}

/* Each way in a process of its own, so that one that cannot be had does not end the others. */
static void measure(const struct way *way)
{
	struct end ends[2];
	double us;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	need(way->open(ends));
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		answer(way, &ends[1]);
	}
	us = there_and_back_us(way, &ends[0]);
	printf("%s %.1f %.0f\n", way->name, us, megabytes_a_second(way, &ends[0]));
	fflush(stdout);
	_exit(EXIT_SUCCESS);
}

int main(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (fork() == 0)
			measure(&ways[i]);
		wait(NULL);
	}
	return 0;
}
