/*
 * A queue of messages between processes, first in first out.
 *
 * Built as in Python's multiprocessing, without its feeder thread: a pipe(7) with a reader lock
 * and a writer lock, and a semaphore that counts the free slots. Make it before forking those
 * who use it; each has every right. In the pipe a message is
 *
 *	length (4 bytes, big-endian) | serial number (4 bytes, big-endian) | `length` bytes
 *
 * up to 16384 bytes in one write(2), longer ones in two. The serial numbers, from 1, serve those
 * who watch. A message is whole only because of the locks.
 *
 * Who dies in a put or a get may leave a lock taken (the others wait for ever), a slot taken, or
 * half a message in the pipe; the kernel cleans up none of these. In between dying does no harm.
 * The queue itself is gone with the last process that has it; nothing has a name.
 */
#ifndef IPCSTAGE_MP_QUEUE_H
#define IPCSTAGE_MP_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "mp/deadline.h"

struct mp_queue;

/* Options of a queue. */
enum {
	MP_QUEUE_UNLOCKED = 1, /* without its two locks: safe for one producer and one consumer */
};

/*
 * Make a queue of at most `capacity` messages (0: no limit but the pipe's 64 KiB) of at most
 * `message_max` bytes each. `name` is what it is called on stage.
 *
 * Returns 0 and the queue in *queue, which mp_queue_free() gives back; or -errno with *queue
 * untouched: -EINVAL for a capacity above SEM_VALUE_MAX or a message_max above INT32_MAX,
 * -EMFILE, -ENOMEM.
 */
int mp_queue_new(struct mp_queue **queue, unsigned capacity, size_t message_max, unsigned options,
		 const char *name);

/* Give back this process's share: its descriptors and memory. NULL is allowed. */
void mp_queue_free(struct mp_queue *queue);

/*
 * Put in a message of `size` bytes; 0 is a message too.
 *
 * Blocks while all slots are taken, another process is putting, or the pipe is full. The time-out
 * covers all three; but once a message longer than PIPE_BUF (4096 with its 8 bytes of header) has
 * been begun it is finished, however long that takes.
 * Returns 0; -EAGAIN or -ETIMEDOUT with nothing put; -EMSGSIZE when it is too long; -EPIPE after
 * mp_queue_close().
 */
int mp_queue_put(struct mp_queue *queue, const void *message, size_t size, long timeout_ms);

/*
 * Take the oldest message out, into `capacity` bytes, which must hold message_max.
 *
 * Blocks while another process is taking or the queue is empty. The time-out covers both; a
 * message that has been begun is read to its end.
 * Returns its size; -EAGAIN or -ETIMEDOUT with nothing taken; -EMSGSIZE when `capacity` is too
 * small; -EPIPE when it is empty and every process that had it has closed it, freed it or ended;
 * -EBADMSG when what was taken is no message: a writer died in the middle of one, or the locks
 * were left out. After that no message can be trusted.
 */
ssize_t mp_queue_get(struct mp_queue *queue, void *message, size_t capacity, long timeout_ms);

/* Say that this process will put nothing more. Taking still works. May be called twice. */
void mp_queue_close(struct mp_queue *queue);

/*
 * How it stood a moment ago; never block, and promise nothing about the next call. The size
 * counts the slots taken, that is also messages that are being put; `empty` looks into the pipe.
 */
unsigned mp_queue_size(struct mp_queue *queue);
bool mp_queue_is_empty(struct mp_queue *queue);
bool mp_queue_is_full(struct mp_queue *queue);

/* Where the queue's shared part lies: what it is known by to those who watch. Borrowed. */
const void *mp_queue_shared(const struct mp_queue *queue);

#endif
