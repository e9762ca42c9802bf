/*
 * The commands: one function and one file each.
 *
 * argv[0] is the command's word. What they return is the program's exit status; wrong usage ends
 * the program with EXIT_USAGE after one line on standard error.
 */
#ifndef IPCSTAGE_CLI_COMMANDS_H
#define IPCSTAGE_CLI_COMMANDS_H

enum exit_status {
	EXIT_FINE = 0,	     /* all went as asked */
	EXIT_FAILED = 1,     /* something failed */
	EXIT_USAGE = 2,	     /* wrong usage or bad input */
	EXIT_UNEXPECTED = 3, /* the outcome was not the expected one */
};

/* list [--json]: the demos, what can be set and what can be broken. */
int command_list(int argc, char **argv);

/* seeds [--json]: the programs of the seed documents, and where each of them is shown. */
int command_seeds(int argc, char **argv);

/* check FILE...: read demo files and say what is wrong with them. */
int command_check(int argc, char **argv);

/* run DEMO | ./PROGRAM: do a run, or many, and say what came out. */
int command_run(int argc, char **argv);

/* replay FILE: do a recorded run again and compare. */
int command_replay(int argc, char **argv);

/* explore DEMO | ./PROGRAM: do every interleaving and count how they end. */
int command_explore(int argc, char **argv);

/* cc and c++: compile with the memory hooks, as the compiler does. */
int command_cc(int argc, char **argv);
int command_cxx(int argc, char **argv);

/* [DEMO | ./PROGRAM]: the terminal interface; argv[0] is the program's. */
int command_stage(int argc, char **argv);

#endif
