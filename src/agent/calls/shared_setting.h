/*
 * What is set of an open file description, which all see who have a descriptor of it: flags,
 * capacities, options. To ask about it or set it is a step, while others can reach the object.
 */
#ifndef IPCSTAGE_AGENT_CALLS_SHARED_SETTING_H
#define IPCSTAGE_AGENT_CALLS_SHARED_SETTING_H

#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"

/* Pass the gate: `what` is asked or set, `given` decides what comes of it. For agent_end_setting().
 */
uint8_t agent_begin_setting(unsigned object, uint64_t what, const void *given, int fd,
			    uint32_t where);

/*
 * It has been done, with errno if the result is below 0: write its record. `content`: of what was
 * set, where that is more than `what` says; else hash_none(). Keeps errno.
 */
void agent_end_setting(unsigned object, uint64_t what, int result, struct hash content,
		       uint8_t flags, uint32_t where);

/*
 * Whether calls wait there is about to be set. It is not seen which comes first, that or a call of
 * somebody else who is about to use it: he may wait in it already.
 */
void agent_note_blocking(int fd, unsigned object, bool blocks, uint32_t where);

#endif
