/*
 * Collects in a memfd that takes the place of the terminal's descriptor for the time of a frame.
 *
 * The terminal is opened a second time for sending: O_NONBLOCK belongs to the open file, and the
 * one that was given is the shell's as well.
 */
#include "tui/terminal/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct frame closed = {
	.device = -1,
	.memory = -1,
	.sender = -1,
	.bytes = MAP_FAILED,
};

static int duplicate(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/* Address space, not memory: the largest frame of the largest terminal is well below. */
static const size_t frame_room = (size_t)64 << 20;

static int open_sender(int terminal)
{
	char path[PATH_MAX];
	int fd = -1;

	if (ttyname_r(terminal, path, sizeof path) == 0)
		fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	/* Without a name (another mount namespace) it has to be the one that may block. */
	return fd >= 0 ? fd : duplicate(terminal);
}

int frame_init(struct frame *frame, int terminal)
{
	*frame = (struct frame){
		.device = duplicate(terminal),
		.memory = memfd_create("ipcstage-frame", MFD_CLOEXEC),
		.sender = open_sender(terminal),
		.bytes = MAP_FAILED,
	};
	int screen = duplicate(terminal);
	if (screen >= 0)
		frame->screen = fdopen(screen, "w");
	if (frame->memory >= 0)
		frame->bytes = mmap(NULL, frame_room, PROT_READ, MAP_SHARED | MAP_NORESERVE,
				    frame->memory, 0);
	if (frame->screen && frame->device >= 0 && frame->sender >= 0 && frame->bytes != MAP_FAILED)
		return 0;

	int error = errno;
	frame_release(frame);
	return -error;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void frame_release(struct frame *frame)
{
	if (frame->bytes != MAP_FAILED)
		munmap(frame->bytes, frame_room);
	if (frame->screen)
		fclose(frame->screen);
	close_if_open(frame->device);
	close_if_open(frame->memory);
	close_if_open(frame->sender);
	*frame = closed;
}

void frame_begin(struct frame *frame)
{
	lseek(frame->memory, 0, SEEK_SET);
	dup3(frame->memory, fileno(frame->screen), O_CLOEXEC);
}

void frame_end(struct frame *frame)
{
	off_t length = lseek(frame->memory, 0, SEEK_CUR);

	dup3(frame->device, fileno(frame->screen), O_CLOEXEC);
	frame->sent = 0;
	frame->length = (size_t)length < frame_room ? (size_t)length : frame_room;
}

bool frame_send(struct frame *frame)
{
	while (frame->sent < frame->length) {
		ssize_t n = write(frame->sender, frame->bytes + frame->sent,
				  frame->length - frame->sent);
		if (n > 0)
			frame->sent += (size_t)n;
		else if (errno == EAGAIN)
			return false;
		else if (errno != EINTR)
			frame->sent = frame->length; /* the terminal is gone: nobody to send to */
	}
	return true;
}

bool frame_send_within(struct frame *frame, int wait_ms)
{
	enum { SLICE_MS = 20 };
	struct pollfd ready = {.fd = frame->sender, .events = POLLOUT};

	for (; !frame_send(frame); wait_ms -= SLICE_MS) {
		if (wait_ms <= 0)
			return false;
		poll(&ready, 1, SLICE_MS);
	}
	return true;
}
