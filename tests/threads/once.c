/*
 * A table is filled by whoever needs it first. pthread_once lets the others wait until it is full;
 * "early": a flag is set before that is done; "late": behind it, and two may fill it. "fork": while
 * a thread is at it a child is made, in which nobody is, so that it is done anew.
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int table, is_begun, is_filled, seen[2];
static const char *how;

static void fill(void)
{
	table += 7;
}

static void need(void)
{
	if (strcmp(how, "early") == 0) {
		if (!is_begun) {
			is_begun = 1;
			fill();
		}
	} else if (strcmp(how, "late") == 0) {
		if (!is_filled) {
			fill();
			is_filled = 1;
		}
	} else {
		pthread_once(&once, fill);
	}
}

static void *use(void *number)
{
	need();
	seen[(long)number] = table;
	return NULL;
}

static sem_t begun, may_end;

static void fill_slowly(void)
{
	fill();
	sem_post(&begun);
	sem_wait(&may_end);
}

static void *use_slowly(void *unused)
{
	pthread_once(&once, fill_slowly);
	return unused;
}

static int fork_meanwhile(void)
{
	pthread_t thread;
	int status;

	sem_init(&begun, 0, 0);
	sem_init(&may_end, 0, 0);
	pthread_create(&thread, NULL, use_slowly, NULL);
	sem_wait(&begun);
	if (fork() == 0) {
		sem_post(&may_end);
		pthread_once(&once, fill_slowly);
		_exit(table);
	}
	wait(&status);
	sem_post(&may_end);
	pthread_join(thread, NULL);
	return WEXITSTATUS(status) != 14 || table != 7;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	if (strcmp(how, "fork") == 0)
		return fork_meanwhile();
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, use, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return seen[0] != 7 || seen[1] != 7;
}
