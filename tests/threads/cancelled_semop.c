/* semop is where a thread may wait, and yet none of those where it ends when it is cancelled. */
#include <pthread.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>

static int set, taken;

static int change(int by)
{
	struct sembuf operation = {0, (short)by, 0};

	return semop(set, &operation, 1);
}

static void *take(void *unused)
{
	(void)unused;
	taken = change(-1) == 0;
	pthread_testcancel();
	taken = 2;
	return NULL;
}

int main(void)
{
	pthread_t thread;
	void *result;

	set = semget(IPC_PRIVATE, 1, 0600);
	pthread_create(&thread, NULL, take, NULL);
	sleep(1); /* by then it waits */
	pthread_cancel(thread);
	change(1);
	pthread_join(thread, &result);
	semctl(set, 0, IPC_RMID);
	return taken == 1 && result == PTHREAD_CANCELED ? 0 : 5;
}
