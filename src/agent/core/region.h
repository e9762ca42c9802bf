/*
 * Memory that counts (memory_map.h), as it is kept.
 */
#ifndef IPCSTAGE_AGENT_CORE_REGION_H
#define IPCSTAGE_AGENT_CORE_REGION_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/actor.h"

/* A piece of memory that counts: a shared mapping, or a private place that was named. */
struct region {
	uintptr_t start, end;
	uint64_t key;	    /* key[0] of the objects in it */
	uint64_t offset;    /* of `start` in the mapping */
	uintptr_t alias;    /* of `start`: guard.h; 0 none */
	bool is_closed;	    /* the program cannot access it ... */
	bool was_touched;   /* ... or it may, and it need not be closed again */
	bool was_shared;    /* somebody else could reach it once */
	uint32_t alone;	    /* accesses while nobody else could any more */
	int protection;	    /* PROT_…, what the program has asked for */
	uint16_t mapping;   /* the mapping's object; 0: private memory, every process its copy */
	uint32_t name_size; /* private: bytes of the named object */
	char name[TRACE_NAME];
};

/* The object at a place where something else than a value lies. */
struct cached_place {
	uintptr_t address;
	uint16_t object;
	uint8_t kind;	  /* enum object_kind */
	uint8_t known_to; /* as in struct cached_value */
};

#endif
