/*
 * Two read the clock, and what they have read is compared: either may be first. Where one waits for
 * the other there is one order only ("joined"), and none is to be seen in whole seconds
 * ("seconds"). With "processes" they are two, and what they store is steps as well.
 */
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long *read_at;
static const char *what;

static long now(void)
{
	struct timespec time_now;

	if (strcmp(what, "seconds") == 0)
		return time(NULL);
	clock_gettime(CLOCK_MONOTONIC, &time_now);
	return time_now.tv_sec * 1000000000L + time_now.tv_nsec;
}

static void *read_it(void *place)
{
	*(long *)place = now();
	return NULL;
}

static void by_threads(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++) {
		pthread_create(&threads[i], NULL, read_it, &read_at[i]);
		if (strcmp(what, "joined") == 0)
			pthread_join(threads[i], NULL);
	}
	for (int i = 0; i < 2 && strcmp(what, "joined") != 0; i++)
		pthread_join(threads[i], NULL);
}

static void by_processes(void)
{
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			read_it(&read_at[i]);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
}

int main(int count, char *arguments[])
{
	long begun;

	what = count > 1 ? arguments[1] : "";
	read_at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	begun = now();
	if (strcmp(what, "processes") == 0)
		by_processes();
	else
		by_threads();
	return begun > read_at[0] || read_at[0] > read_at[1] || now() < read_at[1];
}
