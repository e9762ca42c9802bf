/*
 * From one descriptor to another, past the memory of the process: splice(2), tee(2), sendfile(2),
 * copy_file_range(2).
 *
 * Between pipes and sockets it is one step, as soon as there is something at the one end and room
 * at the other: nobody else sees what is under way. A file is read and written like any: the kernel
 * makes no promise of it, and others may come between. What they do not move between such is not
 * followed, and said.
 */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <string.h>
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
#include "agent/core/console.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "agent/hooks/data.h"

enum {
	MOST_AT_ONCE =
		16384, /* into a socket: that much fits where poll(2) says that it is ready */
	CHUNK = 65536, /* of a file */
};

/* --- what lies there -------------------------------------------------------------------------- */

static bool is_file(int fd)
{
	struct stat file;
	bool is_regular = REAL(fstat)(fd, &file) == 0 && S_ISREG(file.st_mode);

	explicit_bzero(&file, sizeof(file)); /* its times are others in every run */
	return is_regular;
}

static enum object_kind kind_of(unsigned object)
{
	return (enum object_kind)agent_object(object)->kind;
}

static ssize_t peek_pipe(int fd, char *text, size_t size)
{
	ssize_t got = 0;
	int copy[2];

	if (REAL(pipe2)(copy, O_CLOEXEC | O_NONBLOCK) < 0)
		return 0;
	if (REAL(tee)(fd, copy[1], size, SPLICE_F_NONBLOCK) > 0)
		got = REAL(read)(copy[0], text, size);
	REAL(close)(copy[0]);
	REAL(close)(copy[1]);
	return got;
}

static void peek_socket(int fd, char *text, size_t size)
{
	struct iovec piece = {text, size};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};

	REAL(recvmsg)(fd, &message, MSG_PEEK | MSG_DONTWAIT);
}

/* The first bytes of what is about to be moved. */
static void peek(int fd, unsigned object, off_t at, char text[RECORD_TEXT])
{
	if (kind_of(object) == OBJECT_PIPE)
		peek_pipe(fd, text, RECORD_TEXT);
	else if (kind_of(object) == OBJECT_SOCKET)
		peek_socket(fd, text, RECORD_TEXT);
	else if (is_file(fd))
		REAL(pread)(fd, text, RECORD_TEXT, at == HERE ? REAL(lseek)(fd, 0, SEEK_CUR) : at);
}

/* --- splice and tee --------------------------------------------------------------------------- */

/* A call: from one end into another. */
struct flow {
	struct transfer in, out;
	off64_t *from, *to; /* where in a file, ours; NULL: where the descriptor stands */
	size_t size;
	unsigned flags;
	bool copies; /* what is read stays there */
	uint32_t where;
};

static bool is_nonblocking(int fd)
{
	return REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK;
}

static bool has_end(const struct transfer *end)
{
	return agent_ends_of(end->fd) & (end->events == POLLIN ? END_READ : END_WRITE);
}

/* What has no object is a file, which is always ready. */
static bool is_ready(const struct transfer *end)
{
	return !end->object || !has_end(end) || agent_is_ready(end->fd, end->events);
}

static bool may_flow(void *context)
{
	const struct flow *flow = context;

	return flow->flags & SPLICE_F_NONBLOCK || !flow->size ||
	       (is_ready(&flow->in) && is_ready(&flow->out));
}

/* It waits where something is lacking; if nothing is, where it takes it from. */
static const struct transfer *end_in_the_way(const struct flow *flow)
{
	if (!flow->in.object)
		return &flow->out;
	return flow->out.object && is_ready(&flow->in) && !is_ready(&flow->out) ? &flow->out
										: &flow->in;
}

static uint64_t place_of(const struct transfer *end)
{
	const struct fd_kind *kind = fd_kind_of(end->object);

	return kind->place ? kind->place(end->fd, end->at) : (uint64_t)end->fd;
}

static uint8_t pass(struct flow *flow)
{
	const struct transfer *end = end_in_the_way(flow);
	const struct transfer *other = end == &flow->in ? &flow->out : &flow->in;
	struct gate gate = agent_gate(end->operation, end->object, flow->where);
	const uint64_t given[] = {(uint64_t)(unsigned)flow->in.fd << 32 | (unsigned)flow->out.fd,
				  flow->size, (uint64_t)flow->in.at, (uint64_t)flow->out.at,
				  flow->flags | (uint64_t)flow->copies << 32};

	agent_touch_descriptor(flow->in.fd, flow->in.at == HERE);
	agent_touch_descriptor(flow->out.fd, flow->out.at == HERE);
	gate.intent.beside = (uint16_t)other->object;
	gate.intent.visible = (flow->in.object && agent_visible(flow->in.object)) ||
			      (flow->out.object && agent_visible(flow->out.object));
	gate.intent.argument = place_of(end);
	gate.intent.size = (uint32_t)flow->size;
	gate.ask = may_flow;
	gate.context = flow;
	agent_given_words(given, 5);
	return agent_pass(&gate);
}

static ssize_t flow_really(const struct flow *flow)
{
	unsigned flags = flow->flags | (agent.gated ? SPLICE_F_NONBLOCK : 0);

	if (agent_own.interrupted)
		return agent_fail(EINTR);
	return flow->copies ? REAL(tee)(flow->in.fd, flow->out.fd, flow->size, flags)
			    : REAL(splice)(flow->in.fd, flow->from, flow->out.fd, flow->to,
					   flow->size, flags);
}

/* One step has a record for each end that is shown; the first of them says that it was one. */
static void write_ends(struct flow *flow, ssize_t result, const char *text, uint8_t flags)
{
	int error = errno;

	flow->in.flags = flags;
	flow->out.flags = flow->in.object ? 0 : flags;
	if (flow->in.object) {
		agent_count_in(flow->in.object);
		agent_write_transfer(&flow->in, result, text);
	}
	errno = error;
	if (flow->out.object && (result > 0 || !flow->in.object)) {
		agent_count_out(flow->out.object);
		flow->out.size = result > 0 ? (size_t)result : flow->size; /* it was no more */
		agent_write_transfer(&flow->out, result, text);
	}
	errno = error;
}

/* Nobody reads there any more: this process ends by it. */
static void end_by_pipe(struct flow *flow, const char *text, uint8_t flags)
{
	struct transfer *out = &flow->out;

	out->flags = flags;
	errno = EPIPE;
	agent_write_transfer(out, -1, text);
	agent_flush_console();
	agent_end(OP_DEATH, SIGPIPE, flow->where);
}

static ssize_t flow_now(struct flow *flow)
{
	char text[RECORD_TEXT] = "";
	uint8_t flags;
	ssize_t result;

	if (kind_of(flow->out.object) == OBJECT_SOCKET && flow->size > MOST_AT_ONCE)
		flow->size = MOST_AT_ONCE;
	flow->in.size = flow->out.size = flow->size;
	flags = pass(flow);
	flow->in.argument = place_of(&flow->in);
	flow->out.argument = place_of(&flow->out);
	flow->in.at_once = flow->flags & SPLICE_F_NONBLOCK;
	peek(flow->in.fd, flow->in.object, flow->in.at, text);
	if (flow->out.object && has_end(&flow->out) && agent_breaks_pipe(flow->out.fd))
		end_by_pipe(flow, text, flags);
	flow->in.stamp = flow->out.stamp = agent_stamp();
	result = flow_really(flow);
	write_ends(flow, result, text, flags);
	return result;
}

static bool is_channel(unsigned object)
{
	return kind_of(object) == OBJECT_PIPE || kind_of(object) == OBJECT_SOCKET;
}

/* Whether all is followed that it would do: one end is a pipe of ours, the other, too, or a file.
 */
static bool begin(struct flow *flow)
{
	struct transfer *in = &flow->in, *out = &flow->out;

	in->object = agent_object_fd(in->fd);
	out->object = agent_object_fd(out->fd);
	if (!out->object && is_file(out->fd))
		out->object = agent_make_object(out->fd);
	if (kind_of(in->object) != OBJECT_PIPE && kind_of(out->object) != OBJECT_PIPE)
		return false;
	if (!(is_channel(in->object) || is_file(in->fd)) ||
	    !(is_channel(out->object) || kind_of(out->object) == OBJECT_FILE))
		return false;
	out->object = is_channel(out->object) ? agent_written_object(out->object) : out->object;
	if (is_nonblocking(in->fd) || is_nonblocking(out->fd))
		flow->flags |= SPLICE_F_NONBLOCK;
	return true;
}

static struct flow flow_of(int in, int out, size_t size, unsigned flags, uint32_t where)
{
	return (struct flow){
		.in = {.operation = OP_READ,
		       .fd = in,
		       .at = HERE,
		       .events = POLLIN,
		       .where = where},
		.out = {.operation = OP_WRITE,
			.fd = out,
			.at = HERE,
			.events = POLLOUT,
			.where = where},
		.size = size,
		.flags = flags,
		.where = where,
	};
}

static off64_t *ask_place(const off64_t *theirs, off64_t *ours, off_t *at, uint32_t where)
{
	if (!theirs)
		return NULL;
	agent_ask(ours, theirs, sizeof(*ours), where);
	*at = *ours;
	return ours;
}

AGENT_EXPORT ssize_t splice(int in, off64_t *from, int out, off64_t *to, size_t size,
			    unsigned flags)
{
	uint32_t where = AGENT_CALLER;
	struct flow flow = flow_of(in, out, size, flags, where);
	off64_t places[2];
	ssize_t result;

	if (!agent_on() || !begin(&flow)) {
		agent_blind(UNSEEN_CALL, SYS_splice, where);
		return REAL(splice)(in, from, out, to, size, flags);
	}
	flow.from = ask_place(from, &places[0], &flow.in.at, where);
	flow.to = ask_place(to, &places[1], &flow.out.at, where);
	result = flow_now(&flow);
	if (from && result > 0)
		agent_tell(from, &places[0], sizeof(*from), (uint64_t)result, where);
	if (to && result > 0)
		agent_tell(to, &places[1], sizeof(*to), (uint64_t)result, where);
	return result;
}

AGENT_EXPORT ssize_t tee(int in, int out, size_t size, unsigned flags)
{
	uint32_t where = AGENT_CALLER;
	struct flow flow = flow_of(in, out, size, flags, where);

	flow.copies = true;
	flow.in.operation = OP_PEEK;
	if (agent_on() && begin(&flow))
		return flow_now(&flow);
	agent_blind(UNSEEN_CALL, SYS_tee, where);
	return REAL(tee)(in, out, size, flags);
}

/* --- files ------------------------------------------------------------------------------------ */

/* What was read and not written was not read. */
static void step_back(int in, const off64_t *from, ssize_t rest)
{
	if (!from && rest > 0)
		REAL(lseek)(in, -rest, SEEK_CUR);
}

static ssize_t copy_chunk(int in, off64_t *from, int out, off64_t *to, char *buffer, size_t size,
			  uint32_t where)
{
	ssize_t got = agent_read_from(in, buffer, size, from ? *from : HERE, where);
	ssize_t put;

	if (got <= 0)
		return got;
	put = agent_write_to(out, buffer, (size_t)got, to ? *to : HERE, where);
	step_back(in, from, put < 0 ? got : got - put);
	if (from && put > 0)
		*from += put;
	if (to && put > 0)
		*to += put;
	return put;
}

static ssize_t copy(int in, off64_t *from, int out, off64_t *to, size_t size, uint32_t where)
{
	char *buffer = malloc(CHUNK);
	ssize_t moved = 1;
	size_t done = 0;

	if (!buffer)
		return -1;
	agent.unclear = UNCLEAR_CALL;
	while (done < size && moved > 0) {
		size_t most = size - done < CHUNK ? size - done : CHUNK;

		moved = copy_chunk(in, from, out, to, buffer, most, where);
		done += moved > 0 ? (size_t)moved : 0;
		if (moved > 0 && (size_t)moved < most && is_nonblocking(out))
			break;
	}
	free(buffer);
	return done || moved >= 0 ? (ssize_t)done : -1;
}

/* The same with the places that the program keeps, between the call's gates. */
static ssize_t copy_between(int in, off64_t *from, int out, off64_t *to, size_t size,
			    uint32_t where)
{
	const uint64_t words[] = {(unsigned)in, (unsigned)out, size, (uintptr_t)from,
				  (uintptr_t)to};
	struct hash around = agent_enter(words, 5);
	off64_t places[2];
	off_t unused;
	off64_t *here = ask_place(from, &places[0], &unused, where);
	off64_t *there = ask_place(to, &places[1], &unused, where);
	ssize_t result = copy(in, here, out, there, size < SSIZE_MAX ? size : SSIZE_MAX, where);

	agent_leave(around);
	if (from && result > 0)
		agent_tell(from, here, sizeof(*from), (uint64_t)result, where);
	if (to && result > 0)
		agent_tell(to, there, sizeof(*to), (uint64_t)result, where);
	return result;
}

/* What the kernel refuses it is to refuse. */
static bool may_append(int fd)
{
	return REAL(fcntl)(fd, F_GETFL) & O_APPEND;
}

AGENT_EXPORT ssize_t sendfile(int out, int in, off_t *from, size_t size)
{
	uint32_t where = AGENT_CALLER;

	if (agent_on() && is_file(in) && !may_append(out))
		return copy_between(in, from, out, NULL, size, where);
	agent_blind(UNSEEN_CALL, SYS_sendfile, where);
	return REAL(sendfile)(out, in, from, size);
}

AGENT_EXPORT ssize_t sendfile64(int out, int in, off64_t *from, size_t size)
	__attribute__((alias("sendfile")));

AGENT_EXPORT ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size,
				     unsigned flags)
{
	uint32_t where = AGENT_CALLER;

	if (agent_on() && !flags && is_file(in) && is_file(out) && !may_append(out))
		return copy_between(in, from, out, to, size, where);
	agent_blind(UNSEEN_CALL, SYS_copy_file_range, where);
	return REAL(copy_file_range)(in, from, out, to, size, flags);
}
