/*
 * Addresses of sockets, as the program and as the kernel know them.
 */
#ifndef IPCSTAGE_KINDS_LISTENER_CALLS_ADDRESS_H
#define IPCSTAGE_KINDS_LISTENER_CALLS_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "base/hash.h"
#include "trace/trace.h"

/* With _GNU_SOURCE addresses are a union of all kinds of pointers to them (socket(2)). */
#define ADDRESS_IN(pointer)  ((__CONST_SOCKADDR_ARG){.__sockaddr__ = (pointer)})
#define ADDRESS_OUT(pointer) ((__SOCKADDR_ARG){.__sockaddr__ = (pointer)})

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
	} kernel; /* what the kernel is told, or has told */
	socklen_t length;
	uint16_t port;	   /* 0: one that is free */
	bool any;	   /* any address of this host */
	bool is_path;	   /* binding to it makes a file */
	struct hash key;   /* the same for all that mean the same ... */
	struct hash place; /* ... by name; and by the socket's file, hash_none(): there is none */
	char name[TRACE_NAME]; /* "port 5000" */
};

/*
 * What a program gave bind(2) or connect(2). False when it is not of this host, or the socket has
 * no connections: then the call is not shown.
 */
bool agent_find_address(int fd, const struct sockaddr *given, socklen_t length,
			struct address *address);

/*
 * The same of a socket without connections. Also false when others than the run would have the
 * address.
 */
bool agent_find_mail_address(int fd, const struct sockaddr *given, socklen_t length,
			     struct address *address);

/* The address that has been found is one of these: a port of UDP is another than that of TCP. */
void agent_make_mail_address(struct address *address);

/* ::1 stands for an IPv4 address here. */
void agent_allow_mapped(int fd, int family);

/* bind(2) to a port that nobody has been given in this run: it is in `address` then. */
int agent_bind_free_port(int fd, struct address *address);

/* A path is about to be bound; and has been. Of an address that is none nothing is done. */
void agent_keep_socket(const struct address *address);
void agent_note_socket(const struct address *address);

/* What goes through a socket without connections is not followed: then it is said. */
void agent_note_unconnected(int fd, uint32_t where);

/* The same of what connect(2) was given; and what goes to another host is not, either. */
void agent_note_host(int fd, const struct sockaddr *given, socklen_t length, uint32_t where);

/* Whether a socket of the internet is bound already. */
bool agent_has_port(int fd);

/* An address to connect from, with a port of its own; the same, and bound to it. */
void agent_find_source(int family, struct address *address);
int agent_bind_source(int fd, int family, struct address *address);

/* A port that was not given to anybody in this run; the same one in every run of a schedule. */
uint16_t agent_next_port(void);
void agent_set_port(struct address *address, uint16_t port);

/* A hash of the socket that lies at a path, which may have other names, such as /proc/self/fd/5;
 * hash_none(): none. */
struct hash agent_socket_place(const struct address *address);

/* Give the program an address of the kernel's, as accept(2) does; NULL: it does not want it. */
void agent_tell_address(const struct address *address, bool any, struct sockaddr *out,
			socklen_t *length);

#endif
