/*
 * Families of calls, as the core knows them: what each has to do where a process begins, forks,
 * becomes another program or ends. The core calls none of them by name; families.c lists them.
 */
#ifndef IPCSTAGE_AGENT_CORE_FAMILIES_H
#define IPCSTAGE_AGENT_CORE_FAMILIES_H

#include <stddef.h>
#include <stdint.h>
#include "base/hash.h"

struct intent;
struct record;

enum { OWNER_WORDS = 2 };

/* The ints of a lock in memory that name its owner by a pid, which is another one in every run. */
struct owner_words {
	uint8_t kind; /* enum object_kind of the lock */
	unsigned count;
	size_t offsets[OWNER_WORDS];
};

/* Every slot may be NULL. */
struct family {
	/* The agent was loaded: once for each program image, before it is known what is shown. */
	void (*on_start)(void);

	/* Runs are about to be forked from here: what each would look for by itself is found. */
	void (*on_serve)(void);

	/* What is open here has to be found out anew: this is another image of a process that is
	 * in the run already. */
	void (*on_image)(void);

	/* The process has just begun, as a fork of another. */
	void (*on_begin)(void);

	/* Another process is about to have what is open here: by a fork, or in a message. */
	void (*on_share)(void);

	/* The process is about to become another program, called at `where`: what that tells is to
	 * be staged (agent_stage()). */
	void (*on_exec)(uint32_t where);

	/* It could not become that: all is as before. */
	void (*on_stay)(void);

	/* It has become another program: this is what the one before had staged, now told. */
	void (*on_told)(const struct record *record);

	/* The run's clock has come to what was set to go off in this process. */
	void (*on_due)(void);

	/* The signals whose handlers would end a wait before it is ready, bit n - 1. */
	uint64_t (*ends_early)(const struct intent *intent);

	/* A signal that was sent before ends the process now: this does not return. */
	void (*on_doom)(void);

	/* The process leaves by exit(3), and has done all but what that does after its handlers. */
	void (*on_leave)(void);

	/* The process is about to end; its last record is written. */
	void (*on_end)(void);

	/* This thread is about to park, or to end: others will go on. */
	void (*on_park)(void);

	/* The key of a state is asked for: what is shared goes into its objects (content). */
	void (*on_key)(void);

	/* A hash of what the kernel keeps for this process, for its key. */
	struct hash (*hash)(void);

	const struct owner_words *owner_words;
};

/* Call that slot of every family, in the order of the list. */
void families_start(void);
void families_serve(void);
void families_image(void);
void families_begin(void);
void families_share(void);
void families_exec(uint32_t where);
void families_stay(void);
void families_told(const struct record *record);
void families_due(void);
uint64_t families_ends_early(const struct intent *intent);
void families_doom(void);
void families_leave(void);
void families_end(void);
void families_park(void);
void families_key(void);
struct hash families_hash(void);

/* The words of a kind of lock, or NULL. */
const struct owner_words *families_owner_words(unsigned kind);

#endif
