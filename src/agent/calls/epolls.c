#include "agent/calls/epolls.h"

#include "agent/core/agent.h"
#include "agent/core/untold.h"

enum done { DONE_LOOK = 1, DONE_CHANGE };

static void note(int epoll, enum done done, uint64_t what)
{
	agent_note_order((uint64_t)done << 48 | (uint64_t)agent_own.self << 32 | (unsigned)epoll);
	agent_note_order(what);
}

void agent_forget_epolls(void)
{
	for (int fd = 0; fd < agent.numbers_end; fd++)
		agent_forget_epoll(fd);
}

void agent_forget_epoll(int fd)
{
	numbers_put(&agent.epolls.own, fd, false);
	numbers_put(&agent.epolls.watching, fd, false);
	numbers_put(&agent.epolls.several, fd, false);
}

void agent_note_epoll(int epoll)
{
	agent.trace->fd_order_counts = true;
	agent_forget_epoll(epoll);
	numbers_put(&agent.epolls.own, epoll, true);
}

void agent_copy_epoll(int from, int fd)
{
	numbers_put(&agent.epolls.own, fd, numbers_have(&agent.epolls.own, from));
	numbers_put(&agent.epolls.watching, fd, numbers_have(&agent.epolls.watching, from));
	numbers_put(&agent.epolls.several, fd, numbers_have(&agent.epolls.several, from));
}

bool agent_is_epoll(int fd)
{
	return numbers_have(&agent.epolls.own, fd);
}

/* By an epoll in it there may be any number. */
void agent_note_watched(int epoll, int fd)
{
	if (agent_watches(epoll) || agent_is_epoll(fd))
		numbers_put(&agent.epolls.several, epoll, true);
	numbers_put(&agent.epolls.watching, epoll, true);
}

bool agent_watches(int epoll)
{
	return numbers_have(&agent.epolls.watching, epoll);
}

void agent_note_epoll_change(int epoll, uint64_t what)
{
	note(epoll, DONE_CHANGE, what);
	agent.trace->fd_changes++;
}

void agent_note_epoll_look(int epoll)
{
	struct epolls *epolls = &agent.epolls;

	if (!numbers_have(&epolls->several, epoll))
		return;
	if (epolls->looked_at != agent.trace->fd_changes)
		epolls->looked = (struct numbers){0};
	if (numbers_have(&epolls->looked, epoll))
		return;
	epolls->looked_at = agent.trace->fd_changes;
	numbers_put(&epolls->looked, epoll, true);
	note(epoll, DONE_LOOK, 0);
}
