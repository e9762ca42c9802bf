/*
 * Descriptors: which objects they stand for, and how many of them this process has.
 *
 * What is peculiar to what lies behind one is in fd_kinds.h.
 */
#ifndef IPCSTAGE_AGENT_CALLS_DESCRIPTORS_H
#define IPCSTAGE_AGENT_CALLS_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/kind.h"

/* Whether the pipe with this key is the one that input is typed into, and nobody has come to yet:
 * until then it is no object. */
bool agent_hides_input(const uint64_t key[2]);

/* What a pipe is known by; false: it is none. */
bool agent_pipe_key(int fd, uint64_t key[2]);

/*
 * What is behind a descriptor: a pipe, a file, a connection, or the address that a socket is bound
 * to; 0 for a file that nobody writes, a terminal, a socket that is not connected, or nothing.
 */
unsigned agent_object_fd(int fd);

/* The same of a file, made an object if it is none yet: it is about to be written. Else 0. */
unsigned agent_make_object(int fd);

/* The same of a descriptor that this process has just made: nobody else can reach it. */
unsigned agent_new_object(int fd);

/* The same of an anonymous inode, which all of its kind share: which object it is, is kept beside
 * the descriptor. 0: that has too high a number. */
unsigned agent_new_kept(int fd, enum object_kind kind);

/* What is kept beside a descriptor: `find` of such kinds (fd_kinds.h). */
unsigned agent_kept_object(int fd, const uint64_t key[2]);

/* The kernel is about to be asked about descriptors: what it says must be so by the run's clock. */
void agent_refresh_descriptors(void);

/* From now on a descriptor stands for this object; for none. */
void agent_set_key(int fd, unsigned object);
void agent_forget_key(int fd);

/* What is written into a socket comes out at its peer: that direction is the peer's object. */
unsigned agent_written_object(unsigned object);

/* Something was done to it: what others know of it is out of date. */
void agent_note_change(unsigned object);

/* Which ends a descriptor has: END_READ, END_WRITE. */
unsigned agent_ends_of(int fd);

/*
 * Count a descriptor of ours in (1) or out (-1). Returns the ends that it was the first or the
 * last one of.
 */
unsigned agent_count_ends(unsigned object, unsigned ends, int change);

/* A number that is too high to be followed is said not to be. */
void agent_note_number(int fd);

/* Count a new descriptor of an object in. */
void agent_note_descriptor(int fd, unsigned object);

/* A descriptor that came to be by itself: a copy, which is returned, or one that was sent to us. */
int agent_note_copy(int from, int fd);
void agent_note_arrival(int fd);

/* Whether another process has had this descriptor, too, or it is not known. */
bool agent_is_inherited(int fd);

/* The same of every kind of descriptor, where the other one must have it by a fork or an exec. */
bool agent_is_handed_on(int fd);

/* close(2) of a descriptor that is not ours, called at `where`. */
int agent_close(int fd, uint32_t where);

/* Whether others can notice what an exec(3) would close. */
bool agent_exec_is_seen(void);

#endif
