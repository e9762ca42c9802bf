/*
 * The agent's state, its start, its records and its gate.
 */
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/core/agent.h"
#include "trace/protocol.h"
#include "trace/system.h"

struct agent agent;
__thread bool agent_attends;

/* --- records ------------------------------------------------------------------------------ */

struct record agent_record(enum operation operation, unsigned object, uint32_t where)
{
	return (struct record){
		.operation = (uint8_t)operation,
		.object = (uint16_t)object,
		.actor = (uint8_t)agent.self,
		.where = where,
	};
}

void agent_text(struct record *record, const void *bytes, size_t length)
{
	const char *text = bytes;

	record->text_length = (uint8_t)(length < RECORD_TEXT ? length : RECORD_TEXT);
	for (unsigned i = 0; i < record->text_length; i++)
		record->text[i] = text[i];
}

static struct record *append(const struct record *record)
{
	struct ring *ring = &agent.trace->rings[agent.self];

	if (agent.gated && atomic_load(&ring->head) - atomic_load(&ring->tail) == LIMIT_RING)
		baton_make_room(agent.trace, agent.self);
	return trace_append(agent.trace, agent.self, record);
}

void agent_write(const struct record *record)
{
	append(record);
}

void agent_write_text(struct record *record, const char *text, size_t length)
{
	uint8_t flags = record->flags;

	do {
		size_t piece = length < RECORD_TEXT ? length : RECORD_TEXT;

		__builtin_memset(record->text, 0, sizeof(record->text));
		agent_text(record, text, piece);
		record->flags = flags | (uint8_t)(length > piece ? RECORD_MORE : 0);
		append(record);
		text += piece;
		length -= piece;
	} while (length);
}

void agent_write_store(const struct record *record, const void *address)
{
	agent.unsettled_at = address;
	agent.unsettled = append(record);
}

void agent_read_bytes(struct record *record, const void *at)
{
	if (record->size <= sizeof(record->value))
		memcpy(&record->value, at, record->size);
	else
		agent_text(record, at, record->size);
}

void agent_settle_store(void)
{
	struct record *store = agent.unsettled;

	agent.unsettled = NULL;
	agent_read(store, agent.unsettled_at);
	store->flags &= (uint8_t)~RECORD_UNSETTLED;
	if (store == &agent.kept)
		append(store);
}

/* --- the gate ----------------------------------------------------------------------------- */

struct gate agent_gate(enum operation operation, unsigned object, uint32_t where)
{
	agent_settle();
	agent.interrupted = false;
	return (struct gate){
		.intent = {.operation = (uint8_t)operation,
			   .object = (uint16_t)object,
			   .where = where,
			   .deadline_ns = UINT64_MAX},
	};
}

/* Whether anybody else is alive who lives in one of these spaces. */
static bool any_other_in(struct set spaces)
{
	const struct trace *trace = agent.trace;
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (i != agent.self && trace_is_alive(trace, i) &&
		    set_has(spaces, trace->actors[i].space))
			return true;
	}
	return false;
}

bool agent_visible(unsigned object)
{
	const struct object_entry *entry = agent_object(object);

	return kind_row(entry->kind)->reach == REACH_ANYBODY
		       ? agent_has_company()
		       : any_other_in(shared_set_get(&entry->holders));
}

bool agent_has_company(void)
{
	return any_other_in(set_all());
}

static void write_park(const struct intent *intent)
{
	struct record park = agent_record(OP_PARK, intent->object, intent->where);

	park.value = intent->operation;
	park.argument = intent->argument;
	park.size = intent->size;
	park.flags = (uint8_t)((intent->visible ? RECORD_VISIBLE : 0) |
			       (intent->deadline_ns != UINT64_MAX ? RECORD_TIMED : 0));
	agent_write(&park);
}

static void park(struct gate *gate)
{
	struct actor_entry *entry = agent_entry();
	const struct baton_answers answers = {gate->ask, gate->context, agent_find_key};

	write_park(&entry->intent);
	atomic_store(&entry->state, ACTOR_PARKED);
	baton_hand_over(agent.trace, agent.self);
	baton_await(agent.trace, agent.self, &answers);
	atomic_store(&entry->state, ACTOR_RUNNING);
}

uint8_t agent_pass(struct gate *gate)
{
	struct intent *intent = &agent_entry()->intent;

	if (!agent.gated)
		return gate->intent.visible ? RECORD_VISIBLE : 0;
	if (agent.handlers)
		return 0;
	*intent = gate->intent;
	if (gate->ask) {
		intent->by_fd = true;
		intent->ready = gate->ask(gate->context);
		intent->asked_at = baton_changes(agent.trace, intent->object);
	}
	if (intent->visible || !baton_can_finish(agent.trace, agent.self))
		park(gate);
	agent.interrupted = intent->interrupted;
	agent.given = 0;
	return intent->visible ? RECORD_VISIBLE : 0;
}

void agent_disagree(const struct gate *gate)
{
	write_park(&gate->intent);
	baton_stop(agent.trace, STOP_DISAGREE, agent.self);
	baton_await(agent.trace, agent.self, NULL);
}

/* In a gated run the records say it all. */
void agent_count_in(unsigned object)
{
	if (!agent.gated)
		agent.trace->counters[agent.self].in[object]++;
}

void agent_count_out(unsigned object)
{
	if (!agent.gated)
		agent.trace->counters[agent.self].out[object]++;
}

/* --- start -------------------------------------------------------------------------------- */

/* The main program's text and load bias: the first object that dl_iterate_phdr(3) names. */
static int find_program(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	(void)context;
	agent.program_bias = info->dlpi_addr;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && segment->p_flags & PF_X) {
			agent.program_start = info->dlpi_addr + segment->p_vaddr;
			agent.program_end = agent.program_start + segment->p_memsz;
		}
	}
	return 1;
}

/* Our own text, to know our frames by. */
static int find_agent(struct dl_phdr_info *info, size_t size, void *context)
{
	uintptr_t here = (uintptr_t)context;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uintptr_t from = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_LOAD && here - from < segment->p_memsz) {
			agent.text_start = from;
			agent.text_end = from + segment->p_memsz;
			return 1;
		}
	}
	return 0;
}

/* A viewer that was built otherwise than we are has nothing to show: say so to it, and end. */
static void refuse_other_build(void)
{
	const uint32_t any_build = TRACE_MAGIC & 0xffffff;
	const char other = SERVER_OTHER_BUILD;
	struct trace_head head;

	if (pread(agent.trace_fd, &head, sizeof(head), 0) == sizeof(head) &&
	    (head.magic & 0xffffff) == any_build && REAL(write)(head.control_fd, &other, 1) == 1)
		REAL(_exit)(EXIT_FAILURE);
}

static struct trace *open_trace(void)
{
	const char *text = getenv("IPCSTAGE_FD");
	struct trace *trace;

	if (!text)
		return NULL;
	agent.trace_fd = atoi(text);
	trace = trace_map(agent.trace_fd);
	if (!trace && errno == EPROTO)
		refuse_other_build();
	return trace;
}

static void leave(int status, void *context)
{
	(void)context;
	if (!agent_on())
		return;
	fflush(NULL); /* as exit(3) will, but too late for us */
	agent_end(OP_EXIT, (uint64_t)(uint8_t)status, 0);
}

/* Another program image of a process that is in the run already (exec). */
static void come_back(unsigned self)
{
	agent.self = self;
	agent.gated = agent.trace->run_mode == RUN_GATED;
	agent_attends = true;
	agent_space()->caught = 0;
	agent.unclear = UNCLEAR_IMAGE;
	agent_count_descriptors();
}

/*
 * The number of this process in a run under way, or -1: in none. Who spawns a program learns its
 * pid only after the program has begun: then it is the newborn without one.
 */
static int find_self(const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	int self = trace_find_actor(trace, getpid());

	for (unsigned i = 1; self < 0 && i < count; i++) {
		const struct space_entry *space = trace_space(trace, i);
		unsigned parent = trace_parent(trace, i);

		if (atomic_load(&space->pid) == 0 && !space->reaped &&
		    atomic_load(&trace_space(trace, parent)->pid) == getppid())
			self = (int)i;
	}
	return self;
}

/*
 * Runs before main, and before the program's own constructors. on_exit(3) handlers run last to
 * first, so ours, the first, sees the end of everything else.
 */
__attribute__((constructor)) static void start(void)
{
	struct trace *trace = open_trace();
	int self;

	if (!trace)
		return;
	agent.stop_fd = trace->stop_fd;
	dl_iterate_phdr(find_program, NULL);
	dl_iterate_phdr(find_agent, (void *)(uintptr_t)start);
	self = find_self(trace);
	agent.trace = trace;
	on_exit(leave, NULL);
	agent_open_streams();
	agent_catch_crashes();
	if (self >= 0)
		come_back((unsigned)self);
	else if (atomic_load(&trace->actor_count) == 0)
		agent_serve();
	else
		agent.trace = NULL;
}
