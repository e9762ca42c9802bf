/*
 * The first thread is done before the other one. Where main returns, the process ends and the rest
 * is never said; pthread_exit ("alone") ends the first thread alone.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ends[2];

static void *work(void *unused)
{
	write(ends[1], "a", 1);
	write(ends[1], "b", 1);
	return unused;
}

/* Runs behind everything else in the process. */
static void look(void)
{
	char said[3] = "";

	close(ends[1]);
	if (read(ends[0], said, 2) != 2 || strcmp(said, "ab") != 0)
		_exit(1);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (pipe(ends) != 0)
		return 2;
	atexit(look);
	pthread_create(&thread, NULL, work, NULL);
	if (argc > 1 && strcmp(argv[1], "alone") == 0)
		pthread_exit(NULL);
	return 0;
}
