/*
 * What the C library keeps from call to call, threads share: "environment", the time that gmtime
 * returns ("time"), where rand has come to ("random"); gmtime_r ("own") keeps nothing.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int wrong, drawn[2];
static const char *how;

static void look_at_year(int year)
{
	time_t seconds = (time_t)(year - 70) * 365 * 24 * 3600;
	struct tm own,
		*time = strcmp(how, "own") == 0 ? gmtime_r(&seconds, &own) : gmtime(&seconds);

	if (time->tm_year != year)
		__atomic_store_n(&wrong, 1, __ATOMIC_SEQ_CST);
}

static void *use(void *number)
{
	long self = (long)number;

	if (strcmp(how, "environment") == 0) {
		if (self == 0)
			setenv("IPCSTAGE_TEST_SAID", "yes", 1);
		else
			wrong = getenv("IPCSTAGE_TEST_SAID") == NULL;
	} else if (strcmp(how, "random") == 0) {
		drawn[self] = rand();
	} else {
		look_at_year(70 + (int)self);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "time";
	srand(1);
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, use, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	if (strcmp(how, "random") != 0)
		return wrong;
	srand(1);
	return drawn[0] != rand();
}
