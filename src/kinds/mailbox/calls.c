/*
 * Sockets without connections: udp(7), and SOCK_DGRAM of unix(7). What goes through them is sent
 * and received in the socket's folder; who gets it is found here.
 *
 * Every such socket is an object from the moment when it is made, since others may come to have it.
 * An address is one from the moment when somebody first speaks of it, and what is bound there
 * becomes that: whoever sent there before somebody was stands before the same mailbox. What is sent
 * to nobody, or where there is no room, is lost without a word (udp(7)): the record of a message
 * that was lost says that nothing was moved.
 */
#include "kinds/mailbox/calls.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/fd_kinds.h"
#include "agent/calls/transfers.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/gate.h"
#include "agent/core/life.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "kinds/listener/calls_address.h"

enum { LATE_MS = 100 }; /* the kernel takes no longer to hand over what was sent on this host */

/* --- mailboxes -------------------------------------------------------------------------------- */

unsigned agent_mailbox_of(int fd)
{
	unsigned object = agent_object_fd(fd);

	return agent_object(object)->kind == OBJECT_MAILBOX ? object : 0;
}

static int option_of(int fd, int option)
{
	int value = 0;
	socklen_t length = sizeof(value);

	return REAL(getsockopt)(fd, SOL_SOCKET, option, &value, &length) < 0 ? 0 : value;
}

static bool is_internet(int fd)
{
	return option_of(fd, SO_DOMAIN) != AF_UNIX;
}

/* Others of this type, such as those of ICMP, are not for processes to talk by. */
static bool has_mail(int fd)
{
	int domain = option_of(fd, SO_DOMAIN), protocol = option_of(fd, SO_PROTOCOL);

	if (option_of(fd, SO_TYPE) != SOCK_DGRAM)
		return false;
	return domain == AF_UNIX ||
	       ((domain == AF_INET || domain == AF_INET6) && protocol == IPPROTO_UDP);
}

void agent_note_new_socket(int fd)
{
	uint64_t key[2] = {(uint64_t)KEY_ANONYMOUS << KEY_SHIFT, 0};
	unsigned number;
	bool created;

	if (!has_mail(fd))
		return;
	agent_settle();
	key[1] = ++agent.trace->mappings;
	number = trace_object(agent.trace, OBJECT_MAILBOX, key, agent_alone(), &created);
	if (!number)
		return;
	agent_object(number)->is_hidden = true;
	agent_set_key(fd, number);
	agent_note_descriptor(fd, number);
}

void agent_follow_mailbox(unsigned object)
{
	uint32_t *now = agent.ends[object], *before = agent.ends[agent_object(object)->was];

	for (unsigned i = 0; i < 2; i++) {
		now[i] += before[i];
		before[i] = 0;
	}
}

/* By the file, which may have several names, or by the name. */
static unsigned find_mailbox(const struct address *address)
{
	unsigned count = trace_objects(agent.trace), named = 0;

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *object = agent_object(i);

		if (object->kind != OBJECT_MAILBOX || hash_is_none(object->address))
			continue;
		if (!hash_is_none(address->place) && hash_equals(object->place, address->place))
			return i;
		if (hash_equals(object->address, address->key))
			named = i;
	}
	return named;
}

/* The object of an address, made when it is first spoken of. Then it is not told yet. */
static unsigned make_mailbox(const struct address *address)
{
	unsigned number = find_mailbox(address);
	struct object_entry *object;
	uint64_t key[2];
	bool created;

	if (number)
		return number;
	object_key_of(key, KEY_ADDRESS, address->key);
	number = trace_object(agent.trace, OBJECT_MAILBOX, key, set_none(), &created);
	object = agent_object(number);
	object->address = address->key;
	if (!created)
		return number;
	object->is_hidden = true;
	memcpy(object->name, address->name, sizeof(object->name));
	return number;
}

static void show(unsigned mailbox, uint32_t where)
{
	if (!agent_object(mailbox)->is_hidden)
		return;
	agent_object(mailbox)->is_hidden = false;
	agent_repeat_name(mailbox, where);
}

static unsigned mailbox_at(const struct address *address, uint32_t where)
{
	unsigned number = make_mailbox(address);

	show(number, where);
	return number;
}

static bool is_bound(unsigned mailbox)
{
	const struct object_entry *object = agent_object(mailbox);

	return object->options & MAILBOX_BOUND &&
	       !set_is_empty(trace_alive_in(agent.trace, shared_set_get(&object->holders)));
}

/* What is in it hangs on whether this was before or after each message. */
static void mark(unsigned mailbox, uint64_t what)
{
	struct object_entry *object = agent_object(mailbox);

	object->content = hash_fold(hash_fold(object->content, object->changes), what);
}

/* --- bind ------------------------------------------------------------------------------------- */

/* From here on the descriptor stands for the address. */
static void take_place(int fd, unsigned own, unsigned mailbox)
{
	struct object_entry *to = agent_object(mailbox), *from = agent_object(own);

	agent_forget_key(fd);
	agent_set_key(fd, mailbox);
	shared_set_put(&to->holders, shared_set_get(&from->holders));
	to->was = (uint16_t)own;
	to->peer = from->peer;
	to->content = hash_join(to->content, from->content);
	to->value = 0;
	agent_follow_mailbox(mailbox);
}

/*
 * Where somebody else is bound already, by SO_REUSEPORT, or under a name that was removed: two have
 * the address.
 */
static void stand_beside(int fd, unsigned own, const struct address *address, uint32_t where)
{
	agent_object(own)->address = address->key;
	agent_object(own)->is_hidden = false;
	agent_name_object(own, address->name, where);
	if (is_internet(fd))
		agent_blind(UNSEEN_DATAGRAM, 0, where);
}

/* Returns the number that it has from now on. */
static unsigned note_bound(int fd, unsigned mailbox, const struct address *address, uint32_t where)
{
	unsigned own = agent_mailbox_of(fd);

	if (is_bound(mailbox)) {
		stand_beside(fd, own, address, where);
		mailbox = own;
	} else {
		if (agent_object(mailbox)->options & MAILBOX_BOUND)
			agent_saw_end_of(mailbox, where);
		take_place(fd, own, mailbox);
	}
	agent_object(mailbox)->options =
		(uint8_t)(MAILBOX_BOUND | (address->any ? LISTENER_ANY : 0));
	if (address->is_path)
		agent_object(mailbox)->place = agent_socket_place(address);
	agent_note_socket(address);
	return mailbox;
}

static struct record record_of(enum operation operation, unsigned mailbox, int fd, uint8_t flags,
			       uint32_t where)
{
	struct record record = agent_record(operation, mailbox, where);

	record.flags = flags;
	record.argument = (uint64_t)fd;
	return record;
}

static int finish(struct record *record, int result)
{
	agent_write_result(record, result);
	agent_note_change(record->object);
	return result;
}

static int bind_free(int fd, struct address *address, uint32_t where)
{
	int result = agent_bind_free_port(fd, address);
	struct record record;
	unsigned mailbox;

	agent_make_mail_address(address);
	mailbox = mailbox_at(address, where);
	if (result == 0)
		mailbox = note_bound(fd, mailbox, address, where);
	record = record_of(OP_BIND, mailbox, fd, 0, where);
	return finish(&record, result);
}

int agent_bind_mailbox(int fd, struct address *address, uint32_t where)
{
	unsigned mailbox;
	uint8_t flags;
	struct record record;
	int result, error;

	agent_settle();
	agent_allow_mapped(fd, address->kernel.any.sa_family);
	if (address->kernel.any.sa_family != AF_UNIX && address->port == 0)
		return bind_free(fd, address, where); /* its name is not known before */
	mailbox = mailbox_at(address, where);
	flags = agent_pass_step(OP_BIND, mailbox, where);
	trace_lock(agent.trace);
	agent_keep_socket(address);
	result = REAL(bind)(fd, ADDRESS_IN(&address->kernel.any), address->length);
	error = errno;
	trace_unlock(agent.trace);
	if (result == 0)
		mailbox = note_bound(fd, mailbox, address, where);
	record = record_of(OP_BIND, mailbox, fd, flags, where);
	errno = error;
	return finish(&record, result);
}

/* Whoever sends, or connects, is given a port by it: one of the run's. Returns its mailbox. */
static unsigned bind_by_itself(int fd, uint32_t where)
{
	int family = option_of(fd, SO_DOMAIN);
	struct address source;

	if (family == AF_UNIX || agent_has_port(fd))
		return 0;
	agent_allow_mapped(fd, family);
	if (agent_bind_source(fd, family, &source) < 0)
		return 0;
	agent_make_mail_address(&source);
	return note_bound(fd, make_mailbox(&source), &source, where);
}

/* That is a part of the step, and so told after it. */
static void tell_bound(unsigned mailbox, int fd, uint32_t where)
{
	struct record record = record_of(OP_BIND, mailbox, fd, 0, where);

	if (!mailbox)
		return;
	show(mailbox, where);
	finish(&record, 0);
}

/* --- connect ---------------------------------------------------------------------------------- */

/* What it receives from now on is only from there. */
static void note_connected(int fd, unsigned mailbox)
{
	struct object_entry *own = agent_object(agent_mailbox_of(fd));

	own->peer = (uint16_t)mailbox;
	own->options &= (uint8_t)~LISTENER_ANY;
	mark(agent_mailbox_of(fd), mailbox);
}

int agent_connect_mailbox(int fd, const struct address *address, uint32_t where)
{
	unsigned mailbox = mailbox_at(address, where);
	uint8_t flags = agent_pass_step(OP_CONNECT, mailbox, where);
	unsigned source = bind_by_itself(fd, where);
	struct record record;
	int result;

	record = record_of(OP_CONNECT, mailbox, fd, flags, where);
	result = REAL(connect)(fd, ADDRESS_IN(&address->kernel.any), address->length);
	if (result == 0)
		note_connected(fd, mailbox);
	else if (errno == ECONNREFUSED)
		agent_saw_end_of(mailbox, where);
	finish(&record, result);
	tell_bound(source, fd, where);
	return result;
}

/* --- sending ---------------------------------------------------------------------------------- */

unsigned agent_mailbox_for(int fd, const struct msghdr *message, struct address *address,
			   uint32_t where)
{
	unsigned own = agent_mailbox_of(fd);

	if (own && !message->msg_name)
		return agent_written_object(own);
	if (!own || !agent_find_mail_address(fd, message->msg_name, message->msg_namelen, address))
		return 0;
	return mailbox_at(address, where);
}

unsigned agent_begin_mail(const struct transfer *transfer)
{
	return agent_object(transfer->object)->kind == OBJECT_MAILBOX
		       ? bind_by_itself(transfer->fd, transfer->where)
		       : 0;
}

void agent_end_mail(const struct transfer *transfer, unsigned bound)
{
	int error = errno;

	tell_bound(bound, transfer->fd, transfer->where);
	errno = error;
}

/* Whether somebody takes there what this one sends. */
static bool takes(unsigned mailbox, unsigned from)
{
	unsigned peer = agent_object(mailbox)->peer;

	return is_bound(mailbox) && (!peer || peer == from);
}

/* The messages that the kernel says it has dropped for a socket: of a line of /proc/net/udp. */
static bool tells_dropped(const char *line, uint64_t inode, uint32_t *dropped)
{
	unsigned long of;

	return sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %*s %*s %" SCNu32, &of,
		      dropped) == 2 &&
	       of == inode;
}

static uint32_t find_dropped(int fd, uint64_t inode)
{
	bool is_old = option_of(fd, SO_DOMAIN) == AF_INET;
	int table = REAL(openat)(AT_FDCWD, is_old ? "/proc/net/udp" : "/proc/net/udp6",
				 O_RDONLY | O_CLOEXEC, 0);
	uint32_t dropped = 0;
	char text[4096];
	size_t used = 0;
	ssize_t got;

	while (table >= 0 && (got = REAL(read)(table, text + used, sizeof(text) - 1 - used)) > 0) {
		char *line = text, *end;

		text[used += (size_t)got] = '\0';
		for (; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			if (tells_dropped(line, inode, &dropped))
				break;
		}
		used = strlen(line);
		memmove(text, line, used);
	}
	if (table >= 0)
		REAL(close)(table);
	return dropped;
}

/* Whether there was no room for the last message: only the kernel knows. One is always taken. */
static bool was_dropped(int fd, unsigned mailbox)
{
	struct object_entry *object = agent_object(mailbox);
	uint32_t before = object->size;

	if (object->value)
		object->size = find_dropped(fd, object->key[1]);
	return object->size != before;
}

/* Whom it is connected to is not there: the next call is told. */
static void note_refusal(int fd)
{
	struct pollfd poll = {.fd = fd};
	const struct timespec now = {0, 0};

	if (REAL(ppoll)(&poll, 1, &now, NULL) > 0)
		agent_untold_pair((unsigned)fd, (uint64_t)poll.revents);
}

ssize_t agent_note_mail(const struct transfer *transfer, ssize_t result)
{
	unsigned own = agent_mailbox_of(transfer->fd);
	bool is_lost = false;

	if (result < 0 || agent_object(transfer->object)->kind != OBJECT_MAILBOX)
		return result;
	if (is_internet(transfer->fd)) {
		is_lost = !takes(transfer->object, own) ||
			  was_dropped(transfer->fd, transfer->object);
		note_refusal(transfer->fd);
	}
	if (!is_lost)
		agent_object(transfer->object)->value++;
	return is_lost ? 0 : result;
}

/* --- whether there is room, or a message ------------------------------------------------------ */

bool agent_has_buffer(int fd)
{
	int queued = 0;

	return REAL(ioctl)(fd, TIOCOUTQ, &queued) < 0 || queued + 1 < option_of(fd, SO_SNDBUF);
}

/* Where a descriptor's messages go by themselves; false: nowhere. */
static bool find_peer(int fd, struct address *address)
{
	address->length = sizeof(address->kernel);
	return REAL(getpeername)(fd, ADDRESS_OUT(&address->kernel.any), &address->length) == 0;
}

/* What waits there is as much as may (unix(7)): another socket asks, which the kernel answers. */
static bool is_full(int fd, const struct address *to)
{
	int other = REAL(socket)(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool is = false;

	if (other < 0)
		return false;
	if (REAL(connect)(other, ADDRESS_IN(&to->kernel.any), to->length) == 0)
		is = !agent_is_ready(other, POLLOUT);
	else
		is = !agent_is_ready(fd, POLLOUT);
	REAL(close)(other);
	return is;
}

static bool has_room(const struct transfer *transfer)
{
	unsigned own = agent_mailbox_of(transfer->fd);
	const struct object_entry *object = agent_object(transfer->object);
	const struct address *to = transfer->to;
	struct address peer;

	if (is_internet(transfer->fd))
		return agent_is_ready(transfer->fd, POLLOUT);
	if (!agent_has_buffer(transfer->fd))
		return false;
	if (object->value == 0 || transfer->object == own || (own && object->peer == own))
		return true;
	if (!to && !find_peer(transfer->fd, &peer))
		return true;
	return !is_full(transfer->fd, to ? to : &peer);
}

/* What was sent on this host is there at once, unless the kernel is busy. */
static bool is_late(const struct transfer *transfer)
{
	struct object_entry *object = agent_object(transfer->object);
	const struct timespec limit = {0, LATE_MS * 1000000L};
	struct pollfd poll = {.fd = transfer->fd, .events = POLLIN};

	if (object->value == 0 || !is_internet(transfer->fd))
		return false;
	if (REAL(ppoll)(&poll, 1, &limit, NULL) > 0)
		return true;
	object->value = 0;
	return false;
}

bool agent_mail_is_ready(const struct transfer *transfer)
{
	if (transfer->events == POLLOUT)
		return has_room(transfer);
	return agent_is_ready(transfer->fd, POLLIN) || is_late(transfer);
}

/* --- receiving -------------------------------------------------------------------------------- */

ssize_t agent_receive_mail(const struct transfer *transfer, struct msghdr *message, int flags)
{
	struct object_entry *object = agent_object(transfer->object);
	struct address from = {.length = sizeof(from.kernel)};
	struct sockaddr *name = message->msg_name;
	socklen_t room = message->msg_namelen;
	ssize_t result;

	message->msg_name = &from.kernel;
	message->msg_namelen = sizeof(from.kernel);
	result = REAL(recvmsg)(transfer->fd, message, flags);
	from.length = message->msg_namelen;
	message->msg_name = name;
	message->msg_namelen = room;
	if (result >= 0 && name)
		agent_tell_address(&from, false, name, &message->msg_namelen);
	if (result >= 0 && transfer->operation == OP_READ && object->value)
		object->value--;
	if (!is_internet(transfer->fd)) /* it gives its sender room, wherever he sends */
		agent.trace->fd_closings++;
	if (result < 0 && errno == ECONNREFUSED)
		agent_saw_end_of(object->peer, transfer->where);
	return result;
}

/* --- as what lies behind a descriptor --------------------------------------------------------- */

unsigned agent_mail_held(unsigned object)
{
	return agent_object(object)->options & MAILBOX_BOUND && agent.ends[object][0] == 1;
}

void agent_mail_given_back(unsigned object, unsigned held_before, uint32_t where)
{
	(void)object;
	(void)held_before;
	(void)where;
}

void agent_mail_left(unsigned mailbox)
{
	struct object_entry *object = agent_object(mailbox);

	shared_set_remove(&object->holders, agent_entry()->space);
	if (!set_is_empty(shared_set_get(&object->holders)))
		return;
	mark(mailbox, OP_CLOSE);
	object->options = 0;
	object->peer = 0;
	object->value = object->size = 0;
}
