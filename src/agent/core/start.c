/*
 * The agent's start: it finds itself, the program and the run, before the program's own first line.
 */
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/company.h"
#include "agent/core/families.h"
#include "agent/core/fork_server.h"
#include "agent/core/life.h"
#include "agent/core/own_code.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
#include "trace/padding.h"
#include "trace/protocol.h"
#include "trace/system.h"

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
		if (segment->p_type == PT_LOAD)
			agent.variables_end = info->dlpi_addr + segment->p_vaddr + segment->p_memsz;
		if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W))
			agent.constants_end = info->dlpi_addr + segment->p_vaddr + segment->p_memsz;
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
	/* Another may call exit(3) while this one waits for its step, and is to come here. */
	if (agent_has_threads())
		on_exit(leave, NULL);
	families_leave();
	agent_end(OP_EXIT, (uint64_t)(uint8_t)status, 0);
}

/* quick_exit(3) is the other way out. It tells its handlers nothing. */
static void leave_quickly(void)
{
	if (!agent_on())
		return;
	at_quick_exit(leave_quickly);
	agent_end(OP_EXIT, agent_own.quick_status, 0);
}

AGENT_EXPORT void quick_exit(int status)
{
	agent_own.quick_status = (uint8_t)status;
	REAL(quick_exit)(status);
	__builtin_unreachable();
}

/*
 * The number of this process in a run under way, or -1: in none. Who spawns a program learns its
 * pid only after the program has begun: then it is the newborn without one.
 */
static int find_self(const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	int self = trace_find_actor(trace, system_pid());

	for (unsigned i = 1; self < 0 && i < count; i++) {
		const struct space_entry *space = trace_space(trace, i);
		unsigned parent = trace_parent(trace, i);

		if (atomic_load(&space->pid) == 0 && !space->reaped &&
		    atomic_load(&trace_space(trace, parent)->pid) == REAL(getppid)())
			self = (int)i;
	}
	if (self >= 0 && trace_space(trace, (unsigned)self)->becomes)
		self = trace_space(trace, (unsigned)self)->becomes - 1;
	return self;
}

/* An image can be of any thread of the process before: of the one that has the baton. */
static int find_caller(const struct trace *trace, int self)
{
	unsigned runner = atomic_load(&trace->runner);

	if (trace->run_mode != RUN_GATED || runner >= LIMIT_ACTORS ||
	    !trace_is_alive(trace, runner) ||
	    trace->actors[runner].space != trace->actors[self].space)
		return self;
	return (int)runner;
}

/*
 * Runs before main, and before the program's own constructors. on_exit(3) handlers run last to
 * first, so ours, the first, sees the end of everything else.
 */
__attribute__((constructor)) static void start(void)
{
	struct trace *trace = open_trace();
	unsigned own;
	int self;

	environ = padding_skip(environ);
	if (!trace)
		return;
	agent.stop_fd = trace->stop_fd;
	dl_iterate_phdr(find_program, NULL);
	dl_iterate_phdr(find_agent, (void *)(uintptr_t)start);
	agent_find_own_code();
	own = agent_find_program(trace, "/proc/self/exe");
	agent.where_tag = own < trace->program_count ? where_tag(own) : 0;
	self = find_self(trace);
	if (self >= 0)
		self = find_caller(trace, self);
	agent.trace = trace;
	on_exit(leave, NULL);
	at_quick_exit(leave_quickly);
	families_start();
	if (self >= 0)
		agent_come_back((unsigned)self);
	else if (atomic_load(&trace->actor_count) == 0)
		agent_serve();
	else
		agent.trace = NULL;
}
