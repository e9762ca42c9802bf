/*
 * madvise(2), as far as it is more than advice: it empties pages, and says what a fork hands on.
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/memory.h"

/* Of shared memory the one empties the file behind it, the other nothing. */
static bool empties(const void *start, int advice)
{
	return agent_is_mapped(start) ? advice == MADV_REMOVE : advice == MADV_DONTNEED;
}

/* What is emptied is a store for whoever else can reach it, of each page by itself. */
static int empty(char *start, size_t length, int advice, uint32_t where)
{
	size_t done = 0;
	int result = 0;

	for (; done < length && result == 0; done += AGENT_PAGE) {
		agent_given_words((const uint64_t[]){length - done, (unsigned)advice}, 2);
		if (agent_may_be_seen(start + done))
			agent_store(start + done, AGENT_PAGE, where);
		result = REAL(madvise)(start + done, AGENT_PAGE, advice);
		agent_settle();
	}
	return result;
}

/* What a fork does not hand on as it is, the child has otherwise than a key of its takes it to be.
 */
static void note_handing_on(const void *start, size_t length, int advice, uint32_t where)
{
	const uint64_t done[] = {(uintptr_t)start, length, (unsigned)advice};

	agent_untold_bytes(done, sizeof(done));
	if (agent_region(start))
		agent_blind(UNSEEN_CALL, SYS_madvise, where);
	else
		agent.unclear = UNCLEAR_MAPPINGS;
}

AGENT_EXPORT int madvise(void *start, size_t length, int advice)
{
	uint32_t where = AGENT_CALLER;
	bool is_page = (uintptr_t)start % AGENT_PAGE == 0;
	int result;

	if (agent_on() && is_page && empties(start, advice))
		return empty(start, length, advice, where);
	if (agent_on() && advice == MADV_FREE) /* when they are emptied the kernel decides */
		agent_blind(UNSEEN_CALL, SYS_madvise, where);
	result = REAL(madvise)(start, length, advice);
	if (result == 0 && agent_on() &&
	    (advice == MADV_DONTFORK || advice == MADV_DOFORK || advice == MADV_WIPEONFORK ||
	     advice == MADV_KEEPONFORK))
		note_handing_on(start, length, advice, where);
	return result;
}
