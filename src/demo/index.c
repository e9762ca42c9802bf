/*
 * Reading the index: names and rows at once, a description when it is asked for. Nothing is
 * believed before its checksum is right.
 */
#include "demo/index.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "demo/demo_schema.h"
#include "demo/index_internal.h"

#define MEMORY_MAX (64 << 20) /* of a description, in bytes; its YAML could not be as large */

struct entry {
	char *name; /* in the index's bytes */
	struct index_row row;
};

struct demo_index {
	int fd;	     /* stays open: the file may be replaced, this is the one that was opened */
	char *bytes; /* names and rows */
	struct entry *entries;
	size_t count;
	off_t size;	      /* of the file */
	off_t packed_at;      /* where the first description begins */
	struct timespec made; /* when the file was written */
};

uint64_t demo_index_sum(const struct index_head *head, const char *rows)
{
	struct index_head summed = *head;

	summed.checksum = 0;
	return checksum(checksum(0, &summed, sizeof(summed)), rows, head->size);
}

bool demo_index_sum_file(int folder, const char *path, size_t size, uint64_t *sum)
{
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
	char *bytes = malloc(size + 1);
	bool read_all = fd >= 0 && bytes && read(fd, bytes, size + 1) == (ssize_t)size;

	if (read_all)
		*sum = checksum(0, bytes, size);
	free(bytes);
	if (fd >= 0)
		close(fd);
	return read_all;
}

/* --- opening --------------------------------------------------------------------------------- */

static bool open_file(struct demo_index *index, const char *root)
{
	char path[PATH_MAX];
	struct stat status;

	snprintf(path, sizeof(path), "%s/demos.index", root);
	index->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (index->fd < 0 || fstat(index->fd, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	index->size = status.st_size;
	index->made = status.st_mtim;
	return true;
}

/* Read the head, and the names and rows behind it. */
static bool read_rows(struct demo_index *index, struct index_head *head)
{
	if (pread(index->fd, head, sizeof(*head), 0) != sizeof(*head) ||
	    memcmp(head->magic, DEMO_INDEX_MAGIC, sizeof(head->magic)) != 0 ||
	    head->layout != pack_layout(&demo_schema) || head->size > (uint64_t)index->size ||
	    head->count > head->size)
		return false;
	index->packed_at = (off_t)(sizeof(*head) + head->size);
	index->bytes = malloc(head->size + 1);
	index->entries = calloc(head->count + 1, sizeof(*index->entries));
	return index->bytes && index->entries &&
	       pread(index->fd, index->bytes, head->size, sizeof(*head)) == (ssize_t)head->size &&
	       head->checksum == demo_index_sum(head, index->bytes);
}

static bool is_whole(const struct demo_index *index, const struct index_row *row)
{
	uint64_t room = (uint64_t)(index->size - index->packed_at);

	return row->at <= room && row->size <= room - row->at && row->memory <= MEMORY_MAX;
}

static bool read_index(struct demo_index *index, const char *root)
{
	struct unpacking rows;
	struct index_head head;

	if (!open_file(index, root) || !read_rows(index, &head))
		return false;
	rows = (struct unpacking){.at = index->bytes, .end = index->bytes + head.size};
	for (; index->count < head.count; index->count++) {
		struct entry *entry = &index->entries[index->count];

		if (!unpack_text(&rows, &entry->name) || !entry->name ||
		    !unpack_bytes(&rows, &entry->row, sizeof(entry->row)) ||
		    !is_whole(index, &entry->row))
			return false;
	}
	return true;
}

struct demo_index *demo_index_open(const char *root)
{
	struct demo_index *index = calloc(1, sizeof(*index));

	if (!index)
		return NULL;
	if (read_index(index, root))
		return index;
	demo_index_close(index);
	return NULL;
}

void demo_index_close(struct demo_index *index)
{
	if (!index)
		return;
	if (index->fd >= 0)
		close(index->fd);
	free(index->bytes);
	free(index->entries);
	free(index);
}

/* --- finding --------------------------------------------------------------------------------- */

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/*
 * A time that is not older than the index itself says nothing: the file may have been written again
 * since, within the same tick of the clock.
 */
static bool times_agree(const struct demo_index *index, const struct index_row *row,
			const struct stat *status)
{
	return status->st_mtim.tv_sec == row->yaml_written &&
	       is_before(&status->st_mtim, &index->made);
}

static bool is_unchanged(const struct demo_index *index, const struct index_row *row, int folder,
			 const char *yaml, const struct stat *status)
{
	uint64_t sum;

	if (status->st_size != row->yaml_size)
		return false;
	return times_agree(index, row, status) ||
	       (demo_index_sum_file(folder, yaml, (size_t)row->yaml_size, &sum) &&
		sum == row->yaml_sum);
}

static int by_name(const void *name, const void *entry)
{
	return strcmp(name, ((const struct entry *)entry)->name);
}

int demo_index_find(const struct demo_index *index, const char *name, int folder, const char *yaml,
		    const struct stat *status)
{
	const struct entry *entry = index ? bsearch(name, index->entries, index->count,
						    sizeof(*index->entries), by_name)
					  : NULL;

	if (!entry || !is_unchanged(index, &entry->row, folder, yaml, status))
		return -1;
	return (int)(entry - index->entries);
}

const char *demo_index_name(const struct demo_index *index, int number)
{
	return index->entries[number].name;
}

long demo_index_order(const struct demo_index *index, int number)
{
	return (long)index->entries[number].row.order;
}

/* --- loading --------------------------------------------------------------------------------- */

static bool read_packed(const struct demo_index *index, const struct index_row *row, char *out)
{
	return pread(index->fd, out, row->size, index->packed_at + (off_t)row->at) ==
		       (ssize_t)row->size &&
	       checksum(0, out, row->size) == row->checksum;
}

struct demo *demo_index_load(const struct demo_index *index, int number)
{
	const struct entry *entry = &index->entries[number];
	const struct index_row *row = &entry->row;
	char *memory = calloc(1, row->memory + row->size), *packed = memory + row->memory;
	struct unpacking unpacking = {
		.at = packed,
		.end = packed + row->size,
		.memory = memory,
		.memory_left = row->memory,
	};
	struct demo *demo = NULL;

	/* What is unpacked first, the demo itself, begins where its memory begins. */
	if (memory && read_packed(index, row, packed))
		demo = unpack(&unpacking, &demo_schema);
	if (!demo || unpacking.at != unpacking.end) {
		free(memory);
		return NULL;
	}
	demo->name = entry->name;
	return demo;
}
