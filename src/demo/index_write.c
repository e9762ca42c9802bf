/*
 * Writing the index. The viewer never does: it is made with the program, and only then.
 */
#include "demo/index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "demo/index_internal.h"
#include "demo/schema.h"

static int wrong(struct error *error, const char *path)
{
	return error_set(error, "%.400s: cannot be written: %s", path, strerror(errno));
}

static bool stamp_file(const char *path, struct index_stamp *stamp)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return false;
	*stamp = (struct index_stamp){
		.size = status.st_size,
		.written = status.st_mtim.tv_sec,
	};
	return demo_index_sum_file(AT_FDCWD, path, (size_t)status.st_size, &stamp->content);
}

/* Append a demo to the body; false when memory is out. */
static bool write_demo(FILE *body, struct index_head *head, const struct demo *demo,
		       const struct index_stamp *stamp)
{
	char *packed = NULL;
	size_t size = 0;
	FILE *buffer = open_memstream(&packed, &size);
	uint64_t length;

	if (!buffer)
		return false;
	head->memory += pack(buffer, &demo_schema, demo);
	if (fclose(buffer) != 0) {
		free(packed);
		return false;
	}
	length = size;
	pack_text(body, demo->name);
	fwrite(stamp, sizeof(*stamp), 1, body);
	fwrite(&length, sizeof(length), 1, body);
	fwrite(packed, 1, size, body);
	free(packed);
	head->count++;
	return !ferror(body);
}

/* The stamp is taken first: a file that is edited meanwhile has another one. */
static bool write_folder(FILE *body, struct index_head *head, const char *root, const char *name)
{
	char path[PATH_MAX];
	struct error error;
	struct index_stamp stamp;
	struct demo *demo;
	bool written;

	if (snprintf(path, sizeof(path), "%s/demos/%s/%s.yaml", root, name, name) >=
		    (int)sizeof(path) ||
	    !stamp_file(path, &stamp))
		return true;
	demo = demo_load(path, &error);
	written = !demo || write_demo(body, head, demo, &stamp);
	demo_free(demo);
	return written;
}

/* Who starts meanwhile finds the old file or the new one, whole. */
static bool write_file(const char *path, const struct index_head *head, const char *body,
		       size_t size)
{
	char fresh[PATH_MAX + sizeof(".new")];
	FILE *file;
	bool written;

	snprintf(fresh, sizeof(fresh), "%s.new", path);
	file = fopen(fresh, "we");
	if (!file)
		return false;
	written = fwrite(head, sizeof(*head), 1, file) == 1 && fwrite(body, 1, size, file) == size;
	written = fclose(file) == 0 && written;
	return written && rename(fresh, path) == 0;
}

static bool write_folders(FILE *body, struct index_head *head, const char *root,
			  struct dirent **names, int count)
{
	for (int i = 0; i < count; i++)
		if (names[i]->d_name[0] != '.' && !write_folder(body, head, root, names[i]->d_name))
			return false;
	return true;
}

static bool write_index(const char *root, const char *path, struct dirent **names, int count)
{
	struct index_head head = {.layout = pack_layout(&demo_schema)};
	char *bytes = NULL;
	size_t size = 0;
	FILE *body = open_memstream(&bytes, &size);
	bool written = body && write_folders(body, &head, root, names, count);

	written = body && fclose(body) == 0 && written;
	memcpy(head.magic, DEMO_INDEX_MAGIC, sizeof(head.magic));
	head.checksum = demo_index_sum(&head, bytes, size);
	written = written && write_file(path, &head, bytes, size);
	free(bytes);
	return written;
}

/* As strcmp() has it: alphasort() is the locale's. */
static int by_folder(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

int demo_index_write(const char *root, struct error *error)
{
	char demos[PATH_MAX], path[PATH_MAX];
	struct dirent **names;
	bool written;
	int count;

	snprintf(demos, sizeof(demos), "%s/demos", root);
	snprintf(path, sizeof(path), "%s/demos.index", root);
	count = scandir(demos, &names, NULL, by_folder);
	if (count < 0)
		return error_set(error, "%.400s: cannot be read: %s", demos, strerror(errno));
	written = write_index(root, path, names, count);
	if (!written)
		wrong(error, path);
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return written ? 0 : -1;
}
