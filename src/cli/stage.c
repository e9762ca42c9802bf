/*
 * ipcstage [DEMO]: the terminal interface.
 */
#include "cli/commands.h"

#include <stdio.h>

int command_stage(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	fprintf(stderr, "ipcstage: not yet\n");
	return EXIT_FAILED;
}
