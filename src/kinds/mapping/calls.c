/*
 * Shared mappings: mmap(2), munmap(2), mprotect(2). What lies in them is in memory_map.c.
 */
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/glance.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"

/* A shared one that may be anywhere goes where it can be guarded. */
static void *map(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	bool is_free = !at && (flags & MAP_TYPE) != MAP_PRIVATE && length;
	void *place = is_free ? agent_guard_place(length) : NULL;
	void *start = MAP_FAILED;

	if (place)
		start = REAL(mmap)(place, length, protection, flags | MAP_FIXED_NOREPLACE, fd,
				   offset);
	return start != MAP_FAILED ? start : REAL(mmap)(at, length, protection, flags, fd, offset);
}

/* What a private mapping shows of its file changes with it, as long as it is not written. */
static void note_file(int fd, int protection, int flags, uint32_t where)
{
	bool is_private = (flags & MAP_TYPE) == MAP_PRIVATE;
	struct stat file;

	if (flags & MAP_ANONYMOUS || (!is_private && !(protection & PROT_WRITE)))
		return;
	if (REAL(fstat)(fd, &file) == 0 && S_ISREG(file.st_mode))
		agent_note_mapped(&file, !is_private, where);
	explicit_bzero(&file, sizeof(file));
}

AGENT_EXPORT void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset)
{
	uint32_t where = AGENT_CALLER;
	bool is_step;
	void *start;

	if (!agent_on())
		return REAL(mmap)(at, length, protection, flags, fd, offset);
	agent_settle();
	is_step = agent_change_common(COMMON_MAPPINGS, "mmap", length, where);
	if (!(flags & MAP_ANONYMOUS))
		agent_meet_descriptor(fd, is_step, "mmap", length, where);
	if (flags & MAP_FIXED)
		agent_change_memory(at, length, "mmap", (unsigned)protection, where);
	start = map(at, length, protection, flags, fd, offset);
	if (start == MAP_FAILED)
		return start;
	note_file(fd, protection, flags, where);
	if (flags & MAP_FIXED) { /* in the place of what was there */
		agent_guard_unmap(start, length);
		agent_unmap(start, length);
	}
	if ((flags & MAP_TYPE) == MAP_PRIVATE) {
		if (protection & PROT_WRITE)
			agent.unclear = UNCLEAR_MAPPINGS;
		return start;
	}
	agent_map(start, length, protection, flags & MAP_ANONYMOUS ? -1 : fd, (uint64_t)offset,
		  where);
	agent_guard_mapping(start, where);
	return start;
}

AGENT_EXPORT void *mmap64(void *at, size_t length, int protection, int flags, int fd,
			  off64_t offset) __attribute__((alias("mmap")));

AGENT_EXPORT int munmap(void *start, size_t length)
{
	if (agent_on()) {
		agent_settle();
		agent_change_memory(start, length, "munmap", length, AGENT_CALLER);
		agent_guard_unmap(start, length);
		agent_unmap(start, length);
	}
	return REAL(munmap)(start, length);
}

/*
 * What it may write of private memory from now on is not followed, and what nobody may read is in
 * no key; shared memory is followed, as before.
 */
AGENT_EXPORT int mprotect(void *start, size_t length, int protection)
{
	const uint64_t done[] = {(uintptr_t)start, length, (unsigned)protection};
	int result;

	if (agent_on())
		agent_settle();
	agent_change_memory(start, length, "mprotect", (unsigned)protection, AGENT_CALLER);
	result = REAL(mprotect)(start, length, protection);
	if (!agent_on())
		return result;
	if (result == 0)
		agent_protect(start, length, protection);
	agent_guard_protected(start, length);
	if (result < 0)
		return result;
	agent_untold_bytes(done, sizeof(done));
	if ((protection & (PROT_READ | PROT_WRITE)) != PROT_READ && !agent_region(start))
		agent.unclear = UNCLEAR_MAPPINGS;
	return result;
}

/* A shared mapping of the program's own, all of it; NULL: it is none, or a part of one. */
static const struct region *whole_mapping(const void *start, size_t length)
{
	const struct region *region = agent_region(start);
	size_t pages = (length + AGENT_PAGE - 1) / AGENT_PAGE * AGENT_PAGE;

	if (!region || !region->mapping || agent_object(region->mapping)->kind != OBJECT_MAPPING)
		return NULL;
	return region->start == (uintptr_t)start && pages && region->end - region->start <= pages &&
			       pages - (region->end - region->start) < AGENT_PAGE
		       ? region
		       : NULL;
}

/* What moves by itself goes where it can be guarded. */
static void *move_really(void *start, size_t length, size_t new_length, int flags, void *at)
{
	void *place = flags == MREMAP_MAYMOVE ? agent_guard_place(new_length) : NULL;

	return place ? REAL(mremap)(start, length, new_length, MREMAP_MAYMOVE | MREMAP_FIXED, place)
		     : REAL(mremap)(start, length, new_length, flags, at);
}

/* It has what it had, at the same places in it; whoever guards it begins anew. */
static void *move(const struct region *region, size_t new_length, int flags, void *at,
		  uint32_t where)
{
	const struct region was = *region;
	void *start = (void *)was.start;
	size_t length = was.end - was.start;
	void *result;
	int error;

	agent_settle();
	agent_guard_unmap(start, length);
	if (was.alias)
		REAL(mprotect)(start, length, was.protection);
	if (flags & MREMAP_FIXED) {
		agent_guard_unmap(at, new_length);
		agent_unmap(at, new_length);
	}
	result = move_really(start, length, new_length, flags, at);
	error = errno;
	agent_map_moved(&was, result == MAP_FAILED ? start : result,
			result == MAP_FAILED ? length : new_length);
	agent_guard_mapping(result == MAP_FAILED ? start : result, where);
	errno = error;
	return result;
}

/* Of a private mapping it is only followed that it has grown. */
AGENT_EXPORT void *mremap(void *start, size_t length, size_t new_length, int flags, ...)
{
	uint32_t where = AGENT_CALLER;
	const struct region *region;
	va_list list;
	void *at;

	va_start(list, flags);
	at = va_arg(list, void *);
	va_end(list);
	agent_change_memory(start, length, "mremap", new_length, where);
	region = agent_on() && !(flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED)) && new_length
			 ? whole_mapping(start, length)
			 : NULL;
	if (region)
		return move(region, new_length, flags, at, where);
	if (agent_on() && agent_region(start))
		agent_blind(UNSEEN_CALL, SYS_mremap, where);
	else if (agent_on())
		agent.unclear = UNCLEAR_MAPPINGS;
	return REAL(mremap)(start, length, new_length, flags, at);
}
