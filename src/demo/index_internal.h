/*
 * The file of the index: a head; for each demo, in the order of their names, its name and a row;
 * and the descriptions as pack.c packs them.
 */
#ifndef IPCSTAGE_DEMO_INDEX_INTERNAL_H
#define IPCSTAGE_DEMO_INDEX_INTERNAL_H

#include "demo/pack.h"

#define DEMO_INDEX_MAGIC "ipcidx1" /* with its NUL; another form of the file is another one */

struct index_head {
	char magic[sizeof(DEMO_INDEX_MAGIC)];
	uint64_t checksum; /* of the other fields, and of the names and rows */
	uint64_t layout;   /* pack_layout() of the program that has written it */
	uint64_t count;	   /* of demos */
	uint64_t size;	   /* of the names and rows, in bytes */
};

struct index_row {
	int64_t yaml_size;    /* of the YAML file when it was packed, in bytes */
	int64_t yaml_written; /* seconds since 1970: copies have no finer times */
	uint64_t yaml_sum;    /* checksum */
	int64_t order;	      /* place in the catalogue */
	uint64_t at;	      /* where the description begins, from behind the rows */
	uint64_t size;	      /* of the description, in bytes */
	uint64_t memory;      /* that it needs when it is unpacked */
	uint64_t checksum;    /* of the description */
};

/* What the head's `checksum` has to be; `rows` are the names and rows. */
uint64_t demo_index_sum(const struct index_head *head, const char *rows);

/*
 * The checksum of a file, a path from the folder's descriptor. False when it cannot be read or is
 * not `size` bytes long.
 */
bool demo_index_sum_file(int folder, const char *path, size_t size, uint64_t *sum);

#endif
