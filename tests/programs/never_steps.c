/*
 * Never comes to anything that is shared: it sleeps, prints, talks to itself or computes, for ever.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "sleep";
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		return 1;
	puts("on my way");
	for (;;) {
		if (strcmp(how, "sleep") == 0)
			sleep(1);
		else if (strcmp(how, "print") == 0)
			puts("tick");
		else if (strcmp(how, "talk") == 0 &&
			 (write(ends[1], "x", 1) != 1 || read(ends[0], &byte, 1) != 1))
			return 1;
	}
}
