/*
 * golden NAME.keys NAME.screen: with real processes. Lines, and here and there steps, are those of
 * the compiler that the demos were made with.
 */
#include <stdio.h>
#include "golden.h"

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: golden NAME.keys NAME.screen\n");
		return 2;
	}
	return golden_do(argv[1], argv[2]);
}
