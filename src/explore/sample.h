/*
 * Samples: runs one by one, counted by how they end. What they do not show may still happen.
 */
#ifndef IPCSTAGE_EXPLORE_SAMPLE_H
#define IPCSTAGE_EXPLORE_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>
#include "control/session.h"
#include "explore/count.h"
#include "explore/outcome.h"
#include "trace/ledger.h"

enum sample_kind {
	SAMPLE_UNIFORM, /* everybody who can go next is as likely to */
	SAMPLE_PCT,	/* priorities at random, changed twice: finds bugs of depth three */
	SAMPLE_FREE,	/* nobody is held: as the kernel happens to do it */
	SAMPLE_KINDS
};

struct sample_count {
	uint64_t hits[SAMPLE_KINDS];
	struct witness witness; /* of the first held run that ended so; no_return is not known */
};

struct sample {
	struct outcomes outcomes;
	struct sample_count *counts; /* by outcome */
	uint32_t capacity;
	uint32_t longest;     /* steps of a held run so far */
	struct ledger unseen; /* of any run so far */
	struct history *history;
	struct ending ending; /* .place and .places may be set */
};

/* Returns false when memory is out. Release with sample_release(). */
bool sample_init(struct sample *sample);
void sample_release(struct sample *sample);

/* Do one more run. Returns false when it did not come to an end, or memory is out. Blocks. */
bool sample_run(struct sample *sample, struct session *session, enum sample_kind kind,
		uint64_t seed);

#endif
