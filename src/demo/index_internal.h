/*
 * The file of the index: a head, then for each demo, in the order of their names: name, stamp, size
 * of the description (8 bytes), and the description as pack.c packs it.
 */
#ifndef IPCSTAGE_DEMO_INDEX_INTERNAL_H
#define IPCSTAGE_DEMO_INDEX_INTERNAL_H

#include "demo/pack.h"

#define DEMO_INDEX_MAGIC "ipcstag" /* with its NUL */

struct index_head {
	char magic[sizeof(DEMO_INDEX_MAGIC)];
	uint64_t checksum; /* of all else in the file */
	uint64_t layout;   /* pack_layout() of the program that has written it */
	uint64_t memory;   /* bytes that all descriptions need together */
	uint64_t count;	   /* of demos */
};

/* What a YAML file was when it was packed. */
struct index_stamp {
	int64_t size;	  /* bytes */
	int64_t written;  /* seconds since 1970: copies have no finer times */
	uint64_t content; /* its checksum */
};

/* What the head's `checksum` has to be; `rest` is what follows the head. */
uint64_t demo_index_sum(const struct index_head *head, const char *rest, size_t size);

/*
 * The checksum of a file, a path from the folder's descriptor. False when it cannot be read or is
 * not `size` bytes long.
 */
bool demo_index_sum_file(int folder, const char *path, size_t size, uint64_t *sum);

#endif
