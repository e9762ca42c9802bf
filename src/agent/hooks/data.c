#include "agent/hooks/data.h"

#include <stdlib.h>
#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/pieces.h"

static bool is_seen(const void *at)
{
	return agent_may_count(at) && agent_on() && agent.trace->hooked;
}

static struct loan loan_of(const void *theirs, size_t size, uint32_t where)
{
	char *copy = is_seen(theirs) && size ? calloc(size, 1) : NULL;

	return (struct loan){.mine = copy ? copy : agent_alias_data(theirs, where),
			     .theirs = (void *)(uintptr_t)theirs,
			     .copy = copy,
			     .where = where};
}

struct loan agent_lend(const void *theirs, size_t size, uint32_t where)
{
	int error = errno;
	struct loan loan = loan_of(theirs, size, where);

	if (loan.copy)
		agent_copy(loan.copy, theirs, size, where);
	errno = error;
	return loan;
}

struct loan agent_borrow(void *theirs, size_t size, uint32_t where)
{
	int error = errno;
	struct loan loan = loan_of(theirs, size, where);

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
	if (is_seen(to))
		agent_give(to, from, size, hash_fold(hash_none(), result), where);
	else
		REAL(memcpy)(to, from, size);
	errno = error;
}

void agent_ask(void *to, const void *from, size_t size, uint32_t where)
{
	if (is_seen(from))
		agent_copy(to, from, size, where);
	else
		REAL(memcpy)(to, from, size);
}

void agent_note_data(const volatile void *at)
{
	if (agent_may_count(at))
		agent_alias_data(at, agent_place());
}
