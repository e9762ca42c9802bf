/*
 * What commands do alike: find what they are about, work on it, give it back, and say what failed.
 */
#ifndef IPCSTAGE_CLI_PERFORM_H
#define IPCSTAGE_CLI_PERFORM_H

#include "cli/selection.h"
#include "run/run.h"

/*
 * Say "ipcstage COMMAND: message" (COMMAND may be "": the stage) on standard error. Returns
 * EXIT_FAILED.
 */
int perform_failed(const char *command, const char *message, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Load the catalogue and let `work` have it, with what was asked for. Demos whose files are wrong
 * are left out, and it is said. Returns the exit status of `work`; or, having said why, `if_wrong`
 * when every demo's file is wrong, else EXIT_FAILED.
 */
int perform_with_catalogue(const char *command, int if_wrong,
			   int (*work)(const struct catalogue *catalogue, void *invocation),
			   void *invocation);

/*
 * The same with the subject that is selected, compiled; a wrong selection ends the program. A
 * demo's file that is wrong is bad input: EXIT_USAGE.
 */
int perform_with_subject(struct selection *selection,
			 int (*work)(const struct subject *subject, void *invocation),
			 void *invocation);

/* subject_compile(), with the compiler's words on standard error; false having said why not. */
bool perform_compile(const char *command, struct subject *subject);

/* What the person calls what is in his program, as it is kept. */
void perform_take_names(struct subject *subject);

/* run_open() for a subject; NULL having said why not. */
struct run *perform_open(const char *command, const struct subject *subject);

#endif
