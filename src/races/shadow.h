/*
 * The last accesses to every byte of shared memory that others may have to do with.
 *
 * An access that another one comes after, and that is no narrower, is forgotten: whoever meets the
 * first meets the second, too. FastTrack (Flanagan and Freund, PLDI 2009) keeps one write and,
 * where need be, several reads of a variable; this keeps what is left of each by bytes.
 */
#ifndef IPCSTAGE_RACES_SHADOW_H
#define IPCSTAGE_RACES_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "races/clocks.h"

enum { SHADOW_ACCESS = 1 << 16 /* bytes of one access that count: the first ones */ };

/* Where memory is: a mapping or a process's own, and the address in it. */
struct shadow_place {
	uint64_t base, address;
};

struct shadow_access {
	uint64_t address;
	uint32_t when;	 /* by the clock of its actor */
	uint32_t where;	 /* in the program */
	uint32_t step;	 /* of the run */
	uint32_t offset; /* in the object */
	uint32_t size;	 /* bytes */
	uint16_t object;
	uint16_t locks; /* number of a set that its actor had */
	uint8_t actor;
	uint8_t operation; /* OP_LOAD, OP_STORE, OP_ATOMIC */
	bool writes, is_atomic;
};

struct shadow;

/* Returns NULL when memory is out. shadow_free(NULL) is allowed. */
struct shadow *shadow_new(void);
void shadow_free(struct shadow *shadow);

/* A run begins. */
void shadow_clear(struct shadow *shadow);

/*
 * Add an access to `access->size` bytes. `meets` is told of every one that it is in a data race
 * with. An atomic one takes in what others have left there, or leaves what its actor knows. Returns
 * false when not all of it counts: it has more than SHADOW_ACCESS bytes, lies where no memory can
 * be, or memory is out.
 */
bool shadow_add(struct shadow *shadow, struct clocks *clocks, struct shadow_place place,
		const struct shadow_access *access,
		void (*meets)(void *context, const struct shadow_access *first,
			      const struct shadow_access *second),
		void *context);

/* So many bytes are another thing from now on. */
void shadow_forget(struct shadow *shadow, struct shadow_place place, uint32_t size);

#endif
