/*
 * What threads of a process have in common outside of its memory: the kernel and the C library keep
 * it. To ask about it or to change it is a step where threads meet, as of private memory
 * (touched.h): each part of it is a place of ours that stands for it.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_COMMON_H
#define IPCSTAGE_AGENT_HOOKS_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum common {
	COMMON_DESCRIPTORS, /* which numbers are taken */
	COMMON_SIGNALS,	    /* what is done about signals, and who holds them back */
	COMMON_MAPPINGS,
	COMMON_FOLDER,
	COMMON_MASK, /* of the modes of new files */
	COMMON_SETTINGS,
	COMMON_TIMER,
	COMMON_KEYS,  /* of pthread_key_create(3) */
	COMMON_EXITS, /* what exit(3) is to call */
	COMMON_CANCELS,
	COMMON_PENDING,	 /* signals that are held back */
	COMMON_CHILDREN, /* who there is to wait for */
	COMMON_PARTS
};

/*
 * A call is about to ask about a part, or to change it. `given`: what decides what it does.
 * Outside of a process with threads nothing is done. Returns whether it was a step.
 */
bool agent_ask_common(enum common part, const char *call, uint64_t given, uint32_t where);
bool agent_change_common(enum common part, const char *call, uint64_t given, uint32_t where);

/* The same of what is kept of one thread: its name, where it runs, how it is scheduled. */
void agent_ask_thread(unsigned thread, const char *call, uint64_t given, uint32_t where);
void agent_change_thread(unsigned thread, const char *call, uint64_t given, uint32_t where);

/* The same of a call that is a step anyway. */
void agent_touch_common(enum common part, bool changes);

/*
 * One is about to use a descriptor; to move where it stands, which is to use it, too; to close it,
 * or to make it another thing. Returns whether it was a step.
 */
bool agent_use_descriptor(int fd, const char *call, uint64_t given, uint32_t where);
bool agent_move_descriptor(int fd, const char *call, uint64_t given, uint32_t where);
bool agent_change_descriptor(int fd, const char *call, uint64_t given, uint32_t where);

/* The same as using one, by a call that is a step anyway; `moves` as above. */
void agent_touch_descriptor(int fd, bool moves);

/* The same of a call of which it is known here whether it is a step. Returns whether one was made.
 */
static inline bool agent_meet_descriptor(int fd, bool is_step, const char *call, uint64_t given,
					 uint32_t where)
{
	if (!is_step)
		return agent_use_descriptor(fd, call, given, where);
	agent_touch_descriptor(fd, false);
	return false;
}

/*
 * One is about to unmap memory, or change what may be done to it: for whoever accesses it that is
 * to write it.
 */
void agent_change_memory(const void *start, size_t length, const char *call, uint64_t given,
			 uint32_t where);

/* A stream of folders, or what else lies at a place that the C library keeps, is about to change.
 */
void agent_change_place(const void *place, const char *name, const char *call, uint32_t where);

/* All of it is about to be copied, or kept by another program: fork(2), exec(3). */
void agent_touch_all_common(void);

#endif
