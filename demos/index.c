/*
 * Makes the index of the demos below a root (src/demo/index.h), when the program is built.
 */
#include <stdio.h>
#include <time.h>
#include "demo/index.h"

int main(int argc, char *argv[])
{
	struct timespec now;
	struct error error;

	if (argc != 2) {
		fprintf(stderr, "usage: %s ROOT\n", argv[0]);
		return 2;
	}
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	if (demo_index_write(argv[1], &now, &error) == 0)
		return 0;
	fprintf(stderr, "%s: %s\n", argv[0], error.text);
	return 2;
}
