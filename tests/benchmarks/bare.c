/*
 * The bare limits: fork(2), wait(2) and futex(2), with nothing of ours.
 */
#include "bare.h"

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "measure.h"

enum { CHILDREN = 2, CACHE_LINE = 64 };

/* Whose turn it is, one word each, as the baton has it. */
struct turns {
	_Alignas(CACHE_LINE) _Atomic uint32_t go[CHILDREN];
};

static void await(_Atomic uint32_t *word)
{
	while (!atomic_load(word))
		syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
	atomic_store(word, 0);
}

static void wake(_Atomic uint32_t *word)
{
	atomic_store(word, 1);
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void take_turns(struct turns *turns, unsigned self, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		await(&turns->go[self]);
		wake(&turns->go[(self + 1) % CHILDREN]);
	}
}

/* Process 0 of a run: forks its children, lets the first one go, waits for all of them. */
static void run(struct turns *turns, unsigned count)
{
	atomic_store(&turns->go[0], 0);
	atomic_store(&turns->go[1], 0);
	for (unsigned i = 0; i < CHILDREN; i++) {
		if (fork() == 0) {
			take_turns(turns, i, count);
			_exit(0);
		}
	}
	wake(&turns->go[0]);
	for (unsigned i = 0; i < CHILDREN; i++)
		wait(NULL);
	_exit(0);
}

static void serve(int control, unsigned count)
{
	struct turns *turns = shared_page();
	char byte;

	while (read(control, &byte, 1) == 1) {
		pid_t first = fork();

		if (first == 0)
			run(turns, count);
		waitpid(first, NULL, 0);
		if (write(control, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

int bare_start(struct bare *bare, unsigned turns)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	bare->server = fork();
	if (bare->server == 0) {
		close(pair[0]);
		serve(pair[1], turns);
	}
	close(pair[1]);
	bare->control = pair[0];
	return bare->server < 0 ? -1 : 0;
}

void bare_end(struct bare *bare)
{
	close(bare->control);
	waitpid(bare->server, NULL, 0);
}

double bare_runs(const struct bare *bare, unsigned runs)
{
	uint64_t since = now_ns();
	char byte = 0;

	for (unsigned i = 0; i < runs; i++) {
		if (write(bare->control, &byte, 1) != 1 || read(bare->control, &byte, 1) != 1)
			return -1;
	}
	return runs * 1e9 / (double)(now_ns() - since);
}

double bare_ping_pong(unsigned rounds)
{
	struct turns *turns = shared_page();
	pid_t peer = fork();
	uint64_t since;

	if (peer < 0)
		return -1;
	if (peer == 0) {
		take_turns(turns, 1, rounds);
		_exit(0);
	}
	since = now_ns();
	for (unsigned i = 0; i < rounds; i++) {
		wake(&turns->go[1]);
		await(&turns->go[0]);
	}
	since = now_ns() - since;
	waitpid(peer, NULL, 0);
	munmap(turns, sizeof(*turns));
	return (double)since / rounds;
}
