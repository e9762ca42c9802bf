/* Correct by itself: a second thread posts what the first one waits for, once it sleeps. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static sem_t posted;
static atomic_bool about_to_wait;

/* The state of the first thread, after its name in brackets: stat of proc(5). */
static char state_of_first(void)
{
	char state = 'R', path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)getpid());
	file = fopen(path, "r");
	if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 'R';
	if (file)
		fclose(file);
	return state;
}

static void *post(void *unused)
{
	while (!about_to_wait || state_of_first() != 'S')
		usleep(1000);
	sem_post(&posted);
	return unused;
}

int main(void)
{
	pthread_t thread;

	sem_init(&posted, 0, 0);
	if (pthread_create(&thread, NULL, post, NULL))
		return 1;
	about_to_wait = 1;
	sem_wait(&posted);
	return pthread_join(thread, NULL);
}
