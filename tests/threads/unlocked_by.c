/*
 * Who has a mutex lets somebody else unlock it, and waits for that by locking it again. A plain one
 * does not look who that is (though POSIX leaves it undefined), between processes neither; one that
 * is "checking", or "recursive", or "robust", does, and the other one is refused. "between": a
 * third one takes it, too.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t own, *mutex = &own;
static const char *how;

static int is(const char *word)
{
	return strcmp(how, word) == 0;
}

static void make(void)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	if (is("checking"))
		pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	if (is("recursive"))
		pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	if (is("robust"))
		pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	if (is("processes")) {
		pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
		mutex = mmap(NULL, sizeof(*mutex), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	}
	pthread_mutex_init(mutex, &attributes);
}

static void *unlock(void *unused)
{
	(void)unused;
	return (void *)(long)pthread_mutex_unlock(mutex);
}

static void *take(void *unused)
{
	pthread_mutex_lock(mutex);
	pthread_mutex_unlock(mutex);
	return unused;
}

static int refuses(void)
{
	return is("checking") || is("recursive") || is("robust");
}

static long let_process_unlock(void)
{
	if (fork() == 0)
		_exit(pthread_mutex_unlock(mutex));
	pthread_mutex_lock(mutex);
	wait(NULL);
	return 0;
}

static long let_thread_unlock(void)
{
	pthread_t thread;
	void *error;

	pthread_create(&thread, NULL, unlock, NULL);
	if (!refuses())
		pthread_mutex_lock(mutex);
	pthread_join(thread, &error);
	return (long)error;
}

int main(int argc, char **argv)
{
	pthread_t third;
	long error;

	how = argc > 1 ? argv[1] : "";
	make();
	if (is("between"))
		pthread_create(&third, NULL, take, NULL);
	pthread_mutex_lock(mutex);
	error = is("processes") ? let_process_unlock() : let_thread_unlock();
	if (pthread_mutex_unlock(mutex))
		return 2;
	if (is("between"))
		pthread_join(third, NULL);
	return error != (refuses() ? EPERM : 0);
}
