/*
 * Addresses: what a program calls an address, and what the kernel is told instead.
 *
 * Every run has a loopback address of its own out of 127.0.0.0/8: the program says 127.0.0.1 and
 * hears 127.0.0.1, the kernel is told another one. So runs do not come into each other's way, ports
 * are free again at once (no TIME_WAIT of an earlier run is in the way), nothing outside the run
 * can be reached by chance, and a port that nobody chose can be the same in every run. IPv6 has but
 * one loopback address: ::1 goes to the same place in its IPv4-mapped form. Names of the abstract
 * namespace get a prefix of the run's own; a path is a path (unix(7)), and is removed with the run.
 */
#include "kinds/listener/calls_address.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "kinds/file_name/calls.h"
#include "kinds/file_name/calls_keep.h"

enum {
	LOCALHOST = 0x7f000001,
	FIRST_PORT = 32768, /* as ip_local_port_range begins (ip(7)) */
	PATH_AT = offsetof(struct sockaddr_un, sun_path),
	PREFIX = 9, /* "7f812345/" in front of an abstract name */
	AUTO_NAME = 5,
};

static bool is_loopback(uint32_t host)
{
	return host == INADDR_ANY || host >> 24 == 127;
}

static uint32_t mapped_host(const struct in6_addr *host)
{
	uint32_t last;

	memcpy(&last, &host->s6_addr[12], sizeof(last));
	return ntohl(last);
}

static bool is_here(const struct sockaddr *address, socklen_t length)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;

	if (!address || length < sizeof(sa_family_t))
		return false;
	switch (address->sa_family) {
	case AF_UNIX:
		return length <= sizeof(struct sockaddr_un);
	case AF_INET:
		return length >= sizeof(*in) && is_loopback(ntohl(in->sin_addr.s_addr));
	case AF_INET6:
		if (length < sizeof(*in6))
			return false;
		if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
			return is_loopback(mapped_host(&in6->sin6_addr));
		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) ||
		       IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr);
	default:
		return false;
	}
}

/* 0: it is no socket. */
static int type_of(int fd)
{
	int type = 0;
	socklen_t length = sizeof(type);

	return REAL(getsockopt)(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 ? type : 0;
}

/* Streams, and messages over a connection; what comes without one is not followed. */
static bool has_connections(int fd)
{
	int type = type_of(fd);

	return type == SOCK_STREAM || type == SOCK_SEQPACKET;
}

void agent_note_unconnected(int fd, uint32_t where)
{
	int error = errno;

	if (agent_on() && type_of(fd) && !has_connections(fd)) {
		agent_blind(UNSEEN_DATAGRAM, 0, where);
		agent.trace->fd_changes++; /* somebody may wait for it */
	}
	errno = error;
}

void agent_note_host(int fd, const struct sockaddr *given, socklen_t length, uint32_t where)
{
	bool is_host = given && length >= sizeof(struct sockaddr_in) &&
		       (given->sa_family == AF_INET || given->sa_family == AF_INET6);

	agent_note_unconnected(fd, where);
	if (is_host && has_connections(fd) && !is_here(given, length))
		agent_blind(UNSEEN_HOST, 0, where);
}

/* --- to the kernel ---------------------------------------------------------------------------- */

static bool is_any(const struct address *address)
{
	return address->kernel.any.sa_family == AF_INET
		       ? address->kernel.in.sin_addr.s_addr == htonl(INADDR_ANY)
		       : IN6_IS_ADDR_UNSPECIFIED(&address->kernel.in6.sin6_addr);
}

static void map_host(struct in6_addr *host)
{
	const uint32_t last = htonl(agent.trace->loopback);

	memset(host, 0, sizeof(*host));
	host->s6_addr[10] = host->s6_addr[11] = 0xff;
	memcpy(&host->s6_addr[12], &last, sizeof(last));
}

static void find_host(struct address *address)
{
	struct sockaddr_in *in = &address->kernel.in;
	struct sockaddr_in6 *in6 = &address->kernel.in6;

	address->any = is_any(address);
	if (in->sin_family == AF_INET6)
		map_host(&in6->sin6_addr);
	else if (address->any || in->sin_addr.s_addr == htonl(LOCALHOST))
		in->sin_addr.s_addr = htonl(agent.trace->loopback);
	address->port = ntohs(in->sin_port); /* at the same place in both */
}

void agent_set_port(struct address *address, uint16_t port)
{
	address->port = port;
	address->kernel.in.sin_port = htons(port);
	address->key = hash_fold(hash_none(), port);
	snprintf(address->name, sizeof(address->name), "port %u", port);
}

bool agent_has_port(int fd)
{
	struct sockaddr_in6 bound = {0}; /* room for either */
	socklen_t length = sizeof(bound);

	return REAL(getsockname)(fd, ADDRESS_OUT((struct sockaddr *)&bound), &length) < 0 ||
	       bound.sin6_port;
}

int agent_bind_free_port(int fd, struct address *address)
{
	int result;

	do {
		agent_set_port(address, agent_next_port());
		result = REAL(bind)(fd, ADDRESS_IN(&address->kernel.any), address->length);
	} while (result < 0 && errno == EADDRINUSE);
	return result;
}

void agent_allow_mapped(int fd, int family)
{
	const int no = 0;

	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
}

uint16_t agent_next_port(void)
{
	return (uint16_t)(FIRST_PORT + agent.trace->ports++ % (UINT16_MAX - FIRST_PORT));
}

/* A path by its last part; "@" stands for the zero of an abstract name, as ss(8) has it. */
static void name_path(struct address *address, const char *path, size_t length)
{
	const char *slash = memrchr(path, '/', length);
	char text[sizeof(address->kernel.un.sun_path) + 1] = "";

	if (path[0] && slash && slash + 1 < path + length) {
		length -= (size_t)(slash + 1 - path);
		path = slash + 1;
	}
	memcpy(text, path, length);
	if (!text[0])
		text[0] = '@';
	snprintf(address->name, sizeof(address->name), "%.*s", (int)sizeof(address->name) - 1,
		 text);
}

/* An abstract name is often given with all the zeros behind it. */
static size_t without_zeros(const char *path, size_t length)
{
	while (length > 1 && path[length - 1] == '\0')
		length--;
	return length;
}

/* Returns whether it fits. */
static bool put_prefix(struct address *address, size_t length)
{
	char *path = address->kernel.un.sun_path;
	char prefix[PREFIX + 1];

	if (length + PREFIX > sizeof(address->kernel.un.sun_path))
		return false;
	snprintf(prefix, sizeof(prefix), "%08x/", agent.trace->loopback);
	memmove(path + 1 + PREFIX, path + 1, length - 1);
	memcpy(path + 1, prefix, PREFIX);
	address->length += PREFIX;
	return true;
}

struct hash agent_socket_place(const struct address *address)
{
	char path[sizeof(address->kernel.un.sun_path) + 1] = "";
	struct stat file;

	memcpy(path, address->kernel.un.sun_path, sizeof(address->kernel.un.sun_path));
	if (REAL(fstatat)(AT_FDCWD, path, &file, 0) || !S_ISSOCK(file.st_mode))
		return hash_none();
	return hash_fold(hash_fold(hash_none(), file.st_dev), file.st_ino);
}

/* The kernel's path need not end with a NUL. */
void agent_keep_socket(const struct address *address)
{
	char path[sizeof(address->kernel.un.sun_path) + 1] = "";

	if (!address->is_path)
		return;
	memcpy(path, address->kernel.un.sun_path, sizeof(path) - 1);
	agent_keep_name(AT_FDCWD, path);
}

void agent_note_socket(const struct address *address)
{
	if (!address->is_path)
		return;
	agent_note_name(AT_FDCWD, address->kernel.un.sun_path);
	agent_note_path(address->kernel.un.sun_path, sizeof(address->kernel.un.sun_path));
}

static bool find_path(struct address *address)
{
	char *path = address->kernel.un.sun_path;
	size_t length = address->length - PATH_AT;

	if (length == 0) { /* whatever name is free (unix(7)) */
		snprintf(path + 1, AUTO_NAME + 1, "%05x", agent.trace->ports++ & 0xfffff);
		length = 1 + AUTO_NAME;
	}
	address->is_path = path[0] != '\0';
	length = address->is_path ? strnlen(path, length) : without_zeros(path, length);
	if (!address->is_path)
		address->length = (socklen_t)(PATH_AT + length);
	else
		address->place = agent_socket_place(address);
	address->key = hash_bytes(path, length);
	name_path(address, path, length);
	return address->is_path || put_prefix(address, length);
}

static bool find_address(const struct sockaddr *given, socklen_t length, struct address *address)
{
	if (!is_here(given, length))
		return false;
	memset(address, 0, sizeof(*address));
	address->length = length < sizeof(address->kernel) ? length : sizeof(address->kernel);
	memcpy(&address->kernel, given, address->length);
	if (given->sa_family == AF_UNIX)
		return find_path(address);
	find_host(address);
	agent_set_port(address, address->port);
	return true;
}

bool agent_find_address(int fd, const struct sockaddr *given, socklen_t length,
			struct address *address)
{
	return has_connections(fd) && find_address(given, length, address);
}

/* Another address of 127.0.0.0/8 is the same one in every run. */
static bool is_of_run(const struct address *address)
{
	return address->kernel.any.sa_family != AF_INET ||
	       address->kernel.in.sin_addr.s_addr == htonl(agent.trace->loopback);
}

void agent_make_mail_address(struct address *address)
{
	address->key = hash_fold(address->key, SOCK_DGRAM);
}

bool agent_find_mail_address(int fd, const struct sockaddr *given, socklen_t length,
			     struct address *address)
{
	if (type_of(fd) != SOCK_DGRAM || !find_address(given, length, address) ||
	    !is_of_run(address))
		return false;
	agent_make_mail_address(address);
	return true;
}

void agent_find_source(int family, struct address *address)
{
	memset(address, 0, sizeof(*address));
	address->kernel.any.sa_family = (sa_family_t)family;
	address->length =
		family == AF_INET ? sizeof(address->kernel.in) : sizeof(address->kernel.in6);
	find_host(address);
	agent_set_port(address, agent_next_port());
}

int agent_bind_source(int fd, int family, struct address *address)
{
	int result;

	agent_find_source(family, address);
	while ((result = REAL(bind)(fd, ADDRESS_IN(&address->kernel.any), address->length)) < 0 &&
	       errno == EADDRINUSE)
		agent_set_port(address, agent_next_port());
	return result;
}

/* --- from the kernel -------------------------------------------------------------------------- */

static void tell_host(struct sockaddr_in *in, bool any)
{
	if (in->sin_addr.s_addr == htonl(agent.trace->loopback))
		in->sin_addr.s_addr = htonl(any ? INADDR_ANY : LOCALHOST);
}

static void tell_host6(struct sockaddr_in6 *in6, bool any)
{
	if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr) &&
	    mapped_host(&in6->sin6_addr) == agent.trace->loopback)
		in6->sin6_addr = any ? in6addr_any : in6addr_loopback;
}

static void tell_path(struct sockaddr_un *un, socklen_t *length)
{
	size_t used = *length > PATH_AT ? *length - PATH_AT : 0;

	if (used < 1 + PREFIX || un->sun_path[0])
		return;
	memmove(un->sun_path + 1, un->sun_path + 1 + PREFIX, used - 1 - PREFIX);
	*length -= PREFIX;
}

void agent_tell_address(const struct address *address, bool any, struct sockaddr *out,
			socklen_t *length)
{
	struct address told = *address;

	if (!out || !length)
		return;
	if (told.kernel.any.sa_family == AF_INET)
		tell_host(&told.kernel.in, any);
	else if (told.kernel.any.sa_family == AF_INET6)
		tell_host6(&told.kernel.in6, any);
	else if (told.kernel.any.sa_family == AF_UNIX)
		tell_path(&told.kernel.un, &told.length);
	memcpy(out, &told.kernel, told.length < *length ? told.length : *length);
	agent_untold_bytes(&told.kernel, told.length);
	*length = told.length;
}
