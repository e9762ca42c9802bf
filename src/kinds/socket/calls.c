/*
 * Connections: socketpair(2), and what goes through them: send(2), recv(2) and their kin. One
 * record says what was moved, whichever of them moved it.
 */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/stream.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/life.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"
#include "kinds/listener/calls_address.h"
#include "kinds/mailbox/calls.h"

AGENT_EXPORT int socketpair(int domain, int type, int protocol, int fds[2])
{
	uint32_t where = AGENT_CALLER;
	unsigned objects[2];
	int ours[2];
	int result;

	agent_change_common(COMMON_DESCRIPTORS, "socketpair", (unsigned)type, where);
	result = REAL(socketpair)(domain, type, protocol, agent_on() ? ours : fds);
	if (!agent_on() || result < 0)
		return result;
	agent_settle();
	objects[0] = agent_new_object(ours[0]);
	objects[1] = agent_new_object(ours[1]);
	for (unsigned i = 0; i < 2; i++) {
		struct record record = agent_record(OP_SOCKETPAIR, objects[i], where);

		agent_count_ends(objects[i], END_READ | END_WRITE, 1);
		agent_object(objects[i])->peer = (uint16_t)objects[1 - i];
		record.argument = objects[1 - i];
		agent_write(&record);
	}
	agent_tell(fds, ours, sizeof(ours), 0, where);
	return result;
}

AGENT_EXPORT int socket(int domain, int type, int protocol)
{
	int fd;

	agent_change_common(COMMON_DESCRIPTORS, "socket", (unsigned)type, AGENT_CALLER);
	fd = REAL(socket)(domain, type, protocol);
	if (agent_on() && fd >= 0)
		agent_note_new_socket(fd);
	return fd;
}

/* While gated nobody blocks in the kernel: the gate knows when to go on. */
static int flags_now(int flags)
{
	return agent.gated ? flags | MSG_DONTWAIT : flags;
}

/* What is read by it: of a connection, or a mailbox. 0: it has neither. */
static unsigned channel_of(int fd)
{
	unsigned object = agent_object_fd(fd), kind = agent_object(object)->kind;

	return kind == OBJECT_SOCKET || kind == OBJECT_MAILBOX ? object : 0;
}

/* --- receiving -------------------------------------------------------------------------------- */

/*
 * For each descriptor that is in a message; `nth` counts those that are known by nothing but what
 * is kept beside them.
 */
static void note_rights(const struct transfer *transfer, const struct msghdr *message,
			void (*note)(const struct transfer *transfer, int fd, unsigned *nth))
{
	struct msghdr whole = *message; /* CMSG_NXTHDR(3) wants one that can be written */
	unsigned nth = 0;

	for (struct cmsghdr *part = CMSG_FIRSTHDR(&whole); part; part = CMSG_NXTHDR(&whole, part)) {
		size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		int fd;

		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < count; i++) {
			memcpy(&fd, CMSG_DATA(part) + i * sizeof(fd), sizeof(fd));
			note(transfer, fd, &nth);
		}
	}
}

/* All of a kind are one inode: which one it is, is kept beside a descriptor, and on its way here.
 */
static bool is_anonymous(int fd)
{
	struct stat file;
	bool is = REAL(fstat)(fd, &file) == 0 && (file.st_mode & S_IFMT) == 0;

	explicit_bzero(&file, sizeof(file));
	return is;
}

static void put_under_way(unsigned channel, unsigned object, uint32_t where)
{
	struct trace *trace = agent.trace;

	trace_lock(trace);
	if (object && trace->sent_count < LIMIT_SENT) {
		trace->sent[trace->sent_count].channel = (uint16_t)channel;
		trace->sent[trace->sent_count++].object = (uint16_t)object;
	} else {
		agent_blind(UNSEEN_CALL, SYS_sendmsg, where);
	}
	trace_unlock(trace);
}

/* What is behind the nth descriptor that lies in a channel, 0 unknown. `takes`: it does no more. */
static unsigned under_way(unsigned channel, unsigned nth, bool takes)
{
	struct trace *trace = agent.trace;
	unsigned object = 0, at = 0;

	trace_lock(trace);
	while (at < trace->sent_count && (trace->sent[at].channel != channel || nth-- > 0))
		at++;
	if (at < trace->sent_count) {
		object = trace->sent[at].object;
		if (takes)
			memmove(&trace->sent[at], &trace->sent[at + 1],
				(--trace->sent_count - at) * sizeof(trace->sent[0]));
	}
	trace_unlock(trace);
	return object;
}

/* What came with a message is open from now on. Who only peeks has a copy of it. */
static void note_received(const struct transfer *transfer, int fd, unsigned *nth)
{
	bool takes = transfer->operation != OP_PEEK;

	agent_touch_common(COMMON_DESCRIPTORS, true);
	if (is_anonymous(fd) && fd < AGENT_FILES)
		agent.files[fd] = (uint16_t)under_way(transfer->object, *nth, takes);
	*nth += !takes;
	agent_note_arrival(fd);
}

/* There was no room for some that came: then nobody knows which one the next will be. */
static void note_dropped(const struct transfer *transfer, const struct msghdr *message)
{
	if (message->msg_flags & MSG_CTRUNC && under_way(transfer->object, 0, false))
		agent_blind(UNSEEN_CALL, SYS_recvmsg, transfer->where);
}

/* Whoever can receive it has what is behind it, and may hand it on to anybody. */
static void note_sent(const struct transfer *transfer, int fd, unsigned *nth)
{
	unsigned object = agent_object_fd(fd);

	(void)nth;
	if (is_anonymous(fd))
		put_under_way(transfer->object, object, transfer->where);
	if (!object)
		return;
	shared_set_put(&agent_object(object)->holders, set_all());
	if (agent_object(object)->kind == OBJECT_SOCKET && agent_object(object)->peer)
		shared_set_put(&agent_object(agent_object(object)->peer)->holders, set_all());
}

/* What the kernel will find by a message, but for its pieces of memory ... */
static void touch_around(const struct msghdr *message, uint32_t where)
{
	agent_guard_touch(message->msg_name, where);
	agent_guard_touch(message->msg_control, where);
}

/* ... and with them. */
static void touch(const struct msghdr *message, uint32_t where)
{
	touch_around(message, where);
	for (size_t i = 0; i < message->msg_iovlen; i++)
		agent_guard_touch(message->msg_iov[i].iov_base, where);
}

static ssize_t receive_real(const struct transfer *transfer, struct msghdr *message, int flags)
{
	ssize_t result;

	if (agent_own.interrupted)
		return agent_fail(EINTR);
	if (transfer->late)
		return agent_fail(EAGAIN);
	result = agent_object(transfer->object)->kind == OBJECT_MAILBOX
			 ? agent_receive_mail(transfer, message, flags_now(flags))
			 : REAL(recvmsg)(transfer->fd, message, flags_now(flags));
	if (result < 0)
		return result;
	note_rights(transfer, message, note_received);
	note_dropped(transfer, message);
	return result;
}

static ssize_t receive_bytes(const struct transfer *transfer, void *buffer, size_t size)
{
	struct iovec piece = {buffer, size};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};

	/* Of nothing recvmsg(2) waits for a byte. */
	return size ? receive_real(transfer, &message, 0) : REAL(read)(transfer->fd, buffer, 0);
}

static ssize_t receive_piece(int fd, unsigned object, struct msghdr *message, int flags,
			     uint32_t where)
{
	struct transfer transfer = {.operation = flags & MSG_PEEK ? OP_PEEK : OP_READ,
				    .object = object,
				    .fd = fd,
				    .at = HERE,
				    .events = POLLIN,
				    .at_once = flags & (MSG_DONTWAIT | MSG_OOB | MSG_ERRQUEUE),
				    .size = agent_total(message->msg_iov, message->msg_iovlen),
				    .where = where};
	const char *bytes = message->msg_iovlen ? message->msg_iov[0].iov_base : NULL;
	size_t capacity = message->msg_iovlen ? message->msg_iov[0].iov_len : 0;
	char seen[RECORD_TEXT] = "";
	ssize_t result;

	agent_given(bytes, (uint64_t)flags);
	agent_pass_transfer(&transfer);
	result = receive_real(&transfer, message, flags);
	if (result > 0)
		memcpy(seen, bytes, capacity < sizeof(seen) ? capacity : sizeof(seen));
	agent_count_in(object);
	agent_write_transfer(&transfer, result, seen);
	return result;
}

/* MSG_WAITALL: piece by piece, each a step. */
static ssize_t receive(int fd, unsigned object, struct msghdr *message, int flags, uint32_t where)
{
	bool wants_all = flags & MSG_WAITALL && !(flags & (MSG_DONTWAIT | MSG_PEEK)) &&
			 message->msg_iovlen == 1 && agent.gated;
	struct iovec whole, rest;
	size_t done = 0;
	ssize_t result;

	if (!wants_all)
		return receive_piece(fd, object, message, flags, where);
	rest = whole = message->msg_iov[0];
	message->msg_iov = &rest;
	do {
		rest = (struct iovec){(char *)whole.iov_base + done, whole.iov_len - done};
		result = receive_piece(fd, object, message, flags & ~MSG_WAITALL, where);
		done += result > 0 ? (size_t)result : 0;
	} while (result > 0 && done < whole.iov_len);
	return done ? (ssize_t)done : result;
}

/* Where what is to come of a message goes, and with what one goes. */
static struct hash enter(const struct msghdr *message)
{
	const uint64_t given[] = {(uintptr_t)message, (uintptr_t)message->msg_iov,
				  (uintptr_t)message->msg_name, (uintptr_t)message->msg_control};

	return agent_enter(given, 4);
}

/* `message` has one buffer, in which all is that the program is to have of it. */
static ssize_t receive_there(int fd, struct msghdr *message, int flags, uint32_t where)
{
	unsigned object = agent_on() ? channel_of(fd) : 0;
	const struct iovec theirs = *message->msg_iov;
	struct hash around = agent_enter(
		(const uint64_t[]){(uintptr_t)theirs.iov_base, (uintptr_t)message->msg_name}, 2);
	struct loan loan = agent_borrow(theirs.iov_base, theirs.iov_len, where);
	ssize_t result;

	touch_around(message, where);
	message->msg_iov->iov_base = loan.mine;
	if (!object)
		agent_note_unconnected(fd, where);
	result = object ? receive(fd, object, message, flags, where)
			: REAL(recvmsg)(fd, message, flags);
	agent_leave(around);
	agent_return(&loan, result < 0			      ? 0
			    : (size_t)result < theirs.iov_len ? (size_t)result
							      : theirs.iov_len);
	return result;
}

static ssize_t receive_into(int fd, void *buffer, size_t size, int flags, uint32_t where)
{
	struct iovec piece = {buffer, size};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};

	return receive_there(fd, &message, flags, where);
}

AGENT_EXPORT ssize_t recv(int fd, void *buffer, size_t size, int flags)
{
	return receive_into(fd, buffer, size, flags, AGENT_CALLER);
}

/* A connection does not say whom a message is from. */
AGENT_EXPORT ssize_t recvfrom(int fd, void *restrict buffer, size_t size, int flags,
			      __SOCKADDR_ARG from, socklen_t *restrict length)
{
	struct iovec piece = {buffer, size};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
	struct hash around = agent_enter((const uint64_t[]){(uintptr_t)length}, 1);
	ssize_t result;

	agent_note_data(length);
	message.msg_name = from.__sockaddr__;
	message.msg_namelen = length && from.__sockaddr__ ? *length : 0;
	result = receive_there(fd, &message, flags, AGENT_CALLER);
	agent_leave(around);
	if (length && result >= 0)
		*length = message.msg_namelen;
	return result;
}

static ssize_t receive_message(int fd, struct msghdr *message, int flags, uint32_t where)
{
	unsigned object = agent_on() ? channel_of(fd) : 0;
	struct msghdr ours;
	struct hash around;
	ssize_t result;

	touch(message, where);
	if (!object)
		agent_note_unconnected(fd, where);
	if (!object)
		return REAL(recvmsg)(fd, message, flags);
	ours = *message;
	around = enter(message);
	result = receive(fd, object, &ours, flags, where);
	agent_leave(around);
	message->msg_namelen = ours.msg_namelen;
	message->msg_controllen = ours.msg_controllen;
	message->msg_flags = ours.msg_flags;
	return result;
}

AGENT_EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
	return receive_message(fd, message, flags, AGENT_CALLER);
}

/* One after another, each a step; without a time-out of its own, which it looks at in between. */
AGENT_EXPORT int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
			  struct timespec *limit)
{
	uint32_t where = AGENT_CALLER;
	struct hash around;
	ssize_t result = 0;
	unsigned done = 0;

	for (unsigned i = 0; i < count; i++)
		touch(&messages[i].msg_hdr, where);
	if (!agent_on() || limit || !channel_of(fd))
		return REAL(recvmmsg)(fd, messages, count, flags, limit);
	around = agent_enter((const uint64_t[]){count, (unsigned)flags}, 2);
	for (; done < count; done++) {
		int now = done && flags & MSG_WAITFORONE ? flags | MSG_DONTWAIT : flags;

		result = receive_message(fd, &messages[done].msg_hdr, now & ~(int)MSG_WAITFORONE,
					 where);
		if (result < 0)
			break;
		messages[done].msg_len = (unsigned)result;
	}
	agent_leave(around);
	return done || !count ? (int)done : -1;
}

/* --- sending ---------------------------------------------------------------------------------- */

/* One piece. `message` has one buffer, with the transfer's size. */
static ssize_t send_piece(struct transfer *transfer, struct msghdr *message, int flags)
{
	bool dies = !(flags & MSG_NOSIGNAL) && agent_dies_of_sigpipe();
	const void *bytes = message->msg_iov[0].iov_base;
	int now = flags_now(flags) | (dies ? MSG_NOSIGNAL : 0);
	unsigned bound;
	ssize_t result;

	if (message->msg_controllen) /* descriptors may be among it */
		families_share();
	transfer->at_once = flags & MSG_DONTWAIT;
	agent_pass_transfer(transfer);
	transfer->stamp = agent_stamp();
	bound = agent_begin_mail(transfer);
	if (agent_own.interrupted || transfer->late)
		result = agent_fail(agent_own.interrupted ? EINTR : EAGAIN);
	else
		result = REAL(sendmsg)(transfer->fd, message, now);
	if (result >= 0)
		note_rights(transfer, message, note_sent);
	agent_count_out(transfer->object);
	agent_write_transfer(transfer, agent_note_mail(transfer, result), bytes);
	agent_end_mail(transfer, bound);
	if (result < 0 && errno == EPIPE && dies) {
		agent_flush_console();
		agent_end(OP_DEATH, SIGPIPE, transfer->where);
		return REAL(sendmsg)(transfer->fd, message, flags);
	}
	return result;
}

static ssize_t send_bytes(struct transfer *transfer, const void *bytes, int flags)
{
	struct iovec piece = {(void *)(uintptr_t)bytes, transfer->size};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};

	return send_piece(transfer, &message, flags);
}

static bool is_blocking(int fd, int flags)
{
	return !(flags & MSG_DONTWAIT) && !(REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK);
}

/* A message: by which descriptor it goes, into what, and to whom, if it says so. */
struct sending {
	int fd;
	unsigned object;
	struct address to;
};

/* Find where it goes; false: it is not followed. Its address becomes the kernel's. */
static bool begin_sending(struct sending *sending, int fd, struct msghdr *message, uint32_t where)
{
	unsigned object;

	if (!agent_on())
		return false;
	object = channel_of(fd);
	sending->fd = fd;
	sending->object = 0;
	if (agent_object(object)->kind == OBJECT_SOCKET) {
		if (message->msg_name)
			agent_note_unconnected(fd, where);
		sending->object = agent_written_object(object);
	} else if (object) {
		sending->object = agent_mailbox_for(fd, message, &sending->to, where);
	}
	if (!sending->object)
		agent_note_unconnected(fd, where);
	else if (message->msg_name && agent_object(object)->kind == OBJECT_MAILBOX) {
		message->msg_name = &sending->to.kernel;
		message->msg_namelen = sending->to.length;
	}
	return sending->object;
}

/* What does not fit goes on where it stopped, each piece a step. */
static ssize_t send_all(const struct sending *sending, struct msghdr *message, int flags,
			uint32_t where)
{
	struct iovec rest = message->msg_iov[0];
	ssize_t result;
	size_t done = 0;

	message->msg_iov = &rest;
	do {
		struct transfer transfer = {.operation = OP_WRITE,
					    .object = sending->object,
					    .fd = sending->fd,
					    .at = HERE,
					    .events = POLLOUT,
					    .size = rest.iov_len,
					    .goes_on = done > 0,
					    .to = message->msg_name ? &sending->to : NULL,
					    .where = where};

		agent_given(rest.iov_base, (uint64_t)flags);
		result = send_piece(&transfer, message, flags);
		if (result < 0)
			return done ? (ssize_t)done : result;
		done += (size_t)result;
		rest = (struct iovec){(char *)rest.iov_base + result,
				      rest.iov_len - (size_t)result};
		message->msg_control = NULL; /* went with the first piece */
		message->msg_controllen = 0;
	} while (rest.iov_len && is_blocking(sending->fd, flags));
	return (ssize_t)done;
}

static ssize_t send_from(int fd, const void *bytes, size_t size, int flags,
			 const struct sockaddr *to, socklen_t length, uint32_t where)
{
	struct loan loan = agent_lend(bytes, size, where);
	struct iovec piece = {loan.mine, size};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
	struct sending sending;
	ssize_t result;

	message.msg_name = (void *)(uintptr_t)to;
	message.msg_namelen = length;
	touch_around(&message, where);
	result = begin_sending(&sending, fd, &message, where)
			 ? send_all(&sending, &message, flags, where)
			 : REAL(sendmsg)(fd, &message, flags);
	agent_return(&loan, 0);
	return result;
}

AGENT_EXPORT ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
	return send_from(fd, bytes, size, flags, NULL, 0, AGENT_CALLER);
}

AGENT_EXPORT ssize_t sendto(int fd, const void *bytes, size_t size, int flags,
			    __CONST_SOCKADDR_ARG to, socklen_t length)
{
	return send_from(fd, bytes, size, flags, to.__sockaddr__, length, AGENT_CALLER);
}

/* Scattered buffers go through one of ours, so that there is one record. */
static ssize_t send_gathered(const struct sending *sending, struct msghdr *message, int flags,
			     uint32_t where)
{
	struct iovec whole = {.iov_len = 0};
	size_t size = agent_total(message->msg_iov, message->msg_iovlen);
	char *buffer;
	ssize_t result;

	if (size > SSIZE_MAX)
		return agent_fail(EINVAL);
	buffer = malloc(size + 1);
	if (!buffer)
		return -1;
	for (size_t i = 0; i < message->msg_iovlen; i++) {
		memcpy(buffer + whole.iov_len, message->msg_iov[i].iov_base,
		       message->msg_iov[i].iov_len);
		whole.iov_len += message->msg_iov[i].iov_len;
	}
	whole.iov_base = buffer;
	message->msg_iov = &whole;
	message->msg_iovlen = 1;
	agent.unclear = UNCLEAR_CALL;
	result = send_all(sending, message, flags, where);
	free(buffer);
	return result;
}

static ssize_t send_message(int fd, const struct msghdr *message, int flags, uint32_t where)
{
	struct msghdr ours = *message;
	struct sending sending;
	struct hash around;
	ssize_t result;

	touch(message, where);
	if (!begin_sending(&sending, fd, &ours, where))
		return REAL(sendmsg)(fd, message, flags);
	around = enter(message);
	result = ours.msg_iovlen == 1 ? send_all(&sending, &ours, flags, where)
				      : send_gathered(&sending, &ours, flags, where);
	agent_leave(around);
	return result;
}

AGENT_EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	return send_message(fd, message, flags, AGENT_CALLER);
}

/* One after another, each a step. */
AGENT_EXPORT int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
	uint32_t where = AGENT_CALLER;
	struct hash around;
	unsigned done = 0;

	for (unsigned i = 0; i < count; i++)
		touch(&messages[i].msg_hdr, where);
	if (!agent_on() || !channel_of(fd))
		return REAL(sendmmsg)(fd, messages, count, flags);
	around = agent_enter((const uint64_t[]){count, (unsigned)flags}, 2);
	for (; done < count; done++) {
		ssize_t result = send_message(fd, &messages[done].msg_hdr, flags, where);

		if (result < 0)
			break;
		messages[done].msg_len = (unsigned)result;
	}
	agent_leave(around);
	return done || !count ? (int)done : -1;
}

/* --- as what lies behind a descriptor --------------------------------------------------------- */

/* Not connected, or to somebody outside the run, whom nobody can wait for, it is nothing. */
static unsigned find(int fd, const uint64_t key[2])
{
	unsigned number = trace_find_object(agent.trace, key);

	(void)fd;
	if (number)
		agent_add_holder(number);
	if (agent_object(number)->was)
		agent_follow_mailbox(number);
	return number;
}

/* The same of TCP: as much as is queued may be, whatever poll(2) would have free (tcp(7)). */
static bool has_queue(int fd)
{
	uint32_t memory[SK_MEMINFO_VARS] = {0};
	socklen_t length = sizeof(memory);

	return REAL(getsockopt)(fd, SOL_SOCKET, SO_MEMINFO, memory, &length) == 0 &&
	       memory[SK_MEMINFO_WMEM_QUEUED] < memory[SK_MEMINFO_SNDBUF];
}

static bool may_send(int fd)
{
	int family = 0, type = 0;
	socklen_t length = sizeof(family);

	REAL(getsockopt)(fd, SOL_SOCKET, SO_DOMAIN, &family, &length);
	REAL(getsockopt)(fd, SOL_SOCKET, SO_TYPE, &type, &length);
	return family == AF_UNIX ? agent_has_buffer(fd) : type == SOCK_STREAM && has_queue(fd);
}

static bool is_ready(const struct transfer *transfer)
{
	return agent_is_ready(transfer->fd, transfer->events) ||
	       (transfer->events == POLLOUT && may_send(transfer->fd));
}

const struct fd_kind fd_socket = {
	.timed = true,
	.ready = is_ready,
	.find = find,
	.receive = receive_bytes,
	.send = send_bytes,
};

/* It is found by the row above. */
const struct fd_kind fd_mailbox = {
	.timed = true,
	.ready = agent_mail_is_ready,
	.receive = receive_bytes,
	.send = send_bytes,
	.held = agent_mail_held,
	.given_back = agent_mail_given_back,
	.left = agent_mail_left,
};

/* --- what _FORTIFY_SOURCE makes of them ------------------------------------------------------- */

AGENT_EXPORT ssize_t __recv_chk(int fd, void *buffer, size_t size, size_t capacity, int flags);
AGENT_EXPORT ssize_t __recvfrom_chk(int fd, void *restrict buffer, size_t size, size_t capacity,
				    int flags, __SOCKADDR_ARG from, socklen_t *restrict length);

AGENT_EXPORT ssize_t __recv_chk(int fd, void *buffer, size_t size, size_t capacity, int flags)
{
	if (size > capacity)
		abort();
	return receive_into(fd, buffer, size, flags, AGENT_CALLER);
}

AGENT_EXPORT ssize_t __recvfrom_chk(int fd, void *restrict buffer, size_t size, size_t capacity,
				    int flags, __SOCKADDR_ARG from, socklen_t *restrict length)
{
	if (size > capacity)
		abort();
	return recvfrom(fd, buffer, size, flags, from, length);
}
