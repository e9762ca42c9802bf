/*
 * The segment and its tables. See trace.h for who may write when.
 */
#include "trace/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "trace/system.h"

static struct trace *map(int fd)
{
	void *at = mmap(NULL, sizeof(struct trace), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return at == MAP_FAILED ? NULL : at;
}

/* The file's own size comes first: what lies behind its end cannot be read. */
struct trace *trace_map(int fd)
{
	struct trace *trace;
	struct stat file;

	if (fstat(fd, &file) < 0)
		return NULL;
	trace = file.st_size == sizeof(struct trace) ? map(fd) : NULL;
	if (trace && trace->head.magic == TRACE_MAGIC && trace->head.size == sizeof(struct trace))
		return trace;
	trace_unmap(trace);
	errno = EPROTO;
	return NULL;
}

struct trace *trace_create(int *fd)
{
	struct trace *trace;
	int saved;
	int memory = memfd_create("ipcstage-trace", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (memory < 0)
		return NULL;
	if (ftruncate(memory, sizeof(struct trace)) < 0)
		goto fail;
	/* Whatever the program does to the descriptor: who reads here does not die of it. */
	if (fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
		goto fail;
	trace = map(memory);
	if (!trace)
		goto fail;
	trace->head = (struct trace_head){TRACE_MAGIC, sizeof(*trace), -1};
	trace->stop_fd = trace->console_fd = -1;
	trace->cleared = true;
	atomic_store(&trace->object_count, 1);
	*fd = memory;
	return trace;
fail:
	saved = errno;
	close(memory);
	errno = saved;
	return NULL;
}

void trace_unmap(struct trace *trace)
{
	if (trace)
		munmap(trace, sizeof(*trace));
}

static void reset_actor(struct trace *trace, unsigned number, unsigned objects)
{
	struct counters *counters = &trace->counters[number];

	memset(&trace->actors[number], 0, sizeof(trace->actors[number]));
	memset(&trace->spaces[number], 0, sizeof(trace->spaces[number]));
	atomic_store(&trace->rings[number].head, 0);
	atomic_store(&trace->rings[number].tail, 0);
	trace_drop_staged(trace, number);
	if (trace->run_mode == RUN_FREE) {
		memset(counters->in, 0, objects * sizeof(counters->in[0]));
		memset(counters->out, 0, objects * sizeof(counters->out[0]));
	}
}

void trace_reset(struct trace *trace)
{
	unsigned objects = trace_objects(trace);
	unsigned actors = trace_actors(trace);

	for (unsigned i = 0; i < actors; i++)
		reset_actor(trace, i, objects);
	memset(trace->objects, 0, objects * sizeof(trace->objects[0]));
	atomic_store(&trace->actor_count, 0);
	atomic_store(&trace->object_count, 1);
	atomic_store(&trace->table_lock, 0);
	atomic_store(&trace->stamp, 0);
	atomic_store(&trace->leaving_pid, 0);
	atomic_store(&trace->stop, STOP_NONE);
	atomic_store(&trace->reached, 0);
	ledger_clear(&trace->ledger);
	trace->stop_actor = 0;
	atomic_store(&trace->runner, 0);
	trace->clock_ns = trace->steps = 0;
	trace->fd_changes = trace->fd_closings = trace->mappings = 0;
	trace->fd_order = hash_none();
	trace->fd_order_counts = false;
	trace->ports = 0;
	trace->path_count = 0;
	trace->timer_count = trace->idle_ticks = 0;
	trace->report_count = 0;
	trace->input_used = false;
	trace->input_object = 0;
	trace->typed = 0;
	trace->input[0] = trace->input[1] = 0;
	trace->glance_count = 0;
	trace->clock_was_read = false;
	memset(&trace->readings, 0, sizeof(trace->readings));
	trace->order_was_told = false;
	trace->has_unrecorded = false;
	trace->schedule_next = 0;
}

struct set trace_alive(const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	struct set alive = set_none();

	for (unsigned i = 0; i < count; i++) {
		if (trace_is_alive(trace, i))
			set_add(&alive, i);
	}
	return alive;
}

struct set trace_alive_in(const struct trace *trace, struct set spaces)
{
	unsigned count = trace_actors(trace);
	struct set alive = set_none();

	for (unsigned i = 0; i < count; i++) {
		if (trace_is_alive(trace, i) && set_has(spaces, trace->actors[i].space))
			set_add(&alive, i);
	}
	return alive;
}

bool trace_space_over(const struct trace *trace, unsigned space)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (trace->actors[i].space == space && trace_is_alive(trace, i))
			return false;
	}
	return true;
}

/* Of a child that its parent does not want to know of the kernel leaves nothing: wait(2). */
static bool is_discarded(const struct trace *trace, unsigned space)
{
	unsigned parent = trace->spaces[space].parent % LIMIT_SPACES;

	return parent != space && trace->spaces[parent].discards &&
	       !trace_space_over(trace, parent);
}

void trace_end_space(struct trace *trace, unsigned space)
{
	unsigned count = trace_actors(trace);

	if (is_discarded(trace, space) && !trace_space_over(trace, space))
		trace->spaces[space].reaped = true;

	for (unsigned i = 0; i < count; i++) {
		if (trace->actors[i].space == space)
			atomic_store(&trace->actors[i].state, ACTOR_ENDED);
	}
}

int trace_find_actor(const struct trace *trace, int32_t pid)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = count; i-- > 0;) {
		const struct space_entry *space = trace_space(trace, i);

		if (trace_is_first(trace, i) && atomic_load(&space->pid) == pid && !space->reaped)
			return (int)i;
	}
	return -1;
}

void trace_reach(struct trace *trace, enum limit limit)
{
	atomic_fetch_or(&trace->reached, UINT32_C(1) << limit);
}

enum limit trace_reached(const struct trace *trace)
{
	uint32_t reached = atomic_load(&trace->reached);

	return reached ? (enum limit)(__builtin_ctz(reached) % REACHED_COUNT) : REACHED_COUNT;
}

const char *trace_left_name(const struct trace *trace, unsigned object)
{
	const struct object_entry *entry = trace_entry(trace, object);

	return entry->outlives && memchr(entry->name, '\0', sizeof(entry->name)) ? entry->name
										 : NULL;
}

const char *trace_left_path(const struct trace *trace, unsigned i)
{
	const char *path = i < trace->path_count && i < LIMIT_PATHS ? trace->paths[i] : NULL;

	return path && memchr(path, '\0', TRACE_PATH) ? path : NULL;
}

unsigned trace_find_object(const struct trace *trace, const uint64_t key[2])
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		if (trace->objects[i].key[0] == key[0] && trace->objects[i].key[1] == key[1])
			return i;
	}
	return 0;
}

unsigned trace_find_value(const struct trace *trace, const uint64_t key[2])
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *object = &trace->objects[i];

		if (object->kind == OBJECT_VALUE && object->key[0] == key[0] &&
		    key[1] - object->key[1] < object->size)
			return i;
	}
	return 0;
}

/* Held for a microsecond; but its holder may be killed in it, and then anybody may take it over. */
void trace_lock(struct trace *trace)
{
	const struct timespec limit = {0, 1000000};
	uint32_t self = (uint32_t)system_pid(), holder = 0;

	if (trace->run_mode != RUN_FREE)
		return;
	while (!atomic_compare_exchange_strong(&trace->table_lock, &holder, self)) {
		if (holder == 0)
			continue;
		system_futex_wait(&trace->table_lock, holder, &limit);
		if (!system_await_death((int32_t)holder, 0))
			holder = 0;
	}
}

void trace_unlock(struct trace *trace)
{
	if (trace->run_mode != RUN_FREE)
		return;
	atomic_store(&trace->table_lock, 0);
	system_futex_wake(&trace->table_lock);
}

static unsigned new_object(struct trace *trace, enum object_kind kind, const uint64_t key[2],
			   struct set holders)
{
	unsigned number = trace_objects(trace);
	struct object_entry *object;

	if (number == LIMIT_OBJECTS) {
		trace_reach(trace, REACHED_OBJECTS);
		return 0;
	}
	object = &trace->objects[number];
	object->key[0] = key[0];
	object->key[1] = key[1];
	object->kind = (uint8_t)kind;
	shared_set_put(&object->holders, holders);
	atomic_store_explicit(&trace->object_count, number + 1, memory_order_release);
	return number;
}

unsigned trace_object(struct trace *trace, enum object_kind kind, const uint64_t key[2],
		      struct set holders, bool *created)
{
	unsigned number = trace_find_object(trace, key);

	*created = false;
	if (!number) {
		trace_lock(trace);
		number = trace_find_object(trace, key);
		if (!number) {
			number = new_object(trace, kind, key, holders);
			*created = number != 0;
		}
		trace_unlock(trace);
	}
	if (trace->objects[number].kind == OBJECT_VALUE && kind != OBJECT_VALUE)
		trace->objects[number].kind = (uint8_t)kind;
	return number;
}

static struct record *slot_at(struct ring *ring, uint64_t place)
{
	return &ring->slots[place & (LIMIT_RING - 1)];
}

struct record *trace_slot(struct trace *trace, unsigned number)
{
	struct ring *ring = &trace->rings[number];

	return slot_at(ring, atomic_load_explicit(&ring->head, memory_order_relaxed));
}

static inline uint64_t next_stamp(struct trace *trace)
{
	return trace->run_mode == RUN_FREE
		       ? system_ticks()
		       : atomic_fetch_add_explicit(&trace->stamp, 1, memory_order_relaxed) + 1;
}

static inline void publish(struct trace *trace, unsigned number, uint64_t stamp)
{
	struct ring *ring = &trace->rings[number];
	uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);

	slot_at(ring, head)->stamp = stamp;
	atomic_store_explicit(&ring->head, head + 1, memory_order_release);
	/* Who sees some of the next record sees that it may be torn: see trace_take(). */
	atomic_thread_fence(memory_order_release);
	if (trace->run_mode == RUN_FREE && (head + 1) % (LIMIT_RING / 2) == 0)
		system_signal(trace_stop_fd(trace, number));
}

void trace_publish(struct trace *trace, unsigned number)
{
	publish(trace, number, next_stamp(trace));
}

struct record *trace_append(struct trace *trace, unsigned number, const struct record *record)
{
	struct record *slot = trace_slot(trace, number);

	*slot = *record;
	publish(trace, number, record->stamp ? record->stamp : next_stamp(trace));
	return slot;
}

bool trace_stage(struct trace *trace, unsigned number, const struct record *record)
{
	struct ring *ring = &trace->rings[number];
	uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);

	if (ring->staged_at != head)
		ring->staged = 0;
	if (ring->staged == LIMIT_STAGED)
		return false;
	ring->staged_at = head;
	*slot_at(ring, head + ring->staged++) = *record;
	return true;
}

void trace_drop_staged(struct trace *trace, unsigned number)
{
	trace->rings[number].staged = 0;
}

unsigned trace_publish_staged(struct trace *trace, unsigned number)
{
	struct ring *ring = &trace->rings[number];
	bool are_there = ring->staged_at == atomic_load_explicit(&ring->head, memory_order_relaxed);
	unsigned count = are_there ? ring->staged : 0;

	ring->staged = 0;
	if (count > LIMIT_STAGED) /* the program has written over it */
		return 0;
	for (unsigned i = 0; i < count; i++)
		trace_publish(trace, number);
	return count;
}

const struct record *trace_last(const struct trace *trace, unsigned number, unsigned before)
{
	const struct ring *ring = &trace->rings[number];
	uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);

	return &ring->slots[(head - 1 - before) & (LIMIT_RING - 1)];
}

static bool is_sound(const struct record *record)
{
	return record->actor < LIMIT_ACTORS && record->object < LIMIT_OBJECTS &&
	       record->operation < OP_COUNT && record->text_length <= RECORD_TEXT;
}

/* Close up the gaps that unsound records leave; returns how many are left. */
static unsigned keep_sound(struct record *records, unsigned count)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < count; i++) {
		if (!is_sound(&records[i]))
			continue;
		if (kept != i)
			records[kept] = records[i];
		kept++;
	}
	return kept;
}

unsigned trace_take(struct trace *trace, unsigned number, struct record *out, unsigned capacity,
		    uint64_t *lost)
{
	struct ring *ring = &trace->rings[number];
	uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
	uint64_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
	uint64_t from = head - tail > LIMIT_RING ? head - LIMIT_RING : tail;
	unsigned count = head - from < capacity ? (unsigned)(head - from) : capacity;
	unsigned torn = 0;

	for (unsigned i = 0; i < count; i++)
		out[i] = *slot_at(ring, from + i);
	/* What the writer of a free run came round to while we copied may be torn: drop it. */
	atomic_thread_fence(memory_order_acquire);
	head = atomic_load_explicit(&ring->head, memory_order_relaxed);
	if (trace->run_mode == RUN_FREE && head + 1 > from + LIMIT_RING) {
		uint64_t over = head + 1 - from - LIMIT_RING;

		torn = over < count ? (unsigned)over : count;
		memmove(out, out + torn, (count - torn) * sizeof(*out));
	}
	*lost += from + torn - tail;
	atomic_store_explicit(&ring->tail, from + count, memory_order_release);
	return keep_sound(out, count - torn);
}
