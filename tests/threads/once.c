/*
 * A table is filled by whoever needs it first. pthread_once lets the others wait until it is full;
 * "early": a flag is set before that is done; "late": behind it, and two may fill it.
 */
#include <pthread.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int table, is_begun, is_filled, seen[2];
static const char *how;

static void fill(void)
{
	table += 7;
}

static void need(void)
{
	if (strcmp(how, "early") == 0) {
		if (!is_begun) {
			is_begun = 1;
			fill();
		}
	} else if (strcmp(how, "late") == 0) {
		if (!is_filled) {
			fill();
			is_filled = 1;
		}
	} else {
		pthread_once(&once, fill);
	}
}

static void *use(void *number)
{
	need();
	seen[(long)number] = table;
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, use, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return seen[0] != 7 || seen[1] != 7;
}
