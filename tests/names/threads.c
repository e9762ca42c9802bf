/* Objects of threads: in variables, in a structure, in a local of main, on the heap. */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	int count;
};

static struct queue q = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
static sem_t empty, full;
static struct queue *spare;

static void *producer(void *argument)
{
	sem_wait(&empty);
	pthread_mutex_lock(&q.lock);
	q.count++;
	pthread_cond_signal(&q.more);
	pthread_mutex_unlock(&q.lock);
	sem_post(&full);
	return argument;
}

static void *consumer(void *argument)
{
	sem_wait(&full);
	pthread_mutex_lock(&spare->lock);
	pthread_mutex_unlock(&spare->lock);
	sem_post(&empty);
	return argument;
}

int main(void)
{
	pthread_mutex_t start = PTHREAD_MUTEX_INITIALIZER;
	pthread_t one, other;

	sem_init(&empty, 0, 2);
	sem_init(&full, 0, 0);
	spare = malloc(sizeof(*spare));
	pthread_mutex_init(&spare->lock, NULL);
	pthread_mutex_lock(&start);
	pthread_create(&one, NULL, producer, NULL);
	pthread_create(&other, NULL, consumer, NULL);
	pthread_mutex_unlock(&start);
	pthread_join(one, NULL);
	pthread_join(other, NULL);
	return 0;
}
