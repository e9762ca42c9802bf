#include "control/proc.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/system_call.h"

enum { STAT_EXIT_CODE = 52, PATH_SIZE = 300 };

/* The fields of /proc/PID/stat from the third on; the name before may hold anything. */
static char *read_stat(int pid, char *line, size_t size)
{
	char path[PATH_SIZE];
	char *after_name = NULL;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	if (fgets(line, (int)size, file))
		after_name = strrchr(line, ')');
	fclose(file);
	return after_name && after_name[1] ? after_name + 2 : NULL;
}

int proc_status(int pid)
{
	char line[1024];
	char *field = read_stat(pid, line, sizeof(line));

	for (int i = 3; field && i < STAT_EXIT_CODE; i++) {
		field = strchr(field, ' ');
		if (field)
			field++;
	}
	return field ? atoi(field) : SIGKILL;
}

char proc_state(int pid)
{
	char line[1024];
	const char *state = read_stat(pid, line, sizeof(line));

	return state ? *state : '\0';
}

/* The calls that programs block in and the agent does not stand in front of. */
static const struct {
	long number;
	const char *name;
} calls[] = {
	{SYS_futex, "a futex (a thread, or a lock in private memory)"},
	{SYS_accept, "accept"},
	{SYS_accept4, "accept"},
	{SYS_connect, "connect"},
	{SYS_recvfrom, "recv"},
	{SYS_recvmsg, "recvmsg"},
	{SYS_sendto, "send"},
	{SYS_sendmsg, "sendmsg"},
	{SYS_epoll_pwait, "epoll_wait"},
	{SYS_pselect6, "select"},
	{SYS_flock, "flock"},
	{SYS_fcntl, "fcntl"},
	{SYS_wait4, "wait"},
	{SYS_waitid, "waitid"},
	{SYS_clock_nanosleep, "sleep"},
	{SYS_read, "read"},
	{SYS_write, "write"},
	{SYS_openat, "open"},
	{SYS_msgrcv, "msgrcv"},
	{SYS_msgsnd, "msgsnd"},
	{SYS_semtimedop, "semop"},
	{SYS_mq_timedreceive, "mq_receive"},
	{SYS_mq_timedsend, "mq_send"},
	{SYS_rt_sigsuspend, "sigsuspend"},
	{SYS_rt_sigtimedwait, "sigwait"},
#if defined(SYS_pause)
	{SYS_pause, "pause"},
	{SYS_select, "select"},
	{SYS_epoll_wait, "epoll_wait"},
	{SYS_semop, "semop"},
#endif
};

struct call {
	long number;
	unsigned long arguments[6];
	unsigned long stack, next; /* pointers */
};

/* The call that a process is in: proc(5), /proc/PID/syscall. False when it is in none. */
static bool read_call(int pid, struct call *out)
{
	unsigned long *a = out->arguments;
	char path[PATH_SIZE];
	FILE *file;
	int fields;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	fields = fscanf(file, "%ld %lx %lx %lx %lx %lx %lx %lx %lx", &out->number, &a[0], &a[1],
			&a[2], &a[3], &a[4], &a[5], &out->stack, &out->next);
	fclose(file);
	return fields == 9;
}

void proc_system_call(int pid, char *out, size_t size)
{
	struct call call = {.number = -1};
	bool is_known = read_call(pid, &call);

	if (is_known)
		system_call_name(call.number, out, size);
	else
		snprintf(out, size, "a system call");
	for (size_t i = 0; is_known && i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (calls[i].number == call.number)
			snprintf(out, size, "%s", calls[i].name);
	}
}

long proc_call_number(int tid)
{
	struct call call;

	return read_call(tid, &call) ? call.number : -1;
}

int proc_process_of(int tid)
{
	char path[PATH_SIZE], line[128];
	int pid = tid;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	file = fopen(path, "re");
	if (!file)
		return tid;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "Tgid: %d", &pid) == 1)
			break;
	}
	fclose(file);
	return pid;
}

bool proc_call_place(int tid, uint64_t *stack, uint64_t *next)
{
	struct call call;
	bool is_known = read_call(tid, &call);

	*stack = is_known ? call.stack : 0;
	*next = is_known ? call.next : 0;
	return is_known;
}

static bool find_program(int pid, struct stat *file)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return stat(path, file) == 0;
}

bool proc_same_program(int pid, int other)
{
	struct stat files[2];

	return find_program(pid, &files[0]) && find_program(other, &files[1]) &&
	       files[0].st_dev == files[1].st_dev && files[0].st_ino == files[1].st_ino;
}

int proc_parent_of(int pid)
{
	char line[1024];
	const char *state = read_stat(pid, line, sizeof(line));

	return state ? atoi(state + 1) : 0;
}

/* What a line of /proc/PID/maps says is mapped there; "" when that is no file. */
static bool is_mapped_at(const char *line, uint64_t address, const char **file)
{
	unsigned long from, to;
	const char *path = strchr(line, '/');

	*file = path ? path : "";
	return sscanf(line, "%lx-%lx", &from, &to) == 2 && address - from < to - from;
}

enum proc_code proc_code_at(int pid, uint64_t address, const char *library)
{
	char path[PATH_SIZE], line[PATH_SIZE + 128], program[PATH_SIZE] = "";
	enum proc_code code = PROC_PROGRAM;
	bool has_library = false;
	const char *mapped;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	if (readlink(path, program, sizeof(program) - 1) < 0)
		return PROC_PROGRAM;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	file = fopen(path, "re");
	if (!file)
		return PROC_PROGRAM;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		has_library = has_library || strstr(line, library);
		if (is_mapped_at(line, address, &mapped) && *mapped && strcmp(mapped, program) != 0)
			code = PROC_LIBRARY;
	}
	fclose(file);
	return has_library ? code : PROC_ALONE;
}

/* Which argument of a call is the address of its time-out: NULL waits for ever. */
static const struct {
	long number;
	unsigned timeout;
} timed_calls[] = {
	{SYS_clock_nanosleep, 2},
	{SYS_ppoll, 2},
	{SYS_futex, 3},
	{SYS_pselect6, 4},
};

bool proc_wait_ends(int pid)
{
	struct call call;

	if (!read_call(pid, &call))
		return false;
	for (size_t i = 0; i < sizeof(timed_calls) / sizeof(timed_calls[0]); i++) {
		if (timed_calls[i].number == call.number)
			return call.arguments[timed_calls[i].timeout] != 0;
	}
	return false;
}

/* --- who holds a write end -------------------------------------------------------------------- */

static bool is_open_for_writing(int pid, const char *fd)
{
	char path[PATH_SIZE], line[64];
	unsigned flags = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.32s", pid, fd);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "flags: %o", &flags) == 1)
			break;
	}
	fclose(file);
	return (flags & O_ACCMODE) != O_RDONLY;
}

static bool holds_write_end(int pid, uint64_t inode)
{
	char path[PATH_SIZE];
	struct dirent *entry;
	struct stat file;
	bool holds = false;
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	folder = opendir(path);
	if (!folder)
		return false;
	while (!holds && (entry = readdir(folder))) {
		holds = fstatat(dirfd(folder), entry->d_name, &file, 0) == 0 &&
			S_ISFIFO(file.st_mode) && file.st_ino == inode &&
			is_open_for_writing(pid, entry->d_name);
	}
	closedir(folder);
	return holds;
}

/* The object's name, or "pipe 2" by its place among its kind, as the model calls it. */
static void name_pipe(const struct trace *trace, unsigned number, char *out, size_t size)
{
	unsigned place = 0;

	for (unsigned i = 1; i <= number; i++)
		place += trace->objects[i].kind == OBJECT_PIPE;
	if (trace->objects[number].name[0])
		snprintf(out, size, "%.*s", TRACE_NAME, trace->objects[number].name);
	else
		snprintf(out, size, "pipe %u", place);
}

static void append(char *out, size_t size, const char *text)
{
	size_t used = strlen(out);

	snprintf(out + used, size - used, "%s", text);
}

static void say_holders(const struct trace *trace, unsigned pipe, char *out, size_t size)
{
	char word[64];
	const char *between = "";

	append(out, size, *out ? "; the write end of " : "the write end of ");
	name_pipe(trace, pipe, word, sizeof(word));
	append(out, size, word);
	append(out, size, " is still open in ");
	for (struct set alive = trace_alive(trace); !set_is_empty(alive); set_drop_first(&alive)) {
		unsigned number = (unsigned)set_first(alive);

		if (!holds_write_end(trace_space(trace, number)->pid, trace->objects[pipe].key[1]))
			continue;
		snprintf(word, sizeof(word), "%s%u", between, number);
		append(out, size, word);
		between = " and ";
	}
	if (!*between)
		append(out, size, "nobody");
}

void proc_write_ends(const struct trace *trace, char *out, size_t size)
{
	uint64_t said[LIMIT_OBJECTS / 64] = {0};

	out[0] = '\0';
	for (struct set alive = trace_alive(trace); !set_is_empty(alive); set_drop_first(&alive)) {
		const struct intent *intent = &trace->actors[set_first(alive)].intent;
		unsigned object = intent->object % LIMIT_OBJECTS;

		/* A pipe inside a queue is not what its users know of. */
		if (intent->operation != OP_READ || trace->objects[object].kind != OBJECT_PIPE ||
		    trace->objects[object].whole || said[object / 64] >> (object % 64) & 1)
			continue;
		said[object / 64] |= UINT64_C(1) << (object % 64);
		say_holders(trace, object, out, size);
	}
}
