/*
 * Arrays that grow: the one place that makes them larger.
 */
#ifndef IPCSTAGE_BASE_VECTOR_H
#define IPCSTAGE_BASE_VECTOR_H

#include <stddef.h>

/*
 * An array with room for one more than `count`, of `size` bytes each, moved if need be. *room is
 * for how many there is room; NULL and 0 at first. What is new in it is not zeroed. Returns NULL
 * when memory is out: the old one is still valid then.
 */
void *vector_with_room(void *vector, size_t *room, size_t count, size_t size);

#endif
