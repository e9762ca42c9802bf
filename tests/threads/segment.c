/*
 * Shared memory of System V between processes: what lies in it, who has it attached, and what
 * becomes of it when it is removed. (Here, as its loads and stores are to be seen.)
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEY = 0x1bc57a6e };

static int segment;
static int *volatile shared;

static pid_t start(void (*function)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		function();
		_exit(0);
	}
	return pid;
}

static int status_of(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static int both(void (*first)(void), void (*second)(void))
{
	pid_t one = start(first), two = start(second);

	return status_of(one) + status_of(two);
}

static int attached_value(void)
{
	int *at = shmat(segment, NULL, SHM_RDONLY);

	return *at;
}

/* --- what lies in it ------------------------------------------------------------------------- */

static void add(void)
{
	*shared = *shared + 1;
}

static int lost(void)
{
	shared = shmat(segment, NULL, 0);
	both(add, add);
	return *shared == 2 ? 0 : 5;
}

/* Everybody finds it by its key and has it at a place of his own. */
static void add_by_key(void)
{
	int found = shmget(KEY, sizeof(int), 0);

	shared = shmat(found, NULL, 0);
	*shared = *shared + 1;
	shmdt(shared);
}

static int strangers(void)
{
	segment = shmget(KEY, sizeof(int), IPC_CREAT | 0600);
	both(add_by_key, add_by_key);
	return attached_value() == 2 ? 0 : 5;
}

/* Nobody has it when it is read again: what is in it decides how this ends. */
static void store(int value)
{
	int *at = shmat(segment, NULL, 0);

	*at = value;
	shmdt(at);
	memset(&at, 0, sizeof(at));
}

static void store_one(void)
{
	store(1);
}

static void store_two(void)
{
	store(2);
}

static void ask(void)
{
	shmctl(segment, 12345, NULL); /* no such command: a step, and nothing more */
}

static int kept(void)
{
	both(store_one, store_two);
	both(ask, ask);
	return attached_value() == 2 ? 0 : 5;
}

static void add_locked(void)
{
	pthread_mutex_t *mutex = (pthread_mutex_t *)(shared + 2);

	pthread_mutex_lock(mutex);
	*shared = *shared + 1;
	pthread_mutex_unlock(mutex);
}

static int locked(void)
{
	pthread_mutexattr_t attributes;

	shared = shmat(segment, NULL, 0);
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init((pthread_mutex_t *)(shared + 2), &attributes);
	both(add_locked, add_locked);
	return *shared == 2 ? 0 : 5;
}

/* --- who has it ------------------------------------------------------------------------------ */

static void attach_and_detach(void)
{
	void *at = shmat(segment, NULL, 0);

	if (at == (void *)-1)
		_exit(errno == EINVAL || errno == EIDRM ? 5 : 9);
	shmdt(at);
}

static void remove_it(void)
{
	shmctl(segment, IPC_RMID, NULL);
}

static int removed(void)
{
	return both(attach_and_detach, remove_it);
}

static void attach(void)
{
	shmat(segment, NULL, 0);
}

static void count(void)
{
	struct shmid_ds status;

	shmctl(segment, IPC_STAT, &status);
	_exit(status.shm_nattch == 1 ? 0 : 5);
}

static int counted(void)
{
	return both(attach, count);
}

/* Whoever comes once the last one who had it has ended does not find it. */
static void attach_again(void)
{
	_exit(shmat(segment, NULL, 0) == (void *)-1 ? 5 : 0);
}

static int held(void)
{
	int result;

	shared = shmat(segment, NULL, 0);
	start(attach);
	shmdt(shared);
	shmctl(segment, IPC_RMID, NULL);
	result = status_of(start(attach_again));
	return result;
}

static void make(void)
{
	if (shmget(KEY, sizeof(int), IPC_CREAT | IPC_EXCL | 0600) < 0)
		_exit(errno == EEXIST ? 5 : 9);
}

static int exclusive(void)
{
	pid_t one = start(make), two = start(make);
	int result = status_of(one);

	status_of(two);
	return result;
}

static int last(void)
{
	struct shmid_ds status;
	pid_t one = start(attach_and_detach), two = start(attach_and_detach);

	status_of(one);
	status_of(two);
	shmctl(segment, IPC_STAT, &status);
	if (status.shm_cpid != getpid() || status.shm_nattch != 0)
		return 9;
	return status.shm_lpid == two ? 0 : 5;
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		int (*run)(void);
	} ways[] = {
		{"lost", lost},	    {"strangers", strangers}, {"kept", kept},
		{"locked", locked}, {"removed", removed},     {"counted", counted},
		{"held", held},	    {"exclusive", exclusive}, {"last", last},
	};
	int status = 2;

	segment = shmget(IPC_PRIVATE, 4096, 0600);
	for (unsigned i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(argv[1], ways[i].name) == 0)
			status = ways[i].run();
	}
	while (wait(NULL) > 0)
		;
	return status;
}
