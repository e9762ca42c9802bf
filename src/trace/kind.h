/*
 * The kinds of objects, and what kinds.def says of each: those that the kernel knows, and the
 * composites that libmp makes of them.
 */
#ifndef IPCSTAGE_TRACE_KIND_H
#define IPCSTAGE_TRACE_KIND_H

#include <stdbool.h>
#include <stdint.h>

enum object_kind {
	OBJECT_NONE,
#define KIND(name, ...) OBJECT_##name,
#include "kinds/kinds.def"
#undef KIND
	OBJECT_KINDS
};

/* Who can reach an object. */
enum reach {
	REACH_HOLDERS, /* those who have it: object_entry.holders */
	REACH_ANYBODY, /* whoever knows its name */
};

/* What of an object enters the key of a state besides its entry. */
enum bytes_kept {
	BYTES_ORDER,   /* in which order it was written and read */
	BYTES_PIECES,  /* what lies in it, by the pieces in which it was written */
	BYTES_CONTENT, /* a hash of what is in it: its entry's content */
	BYTES_MEMORY,  /* the same, of memory that processes see */
};

struct trace;

struct kind_row {
	const char *word;
	uint8_t reach; /* enum reach */
	uint8_t bytes; /* enum bytes_kept */
	bool meets;    /* two runs at a time would meet in it, outside of either */

	/* Remove what the run has made of it and left in the system. Called by the fork server or
	 * the viewer once the run is over, for objects that have outlived it; never blocks. */
	void (*left)(const struct trace *trace, unsigned object);
};

/* Never NULL: of what is no kind, one whose word is "object". */
const struct kind_row *kind_row(unsigned kind);

/* The functions of the column `left`, beside the kind that they are about. */
#define KIND(name, folder, word, reach, bytes, outer, left)                                        \
	void left_##left(const struct trace *trace, unsigned object);
#include "kinds/kinds.def"
#undef KIND

#endif
