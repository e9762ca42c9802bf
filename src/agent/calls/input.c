/*
 * What a run is given to read. Given from the start it is a file like any, which is there from the
 * start as well; what is typed comes through a pipe, which is nothing to those who never read it.
 */
#include "agent/calls/input.h"

#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/objects.h"
#include "agent/core/records.h"
#include "kinds/file/calls.h"

static const char name[] = "input";

void agent_note_hasty(uint32_t where)
{
	if (agent.trace->more_lines)
		agent_blind(UNSEEN_IN_TIME, 0, where);
}

bool agent_is_typed(unsigned object)
{
	return object && object == agent.trace->input_object &&
	       agent_object(object)->kind == OBJECT_PIPE;
}

unsigned agent_use_input(int fd, uint32_t where)
{
	uint64_t key[2];
	unsigned object;
	struct record record;

	if (agent.trace->input_used || !agent_pipe_key(fd, key) || !agent_hides_input(key))
		return 0;
	agent_settle();
	agent.trace->input_used = true;
	object = agent_object_fd(fd);
	agent.trace->input_object = (uint16_t)object;
	agent_count_ends(object, END_READ, 1);
	record = agent_record(OP_INPUT, object, where);
	agent_write(&record);
	agent_name_object(object, name, where);
	return object;
}

/* Process 0 begins: what it has is what there is. */
static void begin(void)
{
	struct trace *trace = agent.trace;
	unsigned object;

	if (agent_own.self != 0)
		return;
	if (agent_pipe_key(STDIN_FILENO, trace->input))
		return;
	object = agent_new_file(STDIN_FILENO);
	if (!object)
		return;
	agent_note_descriptor(STDIN_FILENO, object);
	agent_name_object(object, name, 0);
	trace->input_object = (uint16_t)object;
	trace->input_used = true;
}

const struct family family_input = {.on_begin = begin};
