/*
 * A manager: a process of its own that keeps objects for others, who work on them by messages.
 *
 * Its server listens on a Unix socket (unix(7)) that has no name once the manager has started, so
 * nothing can be left behind: those who inherited the manager reach it through a descriptor. A peer
 * that runs for another user is refused (SO_PEERCRED, socket(7)). Each process that calls gets a
 * connection of its own, at its first call. A call is a request and a reply; the server does one at
 * a time, so each is whole, but two calls are two: others may come between.
 *
 * What objects can do is said by classes, tables of methods that run in the server. Ready ones for
 * values, texts, lists, dictionaries, queues and locks are in mp/shared_objects.h.
 *
 * The server is a copy of the process that starts it (mp/process.h) and keeps open what that has
 * open: start it before pipes and queues are made, or their readers never see an end.
 *
 * The server ends when it is told to, or when the last process that inherited the manager has
 * ended, however it did. A process that is killed in a call takes nothing with it but what its
 * method had done; a lock it held stays taken. When the server is killed every call returns -EPIPE.
 */
#ifndef IPCSTAGE_MP_MANAGER_H
#define IPCSTAGE_MP_MANAGER_H

#include <stddef.h>
#include <sys/types.h>
#include "mp/manager_class.h"

struct mp_manager;

/* An object of a manager. Plain data: may be copied and passed on to who inherited the manager. */
struct mp_proxy {
	struct mp_manager *manager;
	const struct mp_class *class;
	unsigned number; /* from 1, in order of creation */
};

/*
 * Start one whose objects are of these classes, which are borrowed as long as it lives. Before the
 * processes that use it are forked.
 * Returns 0 and the manager, to be given back with mp_manager_free(); or -errno with *manager
 * untouched and no process left: -EINVAL without a class, -ENOMEM, -EMFILE, -EAGAIN, or what
 * mkdtemp(3) and bind(2) say. TMPDIR, or /tmp, must be writable for a moment.
 */
int mp_manager_start(struct mp_manager **manager, const struct mp_class *const *classes,
		     unsigned class_count);

/*
 * In the process that started it: tell the server to end, wait for it, give everything back. In
 * another one: give back this process's share. NULL is allowed.
 */
void mp_manager_free(struct mp_manager *manager);

/*
 * Make an object of one of its classes. Blocks while the server is busy. Returns 0 and *proxy;
 * -EINVAL for another class; -ENOSPC after MP_MANAGER_OBJECTS; -ENOMEM in the server; or as
 * mp_proxy_call().
 */
int mp_manager_create(struct mp_manager *manager, const struct mp_class *class,
		      struct mp_proxy *proxy);

/*
 * Call a method by its place in the class's table. Blocks until the server has replied.
 * Returns the size of the result, which is in `result` of `capacity` bytes; what the method
 * returned when it failed; -EINVAL for no such method; -EMSGSIZE when the argument is too long or
 * `capacity` too small (the method has been run then); -EACCES when the server refuses this
 * process; -EPIPE when there is no server any more; -EUSERS when it has too many clients.
 */
ssize_t mp_proxy_call(const struct mp_proxy *proxy, unsigned method, const void *argument,
		      size_t size, void *result, size_t capacity);

/*
 * Write what is in an object into `out`, as its class shows it, cut to `size` with its NUL: a list
 * of mp/shared_objects.h as Python would, "[1, 2]". Returns 0, or as mp_proxy_call(); -ENOTSUP for
 * a class that shows nothing.
 */
int mp_proxy_show(const struct mp_proxy *proxy, char *out, size_t size);

/* Where the manager's shared part lies: what it is known by to those who watch. Borrowed. */
const void *mp_manager_shared(const struct mp_manager *manager);

#endif
