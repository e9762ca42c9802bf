#include "control/inlet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int write_all(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t written = write(fd, bytes, length);

		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		}
	}
	return 0;
}

/* No run is to change what the next one is given. */
static int seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0
		       ? -errno
		       : 0;
}

int inlet_init(struct inlet *inlet, const struct input *given)
{
	int error;

	*inlet = (struct inlet){.given = *given, .bytes = -1, .reads = -1, .writes = -1};
	inlet->given.bytes = NULL; /* they were borrowed */
	if (!given->is_given || !given->length)
		return 0;
	inlet->bytes = memfd_create("ipcstage-input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (inlet->bytes < 0)
		return -errno;
	error = write_all(inlet->bytes, given->bytes, given->length);
	return error ? error : seal(inlet->bytes);
}

void inlet_share(struct inlet *inlet, const struct inlet *other)
{
	inlet->given = other->given;
	inlet->bytes = other->bytes < 0 ? -1 : fcntl(other->bytes, F_DUPFD_CLOEXEC, 0);
}

void inlet_release(struct inlet *inlet)
{
	close_if_open(&inlet->bytes);
	close_if_open(&inlet->reads);
	close_if_open(&inlet->writes);
}

/* Opened anew, it has a position of its own. */
static int open_bytes(const struct inlet *inlet)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", inlet->bytes);
	fd = open(inlet->bytes >= 0 ? path : "/dev/null", O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int inlet_open(struct inlet *inlet)
{
	int ends[2];

	if (inlet->given.is_given)
		return open_bytes(inlet);
	close_if_open(&inlet->reads);
	close_if_open(&inlet->writes);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	/* Whoever has read from it may have died by now: that is not to end us. */
	inlet->reads = fcntl(ends[0], F_DUPFD_CLOEXEC, 0);
	inlet->writes = ends[1];
	fcntl(inlet->writes, F_SETFL, O_NONBLOCK);
	return ends[0];
}

int inlet_type(struct inlet *inlet, const char *text, size_t length)
{
	ssize_t written;

	if (inlet->writes < 0)
		return -EPIPE;
	if (!length) {
		close_if_open(&inlet->writes);
		return 0;
	}
	written = write(inlet->writes, text, length);
	return written < 0 ? -errno : written == (ssize_t)length ? 0 : -EAGAIN;
}
