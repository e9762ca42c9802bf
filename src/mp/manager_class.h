/*
 * What the objects of a manager can do, in its server: see mp/manager.h.
 */
#ifndef IPCSTAGE_MP_MANAGER_CLASS_H
#define IPCSTAGE_MP_MANAGER_CLASS_H

#include <stddef.h>
#include <sys/types.h>

enum {
	MP_MANAGER_MESSAGE = 4096, /* bytes of an argument or a result, at most */
	MP_MANAGER_OBJECTS = 64,
	MP_MANAGER_CLIENTS = 64, /* processes at a time */
};

/*
 * Runs in the server. `argument` and `result` are aligned for any type; `result` has space for
 * MP_MANAGER_MESSAGE bytes. Returns the size of the result, or -errno. -EINPROGRESS means that it
 * cannot be done yet and has changed nothing: the caller waits, and the method is called again
 * after others have called methods of the same object.
 */
typedef ssize_t mp_manager_method(void *object, const void *argument, size_t size, void *result);

struct mp_method {
	const char *name; /* as it is called on stage */
	mp_manager_method *run;
};

struct mp_class {
	const char *name;
	size_t size; /* bytes of an object, all zero at first */
	const struct mp_method *methods;
	unsigned method_count;
	/* Write what is in an object into `out`, which is ""; for who watches. Or NULL. */
	void (*show)(const void *object, char *out, size_t size);
};

#endif
