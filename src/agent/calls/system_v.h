/*
 * Objects of System V (sysvipc(7)): what is the same of message queues, memory and semaphores.
 *
 * The kernel gives an object another identifier in every run. The program is given the number of
 * its object instead, which is the same in every run, and no state tells two runs apart by it.
 */
#ifndef IPCSTAGE_AGENT_CALLS_SYSTEM_V_H
#define IPCSTAGE_AGENT_CALLS_SYSTEM_V_H

#include <stddef.h>
#include <stdint.h>
#include <sys/ipc.h>
#include "base/hash.h"
#include "trace/kind.h"
#include "trace/operation.h"

/* The object that the kernel knows by an identifier; made at its first use. */
unsigned agent_system_v(enum object_kind kind, int identifier);

/* What the kernel calls what the program calls `id`: the number of an object, or else what it was
 * told outside of the run. */
int agent_system_v_real(enum object_kind kind, int id);

/*
 * What a call about it has seen or come to may hang on the end of another process, which is no
 * step; of a child that was waited for it does not.
 */
void agent_system_v_saw_end(unsigned object, uint32_t where);

/* Who finds it and who may use it. */
struct hash agent_hash_owner(const struct ipc_perm *owner);

/* A call that finds an object by its key or makes one. */
struct system_v_get {
	enum operation operation;
	enum object_kind kind;
	key_t key;
	size_t size;
	int flags;
	int (*call)(const struct system_v_get *get, int flags); /* the real one, with these flags */
	void (*remove)(int identifier);
};

/*
 * Make it, at the gate. Returns the number of its object, which the program is given in place of
 * an identifier, or -1 with errno.
 */
int agent_system_v_get(const struct system_v_get *get, uint32_t where);

#endif
