/*
 * Two readers see both halves of a pair alike while a writer changes them. Then what is refused:
 * a writer among readers, a second lock of the writer's own, a wait that takes too long.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
	pthread_rwlock_t lock;
	int first, second;
};

static int reader(struct shared *s)
{
	int bad = 0;

	for (int i = 0; i < 3; i++) {
		pthread_rwlock_rdlock(&s->lock);
		bad |= s->first != s->second;
		pthread_rwlock_unlock(&s->lock);
	}
	return bad;
}

static int writer(struct shared *s)
{
	for (int i = 0; i < 3; i++) {
		pthread_rwlock_wrlock(&s->lock);
		s->first++;
		s->second++;
		pthread_rwlock_unlock(&s->lock);
	}
	return 0;
}

static int failed(const char *what, int result, int expected)
{
	if (result != expected)
		printf("%s: %d, not %d\n", what, result, expected);
	return result != expected;
}

/* Holds it for reading until it is told to go on. */
static int hold(struct shared *s, int ready, int go)
{
	char byte;

	pthread_rwlock_rdlock(&s->lock);
	return write(ready, "r", 1) != 1 || read(go, &byte, 1) < 0 ||
	       pthread_rwlock_unlock(&s->lock);
}

static int refusals(struct shared *s)
{
	struct timespec until;
	int ready[2], go[2], bad = 0;
	char byte;

	if (pipe(ready) || pipe(go))
		return 1;
	if (fork() == 0) {
		close(go[1]);
		_exit(hold(s, ready[1], go[0]));
	}
	bad |= read(ready[0], &byte, 1) != 1;
	bad |= failed("trywrlock", pthread_rwlock_trywrlock(&s->lock), EBUSY);
	bad |= failed("tryrdlock", pthread_rwlock_tryrdlock(&s->lock), 0);
	bad |= failed("unlock", pthread_rwlock_unlock(&s->lock), 0);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	bad |= failed("timedwrlock", pthread_rwlock_timedwrlock(&s->lock, &until), ETIMEDOUT);
	close(go[1]);
	bad |= failed("wrlock", pthread_rwlock_wrlock(&s->lock), 0);
	bad |= failed("wrlock again", pthread_rwlock_wrlock(&s->lock), EDEADLK);
	bad |= failed("unlock", pthread_rwlock_unlock(&s->lock), 0);
	wait(NULL);
	return bad;
}

int main(void)
{
	struct shared *s =
		mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_rwlockattr_t attributes;
	int status, bad = 0;

	pthread_rwlockattr_init(&attributes);
	pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_rwlock_init(&s->lock, &attributes);
	for (int i = 0; i < 3; i++) {
		if (fork() == 0)
			return i < 2 ? reader(s) : writer(s);
	}
	while (wait(&status) > 0)
		bad |= status;
	bad |= refusals(s);
	pthread_rwlock_destroy(&s->lock);
	return bad != 0;
}
