/*
 * Calls that change what the kernel or the C library keeps of this process alone: no record tells
 * of them and its memory need not show them, yet what it does next may depend on them. They are
 * made as they are, and told to the process's key.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <threads.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/others.h"
#include "agent/calls/shared_setting.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/pids.h"
#include "agent/core/reachable.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/ipcstage.h"
#include "kinds/file_name/calls.h"
#include "trace/system.h"

enum { NAME = 16 /* bytes of a thread's, with the NUL */ };

/* Something was set: `what` of it, and to which value. */
static void note(int what, uint64_t value)
{
	if (agent_on())
		agent_untold_pair((unsigned)what, value);
}

/* What was refused has set nothing. */
static int noted(int result, int what, uint64_t value)
{
	if (result >= 0)
		note(what, value);
	return result;
}

/* The same with a value of any size. */
static int noted_hash(int result, int what, struct hash value)
{
	if (result >= 0 && agent_on())
		agent_untold_hash(hash_fold(value, (unsigned)what));
	return result;
}

static int noted_bytes(int result, int what, const void *value, size_t length)
{
	return result < 0 ? result : noted_hash(result, what, hash_bytes(value, length));
}

/* --- descriptors ------------------------------------------------------------------------------ */

/* The object whose state a request asks about or sets, for all who have it; 0: it does not. */
static unsigned asked_by(int fd, unsigned long request)
{
	bool is_shared = request == FIONREAD || request == FIONBIO || request == TIOCOUTQ;

	return agent_on() && is_shared ? agent_object_fd(fd) : 0;
}

/* What a request is given, if its number says how much that is: ioctl(2). */
static struct hash hash_asked(unsigned long request, const void *argument)
{
	size_t size = _IOC_DIR(request) & _IOC_WRITE ? _IOC_SIZE(request) : 0;

	return size && agent_can_read(argument, size) ? hash_bytes(argument, size)
						      : hash_fold(hash_none(), (uintptr_t)argument);
}

AGENT_EXPORT int ioctl(int fd, unsigned long request, ...)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = asked_by(fd, request);
	va_list arguments;
	void *argument;
	uint64_t value = 0;
	uint8_t flags = 0;
	int result;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (request == FIONBIO && agent_can_read(argument, sizeof(int)))
		value = *(const int *)argument != 0;
	agent_meet_descriptor(fd, object && agent_visible(object), "ioctl", request, where);
	if (object)
		flags = agent_begin_setting(object, request, argument, fd, where);
	if (object && request == FIONBIO)
		agent_note_blocking(fd, object, !value, where);
	if (request == FIOASYNC || request == FIOSETOWN || request == SIOCSPGRP)
		agent_blind(UNSEEN_NOTICE, 0, where);
	result = REAL(ioctl)(fd, request, argument);
	if (flags)
		agent_end_setting(object, request, result, hash_none(), flags, where);
	if (request != FIONREAD && request != TIOCOUTQ)
		noted_hash(result, fd,
			   hash_fold(hash_fold(hash_asked(request, argument), request), value));
	return result;
}

/* The socket, if others have it, too, by a fork: its options are theirs as well. Time-outs are
 * taken to be of him alone who sets them, as what is waited for hangs on the run's clock. */
static unsigned shared_socket(int fd, int option)
{
	bool is_shared = option != SO_SNDTIMEO && option != SO_RCVTIMEO && agent_is_handed_on(fd);
	unsigned object = agent_on() && is_shared ? agent_object_fd(fd) : 0;

	return object && agent_visible(object) ? object : 0;
}

/* As the argument of its record: no command of fcntl(2) is that large. */
static uint64_t option_of(int level, int option)
{
	return UINT64_C(1) << 62 | (uint64_t)(unsigned)level << 32 | (unsigned)option;
}

AGENT_EXPORT int setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = shared_socket(fd, option);
	uint64_t which = option_of(level, option);
	const uint64_t size = length;
	struct hash content, around = agent_enter(&size, 1);
	uint8_t flags = 0;
	int result;

	agent_meet_descriptor(fd, object, "setsockopt", which, where);
	if (object)
		flags = agent_begin_setting(object, which, value, fd, where);
	agent_leave(around);
	result = REAL(setsockopt)(fd, level, option, value, length);
	content = result < 0 ? hash_none() : hash_bytes(value, length);
	if (object)
		agent_end_setting(object, which, result, content, flags, where);
	return noted_hash(result, fd, hash_fold(content, which));
}

/* SO_ERROR tells how a connect(2) fared that was not waited for. */
AGENT_EXPORT int getsockopt(int fd, int level, int option, void *value, socklen_t *length)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = shared_socket(fd, option);
	uint64_t which = option_of(level, option);
	uint8_t flags = 0;
	int result;

	agent_meet_descriptor(fd, object, "getsockopt", which, where);
	if (object)
		flags = agent_begin_setting(object, which, value, fd, where);
	result = REAL(getsockopt)(fd, level, option, value, length);
	if (object)
		agent_end_setting(object, which, result, hash_none(), flags, where);
	if (!agent_on() || result < 0)
		return result;
	if (level == SOL_SOCKET && option == SO_PEERCRED && *length >= sizeof(struct ucred))
		((struct ucred *)value)->pid = agent_told_pid(((struct ucred *)value)->pid);
	agent_untold_bytes(value, *length);
	return result;
}

/* --- the process ------------------------------------------------------------------------------ */

/* Afterwards the path is one from there. */
AGENT_EXPORT int chdir(const char *path)
{
	uint32_t where = AGENT_CALLER;
	struct naming naming;
	int result;

	naming = agent_begin_naming(OP_ASK_NAME, AT_FDCWD, path, hash_none(), where);
	if (naming.flags & RECORD_VISIBLE)
		agent_touch_common(COMMON_FOLDER, true);
	else
		agent_change_common(COMMON_FOLDER, "chdir", (uintptr_t)path, where);
	result = REAL(chdir)(path);
	if (result == 0)
		naming.path = ".";
	agent_end_naming(&naming, "chdir", result);
	return result < 0 ? result : noted_bytes(result, 0, path, strlen(path));
}

AGENT_EXPORT int fchdir(int fd)
{
	agent_meet_descriptor(
		fd, agent_change_common(COMMON_FOLDER, "fchdir", (unsigned)fd, AGENT_CALLER),
		"fchdir", 0, AGENT_CALLER);
	return noted(REAL(fchdir)(fd), fd, 1);
}

AGENT_EXPORT mode_t umask(mode_t mask)
{
	agent_change_common(COMMON_MASK, "umask", mask, AGENT_CALLER);
	note(2, mask);
	return REAL(umask)(mask);
}

/* That of descriptors is asked about by whatever makes one. */
static enum common part_of(__rlimit_resource_t resource)
{
	return resource == RLIMIT_NOFILE ? COMMON_DESCRIPTORS : COMMON_SETTINGS;
}

AGENT_EXPORT int getrlimit(__rlimit_resource_t resource, struct rlimit *limit)
{
	agent_ask_common(part_of(resource), "getrlimit", resource, AGENT_CALLER);
	return REAL(getrlimit)(resource, limit);
}

AGENT_EXPORT int getrlimit64(__rlimit_resource_t resource, struct rlimit64 *limit)
	__attribute__((alias("getrlimit")));

AGENT_EXPORT int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
	agent_change_common(part_of(resource), "setrlimit", limit->rlim_cur, AGENT_CALLER);
	return noted_bytes(REAL(setrlimit)(resource, limit), (int)resource, limit, sizeof(*limit));
}

void agent_note_other(pid_t pid, long call, uint32_t where)
{
	if (!pid || !agent_on() || pid == system_pid())
		return;
	if (pid < 0 ? agent_has_company() : trace_find_actor(agent.trace, pid) >= 0)
		agent_blind(UNSEEN_CALL, (uint64_t)call, where);
}

AGENT_EXPORT int prlimit(pid_t pid, __rlimit_resource_t resource, const struct rlimit *limit,
			 struct rlimit *old)
{
	int result;

	pid = agent_meant_pid(pid);
	agent_note_other(pid, SYS_prlimit64, AGENT_CALLER);
	if (limit)
		agent_change_common(part_of(resource), "prlimit", limit->rlim_cur, AGENT_CALLER);
	else
		agent_ask_common(part_of(resource), "prlimit", resource, AGENT_CALLER);
	result = REAL(prlimit)(pid, resource, limit, old);
	return limit ? noted_bytes(result, (int)resource, limit, sizeof(*limit)) : result;
}

AGENT_EXPORT int prlimit64(pid_t pid, __rlimit_resource_t resource, const struct rlimit64 *limit,
			   struct rlimit64 *old) __attribute__((alias("prlimit")));

AGENT_EXPORT int setrlimit64(__rlimit_resource_t resource, const struct rlimit64 *limit)
	__attribute__((alias("setrlimit")));

/* Of a group or a user there may be others. */
static pid_t whose(__priority_which_t which, id_t who)
{
	return which == PRIO_PROCESS ? (pid_t)who : -1;
}

static id_t meant_by(__priority_which_t which, id_t who)
{
	return which == PRIO_USER ? who : (id_t)agent_meant_pid((pid_t)who);
}

AGENT_EXPORT int getpriority(__priority_which_t which, id_t who)
{
	who = meant_by(which, who);
	agent_note_other(whose(which, who), SYS_getpriority, AGENT_CALLER);
	return REAL(getpriority)(which, who);
}

AGENT_EXPORT int setpriority(__priority_which_t which, id_t who, int priority)
{
	const int given[] = {(int)which, (int)who, priority};

	who = meant_by(which, who);
	agent_note_other(whose(which, who), SYS_setpriority, AGENT_CALLER);
	return noted_bytes(REAL(setpriority)(which, who, priority), 6, given, sizeof(given));
}

/* What a call of prctl(2) was given, and what stands where that points to. */
static struct hash hash_given(const unsigned long given[5])
{
	const char *name = (const char *)given[1];
	struct hash hash = hash_bytes(given, 5 * sizeof(given[0]));

	return given[0] == PR_SET_NAME ? hash_join(hash, hash_bytes(name, strnlen(name, NAME)))
				       : hash;
}

AGENT_EXPORT int prctl(int option, ...)
{
	unsigned long given[5] = {(unsigned)option};
	va_list list;
	int result;

	va_start(list, option);
	for (unsigned i = 1; i < 5; i++)
		given[i] = va_arg(list, unsigned long);
	va_end(list);
	agent_change_common(COMMON_SETTINGS, "prctl", given[0] << 32 ^ given[1], AGENT_CALLER);
	if (option == PR_SET_PDEATHSIG || option == PR_SET_CHILD_SUBREAPER)
		agent_blind(UNSEEN_CALL, SYS_prctl, AGENT_CALLER);
	result = REAL(prctl)(option, given[1], given[2], given[3], given[4]);
	return result < 0 ? result : noted_hash(result, 7, hash_given(given));
}
