/*
 * ipcstage: see how processes talk to each other and how they race.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/commands.h"
#include "cli/output.h"

static const struct {
	const char *word;
	int (*command)(int argc, char **argv);
	const char *help;
} commands[] = {
	{"list", command_list,
	 "list [--json]             the demos, what to set and what to break"},
	{"run", command_run, "run DEMO [-t TOGGLE]...    do a run without a terminal; run --help"},
	{"replay", command_replay,
	 "replay FILE               do a run again that was recorded, and compare"},
	{"explore", command_explore,
	 "explore DEMO [-t TOGGLE]... do every interleaving; explore --help"},
	{"seeds", command_seeds,
	 "seeds [--json]            the documents the demos come from, program by program"},
	{"check", command_check, "check FILE.yaml...        say what is wrong with a demo's file"},
	{"cc", command_cc, "cc ARGUMENT...            compile as cc(1) does, for the stage"},
	{"c++", command_cxx, "c++ ARGUMENT...           the same of C++"},
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(void)
{
	printf("ipcstage: processes on a stage, held at every shared operation.\n\n"
	       "  ipcstage                             the menu\n"
	       "  ipcstage DEMO [-t TOGGLE]...         a demo on the stage\n"
	       "  ipcstage ./PROGRAM [-- ARGUMENT...]  any program on the stage\n"
	       "  ipcstage PROGRAM.c [-- ARGUMENT...]  the same, compiled first\n"
	       "  ipcstage ./A [-- ARGUMENT...] + ./B [-- ARGUMENT...]  several together\n");
	for (int i = 0; i < COMMANDS; i++)
		printf("  ipcstage %s\n", commands[i].help);
	printf("\nOn the stage: --ascii  borders of ASCII characters; --theme NAME; --lang zh\n"
	       "Exit status: 0 as asked, 1 something failed, 2 wrong usage, "
	       "3 not the expected outcome.\n");
}

static int run_command(int argc, char **argv)
{
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_help();
		return EXIT_FINE;
	}
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("ipcstage %s\n", IPCSTAGE_VERSION);
		return EXIT_FINE;
	}
	for (int i = 0; argc > 1 && i < COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].word) == 0)
			return commands[i].command(argc - 1, argv + 1);
	}
	return command_stage(argc, argv);
}

/* What could not be written (a full disk) is a failure too. */
int main(int argc, char **argv)
{
	struct output output;
	int status;

	if (output_begin(&output) < 0) {
		perror("ipcstage");
		return EXIT_FAILED;
	}
	status = run_command(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "ipcstage: standard output cannot be written: %s\n",
			strerror(errno));
		status = EXIT_FAILED;
	}
	exit(status); /* and no return: `output` is in use until the very end */
}
