/*
 * Tasks of several items, for what maps a function over many. Private to the pool.
 */
#ifndef IPCSTAGE_MP_PRIVATE_POOL_CHUNK_H
#define IPCSTAGE_MP_PRIVATE_POOL_CHUNK_H

#include <stddef.h>
#include <sys/types.h>

struct mp_pool;
struct mp_pool_settings;
struct mp_task;

/* How much a task is to do. */
struct mp_pool_chunk {
	const void *arguments;
	size_t argument_size; /* of an item */
	size_t result_size;   /* from one item's result to the next */
	unsigned items;
	const void *caller; /* where the library was called, for the stage */
};

/* The settings the pool was made with. Borrowed. */
const struct mp_pool_settings *mp_pool_settings_of(const struct mp_pool *pool);

/* Submit a task that calls the function for each item. As mp_pool_apply_async(). */
int mp_pool_submit(struct mp_pool *pool, unsigned function, const struct mp_pool_chunk *chunk,
		   struct mp_task *task);

/* As mp_pool_get(), which was called at `caller`. */
ssize_t mp_pool_get_from(struct mp_pool *pool, struct mp_task task, void *result, size_t capacity,
			 long timeout_ms, const void *caller);

#endif
