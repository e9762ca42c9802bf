/* Prints what would command a terminal, hide, or turn text around; and is called so. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	printf("\033]0;owned\a\033[2J\u202eleft\u200b to \ufeffright\n");
	for (int i = 1; i < argc; i++)
		puts(argv[i]);
	fprintf(stderr, "\033[31m\u2066red\n");
	abort();
}
