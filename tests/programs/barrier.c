/* Three meet at a barrier three times; with an argument one of them does not come the last time. */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	pthread_barrier_t barrier;
	int rounds[3], serials[3];
};

enum { PARTIES = 3, ROUNDS = 3 };

static int party(struct shared *s, int number, int rounds)
{
	int bad = 0;

	for (int round = 0; round < rounds; round++) {
		s->rounds[number]++;
		if (pthread_barrier_wait(&s->barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
			__atomic_fetch_add(&s->serials[round], 1, __ATOMIC_SEQ_CST);
		for (int i = 0; i < PARTIES; i++)
			bad |= s->rounds[i] < round + 1 || s->rounds[i] > round + 2;
	}
	return bad;
}

int main(int argc, char *argv[])
{
	struct shared *s =
		mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_barrierattr_t attributes;
	int status, bad = 0;

	(void)argv;
	pthread_barrierattr_init(&attributes);
	pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&s->barrier, &attributes, PARTIES);
	for (int i = 0; i < PARTIES; i++) {
		if (fork() == 0)
			return party(s, i, argc > 1 && i == 0 ? ROUNDS - 1 : ROUNDS);
	}
	while (wait(&status) > 0)
		bad |= status;
	for (int round = 0; round < ROUNDS; round++)
		bad |= s->serials[round] != 1;
	pthread_barrier_destroy(&s->barrier);
	return bad != 0;
}
