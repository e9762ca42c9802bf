/*
 * ipcstage cc, ipcstage c++: a compiler like any other, but what it makes can be put on the stage.
 * All that it says, and its exit status, are the compiler's own, which takes our place.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/commands.h"
#include "cli/perform.h"
#include "compile/hooks.h"
#include "demo/catalogue.h"

static const char with[] = "--with=";

/* The folder of the agent as it is called for ever: it goes into what is linked. */
static char *find_root(struct error *error)
{
	char root[CATALOGUE_ROOT], *real;

	if (catalogue_find_root(root, error) < 0)
		return NULL;
	real = realpath(root, NULL);
	if (!real)
		error_set(error, "%s: %s", root, strerror(errno));
	return real;
}

/* Only returns when it cannot be done: -1 with *error. */
static int become(enum compiler_language language, char *const *arguments, struct error *error)
{
	const char *named = NULL;
	struct compiler compiler = {0};
	struct argv command = {0};
	char *root = find_root(error);
	int result = root ? 0 : -1;

	if (*arguments && strncmp(*arguments, with, strlen(with)) == 0)
		named = *arguments++ + strlen(with);
	if (result == 0)
		result = compiler_find(&compiler, language, named, error);
	if (result == 0)
		result = hooks_command(&command, &compiler, root, arguments, error);
	if (result == 0) {
		fflush(stdout);
		execvp(command.list[0], command.list);
		error_set(error, "%s: %s", command.list[0], strerror(errno));
	}
	argv_release(&command);
	compiler_release(&compiler);
	free(root);
	return -1;
}

int command_cc(int argc, char **argv)
{
	struct error error;

	(void)argc;
	become(COMPILER_C, argv + 1, &error);
	return perform_failed("cc", "%s", error.text);
}

int command_cxx(int argc, char **argv)
{
	struct error error;

	(void)argc;
	become(COMPILER_CXX, argv + 1, &error);
	return perform_failed("c++", "%s", error.text);
}
