#include "agent/core/place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unwind.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"

static _Unwind_Reason_Code find_caller(struct _Unwind_Context *frame, void *context)
{
	uint32_t *place = context;
	int before = 0;
	uintptr_t at = _Unwind_GetIPInfo(frame, &before);

	/* A record's address is that after the instruction, as a return address is. */
	*place = agent_where((const void *)(at + (before ? 1 : 0)));
	return *place ? _URC_END_OF_STACK : _URC_NO_REASON;
}

uint32_t agent_place(void)
{
	uint32_t place = 0;

	_Unwind_Backtrace(find_caller, &place);
	return place;
}

unsigned agent_find_program(const struct trace *trace, const char *path)
{
	unsigned count = trace->program_count < LIMIT_PROGRAMS ? trace->program_count : 0;
	unsigned number = 0;
	struct stat file;

	if (!count || REAL(fstatat)(AT_FDCWD, path, &file, 0) < 0)
		return trace->program_count;
	while (number < count && (trace->programs[number].device != file.st_dev ||
				  trace->programs[number].inode != file.st_ino))
		number++;
	return number;
}
