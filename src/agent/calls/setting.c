/*
 * Calls that change what the kernel or the C library keeps of this process alone: no record tells
 * of them and its memory need not show them, yet what it does next may depend on them. They are
 * made as they are, and told to the process's key.
 */
#include <pthread.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"

/* Something was set: `what` of it, and to which value. */
static void note(int what, uint64_t value)
{
	if (agent_on())
		agent_untold(agent_mix((uint64_t)(unsigned)what, value));
}

/* What was refused has set nothing. */
static int noted(int result, int what, uint64_t value)
{
	if (result >= 0)
		note(what, value);
	return result;
}

static uint64_t mix_bytes(const void *bytes, size_t length)
{
	return agent_mix_bytes(length, bytes, length);
}

/* --- descriptors ------------------------------------------------------------------------------ */

AGENT_EXPORT int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	void *argument;
	uint64_t value = 0;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (request == FIONBIO && argument)
		value = *(const int *)argument != 0;
	/* How many bytes there are to read is a question. */
	return request == FIONREAD
		       ? REAL(ioctl)(fd, request, argument)
		       : noted(REAL(ioctl)(fd, request, argument), fd, agent_mix(request, value));
}

AGENT_EXPORT int setsockopt(int fd, int level, int option, const void *value, socklen_t length)
{
	int result = REAL(setsockopt)(fd, level, option, value, length);

	return result < 0 ? result
			  : noted(result, fd,
				  agent_mix((uint64_t)level << 32 | (unsigned)option,
					    mix_bytes(value, length)));
}

AGENT_EXPORT int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
	uint64_t wanted =
		event && operation != EPOLL_CTL_DEL ? agent_mix(event->events, event->data.u64) : 0;

	return noted(REAL(epoll_ctl)(epoll, operation, fd, event), epoll,
		     agent_mix(wanted, (uint64_t)operation << 32 | (unsigned)fd));
}

/* --- the process ------------------------------------------------------------------------------ */

AGENT_EXPORT int chdir(const char *path)
{
	int result = REAL(chdir)(path);

	return result < 0 ? result : noted(result, 0, mix_bytes(path, strlen(path)));
}

AGENT_EXPORT int fchdir(int fd)
{
	return noted(REAL(fchdir)(fd), fd, 1);
}

AGENT_EXPORT mode_t umask(mode_t mask)
{
	note(2, mask);
	return REAL(umask)(mask);
}

AGENT_EXPORT int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
	int result = REAL(setrlimit)(resource, limit);

	return result < 0 ? result : noted(result, (int)resource, mix_bytes(limit, sizeof(*limit)));
}

AGENT_EXPORT int setrlimit64(__rlimit_resource_t resource, const struct rlimit64 *limit)
	__attribute__((alias("setrlimit")));

/* A pid is another number in every run: that somebody's group was changed has to do. Whoever waits
 * for a group has to ask again. */
AGENT_EXPORT int setpgid(pid_t pid, pid_t group)
{
	if (agent_on())
		agent.trace->fd_changes++;
	return noted(REAL(setpgid)(agent_meant_pid(pid), agent_meant_pid(group)), 3, group == 0);
}

AGENT_EXPORT pid_t setsid(void)
{
	return agent_told_pid(noted(REAL(setsid)(), 4, 0));
}

AGENT_EXPORT int setpriority(__priority_which_t which, id_t who, int priority)
{
	if (which != PRIO_USER)
		who = (id_t)agent_meant_pid((pid_t)who);
	return noted(REAL(setpriority)(which, who, priority), 6, (uint64_t)(unsigned)priority);
}

AGENT_EXPORT int prctl(int option, ...)
{
	unsigned long arguments[4];
	va_list list;

	va_start(list, option);
	for (unsigned i = 0; i < 4; i++)
		arguments[i] = va_arg(list, unsigned long);
	va_end(list);
	return noted(REAL(prctl)(option, arguments[0], arguments[1], arguments[2], arguments[3]), 7,
		     mix_bytes(arguments, sizeof(arguments)) ^ (unsigned)option);
}

/* Of ourselves libc makes it of a prctl(2) of its own. */
AGENT_EXPORT int pthread_setname_np(pthread_t thread, const char *name)
{
	int error = REAL(pthread_setname_np)(thread, name);

	if (!error)
		note(9, mix_bytes(name, strlen(name)));
	return error;
}

/* The first values lie in what libc keeps of a thread, which keys do not look at. */
AGENT_EXPORT int pthread_setspecific(pthread_key_t key, const void *value)
{
	note(8 + (int)key, (uintptr_t)value);
	return REAL(pthread_setspecific)(key, value);
}
