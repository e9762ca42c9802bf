/*
 * Stream sockets between processes of one host: TCP on the loopback address, or Unix sockets.
 *
 * A server listens at an address and accepts, a client connects; then both sides send and receive
 * bytes. A stream keeps their order and nothing else: what is sent by one call may be received by
 * several, so each side has to know how many bytes come, or receive until the end. What is
 * returned is an ordinary descriptor, close-on-exec, to be closed with close(2).
 *
 * Time-outs are those of mp/deadline.h. Nothing raises SIGPIPE, nothing is printed: errors are
 * returned as -errno. socket(7), tcp(7), unix(7).
 */
#ifndef IPCSTAGE_MP_SOCKET_H
#define IPCSTAGE_MP_SOCKET_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

/* Where to meet. Plain data: copy it as you like. */
struct mp_address {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_un un;
	} at;
	socklen_t length;
};

/* A TCP port on 127.0.0.1. With 0 the kernel chooses one: see mp_socket_address(). */
struct mp_address mp_address_tcp(uint16_t port);

/*
 * The path of a Unix socket; one that begins with '@' stands for an abstract name, which makes no
 * file. Returns 0, or -ENAMETOOLONG above 107 bytes, or -EINVAL for "".
 */
int mp_address_unix(struct mp_address *address, const char *path);

/*
 * Listen; `backlog` connections and one more can wait to be accepted. A TCP port is free again as
 * soon as nobody listens at it (SO_REUSEADDR). A path stays when its server has gone: unlink(2) it
 * before, or this returns -EADDRINUSE. Never blocks. Returns a descriptor or -errno; it is
 * non-blocking (fcntl(2)), so that of several who accept at it none waits beyond its time-out.
 */
int mp_socket_listen(const struct mp_address *address, int backlog);

/* The address that a listening socket got. Returns 0 or -errno. */
int mp_socket_address(int listener, struct mp_address *address);

/* Accept the connection that has waited longest. Returns a descriptor, -EAGAIN, -ETIMEDOUT, … */
int mp_socket_accept(int listener, long timeout_ms);

/*
 * Connect. Returns a descriptor as soon as the connection stands in the line of the listener;
 * -ECONNREFUSED when nobody listens, -ENOENT when there is no such path; -EAGAIN or -ETIMEDOUT
 * while the line is full.
 */
int mp_socket_connect(const struct mp_address *address, long timeout_ms);

/*
 * Send all of it. Blocks while there is no space. Returns 0; -EPIPE or -ECONNRESET when the other
 * side has gone; -EAGAIN or -ETIMEDOUT: then a part of it may have been sent.
 */
int mp_socket_send(int fd, const void *bytes, size_t size, long timeout_ms);

/*
 * Receive exactly `size` bytes. Returns `size`, or fewer when the other side has closed before; or
 * -EAGAIN or -ETIMEDOUT: then what had come by that time is lost; or -ECONNRESET.
 */
ssize_t mp_socket_receive(int fd, void *bytes, size_t size, long timeout_ms);

#endif
