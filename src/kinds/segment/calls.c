/*
 * Shared memory of System V: shmget(2), shmop(2), shmctl(2). What lies in it is in memory_map.c, as
 * of a shared mapping.
 *
 * The kernel's counts and times are not what the program is told: the agent attaches segments, too,
 * to have aliases of what is guarded (guard.h), and to look at one that this process has not
 * attached.
 */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include "agent/calls/clock.h"
#include "agent/calls/system_v.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_key.h"
#include "agent/core/memory_map.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

static const void *const nowhere = (void *)-1;

static unsigned object_of(int id)
{
	return agent_system_v(OBJECT_SEGMENT, agent_system_v_real(OBJECT_SEGMENT, id));
}

static int real_of(unsigned object)
{
	return (int)agent_object(object)->key[1];
}

static size_t whole_pages(size_t length)
{
	return (length + AGENT_PAGE - 1) / AGENT_PAGE * AGENT_PAGE;
}

/* --- what is in it ---------------------------------------------------------------------------- */

static struct hash hash_settings(const struct shmid_ds *status)
{
	return hash_fold(agent_hash_owner(&status->shm_perm), status->shm_segsz);
}

static const struct region *region_of(unsigned object)
{
	for (unsigned i = 0; i < agent.region_count; i++) {
		if (agent.regions[i].mapping == object && agent.regions[i].offset == 0)
			return &agent.regions[i];
	}
	return NULL;
}

/* Of one that this process has not attached: for as long as that takes. */
static struct hash hash_elsewhere(unsigned object, size_t length)
{
	const void *start = REAL(shmat)(real_of(object), NULL, SHM_RDONLY);
	const struct region region = {.start = (uintptr_t)start,
				      .end = (uintptr_t)start + whole_pages(length),
				      .key = (uint64_t)KEY_PART << KEY_SHIFT | object,
				      .protection = PROT_READ,
				      .mapping = (uint16_t)object};
	struct hash hash;

	if (start == nowhere)
		return hash_none();
	hash = agent_hash_region(&region);
	REAL(shmdt)(start);
	return hash;
}

/* What decides what comes of it; hash_none() where that cannot be looked at. */
static struct hash state_of(unsigned object)
{
	const struct region *region = region_of(object);
	struct hash hash = hash_none(), bytes;
	struct shmid_ds status;

	if (REAL(shmctl)(real_of(object), IPC_STAT, &status) == 0) {
		bytes = region ? agent_hash_region(region)
			       : hash_elsewhere(object, status.shm_segsz);
		if (!hash_is_none(bytes))
			hash = hash_join(hash_settings(&status), bytes);
	} else if (errno != EACCES) {
		hash = hash_bytes(NULL, 0); /* it is no more */
	}
	explicit_bzero(&status, sizeof(status));
	return hash;
}

static void note_states(void)
{
	unsigned count = trace_objects(agent.trace);
	int error = errno;

	for (unsigned i = 1; i < count; i++) {
		if (agent_object(i)->kind == OBJECT_SEGMENT)
			agent_object(i)->content = state_of(i);
	}
	errno = error;
}

/* --- who has it ------------------------------------------------------------------------------- */

static struct share *own_share(unsigned object)
{
	return &agent_object(object)->shares[agent_entry()->space];
}

static void note_use(unsigned object, uint8_t option)
{
	struct object_entry *segment = agent_object(object);

	segment->used_by = agent_here();
	segment->options |= option;
}

/*
 * A child has what its parent has attached. Births are no steps: who asks how often a segment is
 * attached while there are others might be told another number.
 */
static void inherit(void)
{
	unsigned parent = agent_space()->parent, count = trace_objects(agent.trace);
	struct set others = set_without(trace_alive(agent.trace), agent_own.self);

	others = set_minus(others, trace_alive_in(agent.trace, set_of(parent)));
	for (unsigned i = 1; i < count && parent != agent_entry()->space; i++) {
		struct object_entry *segment = agent_object(i);

		if (segment->kind != OBJECT_SEGMENT || !segment->shares[parent].attached)
			continue;
		*own_share(i) = segment->shares[parent];
		segment->used_by = (uint8_t)(parent + 1);
		segment->birth_shows |= !set_is_empty(others);
	}
}

/* Another program has nothing attached. */
static void detach_all(void)
{
	unsigned count = trace_objects(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		if (agent_object(i)->kind != OBJECT_SEGMENT || !own_share(i)->attached)
			continue;
		*own_share(i) = (struct share){0};
		note_use(i, SEGMENT_DETACHED);
	}
}

const struct family family_segment = {
	.on_begin = inherit, .on_image = detach_all, .on_key = note_states};

/* --- get -------------------------------------------------------------------------------------- */

static int call_shmget(const struct system_v_get *get, int flags)
{
	return REAL(shmget)(get->key, get->size, flags);
}

static void remove_segment(int segment)
{
	REAL(shmctl)(segment, IPC_RMID, NULL);
}

AGENT_EXPORT int shmget(key_t key, size_t size, int flags)
{
	const struct system_v_get get = {.operation = OP_SHMGET,
					 .kind = OBJECT_SEGMENT,
					 .key = key,
					 .size = size,
					 .flags = flags,
					 .call = call_shmget,
					 .remove = remove_segment};
	uint32_t where = AGENT_CALLER;

	return agent_on() ? agent_system_v_get(&get, where) : REAL(shmget)(key, size, flags);
}

/* --- attach and detach ------------------------------------------------------------------------ */

static size_t size_of(unsigned object)
{
	struct shmid_ds status;
	size_t size = REAL(shmctl)(real_of(object), IPC_STAT, &status) == 0 ? status.shm_segsz : 0;

	explicit_bzero(&status, sizeof(status));
	return size;
}

/* One that may be anywhere goes where it can be guarded. */
static void *attach(unsigned object, const void *at, int flags, size_t size)
{
	void *place = !at && size ? agent_guard_place(size) : NULL;
	void *start = place ? REAL(shmat)(real_of(object), place, flags) : (void *)-1;

	return start != nowhere ? start : REAL(shmat)(real_of(object), at, flags);
}

static void note_attached(unsigned object, void *start, int flags, size_t size, uint32_t where)
{
	int protection = flags & SHM_RDONLY ? PROT_READ : PROT_READ | PROT_WRITE;
	const struct region *region;

	if (flags & SHM_REMAP) { /* in the place of what was there */
		agent_guard_unmap(start, size);
		agent_unmap(start, size);
	}
	agent_map_segment(start, size, protection, object);
	agent_guard_mapping(start, where);
	region = agent_region(start);
	if (region && region->alias)
		own_share(object)->aliases++;
	note_use(object, SEGMENT_ATTACHED);
}

/* Whoever is told that it is no more may be told so since somebody has ended. */
static void note_gone(unsigned object, uint32_t where)
{
	if (errno == EINVAL || errno == EIDRM)
		agent_system_v_saw_end(object, where);
}

AGENT_EXPORT void *shmat(int id, const void *at, int flags)
{
	uint32_t where = AGENT_CALLER;
	struct record record;
	unsigned object;
	size_t size;
	void *start;

	if (!agent_on())
		return REAL(shmat)(id, at, flags);
	object = object_of(id);
	agent_given(at, (uint64_t)flags);
	record = agent_record(OP_SHMAT, object, where);
	record.flags = agent_pass_step(OP_SHMAT, object, where);
	size = whole_pages(size_of(object));
	start = attach(object, at, flags, size);
	if (start == nowhere)
		note_gone(object, where);
	else
		note_attached(object, start, flags, size, where);
	record.argument = (uint64_t)flags;
	record.size = (uint32_t)size;
	agent_write_result(&record, start == nowhere ? -1 : 0);
	return start;
}

/* The segment that begins at a place; 0: none does. */
static unsigned object_at(const void *at)
{
	const struct region *region = agent_region(at);
	unsigned object = region && region->offset == 0 && region->start == (uintptr_t)at
				  ? region->mapping
				  : 0;

	return agent_object(object)->kind == OBJECT_SEGMENT ? object : 0;
}

static void note_detached(unsigned object, const void *at)
{
	agent_guard_unmap(at, agent_object(object)->size);
	agent_unmap(at, agent_object(object)->size);
	note_use(object, SEGMENT_DETACHED);
}

AGENT_EXPORT int shmdt(const void *at)
{
	uint32_t where = AGENT_CALLER;
	struct record record;
	unsigned object;
	int result;

	if (!agent_on())
		return REAL(shmdt)(at);
	agent_settle();
	object = object_at(at);
	record = agent_record(OP_SHMDT, object, where);
	agent_given(at, 0);
	if (object)
		record.flags = agent_pass_step(OP_SHMDT, object, where);
	result = REAL(shmdt)(at);
	if (result == 0 && object)
		note_detached(object, at);
	return (int)agent_write_result(&record, result);
}

/* --- control ---------------------------------------------------------------------------------- */

static pid_t last_user(const struct object_entry *segment)
{
	unsigned space = segment->used_by - 1u;

	if (!segment->used_by)
		return 0;
	return agent_told_pid(atomic_load(&agent.trace->spaces[space % LIMIT_SPACES].pid));
}

static shmatt_t count_aliases(const struct object_entry *segment)
{
	shmatt_t count = 0;

	for (unsigned i = 0; i < LIMIT_SPACES; i++)
		count += segment->shares[i].aliases;
	return count;
}

/*
 * The kernel's times are of its own clock, and other ones in every run: what there is has just
 * been. Returns a hash of what the program is told.
 */
static struct hash tell_status(const struct object_entry *segment, struct shmid_ds *status)
{
	const bool was_attached = segment->options & SEGMENT_ATTACHED;
	const bool was_detached = segment->options & SEGMENT_DETACHED;
	time_t now = agent_virtual_seconds();
	uint64_t told[5];

	status->shm_nattch -= count_aliases(segment);
	status->shm_cpid = agent_told_pid(status->shm_cpid);
	if (agent.gated) {
		status->shm_lpid = last_user(segment);
		status->shm_atime = was_attached ? now : 0;
		status->shm_dtime = was_detached ? now : 0;
		status->shm_ctime = now;
	} else {
		status->shm_lpid = agent_told_pid(status->shm_lpid);
	}
	told[0] = status->shm_nattch;
	told[1] = (uint64_t)status->shm_cpid << 32 | (uint32_t)status->shm_lpid;
	told[2] = (uint64_t)status->shm_atime;
	told[3] = (uint64_t)status->shm_dtime;
	told[4] = (uint64_t)status->shm_ctime;
	return hash_join(hash_settings(status), hash_bytes(told, sizeof(told)));
}

/* How often it is attached hangs on ends and births, which are no steps. */
static void note_count(unsigned object, uint32_t where)
{
	agent_system_v_saw_end(object, where);
	if (agent_object(object)->birth_shows)
		agent_blind(UNSEEN_CALL, SYS_shmctl, where);
}

static int control(unsigned object, int command, struct shmid_ds *status, struct record *record)
{
	struct object_entry *segment = agent_object(object);
	int result = REAL(shmctl)(real_of(object), command, status);
	struct hash told;

	if (result < 0) {
		note_gone(object, record->where);
	} else if (command == IPC_RMID) {
		segment->outlives = false;
	} else if (command == IPC_STAT) {
		told = tell_status(segment, status);
		record->value = status->shm_nattch;
		agent_text(record, &told, agent.gated ? sizeof(told) : 0);
		note_count(object, record->where);
	}
	return result;
}

AGENT_EXPORT int shmctl(int id, int command, struct shmid_ds *status)
{
	uint32_t where = AGENT_CALLER;
	struct record record;
	struct gate gate;
	unsigned object;

	if (!agent_on() || command == IPC_INFO)
		return REAL(shmctl)(id, command, status);
	if (command == SHM_INFO || command == SHM_STAT || command == SHM_STAT_ANY) {
		agent_blind(UNSEEN_CALL, SYS_shmctl, where); /* of all that there are */
		return REAL(shmctl)(id, command, status);
	}
	object = object_of(id);
	gate = agent_step_gate(OP_SHMCTL, object, where);
	gate.intent.argument = (uint64_t)command;
	agent_given(status, 0);
	record = agent_record(OP_SHMCTL, object, where);
	record.flags = agent_pass(&gate);
	record.argument = (uint64_t)command;
	return (int)agent_write_result(&record, control(object, command, status, &record));
}
