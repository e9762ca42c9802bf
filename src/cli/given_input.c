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

/* Who asks, for messages. */
struct asker {
	const char *command, *option;
};

/* All of it; the caller frees it. */
static char *take(const struct asker *asker, const char *path, int fd, size_t *size)
{
	char *bytes = malloc(SUBJECT_INPUT + 1);
	ssize_t length = bytes && fd >= 0 ? read_all(fd, bytes) : -1;

	if (length < 0)
		options_wrong(asker->command, "%s: %s: %s", asker->option, path, strerror(errno));
	if (length > SUBJECT_INPUT)
		options_wrong(asker->command, "%s: %s: it is longer than %d bytes", asker->option,
			      path, SUBJECT_INPUT);
	*size = (size_t)length;
	return bytes;
}

static char *take_file(const struct asker *asker, const char *path, size_t *size)
{
	bool is_own = strcmp(path, "-") == 0;
	int fd = is_own ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = take(asker, is_own ? "standard input" : path, fd, size);

	if (!is_own)
		close(fd);
	return bytes;
}

static void give_file(const struct asker *asker, const char *path, struct subject *subject)
{
	size_t size;
	char *bytes = take_file(asker, path, &size);

	if (subject_give(subject, bytes, size) < 0)
		options_wrong(asker->command, "out of memory");
	free(bytes);
}

/*
 * Where it is a pipe nobody knows whether it ever ends, and most programs do not read: whoever
 * wants that says so.
 */
static void take_redirected(const struct asker *asker, struct subject *subject)
{
	struct stat file;

	if (fstat(STDIN_FILENO, &file) < 0)
		return;
	if (S_ISREG(file.st_mode))
		give_file(asker, "-", subject);
	else if (S_ISCHR(file.st_mode) && !isatty(STDIN_FILENO))
		subject_give(subject, "", 0);
}

void given_input_take(const char *command, const char *path, bool redirected,
		      struct subject *subject)
{
	const struct asker asker = {command, "--input"};

	if (path)
		give_file(&asker, path, subject);
	else if (redirected)
		take_redirected(&asker, subject);
}

/* What cannot be typed is refused here, not in the middle of a run. */
static void check_lines(const struct asker *asker, const struct typed_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		if (strlen(lines->list[i]) > SESSION_LINE)
			options_wrong(asker->command, "%s: line %zu is longer than %d bytes",
				      asker->option, i + 1, SESSION_LINE);
	}
}

void given_lines_take(const char *command, const char *path, struct subject *subject)
{
	const struct asker asker = {command, "--lines"};
	struct typed_lines lines = {0};
	size_t size;
	char *bytes = take_file(&asker, path, &size);

	if (memchr(bytes, '\0', size))
		options_wrong(command, "--lines: %s is no text", path);
	if (!typed_lines_split(&lines, bytes, size) || subject_type(subject, &lines) < 0)
		options_wrong(command, "out of memory");
	check_lines(&asker, &lines);
	typed_lines_release(&lines);
	free(bytes);
}
