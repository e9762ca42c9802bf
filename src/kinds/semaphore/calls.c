/*
 * POSIX semaphores, named and unnamed: sem_overview(7).
 *
 * A semaphore is known by the place of its memory; a named one by its file in /dev/shm, which
 * glibc maps where we do not see it. Whether a wait can finish is the count itself, kept in the
 * object table by whoever touched it last.
 */
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/calls/clock.h"
#include "agent/core/agent.h"
#include "agent/core/called.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/data.h"
#include "kinds/file_name/calls.h"
#include "trace/system.h"

static unsigned count_of(sem_t *sem)
{
	int value = 0;

	REAL(sem_getvalue)(agent_alias(sem), &value);
	return (unsigned)value;
}

static unsigned object_of(sem_t *sem)
{
	unsigned object = agent_object_at(OBJECT_SEMAPHORE, sem, sizeof(*sem));

	if (agent.gated) /* only there anybody asks whether it can be taken */
		agent_object(object)->value = count_of(sem);
	return object;
}

static void write_done(enum operation operation, sem_t *sem, unsigned object, uint8_t flags,
		       int error, uint32_t where)
{
	struct record record = agent_record(operation, object, where);

	record.value = count_of(sem);
	if (agent.gated)
		agent_object(object)->value = record.value;
	record.flags = flags | agent_copy_flag(object);
	record.error = error;
	agent_write(&record);
}

AGENT_EXPORT int sem_init(sem_t *sem, int pshared, unsigned value)
{
	uint32_t where = AGENT_CALLER;
	uint8_t flags = 0;
	int result;

	if (agent_on()) {
		agent_given(sem, (uint64_t)(unsigned)pshared << 32 | value);
		flags = agent_pass_step(OP_SEM_INIT, object_of(sem), where);
	}
	result = REAL(sem_init)(agent_alias(sem), pshared, value);
	if (agent_on() && (flags || result == 0))
		write_done(OP_SEM_INIT, sem, object_of(sem), flags, result < 0 ? errno : 0, where);
	return result;
}

AGENT_EXPORT int sem_destroy(sem_t *sem)
{
	uint32_t where = AGENT_CALLER;

	if (agent_on()) {
		uint8_t flags = agent_pass_step(OP_SEM_DESTROY, object_of(sem), where);

		write_done(OP_SEM_DESTROY, sem, object_of(sem), flags, 0, where);
	}
	return REAL(sem_destroy)(agent_alias(sem));
}

/* --- named -------------------------------------------------------------------------------- */

static void path_of(const char *name, char path[TRACE_PATH])
{
	snprintf(path, TRACE_PATH, SYSTEM_SEMAPHORES "%s", name[0] == '/' ? name + 1 : name);
}

static bool name_exists(const char *name)
{
	char path[TRACE_PATH];
	struct stat file;

	path_of(name, path);
	return REAL(fstatat)(AT_FDCWD, path, &file, 0) == 0;
}

static void note_opened(sem_t *sem, const char *name, bool is_new, uint8_t flags, uint32_t where)
{
	char path[TRACE_PATH];
	int fd;
	unsigned object;

	path_of(name, path);
	fd = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (!agent_region(sem))
		agent_map(sem, sizeof(*sem), PROT_READ | PROT_WRITE, fd, 0, where);
	REAL(close)(fd);
	object = object_of(sem);
	if (is_new)
		agent_note_outer_name(object, SYSTEM_SEMAPHORES, name);
	agent_name_object(object, name, where);
	agent_called_result(object, sizeof(sem));
	write_done(is_new ? OP_SEM_INIT : OP_SEM_OPEN, sem, object, flags, 0, where);
}

AGENT_EXPORT sem_t *sem_open(const char *name, int flags, ...)
{
	uint32_t where = AGENT_CALLER;
	mode_t mode = 0;
	unsigned value = 0;
	struct gate gate;
	uint8_t step = 0;
	sem_t *sem;
	bool is_new;

	if (flags & O_CREAT) {
		va_list arguments;

		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		value = va_arg(arguments, unsigned);
		va_end(arguments);
	}
	if (!agent_on())
		return REAL(sem_open)(name, flags, mode, value);
	gate = agent_gate(OP_SEM_OPEN, 0, where);
	/* Whoever else is alive may open or make the same name. */
	gate.intent.visible = agent_has_company();
	agent_given_words((const uint64_t[]){(uintptr_t)name, (uint64_t)flags, value, mode}, 4);
	step = agent_pass(&gate);
	is_new = !name_exists(name);
	agent_own.busy = true;
	sem = REAL(sem_open)(name, flags, mode, value);
	agent_own.busy = false;
	if (sem != SEM_FAILED)
		note_opened(sem, name, is_new, step, where);
	return sem;
}

static bool is_mapped(const sem_t *sem)
{
	return madvise((void *)((uintptr_t)sem / AGENT_PAGE * AGENT_PAGE), AGENT_PAGE,
		       MADV_NORMAL) == 0;
}

/* Whoever opens a name twice has it in one place, until he has closed it twice. */
AGENT_EXPORT int sem_close(sem_t *sem)
{
	int result;

	agent_settle();
	result = REAL(sem_close)(agent_alias(sem));
	if (agent_on() && result == 0 && !is_mapped(sem))
		agent_unmap(sem, sizeof(*sem));
	return result;
}

AGENT_EXPORT int sem_unlink(const char *name)
{
	char path[TRACE_PATH];
	struct naming naming;

	if (!agent_on())
		return REAL(sem_unlink)(name);
	path_of(name, path);
	naming = agent_begin_naming(OP_CHANGE_NAME, AT_FDCWD, path, hash_none(), AGENT_CALLER);
	agent_note_unlinked(OBJECT_SEMAPHORE, name);
	return agent_end_naming(&naming, "sem_unlink", REAL(sem_unlink)(name));
}

/* --- take and put back ---------------------------------------------------------------------- */

/* A gated wait parks until there is a token or the time is over; then it is a trywait. */
static int gated_wait(sem_t *sem, unsigned object, struct gate *gate)
{
	uint8_t flags = agent_pass(gate);
	int result =
		agent_own.interrupted ? agent_fail(EINTR) : REAL(sem_trywait)(agent_alias(sem));
	int error = result < 0 ? errno : 0;

	if (error == EAGAIN && gate->intent.deadline_ns > agent.trace->clock_ns)
		agent_disagree(gate);
	if (error == EAGAIN)
		error = ETIMEDOUT;
	write_done(OP_SEM_WAIT, sem, object, flags, error, gate->intent.where);
	agent_set_errno(error);
	return result;
}

static int free_wait(sem_t *sem, unsigned object, clockid_t clock, const struct timespec *until,
		     uint32_t where)
{
	int result = until ? REAL(sem_clockwait)(agent_alias(sem), clock, until)
			   : REAL(sem_wait)(agent_alias(sem));
	int error = result < 0 ? errno : 0;

	agent_count_in(object);
	write_done(OP_SEM_WAIT, sem, object, 0, error, where);
	agent_set_errno(error);
	return result;
}

static int wait_until(sem_t *sem, clockid_t clock, const struct timespec *until, uint32_t where)
{
	unsigned object;
	struct gate gate;

	if (until && (!agent_is_clock(clock) || !agent_is_moment(until)))
		return REAL(sem_clockwait)(agent_alias(sem), clock, until);
	object = object_of(sem);
	if (!agent.gated) {
		agent_settle();
		return free_wait(sem, object, clock, until, where);
	}
	gate = agent_step_gate(OP_SEM_WAIT, object, where);
	if (until)
		gate.intent.deadline_ns = agent_deadline(clock, until);
	return gated_wait(sem, object, &gate);
}

AGENT_EXPORT int sem_wait(sem_t *sem)
{
	return agent_on() ? wait_until(sem, CLOCK_REALTIME, NULL, AGENT_CALLER)
			  : REAL(sem_wait)(agent_alias(sem));
}

AGENT_EXPORT int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *until)
{
	return agent_on() ? wait_until(sem, clock, until, AGENT_CALLER)
			  : REAL(sem_clockwait)(agent_alias(sem), clock, until);
}

AGENT_EXPORT int sem_timedwait(sem_t *sem, const struct timespec *until)
{
	return agent_on() ? wait_until(sem, CLOCK_REALTIME, until, AGENT_CALLER)
			  : REAL(sem_clockwait)(agent_alias(sem), CLOCK_REALTIME, until);
}

AGENT_EXPORT int sem_trywait(sem_t *sem)
{
	uint32_t where = AGENT_CALLER;
	unsigned object;
	uint8_t flags;
	int result, error;

	if (!agent_on())
		return REAL(sem_trywait)(agent_alias(sem));
	object = object_of(sem);
	flags = agent_pass_step(OP_SEM_TRYWAIT, object, where);
	result = REAL(sem_trywait)(agent_alias(sem));
	error = result < 0 ? errno : 0;
	agent_count_in(object);
	write_done(OP_SEM_TRYWAIT, sem, object, flags, error, where);
	agent_set_errno(error);
	return result;
}

/* In a free run somebody may have taken the token before we look: the count is read before. */
static int free_post(sem_t *sem, unsigned object, uint32_t where)
{
	struct record record = agent_record(OP_SEM_POST, object, where);
	int result;

	record.value = count_of(sem) + 1;
	record.flags = agent_copy_flag(object);
	record.stamp = agent_stamp();
	result = REAL(sem_post)(agent_alias(sem));
	record.error = result < 0 ? errno : 0;
	agent_write(&record);
	agent_count_out(object);
	return result;
}

AGENT_EXPORT int sem_post(sem_t *sem)
{
	uint32_t where = AGENT_CALLER;
	unsigned object;
	uint8_t flags;
	int result, error;

	if (!agent_on())
		return REAL(sem_post)(agent_alias(sem));
	object = object_of(sem);
	if (!agent.gated) {
		agent_settle();
		return free_post(sem, object, where);
	}
	flags = agent_pass_step(OP_SEM_POST, object, where);
	result = REAL(sem_post)(agent_alias(sem));
	error = result < 0 ? errno : 0;
	write_done(OP_SEM_POST, sem, object, flags, error, where);
	agent_set_errno(error);
	return result;
}

AGENT_EXPORT int sem_getvalue(sem_t *sem, int *value)
{
	uint32_t where = AGENT_CALLER;
	int count, result;
	unsigned object;
	uint8_t flags;

	if (!agent_on())
		return REAL(sem_getvalue)(agent_alias(sem), value);
	object = object_of(sem);
	agent_given(value, 0);
	flags = agent_pass_step(OP_SEM_GETVALUE, object, where);
	write_done(OP_SEM_GETVALUE, sem, object, flags, 0, where);
	result = REAL(sem_getvalue)(agent_alias(sem), &count);
	if (result == 0)
		agent_tell(value, &count, sizeof(count), 0, where);
	return result;
}
