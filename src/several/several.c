/*
 * ipcstage-several: the first process of a run in which several programs meet. It starts them, in
 * their order, waits for them to end, and reports how each of them did.
 *
 *	ipcstage-several N PROGRAM ARGUMENT... [N PROGRAM ARGUMENT...]...
 *
 * N is how many words follow that are one program's. Each is its own report, which is there from
 * the start: "running" is as expected as an end with status 0.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/ipcstage.h"
#include "trace/limits.h"

enum { NAME = 48 };

struct program {
	char **words;
	pid_t pid;
	char name[NAME]; /* of its report */
};

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The programs in the words; 0 when that is not what they are. */
static unsigned find_programs(char **words, struct program *programs)
{
	unsigned count = 0;

	while (*words && count < LIMIT_PROGRAMS) {
		int length = atoi(*words);

		*words++ = NULL; /* the end of those before */
		programs[count++].words = words;
		for (int i = 0; i < length; i++) {
			if (!*words++)
				return 0;
		}
		if (length < 1)
			return 0;
	}
	return *words ? 0 : count;
}

/* The same program may be there twice. */
static void name(struct program *programs, unsigned number)
{
	const char *base = base_of(programs[number].words[0]);
	unsigned before = 0;

	for (unsigned i = 0; i < number; i++)
		before += strcmp(base_of(programs[i].words[0]), base) == 0;
	if (before)
		snprintf(programs[number].name, NAME, "%.32s %u", base, before + 1);
	else
		snprintf(programs[number].name, NAME, "%.32s", base);
}

static void report(const struct program *program, const char *outcome, const char *expected)
{
	ipcstage_outcome(program->name, "%s", outcome);
	ipcstage_expected(program->name, "%s", expected);
}

static void start(struct program *program)
{
	program->pid = fork();
	if (program->pid != 0)
		return;
	execv(program->words[0], program->words);
	fprintf(stderr, "%s: %s\n", program->words[0], strerror(errno));
	_exit(127);
}

static void report_end(const struct program *program, int status)
{
	char text[32];

	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "SIG%s", sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(text, sizeof(text), "%d", WEXITSTATUS(status));
	report(program, text, "0");
}

int main(int argc, char **argv)
{
	struct program programs[LIMIT_PROGRAMS] = {0};
	unsigned count = find_programs(argv + 1, programs);
	pid_t ended;
	int status;

	(void)argc;
	if (!count)
		return 2;
	ipcstage_process("starter");
	for (unsigned i = 0; i < count; i++) {
		name(programs, i);
		report(&programs[i], "running", "running");
	}
	for (unsigned i = 0; i < count; i++)
		start(&programs[i]);
	while ((ended = wait(&status)) > 0) {
		for (unsigned i = 0; i < count; i++) {
			if (programs[i].pid == ended)
				report_end(&programs[i], status);
		}
	}
	return 0;
}
