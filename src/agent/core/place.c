#include "agent/core/place.h"

#include <unwind.h>
#include "agent/core/agent.h"

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
