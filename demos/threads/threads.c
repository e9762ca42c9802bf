/*
 * threads: what threads have in common, and processes have not.
 *
 * The same two workers, as threads of main or, with --processes, as its children. A thread has the
 * memory and the descriptors of its process, and ends with it; a child has copies, as they were at
 * the fork. Nothing here is made to be shared.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"
#include "../start.h"
#include "../support.h"

enum { WORKERS = 2 };
enum scenario { MEMORY, DESCRIPTORS, FORK };

struct options {
	int processes; /* instead of threads */
	int no_lock, worker_exits, close_early, bare_fork;
};

static int global;   /* an ordinary variable */
static int *on_heap; /* to a number that is allocated */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int ends[2]; /* of a pipe */

/* Add one to each. */
static int add(void *argument)
{
	const struct options *o = argument;

	ipcstage_process("adder");
	if (!o->no_lock)
		pthread_mutex_lock(&lock);
	global += 1;
	*on_heap += 1;
	if (!o->no_lock)
		pthread_mutex_unlock(&lock);
	if (o->worker_exits)
		exit(0); /* the process, and all that is in it */
	return 0;
}

/* Write one message. */
static int say_hello(void *argument)
{
	(void)argument;
	ipcstage_process("sender");
	if (write(ends[1], "hello", 5) < 0)
		ipcstage_note("no such descriptor");
	return 0;
}

static void start_all(struct mp_worker *workers, int (*run)(void *argument), struct options *o)
{
	for (int i = 0; i < WORKERS; i++)
		start_worker(&workers[i], !o->processes, run, o);
}

static void join_all(struct mp_worker *workers)
{
	for (int i = 0; i < WORKERS; i++)
		join_worker(&workers[i]);
}

/* Read messages until nobody can write any more. */
static int count_messages(void)
{
	char message[5];
	int count = 0;

	while (read(ends[0], message, sizeof(message)) > 0)
		count++;
	return count;
}

static void send_all(struct options *o)
{
	struct mp_worker workers[WORKERS];

	stop_if_failed(pipe(ends) ? -errno : 0, "pipe");
	ipcstage_name_fd(ends[0], "pipe");
	ipcstage_expected("received", "%d", WORKERS);
	start_all(workers, say_hello, o);
	if (!o->close_early)
		join_all(workers);
	close(ends[1]); /* else there would be no end: main itself could still write */
	ipcstage_outcome("received", "%d", count_messages());
	if (o->close_early)
		join_all(workers);
}

/* A child that takes the lock, as anything that it calls might do. */
static void fork_child(const struct options *o)
{
	if (!o->bare_fork)
		pthread_mutex_lock(&lock); /* so nobody else has it in what is copied */
	pid_t child = fork();
	stop_if_failed(child < 0 ? -errno : 0, "fork");
	if (!o->bare_fork)
		pthread_mutex_unlock(&lock); /* both do: each has a copy */
	if (child == 0) {
		ipcstage_process("child");
		pthread_mutex_lock(&lock);
		ipcstage_note("found %d", global);
		pthread_mutex_unlock(&lock);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void add_all(struct options *o, int forks)
{
	struct mp_worker workers[WORKERS];
	int expected = o->processes ? 0 : WORKERS; /* processes add to copies */

	on_heap = calloc(1, sizeof(*on_heap));
	stop_if_failed(on_heap ? 0 : -ENOMEM, "memory");
	ipcstage_name(&global, "global");
	ipcstage_name(on_heap, "heap");
	ipcstage_expected("global", "%d", expected);
	ipcstage_expected("heap", "%d", expected);
	start_all(workers, add, o);
	if (forks)
		fork_child(o);
	join_all(workers);
	ipcstage_outcome("global", "%d", global);
	ipcstage_outcome("heap", "%d", *on_heap);
	free(on_heap);
}

int main(int argc, char *argv[])
{
	struct options o = {0};
	const struct option_row rows[] = {
		{"processes", &o.processes, 0, 0},	 {"no-lock", &o.no_lock, 0, 0},
		{"worker-exits", &o.worker_exits, 0, 0}, {"close-early", &o.close_early, 0, 0},
		{"bare-fork", &o.bare_fork, 0, 0},	 {NULL, NULL, 0, 0},
	};
	const char *const scenarios[] = {
		[MEMORY] = "memory", [DESCRIPTORS] = "descriptors", [FORK] = "fork", NULL};
	int scenario = options_scenario(&argc, argv, scenarios);

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	if (scenario == DESCRIPTORS)
		send_all(&o);
	else
		add_all(&o, scenario == FORK);
	return 0;
}
