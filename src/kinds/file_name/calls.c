/*
 * Names in the file system. A name is known by the folder that it is in and its last part. What is
 * there is a part of the state that exploring compares; asking about it and changing it are steps,
 * as long as anybody else is there to see the difference.
 *
 * The folders of the system are taken to stay as they are.
 */
#include "kinds/file_name/calls.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/glance.h"
#include "agent/core/guard.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "kinds/file/calls.h"
#include "kinds/file_name/calls_made_up.h"
#include "kinds/file_name/calls_parted.h"
#include "trace/system.h"

/* --- which object --------------------------------------------------------------------------- */

/* Where nothing is looked for that a run changes. */
static const char *const quiet[] = {"/proc/", "/sys/",	"/usr/", "/etc/", "/lib",
				    "/bin/",  "/sbin/", "/opt/", "/run/", "/var/lib/"};

static bool is_quiet(const char *path)
{
	if (strncmp(path, "/dev/", 5) == 0)
		return strncmp(path, "/dev/shm/", 9) != 0;
	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++) {
		if (strncmp(path, quiet[i], strlen(quiet[i])) == 0)
			return true;
	}
	return false;
}

/* Of what /proc tells of a process itself these are the kernel's own ids, and what it has done. */
static bool tells_of_kernel(const char *name)
{
	static const char *const telling[] = {"stat", "status", "sched",   "schedstat",
					      "io",   "timers", "syscall", "task"};
	const char *last = strchr(name, '/');

	for (size_t i = 0; last && i < sizeof(telling) / sizeof(telling[0]); i++) {
		size_t length = strlen(telling[i]);

		if (strncmp(last + 1, telling[i], length) == 0 &&
		    (!last[1 + length] || last[1 + length] == '/'))
			return true;
	}
	return false;
}

/* What /proc tells of others, and of the system, is another thing at every moment. */
static bool tells_of_others(const char *path)
{
	static const char *const constant[] = {"self",	  "thread-self", "sys",		"cpuinfo",
					       "version", "cmdline",	 "filesystems", "mounts",
					       "devices", "modules"};
	const char *name = path + strlen("/proc/");
	size_t length = strcspn(name, "/");

	if (strncmp(path, "/proc/", strlen("/proc/")) != 0 || !length)
		return false;
	if (tells_of_kernel(name))
		return true;
	for (size_t i = 0; i < sizeof(constant) / sizeof(constant[0]); i++) {
		if (strlen(constant[i]) == length && strncmp(constant[i], name, length) == 0)
			return false;
	}
	return atoi(name) != system_pid();
}

void agent_note_system_path(const char *path, uint32_t where)
{
	if (agent_on() && agent.gated && tells_of_others(path) && trace_actors(agent.trace) > 1)
		agent_blind(UNSEEN_OTHERS, 0, where);
}

static struct hash hash_name(const struct parted_name *parted)
{
	struct hash hash = hash_bytes(parted->last, strlen(parted->last));

	hash = hash_fold(hash, parted->folder.st_dev);
	return hash_fold(hash, parted->folder.st_ino);
}

/* A folder of the system in which something is changed is one of the run's own. */
static unsigned object_of(enum operation operation, int folder, const char *path)
{
	struct parted_name parted;
	const char *pattern;
	uint64_t key[2];
	unsigned object;
	bool created;

	if ((operation == OP_ASK_NAME && is_quiet(path)) ||
	    (!agent_take_apart(folder, path, &parted) &&
	     !agent_take_missing(folder, path, &parted)) ||
	    agent_is_secret(&parted))
		return 0;
	object_key_of(key, KEY_NAME, hash_name(&parted));
	object = trace_object(agent.trace, OBJECT_FILE_NAME, key, set_all(), &created);
	pattern = agent_made_up_from(&parted);
	if (created && object)
		agent_name_object(object, pattern ? pattern : parted.last, 0);
	return object;
}

/* --- what is there -------------------------------------------------------------------------- */

/* Times of this run are the clock's, and others in every run; those from before are not. */
static void add_time(struct hashing *hashing, const struct timespec *time)
{
	bool is_ours = time->tv_sec >= agent.trace->begun_at;

	hashing_add(hashing, is_ours ? UINT64_MAX : (uint64_t)time->tv_sec);
	hashing_add(hashing, is_ours ? 0 : (uint64_t)time->tv_nsec);
}

static void add_link(struct hashing *hashing, int folder, const char *path)
{
	char target[TRACE_PATH];
	ssize_t length = REAL(readlinkat)(folder, path, target, sizeof(target));

	hashing_add_bytes(hashing, target, length > 0 ? (size_t)length : 0);
}

/* Which file it is, if that is an object: two names may mean the same one. */
static void add_file(struct hashing *hashing, int folder, const char *path)
{
	int fd = REAL(openat)(folder, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	hashing_add(hashing, fd < 0 ? 0 : agent_file(fd));
	if (fd >= 0)
		REAL(close)(fd);
}

/* The state of a name that stands for nothing. */
static struct hash nothing_there(void)
{
	return hash_bytes(NULL, 0);
}

/* What lstat(2) would tell, but for what is another thing in every run. */
static struct hash state_of(int folder, const char *path)
{
	struct hashing hashing;
	struct stat file;

	if (REAL(fstatat)(folder, path, &file, AT_SYMLINK_NOFOLLOW) < 0)
		return nothing_there();
	hashing_begin(&hashing);
	hashing_add(&hashing, file.st_mode);
	hashing_add(&hashing, (uint64_t)file.st_uid << 32 | file.st_gid);
	hashing_add(&hashing, S_ISREG(file.st_mode) ? file.st_nlink : 0);
	hashing_add(&hashing, S_ISREG(file.st_mode) ? (uint64_t)file.st_size : 0);
	add_time(&hashing, &file.st_mtim);
	if (S_ISLNK(file.st_mode))
		add_link(&hashing, folder, path);
	if (S_ISREG(file.st_mode))
		add_file(&hashing, folder, path);
	explicit_bzero(&file, sizeof(file));
	return hashing_end(&hashing);
}

/* Its folder is another one afterwards, and so is what the name stands for now. */
static void touch(int folder, const char *path)
{
	struct parted_name parted;
	struct stat file;

	if (!agent.gated)
		return;
	if (agent_take_apart(folder, path, &parted))
		agent_note_touch(&parted.folder);
	if (REAL(fstatat)(folder, path, &file, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(file.st_mode))
		agent_note_touch(&file);
	explicit_bzero(&file, sizeof(file));
	explicit_bzero(&parted.folder, sizeof(parted.folder));
}

void agent_touch_name(int folder, const char *path)
{
	int error = errno;

	if (agent_on() && agent_has_company())
		touch(folder, path);
	errno = error;
}

static void note_state(unsigned object, int folder, const char *path)
{
	if (agent.gated)
		agent_object(object)->content = state_of(folder, path);
}

void agent_note_name(int folder, const char *path)
{
	int error = errno;
	unsigned object = agent_on() ? object_of(OP_CHANGE_NAME, folder, path) : 0;

	if (object)
		note_state(object, folder, path);
	errno = error;
	agent_touch_name(folder, path);
}

/* --- from the gate to the record -------------------------------------------------------------- */

static void pass(struct naming *naming, struct hash given)
{
	note_state(naming->object, naming->folder, naming->path);
	agent_given_hash(naming->path, given);
	naming->flags =
		agent_pass_step((enum operation)naming->operation, naming->object, naming->where);
}

struct naming agent_begin_naming(enum operation operation, int folder, const char *path,
				 struct hash given, uint32_t where)
{
	struct naming naming = {
		.folder = folder, .path = path, .where = where, .operation = (uint8_t)operation};

	if (!agent_on() || !path)
		return naming;
	if (path[0] != '/')
		agent_touch_common(COMMON_FOLDER, false);
	if (operation == OP_CHANGE_NAME)
		agent_touch_common(COMMON_MASK, false);
	agent_note_system_path(path, where);
	naming.object = object_of(operation, folder, path);
	if (folder != AT_FDCWD && path[0] != '/')
		agent_meet_descriptor(folder, naming.object && agent_visible(naming.object),
				      operation_row(operation)->word, (uintptr_t)path, where);
	if (naming.object)
		pass(&naming, given);
	if (operation == OP_CHANGE_NAME)
		agent_touch_name(folder, path);
	naming.is_locked = operation == OP_CHANGE_NAME;
	if (naming.is_locked)
		trace_lock(agent.trace);
	return naming;
}

/*
 * What is told of it hangs on the call. Of a file that is watched by itself it is told when it is
 * gone, and here it is kept.
 */
static void note_watched(const char *call, int result, uint32_t where)
{
	bool removes = strstr(call, "unlink") || strstr(call, "rename") || strstr(call, "remove");

	agent_note_order(hash_bytes(call, strlen(call)).low);
	if (result == 0 && removes && agent.trace->files_are_watched)
		agent_blind(UNSEEN_CALL, SYS_inotify_add_watch, where);
}

int agent_end_naming(const struct naming *naming, const char *call, int result)
{
	int error = result < 0 ? errno : 0;
	struct record record;

	if (naming->is_locked)
		trace_unlock(agent.trace);
	if (!naming->object)
		return result;
	note_state(naming->object, naming->folder, naming->path);
	record = agent_record((enum operation)naming->operation, naming->object, naming->where);
	record.flags = naming->flags;
	record.value = !hash_equals(agent_object(naming->object)->content, nothing_there());
	record.error = error;
	agent_write_text(&record, call, strlen(call));
	agent_note_change(naming->object);
	if (naming->is_locked && agent.trace->is_watched)
		note_watched(call, result, naming->where);
	agent_set_errno(error);
	return result;
}
