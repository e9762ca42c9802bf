/*
 * inotify(7): being told what is done to names and files.
 *
 * The kernel tells it, of what the run's processes do: to change a name is a step, and to write a
 * file is one as soon as anything is watched. Of opening, reading and closing files, and of what
 * is done to their modes, there are no steps: to watch for that is said not to be followed. So is
 * to watch /tmp, where files are kept to be put back.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/gate.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"

static const uint32_t followed = IN_CREATE | IN_DELETE | IN_MOVE | IN_MODIFY | IN_ONLYDIR |
				 IN_DONT_FOLLOW | IN_EXCL_UNLINK | IN_MASK_ADD | IN_MASK_CREATE |
				 IN_ONESHOT;

/* --- what is told ----------------------------------------------------------------------------- */

/* What two events have in common is another number in every run: the run counts them itself. */
static uint32_t told_cookie(struct object_entry *object, uint32_t cookie)
{
	if (!cookie)
		return 0;
	object->value += object->waits_at != (uint16_t)cookie;
	object->waits_at = (uint16_t)cookie;
	return (uint32_t)object->value;
}

static const char *word_of(uint32_t mask)
{
	if (mask & IN_CREATE)
		return "made";
	if (mask & IN_DELETE)
		return "gone";
	if (mask & IN_MOVED_FROM)
		return "from";
	if (mask & IN_MOVED_TO)
		return "to";
	return mask & IN_MODIFY ? "new" : "end";
}

/* How many events there are, and of the first what is told, and of which name. */
static void tell(struct record *record, const void *bytes, ssize_t result)
{
	struct object_entry *object = agent_object(record->object);
	char *at = (char *)(uintptr_t)bytes, *end = at + result;
	char text[RECORD_TEXT + NAME_MAX] = "";
	const struct inotify_event *first = bytes;
	int length = snprintf(text + 1, sizeof(text) - 1, "%s %s", word_of(first->mask),
			      first->len ? first->name : "");

	while (end - at >= (ssize_t)sizeof(struct inotify_event)) {
		struct inotify_event *event = (void *)at;

		event->cookie = told_cookie(object, event->cookie);
		at += sizeof(*event) + event->len;
		text[0]++;
	}
	agent_text(record, text, (size_t)length + 1);
}

const struct fd_kind fd_inotify = {.kept = true, .find = agent_kept_object, .tell = tell};

/* --- watching --------------------------------------------------------------------------------- */

static int make(int flags, uint32_t where)
{
	struct record record;
	unsigned object;
	int fd;

	agent_change_common(COMMON_DESCRIPTORS, "inotify_init1", (unsigned)flags, where);
	fd = REAL(inotify_init1)(flags);
	if (!agent_on() || fd < 0)
		return fd;
	object = agent_new_kept(fd, OBJECT_INOTIFY);
	if (!object)
		return fd;
	agent.trace->is_watched = true;
	agent.trace->fd_order_counts = true; /* what is told hangs on who did what in which order */
	record = agent_record(OP_INOTIFY, object, where);
	record.argument = (uint64_t)fd;
	agent_write(&record);
	return fd;
}

AGENT_EXPORT int inotify_init1(int flags)
{
	return make(flags, AGENT_CALLER);
}

AGENT_EXPORT int inotify_init(void)
{
	return make(0, AGENT_CALLER);
}

/* Whether all is a step that would be told. */
static bool is_followed(const char *path, uint32_t mask)
{
	struct stat file, kept;

	if (mask & ~followed || REAL(fstatat)(AT_FDCWD, path, &file, 0) < 0)
		return !(mask & ~followed);
	agent.trace->files_are_watched |= !S_ISDIR(file.st_mode);
	return REAL(fstatat)(AT_FDCWD, "/tmp", &kept, 0) < 0 || kept.st_ino != file.st_ino ||
	       kept.st_dev != file.st_dev;
}

static uint8_t pass(unsigned object, const void *path, uint64_t mask, uint32_t where)
{
	struct gate gate = agent_step_gate(OP_WATCH, object, where);

	gate.intent.argument = mask;
	agent_given(path, mask);
	return agent_pass(&gate);
}

static int finish(unsigned object, uint8_t flags, uint64_t mask, const char *path, int result,
		  uint32_t where)
{
	struct record record = agent_record(OP_WATCH, object, where);
	int error = result < 0 ? errno : 0;

	record.flags = flags;
	record.argument = mask;
	record.value = result < 0 ? 0 : (uint64_t)result;
	record.error = error;
	agent_text(&record, path, strlen(path));
	agent_write(&record);
	agent_note_change(object);
	agent_set_errno(error);
	return result;
}

AGENT_EXPORT int inotify_add_watch(int fd, const char *path, uint32_t mask)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = agent_on() ? agent_object_fd(fd) : 0;
	uint8_t flags;

	if (!object || agent_object(object)->kind != OBJECT_INOTIFY) {
		agent_blind(UNSEEN_CALL, SYS_inotify_add_watch, where);
		return REAL(inotify_add_watch)(fd, path, mask);
	}
	flags = pass(object, path, mask, where);
	if (!is_followed(path, mask))
		agent_blind(UNSEEN_CALL, SYS_inotify_add_watch, where);
	return finish(object, flags, mask, path, REAL(inotify_add_watch)(fd, path, mask), where);
}

AGENT_EXPORT int inotify_rm_watch(int fd, int watch)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = agent_on() ? agent_object_fd(fd) : 0;
	uint8_t flags;

	if (!object)
		return REAL(inotify_rm_watch)(fd, watch);
	flags = pass(object, NULL, (uint64_t)(unsigned)watch << 32, where);
	return finish(object, flags, 0, "", REAL(inotify_rm_watch)(fd, watch), where);
}
