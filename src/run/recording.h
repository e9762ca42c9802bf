/*
 * Recordings: a held run in a text file, to be done again and compared, here or elsewhere.
 *
 * One JSON object with the keys of `run --json`, and `trace`: for what came before the first step
 * and for every step a line with a hash of all that was done up to its end, and what was done in
 * words. The hash leaves out where in the program the calls are, so that a program that was built
 * again and does the same fits its recording. export/recording.c writes them.
 */
#ifndef IPCSTAGE_RUN_RECORDING_H
#define IPCSTAGE_RUN_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "demo/catalogue.h"
#include "model/history.h"
#include "model/verdict.h"
#include "run/subject.h"

enum { RECORDING_VERSION = 1, RECORDING_WHY = 512 };

/* The key whose value is the version: what makes an object a recording. */
extern const char recording_key[];

struct recording {
	struct subject
		subject;      /* what is run, with what was chosen; a source is not compiled yet */
	uint8_t *schedule;    /* who took each step */
	size_t length;	      /* steps */
	bool has_seed;	      /* it says that it was a run at random ... */
	uint64_t seed;	      /* ... from this */
	enum verdict verdict; /* VERDICT_NONE: the run was not over */
	uint64_t *hashes;     /* `length` + 1: up to the end of each step, the first before all */
	struct json_t *root;  /* the whole of the file */
	char **arguments[LIMIT_PROGRAMS]; /* of its programs */
	unsigned argument_count;
};

/*
 * Read a file. Returns 0, or -1 with *error: what is wrong with it, and where. The catalogue is
 * borrowed. Release with recording_release() after success only.
 */
int recording_read(struct recording *recording, const char *path, const struct catalogue *catalogue,
		   struct error *error);
void recording_release(struct recording *recording);

/* What a step's hash is made of: hash one more record of it. */
uint64_t recording_hash(uint64_t hash, const struct record *record);

/* Whether the scheduler chooses these steps at random from this seed. */
bool recording_is_from(const struct history *history, uint64_t seed);

/* How far a run has been compared with its recording; begins as zero. */
struct recording_check {
	uint32_t next; /* the step that is compared next */
	uint64_t hash; /* up to it */
};

/*
 * Compare the steps that have come since the last call, as far as the recording goes. Returns
 * false at the first that differs: `check->next` is that step, and `why` (RECORDING_WHY bytes)
 * says "step 7 differs: recorded "1 loads x: 3", now "1 loads x: 2"".
 */
bool recording_fits(const struct recording *recording, struct history *history,
		    struct recording_check *check, char *why);

/*
 * Compare the file with one that was written of the same run now, from the subject that it names:
 * its fingerprints were compared before, here are the words. Returns false and says in `why`
 * (RECORDING_WHY bytes) what differs first.
 */
bool recording_is(const struct recording *recording, const struct json_t *now, char *why);

/* "step 7 differs: recorded "2 takes lock", now " and what is given: it could not be taken. */
void recording_part(const struct recording *recording, uint32_t step, const char *now, char *why);

#endif
