#include "agent/calls/fd_kinds.h"

#include "agent/core/agent.h"

extern const struct fd_kind fd_pipe, fd_socket, fd_file, fd_listener, fd_eventfd, fd_timerfd,
	fd_signalfd, fd_mailbox, fd_message_queue, fd_inotify;

static const struct fd_kind fd_other;

static const struct fd_kind *const rows[OBJECT_KINDS] = {
	[OBJECT_PIPE] = &fd_pipe,
	[OBJECT_SOCKET] = &fd_socket,
	[OBJECT_FILE] = &fd_file,
	[OBJECT_LISTENER] = &fd_listener,
	[OBJECT_EVENTFD] = &fd_eventfd,
	[OBJECT_TIMERFD] = &fd_timerfd,
	[OBJECT_SIGNALFD] = &fd_signalfd,
	[OBJECT_MAILBOX] = &fd_mailbox,
	[OBJECT_MESSAGE_QUEUE] = &fd_message_queue,
	[OBJECT_INOTIFY] = &fd_inotify,
};

const struct fd_kind *fd_kind(unsigned kind)
{
	const struct fd_kind *row = kind < OBJECT_KINDS ? rows[kind] : NULL;

	return row ? row : &fd_other;
}

const struct fd_kind *fd_kind_of(unsigned object)
{
	return fd_kind(agent_object(object)->kind);
}
