/*
 * What is done to memory in a program's stead by code that the compiler's hooks are not in: loads
 * and stores of pieces, between which others may come. Memory that does not count is accessed at
 * once. What is still to be done is in no memory while one of them waits: so it is told the gate.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_PIECES_H
#define IPCSTAGE_AGENT_HOOKS_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/hash.h"

/* As memmove(3) and memset(3). */
void agent_copy(void *to, const void *from, size_t size, uint32_t where);
void agent_fill(void *to, int byte, size_t size, uint32_t where);

/* The same as agent_copy, from memory of ours; `given` is a hash of what else is still to come. */
void agent_give(void *to, const void *from, size_t size, struct hash given, uint32_t where);

/* As strnlen(3). */
size_t agent_length(const char *text, size_t most, uint32_t where);

/* As stpcpy(3). */
char *agent_copy_text(char *to, const char *from, uint32_t where);

/* As memcmp(3); of texts as strncmp(3). */
int agent_compare(const char *a, const char *b, size_t size, bool is_text, uint32_t where);

/* As memchr(3); in a text as strchr(3). */
void *agent_find(const char *at, int byte, size_t size, bool is_text, uint32_t where);

/*
 * A copy of a text of at most `most` bytes, or NULL when memory is out: undone with free(3).
 * `given` is a hash of whatever else the call that needs it was given.
 */
char *agent_take_text(const char *text, size_t most, struct hash given, uint32_t where);

#endif
