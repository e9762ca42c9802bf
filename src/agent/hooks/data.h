/*
 * Memory that a call is given: what it reads or writes there for a program that has the memory
 * hooks is loads and stores as well. The call works on a copy, and what is copied is steps. Of
 * other programs it is noted (core/guard.h).
 */
#ifndef IPCSTAGE_AGENT_HOOKS_DATA_H
#define IPCSTAGE_AGENT_HOOKS_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a call works on in place of what the program has given it. */
struct loan {
	void *mine;
	void *theirs;
	char *copy; /* NULL: `mine` is that memory itself */
	uint32_t where;
};

/*
 * Of what a call reads, and of what it will write: then no more than `size` bytes. agent_return()
 * ends both. None of them touches errno.
 */
struct loan agent_lend(const void *theirs, size_t size, uint32_t where);
struct loan agent_borrow(void *theirs, size_t size, uint32_t where);

/* The first `size` bytes were written. */
void agent_return(const struct loan *loan, size_t size);

/*
 * What a call tells the program, from memory of ours, before it returns `result`, or whatever else
 * is still to be told. `to` may be NULL.
 */
void agent_tell(void *to, const void *from, size_t size, uint64_t result, uint32_t where);

/* The same of what the kernel tells: false, with errno (EFAULT), where there is no memory. */
bool agent_tell_there(void *to, const void *from, size_t size, uint64_t result, uint32_t where);

/* The other way round. */
void agent_ask(void *to, const void *from, size_t size, uint32_t where);

/* What lies there is read or written, and that is no step. */
void agent_note_data(const volatile void *at);

#endif
