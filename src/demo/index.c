/*
 * Reading the index. Nothing in it is believed before the checksum is right.
 */
#include "demo/index.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "demo/index_internal.h"
#include "demo/schema.h"

struct entry {
	char *name;
	struct index_stamp stamp;
	char *packed, *end;
};

struct demo_index {
	char *bytes; /* of the file, and the texts of what is unpacked */
	size_t size;
	char *memory; /* for what is unpacked */
	size_t memory_size, memory_used;
	struct entry *entries;
	size_t count;
	struct timespec made; /* when the file was written */
};

uint64_t demo_index_sum(const struct index_head *head, const char *rest, size_t size)
{
	struct index_head summed = *head;

	summed.checksum = 0;
	return checksum(checksum(0, &summed, sizeof(summed)), rest, size);
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

/* --- YAML files that are still the same ------------------------------------------------------ */

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/*
 * A time that is not older than the index itself says nothing: the file may have been written again
 * since, within the same tick of the clock.
 */
static bool times_agree(const struct demo_index *index, const struct index_stamp *stamp,
			const struct stat *status)
{
	return status->st_mtim.tv_sec == stamp->written &&
	       is_before(&status->st_mtim, &index->made);
}

static bool is_unchanged(const struct demo_index *index, const struct index_stamp *stamp,
			 int folder, const char *yaml, const struct stat *status)
{
	uint64_t sum;

	if (status->st_size != stamp->size)
		return false;
	return times_agree(index, stamp, status) ||
	       (demo_index_sum_file(folder, yaml, (size_t)stamp->size, &sum) &&
		sum == stamp->content);
}

/* --- reading --------------------------------------------------------------------------------- */

static bool read_bytes(struct demo_index *index, const char *root)
{
	char path[PATH_MAX];
	struct stat status;
	int fd;

	snprintf(path, sizeof(path), "%s/demos.index", root);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		index->size = (size_t)status.st_size;
		index->made = status.st_mtim;
		index->bytes = malloc(index->size + 1);
	}
	if (index->bytes && read(fd, index->bytes, index->size) != (ssize_t)index->size)
		index->size = 0;
	close(fd);
	return index->bytes != NULL;
}

static bool read_entry(struct unpacking *file, struct entry *entry)
{
	uint64_t size;

	if (!unpack_text(file, &entry->name) || !entry->name ||
	    !unpack_bytes(file, &entry->stamp, sizeof(entry->stamp)) ||
	    !unpack_bytes(file, &size, sizeof(size)) || size > (uint64_t)(file->end - file->at))
		return false;
	entry->packed = file->at;
	entry->end = file->at += size;
	return true;
}

static bool read_head(struct demo_index *index, struct unpacking *file)
{
	struct index_head head;

	if (!unpack_bytes(file, &head, sizeof(head)) ||
	    memcmp(head.magic, DEMO_INDEX_MAGIC, sizeof(head.magic)) != 0 ||
	    head.layout != pack_layout(&demo_schema) ||
	    head.checksum != demo_index_sum(&head, file->at, (size_t)(file->end - file->at)) ||
	    head.count > (uint64_t)(file->end - file->at))
		return false;
	index->count = head.count;
	index->memory_size = head.memory;
	index->entries = calloc(head.count + 1, sizeof(*index->entries));
	index->memory = calloc(1, head.memory + 1);
	return index->entries && index->memory;
}

static bool read_index(struct demo_index *index, const char *root)
{
	struct unpacking file;

	if (!read_bytes(index, root))
		return false;
	file = (struct unpacking){.at = index->bytes, .end = index->bytes + index->size};
	if (!read_head(index, &file))
		return false;
	for (size_t i = 0; i < index->count; i++)
		if (!read_entry(&file, &index->entries[i]))
			return false;
	return true;
}

struct demo_index *demo_index_open(const char *root)
{
	struct demo_index *index = calloc(1, sizeof(*index));

	if (index && !read_index(index, root)) {
		demo_index_close(index);
		return NULL;
	}
	return index;
}

void demo_index_close(struct demo_index *index)
{
	if (!index)
		return;
	free(index->bytes);
	free(index->memory);
	free(index->entries);
	free(index);
}

static int by_name(const void *name, const void *entry)
{
	return strcmp(name, ((const struct entry *)entry)->name);
}

static struct demo *unpack_demo(struct demo_index *index, const struct entry *entry)
{
	struct unpacking unpacking = {
		.at = entry->packed,
		.end = entry->end,
		.memory = index->memory + index->memory_used,
		.memory_left = index->memory_size - index->memory_used,
	};
	struct demo *demo = unpack(&unpacking, &demo_schema);

	if (!demo || unpacking.at != entry->end)
		return NULL;
	index->memory_used = index->memory_size - unpacking.memory_left;
	demo->name = entry->name;
	return demo;
}

struct demo *demo_index_find(struct demo_index *index, const char *name, int folder,
			     const char *yaml, const struct stat *status)
{
	const struct entry *entry = index ? bsearch(name, index->entries, index->count,
						    sizeof(*index->entries), by_name)
					  : NULL;

	if (!entry || !is_unchanged(index, &entry->stamp, folder, yaml, status))
		return NULL;
	return unpack_demo(index, entry);
}

bool demo_index_owns(const struct demo_index *index, const struct demo *demo)
{
	uintptr_t start = index ? (uintptr_t)index->memory : 0;

	return index && (uintptr_t)demo >= start && (uintptr_t)demo < start + index->memory_size;
}
