/* A buffer of one place with a mutex and two conditions: 1 to 4 go through it to two consumers. */
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	pthread_mutex_t mutex;
	pthread_cond_t filled, emptied;
	int full, item, sum;
};

enum { ITEMS = 4, CONSUMERS = 2 };

static void put(struct shared *s, int item)
{
	pthread_mutex_lock(&s->mutex);
	while (s->full)
		pthread_cond_wait(&s->emptied, &s->mutex);
	s->item = item;
	s->full = 1;
	pthread_cond_signal(&s->filled);
	pthread_mutex_unlock(&s->mutex);
}

static void take(struct shared *s)
{
	pthread_mutex_lock(&s->mutex);
	while (!s->full)
		pthread_cond_wait(&s->filled, &s->mutex);
	s->sum += s->item;
	s->full = 0;
	pthread_cond_signal(&s->emptied);
	pthread_mutex_unlock(&s->mutex);
}

int main(void)
{
	struct shared *s =
		mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t mutex;
	pthread_condattr_t condition;

	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->mutex, &mutex);
	pthread_condattr_init(&condition);
	pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&s->filled, &condition);
	pthread_cond_init(&s->emptied, &condition);
	for (int i = 0; i < CONSUMERS; i++) {
		if (fork() == 0) {
			for (int j = 0; j < ITEMS / CONSUMERS; j++)
				take(s);
			return 0;
		}
	}
	for (int i = 1; i <= ITEMS; i++)
		put(s, i);
	while (wait(NULL) > 0)
		continue;
	pthread_cond_destroy(&s->filled);
	pthread_cond_destroy(&s->emptied);
	printf("sum %d\n", s->sum);
	return s->sum != 10;
}
