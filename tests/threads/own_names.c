/*
 * A thread gives itself a name, and another one asks for it ("priority": sets how it is scheduled,
 * and is asked how that is). The status is 1 when it was set by then.
 */
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

static int done[2];

static void *name_itself(void *how)
{
	struct sched_param parameters = {0};
	char byte;

	if (how)
		pthread_setschedparam(pthread_self(), SCHED_BATCH, &parameters);
	else
		pthread_setname_np(pthread_self(), "named");
	return read(done[0], &byte, 1) == 1 ? NULL : how;
}

int main(int argc, char *argv[])
{
	struct sched_param parameters;
	char name[16] = "";
	pthread_t thread;
	int policy = 0;

	if (pipe(done) < 0)
		return 9;
	pthread_create(&thread, NULL, name_itself, argc > 1 ? argv[1] : NULL);
	if (argc > 1)
		pthread_getschedparam(thread, &policy, &parameters);
	else
		pthread_getname_np(thread, name, sizeof(name));
	if (write(done[1], "x", 1) != 1)
		return 9;
	pthread_join(thread, NULL);
	return policy == SCHED_BATCH || strcmp(name, "named") == 0;
}
