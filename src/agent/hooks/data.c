#include "agent/hooks/data.h"

#include <stdlib.h>
#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/place.h"
#include "agent/core/reachable.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/memory.h"
#include "agent/hooks/pieces.h"

static struct loan loan_of(const void *theirs, size_t size, bool writes, uint32_t where)
{
	char *copy = size && agent_is_seen(theirs, size, writes) ? calloc(size, 1) : NULL;

	return (struct loan){.mine = copy ? copy : agent_alias_data(theirs, where),
			     .theirs = (void *)(uintptr_t)theirs,
			     .copy = copy,
			     .where = where};
}

struct loan agent_lend(const void *theirs, size_t size, uint32_t where)
{
	int error = errno;
	struct loan loan = loan_of(theirs, size, false, where);

	if (loan.copy)
		agent_copy(loan.copy, theirs, size, where);
	errno = error;
	return loan;
}

struct loan agent_borrow(void *theirs, size_t size, uint32_t where)
{
	int error = errno;
	struct loan loan = loan_of(theirs, size, true, where);

	errno = error;
	return loan;
}

void agent_return(const struct loan *loan, size_t size)
{
	int error = errno;

	if (loan->copy)
		agent_copy(loan->theirs, loan->copy, size, loan->where);
	free(loan->copy);
	errno = error;
}

void agent_tell(void *to, const void *from, size_t size, uint64_t result, uint32_t where)
{
	int error = errno;

	if (!to)
		return;
	if (agent_is_seen(to, size, true))
		agent_give(to, from, size, hash_fold(hash_none(), result), where);
	else
		REAL(memcpy)(to, from, size);
	errno = error;
}

bool agent_tell_there(void *to, const void *from, size_t size, uint64_t result, uint32_t where)
{
	if (to && !agent_can_write(to, size)) {
		errno = EFAULT;
		return false;
	}
	agent_tell(to, from, size, result, where);
	return true;
}

void agent_ask(void *to, const void *from, size_t size, uint32_t where)
{
	if (agent_is_seen(from, size, false))
		agent_copy(to, from, size, where);
	else
		REAL(memcpy)(to, from, size);
}

void agent_note_data(const volatile void *at)
{
	if (agent_may_count(at))
		agent_alias_data(at, agent_place());
}
