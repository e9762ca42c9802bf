/*
 * semaphore: a room for few, and many who want in.
 *
 * The semaphore holds as many tokens as there are places. Who wants in takes one, or waits; who
 * leaves puts it back. It only counts: it does not know who has a token, and believes everybody.
 */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"

struct shared {
	sem_t tokens;
	int inside; /* how many are, counted with atomic additions to watch the semaphore */
};

struct options {
	int processes, tokens;
	int zero_tokens, no_release, extra_release;
};

/* Go in, work for a second, leave. The exit status tells how many were inside, at entering. */
static void worker(struct shared *s, const struct options *o)
{
	ipcstage_process("worker");
	ipcstage_note("outside");

	sem_wait(&s->tokens);
	int inside = __atomic_add_fetch(&s->inside, 1, __ATOMIC_SEQ_CST);
	ipcstage_note("inside");
	sleep(1);
	__atomic_sub_fetch(&s->inside, 1, __ATOMIC_SEQ_CST);
	if (!o->no_release)
		sem_post(&s->tokens);
	if (o->extra_release)
		sem_post(&s->tokens); /* once too often: nobody checks */

	ipcstage_note("done");
	_exit(inside);
}

static void start(struct shared *s, const struct options *o)
{
	pid_t pid = fork();

	if (pid < 0) {
		perror("fork");
		exit(1);
	}
	if (pid == 0)
		worker(s, o);
}

static int wait_for_all(int processes)
{
	int status, most = 0;

	for (int i = 0; i < processes; i++) {
		if (waitpid(-1, &status, 0) > 0 && WIFEXITED(status) && WEXITSTATUS(status) > most)
			most = WEXITSTATUS(status);
	}
	return most;
}

int main(int argc, char *argv[])
{
	struct options o = {.processes = 5, .tokens = 2};
	const struct option_row rows[] = {
		{"processes", &o.processes, 1, 8},	   {"tokens", &o.tokens, 1, 8},
		{"zero-tokens", &o.zero_tokens, 0, 0},	   {"no-release", &o.no_release, 0, 0},
		{"extra-release", &o.extra_release, 0, 0}, {NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	struct shared *s =
		mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	ipcstage_name(&s->tokens, "tokens");
	ipcstage_name(&s->inside, "inside");
	sem_init(&s->tokens, 1, o.zero_tokens ? 0 : (unsigned)o.tokens);

	for (int i = 0; i < o.processes; i++)
		start(s, &o);
	int most = wait_for_all(o.processes);

	printf("most-inside=%d\n", most);
	ipcstage_outcome("most-inside", "%d", most);
	ipcstage_expected("most-inside", "%d", o.tokens < o.processes ? o.tokens : o.processes);
	return 0;
}
