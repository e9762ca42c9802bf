/*
 * A tape: what real sessions were asked for while a script was done, and what they delivered, in a
 * file. Played back it gives the same run on any machine, whatever the demos are compiled with.
 *
 *	ipcstage tape 1, records of 64 bytes
 *	place PROGRAM LINE "FILE:LINE"		what `where` of records is on a tape: the first
 *						place is 1, whatever its address was
 *	open PROGRAM ARGUMENT...		a session; what follows is of it
 *	start gated|free [PROCESS...]		what it was asked for, with a schedule ...
 *	grant PROCESS
 *	stop WORD				... and what came of it: why it stopped,
 *	enabled PROCESS...			who could go on then,
 *	lost NUMBER				records overwritten,
 *	stuck|diagnosed|printed "TEXT"		what it said besides
 *	<tab>RECORD				and the records, as in record_line.h
 */
#ifndef IPCSTAGE_TESTS_GOLDEN_TAPE_H
#define IPCSTAGE_TESTS_GOLDEN_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "trace/set.h"
#include "trace/trace.h"

/* Something that a session was asked for, and what came of it. */
struct moment {
	char *asked; /* as in the file: "grant 1" */
	enum stop_reason stop;
	struct set enabled;
	uint64_t lost;
	char *stuck, *diagnosed, *printed; /* as in the file, in quotes; NULL nothing */
	struct record *records;
	size_t count;
};

/* A session. */
struct reel {
	char *opened; /* as in the file: "open counter" */
	struct moment *moments;
	size_t count;
};

struct place {
	char *program;	  /* name without folders */
	uint32_t address; /* in the program that was recorded; not in the file */
	unsigned line;	  /* of the main source file, 0 it is not there */
	char *text;	  /* in quotes */
};

struct tape {
	struct reel *reels;
	size_t count;
	struct place *places;
	size_t place_count;
};

/* All of these begin as zero: an empty tape. When memory is out they end the program. */
void tape_release(struct tape *tape);

/* Returns 0, or -1 after a message on standard error: what is wrong, and in which line. */
int tape_load(struct tape *tape, const char *path);
int tape_save(const struct tape *tape, const char *path);

/* What is added is at the end; texts are copied. The results are good until more is added. */
struct reel *tape_add_reel(struct tape *tape, const char *opened);
struct moment *reel_add_moment(struct reel *reel, const char *asked);
void moment_add_record(struct moment *moment, const struct record *record);
void tape_add_place(struct tape *tape, const char *program, uint32_t address, unsigned line,
		    const char *text);

/* The number of a place that was added, from 1; 0 when it was not. */
uint32_t tape_find_place(const struct tape *tape, const char *program, uint32_t address);

/* A place by its number; NULL when it is not on the tape, or of another program. */
const struct place *tape_place(const struct tape *tape, const char *program, uint32_t number);

#endif
