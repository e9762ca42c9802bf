/* A bounded buffer in shared memory: three semaphores, two producers, two consumers. */
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOTS = 2, ITEMS = 3, PRODUCERS = 2, CONSUMERS = 2 };

struct buffer {
	sem_t empty, full, lock;
	int slots[SLOTS];
	int in, out, sum;
};

static void produce(struct buffer *buffer, int first)
{
	for (int i = 0; i < ITEMS; i++) {
		sem_wait(&buffer->empty);
		sem_wait(&buffer->lock);
		buffer->slots[buffer->in++ % SLOTS] = first + i;
		sem_post(&buffer->lock);
		sem_post(&buffer->full);
	}
}

static void consume(struct buffer *buffer)
{
	for (int i = 0; i < ITEMS * PRODUCERS / CONSUMERS; i++) {
		sem_wait(&buffer->full);
		sem_wait(&buffer->lock);
		buffer->sum += buffer->slots[buffer->out++ % SLOTS];
		sem_post(&buffer->lock);
		sem_post(&buffer->empty);
	}
}

int main(void)
{
	struct buffer *buffer = mmap(NULL, sizeof(*buffer), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (buffer == MAP_FAILED)
		return 2;
	sem_init(&buffer->empty, 1, SLOTS);
	sem_init(&buffer->full, 1, 0);
	sem_init(&buffer->lock, 1, 1);
	for (int i = 0; i < PRODUCERS + CONSUMERS; i++) {
		if (fork() == 0) {
			if (i < PRODUCERS)
				produce(buffer, 10 * i);
			else
				consume(buffer);
			return 0;
		}
	}
	while (wait(NULL) > 0)
		continue;
	printf("sum %d\n", buffer->sum);
	return buffer->sum == 36 ? 0 : 1;
}
