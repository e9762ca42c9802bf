#include "trace/record.h"

#include <string.h>

static const char *const operation_words[] = {
	[OP_NONE] = "none",
	[OP_BEGIN] = "begin",
	[OP_FORK] = "fork",
	[OP_EXEC] = "exec",
	[OP_EXIT] = "exit",
	[OP_DEATH] = "death",
	[OP_WAIT] = "wait",
	[OP_KILL] = "kill",
	[OP_SLEEP] = "sleep",
	[OP_CLOCK] = "clock",
	[OP_PARK] = "park",
	[OP_PRINT] = "print",
	[OP_NAME_PROCESS] = "name_process",
	[OP_NOTE] = "note",
	[OP_NAME] = "name",
	[OP_PART] = "part",
	[OP_SCOPE_OPEN] = "open_scope",
	[OP_SCOPE_CLOSE] = "close_scope",
	[OP_ITEM_PUT] = "item_put",
	[OP_ITEM_TAKE] = "item_take",
	[OP_ITEM_DONE] = "item_done",
	[OP_TELL] = "tell",
	[OP_OUTCOME] = "outcome",
	[OP_EXPECTED] = "expected",
	[OP_MAP] = "map",
	[OP_LOAD] = "load",
	[OP_STORE] = "store",
	[OP_ATOMIC] = "atomic",
	[OP_PIPE] = "pipe",
	[OP_SOCKETPAIR] = "socketpair",
	[OP_READ] = "read",
	[OP_WRITE] = "write",
	[OP_CLOSE] = "close",
	[OP_POLL] = "poll",
	[OP_FCNTL] = "fcntl",
	[OP_BIND] = "bind",
	[OP_LISTEN] = "listen",
	[OP_CONNECT] = "connect",
	[OP_ACCEPT] = "accept",
	[OP_SHUTDOWN] = "shutdown",
	[OP_PEEK] = "peek",
	[OP_SEM_INIT] = "sem_init",
	[OP_SEM_OPEN] = "sem_open",
	[OP_SEM_WAIT] = "sem_wait",
	[OP_SEM_TRYWAIT] = "sem_trywait",
	[OP_SEM_POST] = "sem_post",
	[OP_SEM_GETVALUE] = "sem_getvalue",
	[OP_SEM_DESTROY] = "sem_destroy",
	[OP_MUTEX_INIT] = "mutex_init",
	[OP_MUTEX_LOCK] = "mutex_lock",
	[OP_MUTEX_TRYLOCK] = "mutex_trylock",
	[OP_MUTEX_UNLOCK] = "mutex_unlock",
	[OP_MUTEX_CONSISTENT] = "mutex_consistent",
	[OP_MUTEX_DESTROY] = "mutex_destroy",
	[OP_OPEN] = "open",
	[OP_SEEK] = "seek",
	[OP_TRUNCATE] = "truncate",
	[OP_SYNC] = "sync",
	[OP_LOCK] = "lock",
	[OP_TRYLOCK] = "try_lock",
	[OP_UNLOCK] = "unlock",
	[OP_COND_INIT] = "cond_init",
	[OP_COND_WAIT] = "cond_wait",
	[OP_COND_WAKE] = "cond_wake",
	[OP_COND_SIGNAL] = "cond_signal",
	[OP_COND_BROADCAST] = "cond_broadcast",
	[OP_COND_DESTROY] = "cond_destroy",
	[OP_BARRIER_INIT] = "barrier_init",
	[OP_BARRIER_WAIT] = "barrier_wait",
	[OP_BARRIER_LEAVE] = "barrier_leave",
	[OP_BARRIER_DESTROY] = "barrier_destroy",
	[OP_RWLOCK_INIT] = "rwlock_init",
	[OP_RWLOCK_READ] = "rwlock_read",
	[OP_RWLOCK_TRYREAD] = "rwlock_tryread",
	[OP_RWLOCK_WRITE] = "rwlock_write",
	[OP_RWLOCK_TRYWRITE] = "rwlock_trywrite",
	[OP_RWLOCK_UNLOCK] = "rwlock_unlock",
	[OP_RWLOCK_DESTROY] = "rwlock_destroy",
	[OP_EVENTFD] = "eventfd",
};

static_assert(sizeof(operation_words) / sizeof(operation_words[0]) == OP_COUNT,
	      "every operation has its word");

const char *operation_word(enum operation operation)
{
	return operation < OP_COUNT ? operation_words[operation] : "unknown";
}

uint64_t record_hash(uint64_t hash, const struct record *record)
{
	uint64_t words[sizeof(*record) / sizeof(uint64_t)];

	memcpy(words, record, sizeof(words));
	words[0] = 0; /* the stamp: the order is in the folding */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	return hash;
}
