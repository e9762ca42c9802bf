/*
 * Ready classes of objects for a manager (mp/manager.h), and their calls.
 *
 * What is got is a copy: changing it changes nothing in the manager until it is set again. Each
 * call is one request, whole by itself; a get and a set are two, and somebody may come between.
 * All return 0 or a number, or -errno: what is said here, or as mp_proxy_call().
 */
#ifndef IPCSTAGE_MP_SHARED_OBJECTS_H
#define IPCSTAGE_MP_SHARED_OBJECTS_H

#include "mp/manager.h"
#include "mp/variant.h"

/* At most so many in a list or a queue, and so many in a dictionary. */
enum { MP_SHARED_ITEMS = 64, MP_SHARED_ENTRIES = 32 };

extern const struct mp_class mp_shared_value, mp_shared_list, mp_shared_dict, mp_shared_queue,
	mp_shared_lock;

/* A value: one variant, None at first. */
int mp_shared_value_get(const struct mp_proxy *value, struct mp_variant *out);
int mp_shared_value_set(const struct mp_proxy *value, struct mp_variant to);

/* A list. -ENOSPC when it is full, -ERANGE for an index that is not below its length. */
int mp_shared_list_append(const struct mp_proxy *list, struct mp_variant item);
int mp_shared_list_get(const struct mp_proxy *list, unsigned index, struct mp_variant *out);
int mp_shared_list_set(const struct mp_proxy *list, unsigned index, struct mp_variant to);
int mp_shared_list_length(const struct mp_proxy *list);
int mp_shared_list_reverse(const struct mp_proxy *list);
/* All of it at one moment, at most `capacity` items; returns its length. */
int mp_shared_list_copy(const struct mp_proxy *list, struct mp_variant *out, unsigned capacity);

/* A dictionary; keys are variants too, kept in order of insertion. -ENOENT: no such key; -ENOSPC.
 */
struct mp_shared_entry {
	struct mp_variant key, value;
};
int mp_shared_dict_set(const struct mp_proxy *dict, struct mp_variant key, struct mp_variant to);
int mp_shared_dict_get(const struct mp_proxy *dict, struct mp_variant key, struct mp_variant *out);
int mp_shared_dict_length(const struct mp_proxy *dict);
int mp_shared_dict_copy(const struct mp_proxy *dict, struct mp_shared_entry *out,
			unsigned capacity);

/* A queue. Putting waits while it is full, getting while it is empty. */
int mp_shared_queue_put(const struct mp_proxy *queue, struct mp_variant item);
int mp_shared_queue_get(const struct mp_proxy *queue, struct mp_variant *out);
int mp_shared_queue_size(const struct mp_proxy *queue);

/* A lock: without owner, as mp/lock.h. Releasing one that is open: -EPERM. */
int mp_shared_lock_acquire(const struct mp_proxy *lock);
int mp_shared_lock_release(const struct mp_proxy *lock);

#endif
