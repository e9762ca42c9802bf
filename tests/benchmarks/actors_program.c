/*
 * Two actors add to a counter without a lock, as often as the second argument says: two processes,
 * or with "threads" two threads of one.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int rounds;
static int private_counter, *counter = &private_counter;

static void *add(void *unused)
{
	int *shared = counter, left = rounds;

	while (left-- > 0)
		*shared += 1;
	return unused;
}

static int run_threads(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, add, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static int run_processes(void)
{
	counter = mmap(NULL, sizeof(*counter), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (counter == MAP_FAILED)
		return EXIT_FAILURE;
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			add(NULL);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	return 0;
}

int main(int argc, char **argv)
{
	rounds = argc > 2 ? atoi(argv[2]) : 1;
	return argc > 1 && strcmp(argv[1], "threads") == 0 ? run_threads() : run_processes();
}
