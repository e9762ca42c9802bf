/*
 * Messages in a stream of bytes, as CPython's Lib/multiprocessing/connection.py frames them: the
 * message's length and whatever its sender adds, as 32-bit words in network byte order, and then
 * the message. Private to this library.
 *
 * One process at a time may send, and one receive.
 */
#ifndef IPCSTAGE_MP_PRIVATE_FRAME_H
#define IPCSTAGE_MP_PRIVATE_FRAME_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { MP_FRAME_WORDS = 2 /* before a message, at most */ };

/*
 * Send a message of head[0] bytes after the `words` words of its head: in one write(2), or in two
 * when it is longer than 16384 bytes. Blocks while there is no space. Returns 0 or -errno; -EPIPE
 * when nobody can receive it, without SIGPIPE.
 */
int mp_frame_send(int fd, const uint32_t *head, size_t words, const void *message);

/*
 * Receive the head of the next message. Blocks until it is there. Returns 0; -EPIPE at the end of
 * all messages; -EBADMSG when it is cut off; or -errno of read(2).
 */
int mp_frame_begin(int fd, uint32_t *head, size_t words);

/*
 * Receive the message after its head, all of its `size` bytes, and block for that. Returns its
 * size; -EBADMSG when it is cut off; or -errno of read(2).
 */
ssize_t mp_frame_finish(int fd, void *message, size_t size);

#endif
