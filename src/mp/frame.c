/*
 * Framed messages. A pipe and a socket say in different words that the other side has gone: a
 * socket that was closed with something unread says so once with ECONNRESET, after what was sent
 * before (unix(7)). It is the end all the same.
 */
#include "mp/private/frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include "mp/private/stream.h"

enum { ONE_WRITE = 16384 /* longest message that is written together with its head */ };

static int write_frame(int fd, const uint32_t *head, size_t words, const void *message)
{
	const size_t head_size = words * sizeof(head[0]), size = head[0];
	char frame[MP_FRAME_WORDS * sizeof(head[0]) + ONE_WRITE];

	for (size_t i = 0; i < words; i++) {
		uint32_t word = htonl(head[i]);
		memcpy(frame + i * sizeof(word), &word, sizeof(word));
	}
	if (size > ONE_WRITE) {
		int error = mp_stream_write(fd, frame, head_size);
		return error ? error : mp_stream_write(fd, message, size);
	}
	if (size > 0)
		memcpy(frame + head_size, message, size);
	return mp_stream_write(fd, frame, head_size + size);
}

int mp_frame_send(int fd, const uint32_t *head, size_t words, const void *message)
{
	int error = write_frame(fd, head, words, message);

	return error == -ECONNRESET ? -EPIPE : error;
}

int mp_frame_begin(int fd, uint32_t *head, size_t words)
{
	const size_t size = words * sizeof(head[0]);
	ssize_t got = mp_stream_read(fd, head, size);

	if (got == 0 || got == -ECONNRESET)
		return -EPIPE;
	if (got < 0)
		return (int)got;
	if ((size_t)got < size)
		return -EBADMSG;
	for (size_t i = 0; i < words; i++)
		head[i] = ntohl(head[i]);
	return 0;
}

ssize_t mp_frame_finish(int fd, void *message, size_t size)
{
	ssize_t got = mp_stream_read(fd, message, size);

	if (got < 0 && got != -ECONNRESET)
		return got;
	return got == (ssize_t)size ? got : -EBADMSG;
}
