/*
 * The queue: a pipe for the messages, two locks to keep them whole, a semaphore for the slots.
 *
 * The number of calls on the kernel's objects depends only on what is done, never on how fast:
 * a time-out costs a poll(2) before the pipe is touched, waiting without limit costs none. The
 * pipe stays blocking throughout. pipe(7), sem_overview(7).
 */
#include "mp/queue.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/lock.h"
#include "mp/memory.h"
#include "mp/private/frame.h"
#include "mp/private/stream.h"
#include "mp/semaphore.h"

/* What all its users have in common. No pointers, no pids: equal runs leave equal bytes here. */
struct shared {
	struct mp_lock reader_lock;
	struct mp_lock writer_lock;
	struct mp_semaphore slots; /* one token for each free slot */
	atomic_uint put_count;	   /* serial number of the newest message */
};

struct mp_queue {
	struct mp_memory memory; /* holds *shared */
	struct shared *shared;
	int read_fd;
	int write_fd; /* -1 after mp_queue_close() */
	unsigned capacity;
	size_t message_max; /* bytes */
	bool locked;
};

/* What stands before each message in the pipe. */
enum { HEAD_LENGTH, HEAD_SERIAL, HEAD_WORDS };
static_assert((int)HEAD_WORDS <= (int)MP_FRAME_WORDS, "the head of a frame holds it");

static int init_shared(struct mp_queue *queue)
{
	int error = mp_memory_init(&queue->memory, sizeof(*queue->shared));

	if (error)
		return error;
	queue->shared = queue->memory.at;
	error = mp_semaphore_init(&queue->shared->slots, queue->capacity);
	if (!error && queue->locked)
		error = mp_lock_init(&queue->shared->reader_lock);
	if (!error && queue->locked)
		error = mp_lock_init(&queue->shared->writer_lock);
	return error;
}

static int open_pipe(struct mp_queue *queue)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	queue->read_fd = fds[0];
	queue->write_fd = fds[1];
	return 0;
}

/* Tell whoever watches what the queue is made of. */
static void annotate(struct mp_queue *queue, unsigned capacity, const char *name)
{
	struct shared *shared = queue->shared;

	ipcstage_whole(shared, IPCSTAGE_QUEUE, capacity, name);
	ipcstage_part(&shared->slots, shared);
	ipcstage_name(&shared->slots.sem, "slots");
	if (queue->locked) {
		ipcstage_part(&shared->reader_lock, shared);
		ipcstage_name(&shared->reader_lock.semaphore.sem, "reader lock");
		ipcstage_part(&shared->writer_lock, shared);
		ipcstage_name(&shared->writer_lock.semaphore.sem, "writer lock");
	}
	ipcstage_part_fd(queue->read_fd, shared);
	ipcstage_name_fd(queue->read_fd, "pipe");
}

int mp_queue_new(struct mp_queue **out, unsigned capacity, size_t message_max, unsigned options,
		 const char *name)
{
	if (capacity > SEM_VALUE_MAX || message_max > INT32_MAX)
		return -EINVAL;
	struct mp_queue *queue = malloc(sizeof(*queue));
	if (!queue)
		return -ENOMEM;
	*queue = (struct mp_queue){.read_fd = -1,
				   .write_fd = -1,
				   .capacity = capacity ? capacity : SEM_VALUE_MAX,
				   .message_max = message_max,
				   .locked = !(options & MP_QUEUE_UNLOCKED)};
	int error = init_shared(queue);
	if (!error)
		error = open_pipe(queue);
	if (error) {
		mp_queue_free(queue);
		return error;
	}
	annotate(queue, capacity, name);
	*out = queue;
	return 0;
}

/* The semaphores are not destroyed: other processes may still be using them. */
void mp_queue_free(struct mp_queue *queue)
{
	if (!queue)
		return;
	if (queue->read_fd >= 0)
		close(queue->read_fd);
	if (queue->write_fd >= 0)
		close(queue->write_fd);
	mp_memory_release(&queue->memory);
	free(queue);
}

static int lock(struct mp_queue *queue, struct mp_lock *which, const struct mp_deadline *deadline)
{
	return queue->locked ? mp_lock_acquire_by(which, deadline) : 0;
}

static void unlock(struct mp_queue *queue, struct mp_lock *which)
{
	if (queue->locked)
		mp_lock_release(which);
}

/* Wait until the pipe's end is ready; without a time-out that is left to read and write. */
static int await_pipe(int fd, short events, const struct mp_deadline *deadline)
{
	return deadline->timeout_ms < 0 ? 0 : mp_stream_await(fd, events, deadline);
}

/* The part of a put that one process at a time may do. */
static int send_message(struct mp_queue *queue, const void *message, size_t size,
			const struct mp_deadline *deadline)
{
	struct shared *shared = queue->shared;
	int error = lock(queue, &shared->writer_lock, deadline);

	if (error)
		return error;
	error = await_pipe(queue->write_fd, POLLOUT, deadline);
	if (!error) {
		unsigned serial = atomic_fetch_add(&shared->put_count, 1) + 1;
		const uint32_t head[HEAD_WORDS] = {
			[HEAD_LENGTH] = (uint32_t)size, [HEAD_SERIAL] = serial};
		error = mp_frame_send(queue->write_fd, head, HEAD_WORDS, message);
		if (!error)
			ipcstage_item_put(shared, serial, message, size);
	}
	unlock(queue, &shared->writer_lock);
	return error;
}

int mp_queue_put(struct mp_queue *queue, const void *message, size_t size, long timeout_ms)
{
	struct shared *shared = queue->shared;
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	if (size > queue->message_max)
		return -EMSGSIZE;
	if (queue->write_fd < 0)
		return -EPIPE;
	ipcstage_open(shared, "put");
	int error = mp_semaphore_acquire_by(&shared->slots, &deadline);
	if (!error) {
		error = send_message(queue, message, size, &deadline);
		if (error)
			mp_semaphore_release(&shared->slots);
	}
	ipcstage_close(shared);
	return error;
}

/* Read one message. -EPIPE at the end of all messages, -EBADMSG where there should be one. */
static ssize_t read_message(struct mp_queue *queue, void *message)
{
	uint32_t head[HEAD_WORDS];
	int error = mp_frame_begin(queue->read_fd, head, HEAD_WORDS);

	if (error)
		return error;
	if (head[HEAD_LENGTH] > queue->message_max)
		return -EBADMSG;
	ssize_t got = mp_frame_finish(queue->read_fd, message, head[HEAD_LENGTH]);
	if (got >= 0)
		ipcstage_item_take(queue->shared, head[HEAD_SERIAL]);
	return got;
}

/* The part of a get that one process at a time may do. */
static ssize_t receive_message(struct mp_queue *queue, void *message,
			       const struct mp_deadline *deadline)
{
	struct shared *shared = queue->shared;
	ssize_t size = lock(queue, &shared->reader_lock, deadline);

	if (size < 0)
		return size;
	size = await_pipe(queue->read_fd, POLLIN, deadline);
	if (!size)
		size = read_message(queue, message);
	unlock(queue, &shared->reader_lock);
	return size;
}

ssize_t mp_queue_get(struct mp_queue *queue, void *message, size_t capacity, long timeout_ms)
{
	struct shared *shared = queue->shared;
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	if (capacity < queue->message_max)
		return -EMSGSIZE;
	ipcstage_open(shared, "get");
	ssize_t size = receive_message(queue, message, &deadline);
	if (size >= 0 || size == -EBADMSG)
		mp_semaphore_release(&shared->slots);
	ipcstage_close(shared);
	return size;
}

void mp_queue_close(struct mp_queue *queue)
{
	if (queue->write_fd < 0)
		return;
	ipcstage_open(queue->shared, "close");
	close(queue->write_fd);
	queue->write_fd = -1;
	ipcstage_close(queue->shared);
}

unsigned mp_queue_size(struct mp_queue *queue)
{
	ipcstage_open(queue->shared, "size");
	unsigned slots = mp_semaphore_value(&queue->shared->slots);
	ipcstage_close(queue->shared);
	return slots < queue->capacity ? queue->capacity - slots : 0;
}

bool mp_queue_is_empty(struct mp_queue *queue)
{
	struct pollfd end = {.fd = queue->read_fd, .events = POLLIN};

	/* At the end of all messages it is "ready" too, with POLLHUP. */
	ipcstage_open(queue->shared, "empty");
	bool empty = poll(&end, 1, 0) <= 0 || !(end.revents & POLLIN);
	ipcstage_close(queue->shared);
	return empty;
}

bool mp_queue_is_full(struct mp_queue *queue)
{
	ipcstage_open(queue->shared, "full");
	bool full = mp_semaphore_value(&queue->shared->slots) == 0;
	ipcstage_close(queue->shared);
	return full;
}

const void *mp_queue_shared(const struct mp_queue *queue)
{
	return queue->shared;
}
