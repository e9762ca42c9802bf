/*
 * The first thread returns from main, and another one ends the process with another status: whoever
 * comes first. By exit, or as the argument says: "quick", "crash", "become" another program.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *how;

static void *end(void *unused)
{
	(void)unused;
	if (strcmp(how, "quick") == 0)
		quick_exit(3);
	if (strcmp(how, "crash") == 0)
		abort();
	if (strcmp(how, "become") == 0)
		execlp("sh", "sh", "-c", "exit 3", (char *)NULL);
	exit(3);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	how = argc > 1 ? argv[1] : "";
	pthread_create(&thread, NULL, end, NULL);
	return 0;
}
