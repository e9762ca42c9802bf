#include "cli/given_input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli/options.h"

/* All that there is, from where it stands. Returns its length, or -1 with errno. */
static ssize_t read_all(int fd, char *out)
{
	size_t length = 0;
	ssize_t got;

	do {
		got = read(fd, out + length, SUBJECT_INPUT + 1 - length);
		length += got > 0 ? (size_t)got : 0;
	} while (length <= SUBJECT_INPUT && (got > 0 || (got < 0 && errno == EINTR)));
	return got < 0 ? -1 : (ssize_t)length;
}

static void take(const char *command, const char *path, int fd, struct subject *subject)
{
	char *bytes = malloc(SUBJECT_INPUT + 1);
	ssize_t length = bytes ? read_all(fd, bytes) : -1;

	if (length < 0)
		options_wrong(command, "--input: %s: %s", path, strerror(errno));
	if (length > SUBJECT_INPUT)
		options_wrong(command, "--input: %s: it is longer than %d bytes", path,
			      SUBJECT_INPUT);
	if (subject_give(subject, bytes, (size_t)length) < 0)
		options_wrong(command, "out of memory");
	free(bytes);
}

static void take_file(const char *command, const char *path, struct subject *subject)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		options_wrong(command, "--input: %s: %s", path, strerror(errno));
	take(command, path, fd, subject);
	close(fd);
}

/*
 * Where it is a pipe nobody knows whether it ever ends, and most programs do not read: whoever
 * wants that says so.
 */
static void take_redirected(const char *command, struct subject *subject)
{
	struct stat file;

	if (fstat(STDIN_FILENO, &file) < 0)
		return;
	if (S_ISREG(file.st_mode))
		take(command, "standard input", STDIN_FILENO, subject);
	else if (S_ISCHR(file.st_mode) && !isatty(STDIN_FILENO))
		subject_give(subject, "", 0);
}

void given_input_take(const char *command, const char *path, bool redirected,
		      struct subject *subject)
{
	if (path && strcmp(path, "-") == 0)
		take(command, "standard input", STDIN_FILENO, subject);
	else if (path)
		take_file(command, path, subject);
	else if (redirected)
		take_redirected(command, subject);
}
