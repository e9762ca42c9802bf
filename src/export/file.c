/*
 * A run as a file: writing goes to one beside the file that is meant, which then takes its name
 * (rename(2)); so nobody ever finds half of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "export/export.h"
#include "run/recording.h"

enum { HEAD = 4096 /* bytes in which a recording says what it is */ };

/* The bits that open(2) would have given a new file. */
static mode_t usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Write all of it and close the file. */
static int fill(int fd, const struct exporter *exporter, const struct told_run *run,
		struct error *error)
{
	FILE *file = fdopen(fd, "w");
	bool failed;
	int result;

	if (!file) {
		close(fd);
		return error_set(error, "%s", strerror(ENOMEM));
	}
	result = export_run(exporter, run, file, error);
	errno = 0;
	failed = fflush(file) != 0 || ferror(file);
	errno = failed && !errno ? EIO : errno;
	if (fclose(file) != 0 || failed)
		return error_set(error, "%s", strerror(errno));
	return result;
}

/* Write beside `path`, then give it the name. */
static int write_beside(const char *path, const struct exporter *exporter,
			const struct told_run *run, struct error *error)
{
	char *beside = NULL;
	int fd, result;

	if (asprintf(&beside, "%s.XXXXXX", path) < 0)
		return error_set(error, "%s", strerror(ENOMEM));
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		free(beside);
		return error_set(error, "%s", strerror(errno));
	}
	fchmod(fd, usual_mode());
	result = fill(fd, exporter, run, error);
	if (result == 0 && rename(beside, path) < 0)
		result = error_set(error, "%s", strerror(errno));
	if (result < 0)
		unlink(beside);
	free(beside);
	return result;
}

int export_run_file(const struct exporter *exporter, const char *path, const struct told_run *run,
		    struct error *error)
{
	struct error why;
	struct stat there;
	char *real;
	int result;

	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
		return error_set(error, "%s: it is there and no regular file", path);
	real = realpath(path, NULL); /* a link stays one */
	result = write_beside(real ? real : path, exporter, run, &why);
	free(real);
	return result < 0 ? error_set(error, "%s: %s", path, why.text) : 0;
}

/* Of what is no recording nothing is lost. An empty file has been made to be written. */
static bool is_recording(const char *path)
{
	char head[HEAD + 1];
	FILE *file = fopen(path, "re");
	size_t length;

	if (!file)
		return false;
	length = fread(head, 1, HEAD, file);
	head[length] = '\0';
	fclose(file);
	return length == 0 || strstr(head, recording_key);
}

/* The folder that a file is to be made in. */
static int look_at_folder(const char *path, struct error *error)
{
	char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') : NULL;
	int failed;

	if (slash)
		slash[slash == folder] = '\0';
	failed = access(slash ? folder : ".", W_OK | X_OK);
	free(folder);
	return failed ? error_set(error, "%s: %s", path, strerror(errno)) : 0;
}

int recording_may_be(const char *path, struct error *error)
{
	struct stat there;

	if (stat(path, &there) < 0)
		return look_at_folder(path, error);
	if (!S_ISREG(there.st_mode))
		return error_set(error, "%s: it is there and no regular file", path);
	if (!is_recording(path))
		return error_set(error, "%s: it is there and no recording, and stays as it is",
				 path);
	return look_at_folder(path, error);
}

int recording_write(const char *path, const struct told_run *run, struct error *error)
{
	if (recording_may_be(path, error) < 0)
		return -1;
	return export_run_file(&exporter_recording, path, run, error);
}
