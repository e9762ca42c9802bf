/* A child that dies of its own fault; the argument says of which: segv, assert, abort, divide. */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *how)
{
	volatile int zero = 0, seven = 7;
	int *volatile nowhere = NULL;

	if (strcmp(how, "segv") == 0)
		*nowhere = 1; /* the line that is named */
	if (strcmp(how, "assert") == 0)
		assert(zero == 1);
	if (strcmp(how, "divide") == 0)
		seven = seven / zero;
	abort();
}

int main(int argc, char **argv)
{
	if (fork() == 0)
		die(argc > 1 ? argv[1] : "segv");
	wait(NULL);
	return 0;
}
