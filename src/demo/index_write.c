/*
 * Writing the index. The viewer never does: it is made with the program, and only then.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "demo/demo_schema.h"
#include "demo/index.h"
#include "demo/index_internal.h"
#include "demo/load.h"

/* What is written: names and rows, and the descriptions. */
struct output {
	FILE *rows, *packed;
	char *row_bytes, *packed_bytes;
	size_t row_size, packed_size; /* known after fflush() */
	uint64_t count;
};

static bool open_output(struct output *output)
{
	output->rows = open_memstream(&output->row_bytes, &output->row_size);
	output->packed = open_memstream(&output->packed_bytes, &output->packed_size);
	return output->rows && output->packed;
}

/* False when memory was out. */
static bool flush_output(struct output *output)
{
	return fflush(output->rows) == 0 && fflush(output->packed) == 0 && !ferror(output->rows) &&
	       !ferror(output->packed);
}

static void close_output(struct output *output)
{
	if (output->rows)
		fclose(output->rows);
	if (output->packed)
		fclose(output->packed);
	free(output->row_bytes);
	free(output->packed_bytes);
}

static bool look_at_file(const char *path, struct index_row *row)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return false;
	row->yaml_size = status.st_size;
	row->yaml_written = status.st_mtim.tv_sec;
	return demo_index_sum_file(AT_FDCWD, path, (size_t)status.st_size, &row->yaml_sum);
}

static bool write_demo(struct output *output, const struct demo *demo, struct index_row *row)
{
	row->order = demo->order;
	row->at = output->packed_size;
	row->memory = pack(output->packed, &demo_schema, demo);
	if (fflush(output->packed) != 0)
		return false;
	row->size = output->packed_size - row->at;
	row->checksum = checksum(0, output->packed_bytes + row->at, row->size);
	pack_text(output->rows, demo->name);
	fwrite(row, sizeof(*row), 1, output->rows);
	output->count++;
	return true;
}

/* The file is looked at first: what is read is it, or newer (see write_file()). */
static bool write_folder(struct output *output, const char *root, const char *name)
{
	struct index_row row;
	char path[PATH_MAX];
	struct error error;
	struct demo *demo;
	bool written;

	if (snprintf(path, sizeof(path), "%s/demos/%s/%s.yaml", root, name, name) >=
		    (int)sizeof(path) ||
	    !look_at_file(path, &row))
		return true;
	demo = demo_load(path, &error);
	written = !demo || write_demo(output, demo, &row);
	demo_free(demo);
	return written;
}

/*
 * Who starts meanwhile finds the old file or the new one, whole. Its time is that when its making
 * began, so that the time of a YAML file that was edited since is not believed.
 */
static bool write_file(const char *path, const struct output *output, const struct timespec *now)
{
	const struct timespec times[2] = {*now, *now};
	struct index_head head = {
		.magic = DEMO_INDEX_MAGIC,
		.layout = pack_layout(&demo_schema),
		.count = output->count,
		.size = output->row_size,
	};
	char fresh[PATH_MAX + sizeof(".XXXXXX")];
	FILE *file;
	bool written;
	int fd, reason;

	head.checksum = demo_index_sum(&head, output->row_bytes);
	/* Two builds at once each have a file of their own. */
	snprintf(fresh, sizeof(fresh), "%s.XXXXXX", path);
	fd = mkostemp(fresh, O_CLOEXEC);
	if (fd < 0)
		return false;
	fchmod(fd, 0644); /* mkstemp(3) keeps it from others; who installs copies it as it is */
	file = fdopen(fd, "w");
	if (!file) {
		close(fd);
		unlink(fresh);
		return false;
	}
	fwrite(&head, sizeof(head), 1, file);
	fwrite(output->row_bytes, 1, output->row_size, file);
	fwrite(output->packed_bytes, 1, output->packed_size, file);
	written = fflush(file) == 0 && !ferror(file) && futimens(fileno(file), times) == 0;
	written = fclose(file) == 0 && written && rename(fresh, path) == 0;
	if (written)
		return true;
	reason = errno;
	unlink(fresh);
	errno = reason;
	return false;
}

static bool write_index(const char *root, const char *path, struct dirent **names, int count,
			const struct timespec *now)
{
	struct output output = {0};
	bool written = open_output(&output);

	for (int i = 0; written && i < count; i++)
		written =
			names[i]->d_name[0] == '.' || write_folder(&output, root, names[i]->d_name);
	written = written && flush_output(&output) && write_file(path, &output, now);
	close_output(&output);
	return written;
}

/* As strcmp() has it: alphasort() is the locale's. */
static int by_folder(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

int demo_index_write(const char *root, const struct timespec *now, struct error *error)
{
	char demos[PATH_MAX], path[PATH_MAX];
	struct dirent **names;
	bool written;
	int count;

	snprintf(demos, sizeof(demos), "%s/demos", root);
	snprintf(path, sizeof(path), "%s/demos.index", root);
	count = scandir(demos, &names, NULL, by_folder);
	if (count < 0)
		return error_set(error, "%s: cannot be read: %s", demos, strerror(errno));
	written = write_index(root, path, names, count, now);
	if (!written)
		error_set(error, "%s: cannot be written: %s", path, strerror(errno));
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return written ? 0 : -1;
}
