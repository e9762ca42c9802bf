/*
 * A bounded buffer as a textbook has it: two semaphores, a mutex and a ring of slots in a mapping
 * that main has made, and a function for each process.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 2, ITEMS = 3 };

struct buffer {
	sem_t empty, full;
	pthread_mutex_t mutex;
	int slots[SLOTS];
	int in, out;
};

static void producer(struct buffer *buf)
{
	for (int i = 1; i <= ITEMS; i++) {
		sem_wait(&buf->empty);
		pthread_mutex_lock(&buf->mutex);
		buf->slots[buf->in] = i;
		buf->in = (buf->in + 1) % SLOTS;
		pthread_mutex_unlock(&buf->mutex);
		sem_post(&buf->full);
	}
}

static void consumer(struct buffer *buf)
{
	int sum = 0;

	for (int i = 1; i <= ITEMS; i++) {
		sem_wait(&buf->full);
		pthread_mutex_lock(&buf->mutex);
		sum += buf->slots[buf->out];
		buf->out = (buf->out + 1) % SLOTS;
		pthread_mutex_unlock(&buf->mutex);
		sem_post(&buf->empty);
	}
	printf("sum=%d\n", sum);
}

int main(void)
{
	struct buffer *b =
		mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t shared;

	if (b == MAP_FAILED)
		return 1;
	sem_init(&b->empty, 1, SLOTS);
	sem_init(&b->full, 1, 0);
	pthread_mutexattr_init(&shared);
	pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&b->mutex, &shared);
	if (fork() == 0) {
		producer(b);
		exit(0);
	}
	if (fork() == 0) {
		consumer(b);
		exit(0);
	}
	wait(NULL);
	wait(NULL);
	return 0;
}
