/*
 * Other programs in a run: the execve(2) family, posix_spawn(3), system(3), popen(3).
 *
 * A new image loads the agent again, finds its process in the table and goes on as that (start()
 * in start.c). Whatever environment it is given, the agent is put into it. What libc would do by
 * a fork of its own (spawn, system, popen) is entered in the table as a fork is.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <paths.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/image.h"
#include "agent/calls/process.h"
#include "agent/calls/stream.h"
#include "agent/calls/ticks.h"
#include "agent/calls/wait.h"
#include "agent/core/agent.h"
#include "agent/core/birth.h"
#include "agent/core/company.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/pids.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "trace/padding.h"

enum { ARGUMENTS = 1024 };

/* --- the environment ------------------------------------------------------------------------ */

struct environment {
	char number[32];
	char preload[512];
	char **entries; /* allocated; NULL when memory is out */
};

static bool begins(const char *entry, const char *name)
{
	return strncmp(entry, name, strlen(name)) == 0;
}

/* A copy of `given` in which the agent is named, in as much memory as for most others. */
static void name_agent(struct environment *environment, char *const given[])
{
	size_t count = 0, kept = 0;
	Dl_info self;

	while (given && given[count])
		count++;
	environment->entries =
		calloc((count / PADDING_ENTRIES + 1) * PADDING_ENTRIES + 2, sizeof(char *));
	if (!environment->entries || !dladdr(&agent, &self))
		return;
	snprintf(environment->number, sizeof(environment->number), "IPCSTAGE_FD=%d",
		 agent.trace_fd);
	snprintf(environment->preload, sizeof(environment->preload), "LD_PRELOAD=%s",
		 self.dli_fname);
	environment->entries[kept++] = environment->number;
	environment->entries[kept++] = environment->preload;
	for (size_t i = 0; i < count; i++) {
		if (begins(given[i], "LD_PRELOAD=") && strstr(given[i], self.dli_fname))
			environment->entries[1] = given[i];
		else if (!begins(given[i], "IPCSTAGE_FD=") && !begins(given[i], "LD_PRELOAD="))
			environment->entries[kept++] = given[i];
	}
}

/* The same for a program and its arguments, padded; undone with free(entries). */
static void with_agent(struct environment *environment, const char *program, char *const argv[],
		       char *const given[])
{
	char **named;

	name_agent(environment, given);
	named = environment->entries;
	if (!named)
		return;
	environment->entries = padding_add(program, argv, named);
	free(named);
}

/* --- exec ----------------------------------------------------------------------------------- */

/* What it is to become is told by what it has become: it may fail. */
static void stage_exec(const char *program, uint8_t flags, uint32_t where)
{
	struct record record = agent_record(OP_EXEC, 0, where);
	unsigned number = agent_find_program(agent.trace, program);

	if (number < agent.trace->program_count) /* wherever a source was compiled to */
		program = agent.trace->programs[number].name;

	record.flags = flags;
	agent_settle();
	agent_flush_console();
	agent_stage_room();
	agent_stage_text(&record, program, strlen(program));
	families_exec(where);
}

/* A step, if others can notice what it closes, or end by it. */
static uint8_t pass_exec(const char *program, char *const argv[], char *const envp[], bool by_path,
			 uint32_t where)
{
	const uint64_t given[] = {(uintptr_t)program, (uintptr_t)argv, (uintptr_t)envp, by_path};

	struct gate gate = agent_gate(OP_EXEC, 0, where);

	agent_touch_all_common();
	gate.intent.visible = agent_has_company() && (agent_has_threads() || agent_exec_is_seen());
	agent_given_words(given, 4);
	return agent_pass(&gate);
}

/* ... that has come to nothing. */
static void write_failed(const char *program, int error, uint8_t flags, uint32_t where)
{
	struct record record = agent_record(OP_EXEC, 0, where);

	record.flags = flags;
	record.error = error;
	agent_write_text(&record, program, strlen(program));
}

static int become_now(const char *program, char *const argv[], char *const envp[], bool by_path)
{
	return by_path ? REAL(execvpe)(program, argv, envp) : REAL(execve)(program, argv, envp);
}

/* `by_path`: looked for in PATH unless it holds a slash. Returns only when it fails. */
static int become(const char *program, char *const argv[], char *const envp[], bool by_path,
		  uint32_t where)
{
	struct environment environment;
	struct hash untold;
	uint8_t flags;
	int error;

	if (!agent_on() || !program)
		return become_now(program, argv, envp, by_path);
	flags = pass_exec(program, argv, envp, by_path, where);
	untold = agent_space()->untold;
	agent_note_image(program, by_path, where);
	stage_exec(program, flags, where);
	with_agent(&environment, program, argv, envp);
	agent_space()->becomes = (uint8_t)(agent_own.self + 1);
	become_now(program, argv, environment.entries ? environment.entries : envp, by_path);
	error = errno;
	agent_space()->becomes = 0;
	free(environment.entries);
	trace_drop_staged(agent.trace, agent_own.self);
	families_stay();
	agent_space()->untold = untold;
	if (flags)
		write_failed(program, error, flags, where);
	errno = error;
	return -1;
}

/* The words that a program is to have: the kernel reads them where the guard cannot see it look. */
static void touch(char *const words[], uint32_t where)
{
	for (; words && *words; words++)
		agent_guard_touch(*words, where);
}

static int become_with(const char *program, char *const argv[], char *const envp[], bool by_path,
		       uint32_t where)
{
	touch(argv, where);
	touch(envp, where);
	return become(program, argv, envp, by_path, where);
}

AGENT_EXPORT int execve(const char *path, char *const argv[], char *const envp[])
{
	return become_with(path, argv, envp, false, AGENT_CALLER);
}

AGENT_EXPORT int execv(const char *path, char *const argv[])
{
	return become_with(path, argv, environ, false, AGENT_CALLER);
}

AGENT_EXPORT int execvp(const char *file, char *const argv[])
{
	return become_with(file, argv, environ, true, AGENT_CALLER);
}

AGENT_EXPORT int execvpe(const char *file, char *const argv[], char *const envp[])
{
	return become_with(file, argv, envp, true, AGENT_CALLER);
}

/* The arguments of execl(3) as a vector. Returns false when there are too many. */
static bool gather(const char *first, va_list list, char *argv[ARGUMENTS])
{
	size_t count = 0;

	for (const char *next = first; next; next = va_arg(list, const char *)) {
		if (count == ARGUMENTS - 1)
			return false;
		argv[count++] = (char *)(uintptr_t)next;
	}
	argv[count] = NULL;
	return true;
}

static int refuse(void)
{
	errno = E2BIG;
	return -1;
}

AGENT_EXPORT int execl(const char *path, const char *first, ...)
{
	uint32_t where = AGENT_CALLER;
	char *argv[ARGUMENTS];
	va_list list;
	bool fits;

	va_start(list, first);
	fits = gather(first, list, argv);
	va_end(list);
	return fits ? become_with(path, argv, environ, false, where) : refuse();
}

AGENT_EXPORT int execlp(const char *file, const char *first, ...)
{
	uint32_t where = AGENT_CALLER;
	char *argv[ARGUMENTS];
	va_list list;
	bool fits;

	va_start(list, first);
	fits = gather(first, list, argv);
	va_end(list);
	return fits ? become_with(file, argv, environ, true, where) : refuse();
}

AGENT_EXPORT int execle(const char *path, const char *first, ...)
{
	uint32_t where = AGENT_CALLER;
	char *argv[ARGUMENTS];
	char *const *envp = environ;
	va_list list;
	bool fits;

	va_start(list, first);
	fits = gather(first, list, argv);
	if (fits)
		envp = va_arg(list, char *const *);
	va_end(list);
	return fits ? become_with(path, argv, envp, false, where) : refuse();
}

/* --- spawn ---------------------------------------------------------------------------------- */

typedef int spawn_function(pid_t *, const char *, const posix_spawn_file_actions_t *,
			   const posix_spawnattr_t *, char *const[], char *const[]);

/* The child's image finds its entry by being newborn, and its pid there when we know it. What it is
 * given is told by what its parent has done before. */
static int spawn(spawn_function *real, pid_t *child, const char *program,
		 const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
		 char *const argv[], char *const envp[], uint32_t where)
{
	const uint64_t given[] = {(uintptr_t)child,	 (uintptr_t)program, (uintptr_t)actions,
				  (uintptr_t)attributes, (uintptr_t)argv,    (uintptr_t)envp};
	struct environment environment;
	struct hash around;
	unsigned number;
	pid_t pid = 0;
	int error;

	if (!agent_on())
		return real(child, program, actions, attributes, argv, envp);
	touch(argv, where);
	touch(envp, where);
	agent_note_image(program, real == REAL(posix_spawnp), where);
	around = agent_enter(given, 6);
	number = agent_bear(false, where);
	agent_leave(around);
	if (number == LIMIT_ACTORS)
		return EAGAIN;
	with_agent(&environment, program, argv, envp);
	agent_allow_ticks(true);
	error = real(&pid, program, actions, attributes, argv,
		     environment.entries ? environment.entries : envp);
	agent_allow_ticks(false);
	free(environment.entries);
	agent_born(number, error ? -1 : pid);
	if (!error && child)
		*child = agent_told_pid(pid);
	agent_wipe_stack();
	return error;
}

AGENT_EXPORT int posix_spawn(pid_t *restrict child, const char *restrict path,
			     const posix_spawn_file_actions_t *actions,
			     const posix_spawnattr_t *restrict attributes,
			     char *const argv[restrict], char *const envp[restrict])
{
	return spawn(REAL(posix_spawn), child, path, actions, attributes, argv, envp, AGENT_CALLER);
}

AGENT_EXPORT int posix_spawnp(pid_t *restrict child, const char *restrict file,
			      const posix_spawn_file_actions_t *actions,
			      const posix_spawnattr_t *restrict attributes,
			      char *const argv[restrict], char *const envp[restrict])
{
	return spawn(REAL(posix_spawnp), child, file, actions, attributes, argv, envp,
		     AGENT_CALLER);
}

/* --- system --------------------------------------------------------------------------------- */

/* The shell is a process of the run like any other; so is what it starts. */
AGENT_EXPORT int system(const char *command)
{
	const char *argv[] = {"sh", "-c", command, NULL};
	uint32_t where = AGENT_CALLER;
	sigset_t child_ended, before;
	int status = -1;
	pid_t pid, got;

	if (!agent_on() || !command)
		return REAL(system)(command);
	sigemptyset(&child_ended);
	sigaddset(&child_ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child_ended, &before);
	agent.unclear = UNCLEAR_CALL;
	pid = agent_fork(where);
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		become(_PATH_BSHELL, (char *const *)(uintptr_t)argv, environ, false, where);
		_exit(127);
	}
	do {
		got = pid < 0 ? -1 : agent_wait_for(pid, &status, where);
	} while (got < 0 && pid > 0 && errno == EINTR);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return got < 0 ? -1 : status;
}

/* --- popen ---------------------------------------------------------------------------------- */

/* In the child: the shell has `end` for the descriptor that the stream goes on from. */
static _Noreturn void become_shell(const char *command, int end, int standard, uint32_t where)
{
	const char *argv[] = {"sh", "-c", command, NULL};

	if (end != standard)
		dup2(end, standard);
	else
		REAL(fcntl)(end, F_SETFD, 0);
	become(_PATH_BSHELL, (char *const *)(uintptr_t)argv, environ, false, where);
	_exit(127);
}

static struct piped *find_piped(const FILE *stream)
{
	for (unsigned i = 0; i < AGENT_PIPED; i++) {
		if (agent.piped[i].stream == stream)
			return &agent.piped[i];
	}
	return NULL;
}

/* A shell of the run, as system(3) has, with a pipe. */
AGENT_EXPORT FILE *popen(const char *command, const char *mode)
{
	uint32_t where = AGENT_CALLER;
	struct piped *piped = find_piped(NULL);
	bool reads = mode[0] == 'r';
	int ends[2];
	pid_t pid;

	if (!agent_on() || !piped || (!reads && mode[0] != 'w'))
		return REAL(popen)(command, mode);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return NULL;
	agent.unclear = UNCLEAR_CALL;
	pid = agent_fork(where);
	if (pid == 0)
		become_shell(command, ends[reads], reads ? STDOUT_FILENO : STDIN_FILENO, where);
	close(ends[reads]);
	if (pid < 0) {
		close(ends[!reads]);
		return NULL;
	}
	if (!strchr(mode, 'e'))
		REAL(fcntl)(ends[!reads], F_SETFD, 0);
	piped->stream = fdopen(ends[!reads], reads ? "r" : "w");
	piped->pid = pid;
	if (!piped->stream)
		close(ends[!reads]);
	return piped->stream;
}

AGENT_EXPORT int pclose(FILE *stream)
{
	uint32_t where = AGENT_CALLER;
	struct piped *piped = stream ? find_piped(stream) : NULL;
	int status = -1;
	pid_t got;

	if (!agent_on() || !piped)
		return REAL(pclose)(stream);
	piped->stream = NULL;
	fclose(stream);
	do {
		got = agent_wait_for(piped->pid, &status, where);
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -1 : status;
}
