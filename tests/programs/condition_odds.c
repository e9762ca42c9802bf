/*
 * What a wait on a condition gives back besides 0: ETIMEDOUT, EPERM, EOWNERDEAD; and a recursive
 * mutex that is let go once and stays taken. Status 0 when all is as the manual says.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
	pthread_mutex_t robust, recursive;
	pthread_cond_t condition;
};

static struct timespec in_seconds(clockid_t clock, time_t seconds)
{
	struct timespec at;

	clock_gettime(clock, &at);
	at.tv_sec += seconds;
	return at;
}

static int failed(const char *what, int result, int expected)
{
	if (result != expected)
		printf("%s: %d, not %d\n", what, result, expected);
	return result != expected;
}

/* The one who wakes the other dies with the mutex. */
static int owner_dies(struct shared *s)
{
	int bad = 0;

	pthread_mutex_lock(&s->robust);
	if (fork() == 0) {
		pthread_mutex_lock(&s->robust);
		pthread_cond_broadcast(&s->condition);
		_exit(0);
	}
	bad |= failed("owner died", pthread_cond_wait(&s->condition, &s->robust), EOWNERDEAD);
	bad |= failed("consistent", pthread_mutex_consistent(&s->robust), 0);
	bad |= failed("unlock", pthread_mutex_unlock(&s->robust), 0);
	wait(NULL);
	return bad;
}

int main(void)
{
	struct shared *s =
		mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct timespec until;
	pthread_mutexattr_t mutex;
	pthread_condattr_t condition;
	int bad = 0;

	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_settype(&mutex, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&s->recursive, &mutex);
	pthread_mutexattr_settype(&mutex, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutexattr_setrobust(&mutex, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&s->robust, &mutex);
	pthread_condattr_init(&condition);
	pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
	pthread_condattr_setclock(&condition, CLOCK_MONOTONIC);
	pthread_cond_init(&s->condition, &condition);

	bad |= failed("not mine", pthread_cond_wait(&s->condition, &s->robust), EPERM);
	until = in_seconds(CLOCK_MONOTONIC, 1);
	pthread_mutex_lock(&s->recursive);
	pthread_mutex_lock(&s->recursive);
	bad |= failed("too late", pthread_cond_timedwait(&s->condition, &s->recursive, &until),
		      ETIMEDOUT);
	bad |= failed("unlock", pthread_mutex_unlock(&s->recursive), 0);
	bad |= failed("unlock", pthread_mutex_unlock(&s->recursive), 0);
	bad |= failed("unlock", pthread_mutex_unlock(&s->recursive), EPERM);
	pthread_mutex_lock(&s->robust);
	until = in_seconds(CLOCK_REALTIME, 1);
	bad |= failed("too late",
		      pthread_cond_clockwait(&s->condition, &s->robust, CLOCK_REALTIME, &until),
		      ETIMEDOUT);
	pthread_mutex_unlock(&s->robust);
	bad |= owner_dies(s);
	return bad;
}
