/*
 * Many runs, counted: by verdict, and how many different ones there were.
 */
#ifndef IPCSTAGE_RUN_TALLY_H
#define IPCSTAGE_RUN_TALLY_H

#include <stddef.h>
#include <stdint.h>
#include "model/verdict.h"
#include "run/run.h"

struct tally {
	unsigned long runs;
	unsigned long verdicts[VERDICT_COUNT];
	enum verdict worst; /* the first that is not good, else VERDICT_AS_EXPECTED */
	char *why;	    /* ... of that run; NULL there is none */
	uint64_t *hashes;   /* of the different runs, by all that was done in them */
	size_t hash_count, hash_capacity;
};

/* Release with tally_release(). */
void tally_init(struct tally *tally);
void tally_release(struct tally *tally);

/* Count a run that is over. */
void tally_add(struct tally *tally, struct run *run);

#endif
