/*
 * A run as a file: writing goes to one beside the file that is meant, which then takes its name
 * (rename(2)); so nobody ever finds half of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "export/export.h"

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

int recording_write(const char *path, const struct told_run *run, struct error *error)
{
	return export_run_file(&exporter_recording, path, run, error);
}
