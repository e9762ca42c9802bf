/*
 * The system calls that the trace layer makes, without libc's wrappers: inside a demo's process
 * those are the agent's own interposers. None of them touches errno.
 */
#ifndef IPCSTAGE_TRACE_SYSTEM_H
#define IPCSTAGE_TRACE_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * futex(2), process-shared. Wait while *word is `value`, at most `timeout` (NULL: no limit).
 * Returns whether that is over.
 */
int system_futex_wait(_Atomic uint32_t *word, uint32_t value, const struct timespec *timeout);
void system_futex_wake(_Atomic uint32_t *word);

/* End this process at once, without a word to anybody (exit_group(2)). */
_Noreturn void system_end(int status);

/* getpid(2). */
int32_t system_pid(void);
int32_t system_thread(void);

/* Where names of message queues and semaphores lie (mq_overview(7), sem_overview(7)). */
#define SYSTEM_QUEUES	  "/dev/mqueue/"
#define SYSTEM_SEMAPHORES "/dev/shm/sem."
/* Where shared memory with a name lies (shm_overview(7)). */
#define SYSTEM_SHARED_MEMORY "/dev/shm/"

/* Remove a socket, a FIFO, a queue, a semaphore or shared memory; nothing else, and if it is still
 * there. */
void system_remove_endpoint(const char *path);

/* Whether a path is a folder of ours that nobody else can look into. */
bool system_owns_folder(const char *path);

/* Write what is left of one file into another. Returns whether all of it was. */
bool system_copy(int from, int to);

/* Add one to an eventfd. */
void system_signal(int fd);

/*
 * Wait until a process is dead, so that the kernel has released what it held (pidfd_open(2)): a
 * zombie counts. At most `timeout_ms`. Returns whether it is dead.
 */
int system_await_death(int32_t pid, int timeout_ms);

/* The same for a thread of a process. Its first one may be left as a zombie. */
int system_await_thread(int32_t pid, int32_t thread, int timeout_ms);

/*
 * The children of this thread that are not reaped yet, orphans that became ours too (proc(5),
 * "children"). Returns how many it put into `pids`; of very many, the first ones.
 */
unsigned system_children(int32_t *pids, unsigned capacity);

/*
 * kill(2), and sigqueue(3)'s of a signal and its siginfo_t: 0 or -errno. They pass the filter of
 * agent/core/watched.h by SYSTEM_SIGNAL_OURS, in the fifth argument, at which no call that sends a
 * signal looks: whoever uses them has seen to it that the target is of the run.
 */
enum { SYSTEM_SIGNAL_OURS = 0x69706373 };
int system_kill(int32_t pid, int signal);
int system_queue_signal(int32_t pid, int signal, const void *info);

/* The same for a thread of a process: pthread_kill(3), pthread_sigqueue(3). */
int system_kill_thread(int32_t pid, int32_t thread, int signal);
int system_queue_thread(int32_t pid, int32_t thread, int signal, const void *info);

/* What a process or a thread does now, by its id, as proc(5) has it: 'R' it runs, or could; 'S',
 * 'T' and 't' it does not go on by itself. 0: it is gone. */
char system_state(int32_t id);

/* What /proc says of a process: its parent, its process group. 0: there is none. */
int32_t system_parent(int32_t pid);
int32_t system_group(int32_t pid);

/* The process of a thread, and that which a descriptor of process `holder` stands for
 * (pidfd_open(2)). -1: there is none. */
int32_t system_process_of(int32_t tid);
int32_t system_pidfd_process(int32_t holder, int fd);

/* Ticks that keep cause before effect across CPUs: rdtscp, or the monotonic clock elsewhere. */
uint64_t system_ticks(void);

#endif
