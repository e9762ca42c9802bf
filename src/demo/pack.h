/*
 * What was loaded along a schema, packed into bytes and unpacked again: the same structs, without
 * any YAML. libcyaml's tables say what there is, so a new field of the format needs nothing here.
 *
 * Bytes fit the program that packed them, or one with the same pack_layout().
 */
#ifndef IPCSTAGE_DEMO_PACK_H
#define IPCSTAGE_DEMO_PACK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <cyaml/cyaml.h>

/* Fold bytes into a sum that shows whether they are still the same; the first sum is 0. */
uint64_t checksum(uint64_t sum, const void *bytes, size_t size);

/* A checksum of the structs and of the way they are packed. */
uint64_t pack_layout(const cyaml_schema_value_t *schema);

/*
 * Pack what schema_load() has returned. Returns the bytes of memory that it needs when it is
 * unpacked. Errors are `out`'s: see ferror(3).
 */
size_t pack(FILE *out, const cyaml_schema_value_t *schema, const void *loaded);

/* What is unpacked, and the memory it goes to. */
struct unpacking {
	char *at, *end;	    /* packed bytes that are left; texts stay there */
	char *memory;	    /* zeroed, aligned for anything: structs and lists go here */
	size_t memory_left; /* bytes */
};

/*
 * Unpack one value. It borrows the packed bytes and the memory. Returns NULL when they do not hold
 * what they should; reads and writes nothing outside them, whatever they are.
 */
void *unpack(struct unpacking *unpacking, const cyaml_schema_value_t *schema);

/* Parts of it, for what stands between packed values: a text; NULL when there is none. */
void pack_text(FILE *out, const char *text);
bool unpack_text(struct unpacking *unpacking, char **text);
bool unpack_bytes(struct unpacking *unpacking, void *out, size_t size);

#endif
