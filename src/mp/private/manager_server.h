/*
 * The server of a manager, and what it and its clients say to each other. Private to the manager.
 */
#ifndef IPCSTAGE_MP_PRIVATE_MANAGER_SERVER_H
#define IPCSTAGE_MP_PRIVATE_MANAGER_SERVER_H

#include <stdalign.h>
#include <stdint.h>
#include "mp/manager_class.h"

struct mp_proxy;

/* A request: a message of a connection (mp/pipe.h). */
struct mp_manager_request {
	unsigned object; /* 0: the manager itself */
	unsigned method; /* of the object; or enum mp_manager_own_method */
	alignas(max_align_t) unsigned char argument[MP_MANAGER_MESSAGE];
};

/* A reply. The first one of a connection comes unasked and says whether the peer is served. */
struct mp_manager_reply {
	int64_t outcome; /* size of the result, or -errno */
	alignas(max_align_t) unsigned char result[MP_MANAGER_MESSAGE];
};

enum mp_manager_own_method {
	MP_MANAGER_CREATE, /* argument: unsigned, the class; result: unsigned, the object's number
			    */
	MP_MANAGER_SHOW,   /* argument: unsigned, an object's number; result: text with its NUL */
	MP_MANAGER_SHUTDOWN,
};

/* What the server is started with. */
struct mp_manager_service {
	const struct mp_class *const *classes; /* borrowed */
	unsigned class_count;
	int listener;	    /* a socket that listens */
	int lifeline;	    /* a pipe's read end: at its end nobody is left to serve */
	const void *shared; /* what the manager is known by */
};

/* Serve until told to end. Blocks. Returns the exit status of the process. */
int mp_manager_serve(const struct mp_manager_service *service);

/* As mp_proxy_call(); the library was called at `caller`, which the stage shows. */
ssize_t mp_proxy_call_from(const struct mp_proxy *proxy, unsigned method, const void *argument,
			   size_t size, void *result, size_t capacity, const void *caller);

#endif
