/*
 * What the C library does in threads of its own: it is not held, and is said.
 */
#include <aio.h>
#include <netdb.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/real.h"

AGENT_EXPORT int aio_read(struct aiocb *asked)
{
	agent_blind(UNSEEN_HELPER, 0, AGENT_CALLER);
	return REAL(aio_read)(asked);
}

AGENT_EXPORT int aio_write(struct aiocb *asked)
{
	agent_blind(UNSEEN_HELPER, 0, AGENT_CALLER);
	return REAL(aio_write)(asked);
}

AGENT_EXPORT int aio_fsync(int operation, struct aiocb *asked)
{
	agent_blind(UNSEEN_HELPER, 0, AGENT_CALLER);
	return REAL(aio_fsync)(operation, asked);
}

AGENT_EXPORT int lio_listio(int mode, struct aiocb *const asked[restrict], int count,
			    struct sigevent *restrict notice)
{
	agent_blind(UNSEEN_HELPER, 0, AGENT_CALLER);
	return REAL(lio_listio)(mode, asked, count, notice);
}

AGENT_EXPORT int getaddrinfo_a(int mode, struct gaicb *list[restrict], int count,
			       struct sigevent *restrict notice)
{
	agent_blind(UNSEEN_HELPER, 0, AGENT_CALLER);
	return REAL(getaddrinfo_a)(mode, list, count, notice);
}

AGENT_EXPORT int aio_read64(struct aiocb64 *asked) __attribute__((alias("aio_read")));
AGENT_EXPORT int aio_write64(struct aiocb64 *asked) __attribute__((alias("aio_write")));
AGENT_EXPORT int aio_fsync64(int operation, struct aiocb64 *asked)
	__attribute__((alias("aio_fsync")));
AGENT_EXPORT int lio_listio64(int mode, struct aiocb64 *const asked[restrict], int count,
			      struct sigevent *restrict notice)
	__attribute__((alias("lio_listio")));
