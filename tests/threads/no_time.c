/*
 * What calls that wait for a time say of one that is none, its nanoseconds too many or below 0:
 * most refuse it at once, a mutex only if it has to be waited for. And who waits for his own mutex,
 * but not for ever, is told so. Another thread is there, so that all is shown.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>

static const struct timespec none[] = {{0, -1}, {0, 1000000000}, {-1, -1}};
static const struct timespec past = {0, 0};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t tokens, over;
static pthread_t thread;
static int wrong;

static void *be_there(void *unused)
{
	sem_wait(&over);
	return unused;
}

static void expect(int result, int wanted)
{
	wrong += result != wanted;
}

static void expect_errno(long result, int wanted)
{
	wrong += (result < 0 ? errno : 0) != wanted;
}

static void of_mutexes(const struct timespec *time)
{
	expect(pthread_mutex_timedlock(&mutex, time), 0); /* free: nobody looks */
	expect(pthread_mutex_clocklock(&mutex, CLOCK_PROCESS_CPUTIME_ID, &past), EINVAL);
	expect(pthread_mutex_timedlock(&mutex, &past), ETIMEDOUT);
	if (time->tv_sec == 0)
		expect(pthread_mutex_timedlock(&mutex, time), EINVAL);
	expect(pthread_cond_timedwait(&condition, &mutex, time), EINVAL);
	expect(pthread_cond_clockwait(&condition, &mutex, CLOCK_MONOTONIC, time), EINVAL);
	expect(pthread_cond_timedwait(&condition, &mutex, &past), ETIMEDOUT);
	expect(pthread_mutex_unlock(&mutex), 0);
}

static void of_locks(const struct timespec *time)
{
	expect(pthread_rwlock_timedrdlock(&rwlock, time), EINVAL);
	expect(pthread_rwlock_timedwrlock(&rwlock, time), EINVAL);
	expect(pthread_rwlock_clockrdlock(&rwlock, CLOCK_MONOTONIC, time), EINVAL);
	expect(pthread_rwlock_timedrdlock(&rwlock, &past), 0);
	expect(pthread_rwlock_timedwrlock(&rwlock, &past), ETIMEDOUT);
	expect(pthread_rwlock_unlock(&rwlock), 0);
}

static void of_semaphores(const struct timespec *time)
{
	expect_errno(sem_timedwait(&tokens, time), EINVAL);
	expect_errno(sem_timedwait(&tokens, &past), ETIMEDOUT);
	sem_post(&tokens);
	expect_errno(sem_clockwait(&tokens, CLOCK_MONOTONIC, time), EINVAL);
	expect_errno(sem_clockwait(&tokens, CLOCK_PROCESS_CPUTIME_ID, &past), EINVAL);
	expect_errno(sem_timedwait(&tokens, &past), 0);
}

static void of_queues(const struct timespec *time)
{
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};
	mqd_t queue = mq_open("/ipcstage-no-time", O_CREAT | O_RDWR, 0600, &attributes);
	char byte;

	mq_unlink("/ipcstage-no-time");
	expect_errno(mq_timedsend(queue, "x", 1, 0, time), EINVAL);
	expect_errno(mq_timedreceive(queue, &byte, 1, NULL, time), EINVAL);
	expect_errno(mq_timedreceive(queue, &byte, 1, NULL, &past), ETIMEDOUT);
	expect_errno(mq_timedsend(queue, "x", 1, 0, &past), 0);
	mq_close(queue);
}

static void of_others(const struct timespec *time)
{
	sigset_t set;

	sigemptyset(&set);
	expect_errno(sigtimedwait(&set, NULL, time), EINVAL);
	expect_errno(nanosleep(time, NULL), EINVAL);
}

int main(void)
{
	sem_init(&tokens, 0, 0);
	sem_init(&over, 0, 0);
	pthread_create(&thread, NULL, be_there, NULL);
	for (unsigned i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		of_mutexes(&none[i]);
		of_locks(&none[i]);
		of_semaphores(&none[i]);
		of_queues(&none[i]);
		of_others(&none[i]);
	}
	sem_post(&over);
	pthread_join(thread, NULL);
	return wrong;
}
