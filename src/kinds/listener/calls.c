/*
 * Sockets with addresses: bind(2), listen(2), accept(2), connect(2), shutdown(2), getsockname(2).
 * What goes through them is in the socket's folder, their addresses are in
 * calls_address.c.
 *
 * An address is an object from the moment when somebody first speaks of it. While nobody listens
 * there, whoever connects is refused. Connections stand in line there until they are accepted. A
 * connection is two objects, one for each direction, as a socket pair is; the one that the other
 * side will read from has no descriptor before that side has accepted it.
 */
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/objects.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"
#include "kinds/file_name/calls.h"
#include "kinds/file_name/calls_keep.h"
#include "kinds/listener/calls_address.h"
#include "kinds/mailbox/calls.h"

enum { BOTH_ENDS = END_READ | END_WRITE };

/* --- listeners -------------------------------------------------------------------------------- */

/* By the file, which may have several names, or by the name. */
static unsigned find_listener(const struct address *address)
{
	unsigned count = trace_objects(agent.trace), named = 0;

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *object = agent_object(i);

		if (object->kind != OBJECT_LISTENER)
			continue;
		if (!hash_is_none(address->place) && hash_equals(object->place, address->place))
			return i;
		if (hash_equals(object->address, address->key))
			named = i;
	}
	return named;
}

/* The object of an address, made when it is first spoken of. */
static unsigned listener_at(const struct address *address, uint32_t where)
{
	unsigned number = find_listener(address);
	uint64_t key[2];
	bool created;

	if (number)
		return number;
	object_key_of(key, KEY_ADDRESS, address->key);
	number = trace_object(agent.trace, OBJECT_LISTENER, key, set_none(), &created);
	agent_object(number)->address = address->key;
	if (created)
		agent_name_object(number, address->name, where);
	return number;
}

static bool listens(unsigned listener)
{
	const struct object_entry *object = agent_object(listener);

	return object->options & LISTENER_LISTENS &&
	       !set_is_empty(trace_alive_in(agent.trace, shared_set_get(&object->holders)));
}

/* As the kernel counts: one more than was asked for (listen(2) says "may"). */
static bool has_room(unsigned listener)
{
	return agent_object(listener)->value <= agent_object(listener)->size;
}

/* The connection that has waited longest, or 0. */
static unsigned first_in_line(unsigned listener)
{
	unsigned count = trace_objects(agent.trace);

	for (unsigned i = 1; i < count; i++) {
		if (agent_object(i)->waits_at == listener)
			return i;
	}
	return 0;
}

static void clear_line(unsigned listener)
{
	unsigned first;

	while ((first = first_in_line(listener)))
		agent_object(first)->waits_at = 0;
	agent_object(listener)->value = 0;
}

static void leave(unsigned listener)
{
	struct object_entry *object = agent_object(listener);

	shared_set_remove(&object->holders, agent_entry()->space);
	if (!set_is_empty(shared_set_get(&object->holders)))
		return;
	object->options = 0;
	clear_line(listener);
}

/* Its descriptors are sockets': that row finds it. */
const struct fd_kind fd_listener = {.timed = true, .no_bytes = true, .left = leave};

/* --- steps ------------------------------------------------------------------------------------ */

static struct gate gate_of(enum operation operation, unsigned object, int fd, uint32_t where)
{
	struct gate gate = agent_step_gate(operation, object, where);

	agent_meet_descriptor(fd, gate.intent.visible, operation_row(operation)->word, 0, where);
	gate.intent.argument = (uint64_t)fd;
	return gate;
}

/* The record of a call that has been made; what it did is known to others from now on. */
static int finish(struct record *record, int result)
{
	agent_write_result(record, result);
	agent_note_change(record->object);
	return result;
}

static struct record record_of(const struct gate *gate, uint8_t flags)
{
	struct record record =
		agent_record(gate->intent.operation, gate->intent.object, gate->intent.where);

	record.flags = flags;
	record.argument = gate->intent.argument;
	return record;
}

static bool is_nonblocking(int fd)
{
	return REAL(fcntl)(fd, F_GETFL) & O_NONBLOCK;
}

/* What is written is sent at once: held back, it would be seen at another time in every run. */
static void send_at_once(int fd)
{
	const int yes = 1;

	REAL(setsockopt)(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
}

/* --- bind and listen -------------------------------------------------------------------------- */

/* From here on the descriptor stands for the address. */
static void note_bound(int fd, unsigned listener, const struct address *address)
{
	struct object_entry *object = agent_object(listener);

	agent_set_key(fd, listener);
	object->options = address->any ? LISTENER_ANY : 0;
	shared_set_put(&object->holders, set_none());
	agent_count_ends(listener, BOTH_ENDS, 1);
	shared_set_put(&object->holders, agent_alone());
	if (address->is_path)
		object->place = agent_socket_place(address);
	agent_note_socket(address);
}

static int bind_to(int fd, struct address *address, uint32_t where)
{
	bool any_port = address->kernel.any.sa_family != AF_UNIX && address->port == 0;
	struct gate gate;
	struct record record;
	unsigned listener;
	int result;

	agent_settle();
	agent_allow_mapped(fd, address->kernel.any.sa_family);
	if (any_port) { /* its name is not known before */
		result = agent_bind_free_port(fd, address);
		listener = listener_at(address, where);
		gate = gate_of(OP_BIND, listener, fd, where);
		record = record_of(&gate, 0);
	} else {
		listener = listener_at(address, where);
		gate = gate_of(OP_BIND, listener, fd, where);
		record = record_of(&gate, agent_pass(&gate));
		trace_lock(agent.trace);
		agent_keep_socket(address);
		result = REAL(bind)(fd, ADDRESS_IN(&address->kernel.any), address->length);
		trace_unlock(agent.trace);
	}
	if (result == 0)
		note_bound(fd, listener, address);
	return finish(&record, result);
}

/* Its name in the file system goes when the run does, as every other one. */
static int bind_unfollowed(int fd, __CONST_SOCKADDR_ARG given, socklen_t length, uint32_t where)
{
	const struct sockaddr_un *un = (const void *)given.__sockaddr__;
	char path[sizeof(un->sun_path) + 1] = "";
	int result;

	agent_use_descriptor(fd, "bind", length, where);
	agent_note_unconnected(fd, where);
	if (un && length > sizeof(un->sun_family) && length <= sizeof(*un) &&
	    un->sun_family == AF_UNIX)
		memcpy(path, un->sun_path, length - sizeof(un->sun_family));
	if (path[0])
		agent_keep_name(AT_FDCWD, path);
	result = REAL(bind)(fd, given, length);
	if (path[0] && result == 0) {
		agent_note_name(AT_FDCWD, path);
		agent_note_path(path, sizeof(path));
	}
	return result;
}

AGENT_EXPORT int bind(int fd, __CONST_SOCKADDR_ARG given, socklen_t length)
{
	uint32_t where = AGENT_CALLER;
	struct address address;

	if (!agent_on())
		return REAL(bind)(fd, given, length);
	if (agent_mailbox_of(fd) &&
	    agent_find_mail_address(fd, given.__sockaddr__, length, &address)) {
		agent_given_hash(NULL, hash_bytes(given.__sockaddr__, length));
		return agent_bind_mailbox(fd, &address, where);
	}
	if (!agent_find_address(fd, given.__sockaddr__, length, &address))
		return bind_unfollowed(fd, given, length, where);
	agent_given_hash(NULL, hash_bytes(given.__sockaddr__, length));
	return bind_to(fd, &address, where);
}

/* listen(2) without bind(2): at a port that is free. */
static unsigned bound_listener(int fd, uint32_t where)
{
	unsigned listener = agent_object_fd(fd);
	struct address address;
	int family = 0;
	socklen_t length = sizeof(family);

	if (listener)
		return agent_object(listener)->kind == OBJECT_LISTENER ? listener : 0;
	REAL(getsockopt)(fd, SOL_SOCKET, SO_DOMAIN, &family, &length);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	agent_find_source(family, &address);
	return bind_to(fd, &address, where) == 0 ? agent_object_fd(fd) : 0;
}

static int listen_at(int fd, unsigned listener, int backlog, uint32_t where)
{
	struct gate gate = gate_of(OP_LISTEN, listener, fd, where);
	struct object_entry *object = agent_object(listener);
	struct record record;
	int result;

	agent_given(NULL, (uint64_t)(unsigned)backlog);
	record = record_of(&gate, agent_pass(&gate));
	result = REAL(listen)(fd, backlog);
	if (result == 0) {
		if (!(object->options & LISTENER_LISTENS))
			clear_line(listener);
		object->options |= LISTENER_LISTENS;
		object->size = backlog < 0 || backlog > SOMAXCONN ? SOMAXCONN : (uint32_t)backlog;
		record.value = object->size;
	}
	return finish(&record, result);
}

AGENT_EXPORT int listen(int fd, int backlog)
{
	uint32_t where = AGENT_CALLER;
	unsigned listener = agent_on() ? bound_listener(fd, where) : 0;

	if (listener)
		return listen_at(fd, listener, backlog, where);
	agent_use_descriptor(fd, "listen", (unsigned)backlog, where);
	return REAL(listen)(fd, backlog);
}

/* --- connect ---------------------------------------------------------------------------------- */

/* The two directions of a connection that is about to be made. */
static void make_connection(int fd, unsigned directions[2])
{
	const struct set all = set_all();
	uint64_t key[2] = {(uint64_t)KEY_LINE << KEY_SHIFT, 0};
	bool created;

	directions[0] = agent_new_object(fd);
	key[1] = directions[0];
	directions[1] = trace_object(agent.trace, OBJECT_SOCKET, key, all, &created);
	/* Whoever accepts writes into it. */
	shared_set_put(&agent_object(directions[0])->holders, all);
	for (unsigned i = 0; i < 2; i++)
		agent_object(directions[i])->peer = (uint16_t)directions[1 - i];
}

static void stand_in_line(unsigned listener, const unsigned directions[2])
{
	agent_object(directions[1])->waits_at = (uint16_t)listener;
	agent_object(listener)->value++;
}

/* It was not made after all. */
static void leave_line(int fd, unsigned listener, const unsigned directions[2])
{
	agent_object(directions[1])->waits_at = 0;
	agent_object(listener)->value--;
	agent_forget_key(fd);
}

/* A port that the kernel chooses is another one in every run. */
static void choose_source(int fd, int family)
{
	struct address source;

	if (family == AF_UNIX || agent_has_port(fd))
		return;
	agent_bind_source(fd, family, &source);
}

static int connect_real(int fd, const struct address *address)
{
	agent_allow_mapped(fd, address->kernel.any.sa_family);
	choose_source(fd, address->kernel.any.sa_family);
	send_at_once(fd);
	return REAL(connect)(fd, ADDRESS_IN(&address->kernel.any), address->length);
}

struct connecting {
	int fd;
	unsigned listener;
};

/* The tables know what the kernel would not say without doing it. */
static bool may_connect(void *context)
{
	const struct connecting *connecting = context;

	return !listens(connecting->listener) || has_room(connecting->listener) ||
	       is_nonblocking(connecting->fd);
}

/* Who was bound to an address and connects from there does not stand for it any more. */
static void leave_address(int fd)
{
	unsigned listener = agent_object_fd(fd);

	if (!listener)
		return;
	agent_forget_key(fd);
	leave(listener);
}

/* Asked to make a connection to who listens: the kernel would drop it in silence when full. */
static int connect_in_line(int fd, unsigned listener, const struct address *address,
			   struct record *record)
{
	unsigned directions[2];
	int result;

	if (agent.gated && !has_room(listener))
		return agent_fail(EAGAIN);
	leave_address(fd);
	make_connection(fd, directions);
	stand_in_line(listener, directions);
	result = connect_real(fd, address);
	if (result < 0 && errno != EINPROGRESS) {
		int error = errno;

		leave_line(fd, listener, directions);
		return agent_fail(error);
	}
	agent_count_ends(directions[0], BOTH_ENDS, 1);
	record->value = directions[0] | (uint64_t)directions[1] << 16;
	return result;
}

static int connect_to(int fd, const struct address *address, uint32_t where)
{
	unsigned listener = listener_at(address, where);
	struct connecting connecting = {fd, listener};
	struct gate gate = gate_of(OP_CONNECT, listener, fd, where);
	struct record record;
	int result;

	if (agent.gated && !is_nonblocking(fd))
		gate.intent.deadline_ns = agent_own_deadline(fd, POLLOUT);
	gate.ask = may_connect;
	gate.context = &connecting;
	record = record_of(&gate, agent_pass(&gate));
	record.stamp = agent_stamp();
	if (agent_own.interrupted)
		result = agent_fail(EINTR);
	else if (listens(listener))
		result = connect_in_line(fd, listener, address, &record);
	else
		result = connect_real(fd, address);
	if (result < 0 && errno == ECONNREFUSED &&
	    agent_object(listener)->options & LISTENER_LISTENS)
		agent_saw_end_of(listener, where);
	return finish(&record, result);
}

/* A second call asks how the first one fared. */
static bool is_connected(int fd)
{
	unsigned object = agent_object_fd(fd);

	return object && agent_object(object)->kind == OBJECT_SOCKET;
}

AGENT_EXPORT int connect(int fd, __CONST_SOCKADDR_ARG given, socklen_t length)
{
	uint32_t where = AGENT_CALLER;
	struct address address;

	if (!agent_on())
		return REAL(connect)(fd, given, length);
	if (!is_connected(fd) && agent_find_address(fd, given.__sockaddr__, length, &address)) {
		agent_given_hash(NULL, hash_bytes(given.__sockaddr__, length));
		return connect_to(fd, &address, where);
	}
	if (agent_mailbox_of(fd) &&
	    agent_find_mail_address(fd, given.__sockaddr__, length, &address)) {
		agent_given_hash(NULL, hash_bytes(given.__sockaddr__, length));
		return agent_connect_mailbox(fd, &address, where);
	}
	agent_use_descriptor(fd, "connect", length, where);
	if (!is_connected(fd))
		agent_note_host(fd, given.__sockaddr__, length, where);
	else
		agent_note_unconnected(fd, where);
	return REAL(connect)(fd, given, length);
}

/* --- accept ----------------------------------------------------------------------------------- */

/* The connection that was first in line has a descriptor now. */
static uint64_t note_accepted(int fd, unsigned listener)
{
	unsigned direction = first_in_line(listener);
	struct object_entry *object = agent_object(direction);

	if (!direction)
		return agent_object_fd(fd);
	agent_set_key(fd, direction);
	object->waits_at = 0;
	agent_object(listener)->value--;
	return direction | (uint64_t)object->peer << 16;
}

static int accept_real(int fd, unsigned listener, struct sockaddr *out, socklen_t *length,
		       int flags, uint64_t *directions)
{
	struct address address = {.length = sizeof(address.kernel)};
	int result = REAL(accept4)(fd, ADDRESS_OUT(&address.kernel.any), &address.length, flags);

	if (result < 0)
		return result;
	send_at_once(result);
	*directions = note_accepted(result, listener);
	agent_count_ends((unsigned)*directions & 0xffff, BOTH_ENDS, 1);
	agent_tell_address(&address, false, out, length);
	return result;
}

static int accept_at(int fd, unsigned listener, struct sockaddr *out, socklen_t *length, int flags,
		     uint32_t where)
{
	struct transfer transfer = {.operation = OP_ACCEPT,
				    .object = listener,
				    .fd = fd,
				    .at = HERE,
				    .events = POLLIN,
				    .where = where};
	struct record record = agent_record(OP_ACCEPT, listener, where);
	int result;

	agent_touch_common(COMMON_DESCRIPTORS, true);
	agent_given_words((const uint64_t[]){(uintptr_t)out, (uintptr_t)length, (unsigned)flags},
			  3);
	agent_pass_transfer(&transfer);
	record.flags = transfer.flags;
	record.argument = (uint64_t)fd;
	if (agent_own.interrupted)
		result = agent_fail(EINTR);
	else if (transfer.late)
		result = agent_fail(EAGAIN);
	else
		result = accept_real(fd, listener, out, length, flags, &record.value);
	agent_count_in(listener);
	return finish(&record, result);
}

AGENT_EXPORT int accept4(int fd, __SOCKADDR_ARG out, socklen_t *length, int flags)
{
	unsigned listener = agent_on() ? agent_object_fd(fd) : 0;

	if (!listener || agent_object(listener)->kind != OBJECT_LISTENER) {
		agent_use_descriptor(fd, "accept", 0, AGENT_CALLER);
		return REAL(accept4)(fd, out, length, flags);
	}
	return accept_at(fd, listener, out.__sockaddr__, length, flags, AGENT_CALLER);
}

AGENT_EXPORT int accept(int fd, __SOCKADDR_ARG out, socklen_t *length)
{
	unsigned listener = agent_on() ? agent_object_fd(fd) : 0;

	if (!listener || agent_object(listener)->kind != OBJECT_LISTENER) {
		agent_use_descriptor(fd, "accept", 0, AGENT_CALLER);
		return REAL(accept4)(fd, out, length, 0);
	}
	return accept_at(fd, listener, out.__sockaddr__, length, 0, AGENT_CALLER);
}

/* --- shutdown --------------------------------------------------------------------------------- */

static int shut(int fd, unsigned object, int how, uint32_t where)
{
	struct gate gate = gate_of(OP_SHUTDOWN, object, fd, where);
	unsigned peer = agent_object(object)->peer;
	struct record record;
	int result;

	agent_given(NULL, (uint64_t)(unsigned)how);
	record = record_of(&gate, agent_pass(&gate));
	record.value = how == SHUT_RD ? END_READ : how == SHUT_WR ? END_WRITE : BOTH_ENDS;
	record.stamp = agent_stamp();
	result = REAL(shutdown)(fd, how);
	agent_object(object)->options &= (uint8_t)~LISTENER_LISTENS; /* if it is one */
	if (peer)
		agent_note_change(peer);
	return finish(&record, result);
}

AGENT_EXPORT int shutdown(int fd, int how)
{
	uint32_t where = AGENT_CALLER;
	unsigned object = agent_on() ? agent_object_fd(fd) : 0;

	if (object)
		return shut(fd, object, how, where);
	agent_use_descriptor(fd, "shutdown", (unsigned)how, where);
	return REAL(shutdown)(fd, how);
}

/* --- what a socket says of itself ------------------------------------------------------------- */

static int name_of(__typeof__(getsockname) *real, int fd, bool any, struct sockaddr *out,
		   socklen_t *length)
{
	struct address address = {.length = sizeof(address.kernel)};
	int result = real(fd, ADDRESS_OUT(&address.kernel.any), &address.length);

	if (result == 0)
		agent_tell_address(&address, any, out, length);
	return result;
}

AGENT_EXPORT int getsockname(int fd, __SOCKADDR_ARG out, socklen_t *length)
{
	unsigned object;
	bool has_address;

	if (!agent_on())
		return REAL(getsockname)(fd, out, length);
	agent_use_descriptor(fd, "getsockname", 0, AGENT_CALLER);
	object = agent_object_fd(fd);
	has_address = agent_object(object)->kind == OBJECT_LISTENER ||
		      agent_object(object)->kind == OBJECT_MAILBOX;
	return name_of(REAL(getsockname), fd,
		       has_address && agent_object(object)->options & LISTENER_ANY,
		       out.__sockaddr__, length);
}

AGENT_EXPORT int getpeername(int fd, __SOCKADDR_ARG out, socklen_t *length)
{
	agent_use_descriptor(fd, "getpeername", 0, AGENT_CALLER);
	return agent_on() ? name_of(REAL(getpeername), fd, false, out.__sockaddr__, length)
			  : REAL(getpeername)(fd, out, length);
}
