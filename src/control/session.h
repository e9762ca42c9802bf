/*
 * A session: one program with its fork server, and the runs it does one after another.
 *
 * The program is started once, with the agent in it; for every run the server forks a child that
 * goes on into main. Starting, granting and killing never block longer than the server needs to
 * fork; everything else is asynchronous: session_fd() becomes readable when there is something
 * to look at. Closing a session kills whatever is left of its run and waits for it.
 */
#ifndef IPCSTAGE_CONTROL_SESSION_H
#define IPCSTAGE_CONTROL_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "control/program.h"
#include "control/typed_lines.h"
#include "trace/trace.h"

struct session;

/*
 * Start the program and wait until its agent is ready to serve. Returns NULL with *error: the
 * program cannot be executed, or it does not load the agent (static, setuid). Blocks up to 5 s.
 */
struct session *session_open(const struct launch *launch, struct error *error);

/*
 * Another session of the program of `session`, with a copy of its server, which has everything in
 * its memory where that one has it: keys of memory mean the same in both. Its gated runs are pinned
 * to `cpu`. What runs in `session` is killed first. Returns NULL with *error.
 */
struct session *session_clone(struct session *session, int cpu, struct error *error);

/* Kill what runs, the server too, and wait for all of them. NULL is allowed. */
void session_close(struct session *session);

/*
 * Begin a run; whatever is left of the last one is killed first. `schedule` (may be NULL) holds
 * process numbers for the first `length` visible steps: the processes follow it by themselves and
 * the session stops after it, or where it cannot be followed. Returns 0 or -errno.
 */
int session_start(struct session *session, enum run_mode mode, const uint8_t *schedule,
		  size_t length);

/* Kill the run that is under way, if there is one. */
void session_kill(struct session *session);

/* For poll(): readable when session_look() has something to do. */
int session_fd(const struct session *session);

/*
 * Look at what has happened. Waits for nothing but the death of a process that is about to end
 * (at most a second). Returns the reason why the run is stopped, or STOP_NONE
 * while it is under way. A process that died without handing over is noticed here (call it at least
 * every SESSION_WATCH_MS while a run is under way), as is one that is stuck.
 */
enum {
	SESSION_WATCH_MS = 100,
	SESSION_QUIET_LIMIT =
		100000, /* records of one step: who writes more may never come to an end */
};
enum stop_reason session_look(struct session *session);

/* The same, waiting until the run stops or `timeout_ms` (negative: no limit) is over. Blocks. */
enum stop_reason session_wait(struct session *session, int timeout_ms);

/* Wait for that as long as it takes. STOP_NONE: it is stuck (session_stuck). */
enum stop_reason session_await(struct session *session);

/* Let a process take a step. The run must be stopped with STOP_DECIDE; -EINVAL otherwise, or when
 * that process is not enabled. */
int session_grant(struct session *session, unsigned actor);

/*
 * What is typed into every run from the next one on, line by line: it is copied, in the place of
 * what was before. The next line is a step of who waits for input, which he can take as long as he
 * waits and nothing is there (session_enabled has the first who does). Others may read it, too.
 * Returns 0 or -ENOMEM.
 */
enum { SESSION_LINE = 1024 /* bytes at most of one */ };
int session_expect(struct session *session, const struct typed_lines *lines);

/*
 * Type a line for an actor that waits for input, after which none is known. The run must be stopped
 * with STOP_DECIDE or STOP_DEADLOCK. Returns 0, -EINVAL (that one does not wait for it, or it is
 * too long) or another -errno.
 */
int session_type(struct session *session, unsigned actor, const char *line);

/*
 * Let the processes of `schedule` take the next `length` steps by themselves, at least one; the run
 * stops after them, or where they cannot be taken. The first must be enabled now, as above.
 */
int session_follow(struct session *session, const uint8_t *schedule, size_t length);

/* Who could take a step now, and who is parked and could not; for a stopped run. */
struct set session_enabled(const struct session *session);
struct set session_blocked(const struct session *session);

/*
 * Have each of a set of parked processes find the key of its memory (space_entry.memory_key,
 * .unclear) and what its shared mappings hold; the run must be stopped.
 */
void session_ask_keys(struct session *session, struct set actors);

/* What is a step besides the rest, at any time: launch.sleepers_free, launch.ends_free. */
struct freed {
	bool sleepers, ends;
};

/* From the next run on it is this that is; and what is so by now. */
void session_free(struct session *session, struct freed freed);
struct freed session_freed(const struct session *session);

/*
 * Whether runs since the last call have found places that threads share: from the next run on what
 * is done there is a step. To have another session of the program know them, too: join.
 */
bool session_found_places(struct session *session);

/*
 * In the runs that follow nobody asks what objects are called, or somebody does, as at first: to
 * find that out costs a run of many processes a tenth of its time.
 */
void session_skip_names(struct session *session, bool skip);

/*
 * From here on what runs find is besides what is found in each call; and what of that the run that
 * is under way, or was last, was begun with, as a text. NULL: nothing; free(3).
 */
void session_know(struct session *session);
char *session_learned(const struct session *session);

/* The next run is to know no more than that one did. Ends what is under way. */
void session_forget(struct session *session);

/* From the next run on those of a text are known, too. Returns false where it is none. */
bool session_learn(struct session *session, const char *places);

/* Give those that somebody has come to the names that the program has for them. */
void session_name_places(struct session *session);
void session_join_places(struct session *session, const struct session *other);

/*
 * Run this thread on the CPU that gated runs are pinned to: deciding from there is several times
 * faster than from another (sched_setaffinity(2)). For whoever does nothing else meanwhile.
 */
void session_sit_beside(const struct session *session);

/* Steps taken so far. */
uint64_t session_steps(const struct session *session);

/*
 * Take the records that have come, in their order, up to `capacity`; returns how many. In a free
 * run *lost grows by those that were overwritten. Call until it returns 0.
 */
size_t session_take(struct session *session, struct record *out, size_t capacity, uint64_t *lost);

/* The segment, to look at: process and object tables, counters. */
const struct trace *session_trace(const struct session *session);

/* Where in memory an object lies, by two numbers: a mapping or a process's own memory, and the
 * address in it. Both are 0 of object 0. */
void session_place(const struct session *session, unsigned object, uint64_t place[2]);

/*
 * What the kernel says besides, for a deadlock: which processes hold a write end of a pipe that
 * is waited for ("1 and 0 hold the write end of pipe 1"); "" when there is nothing to add.
 */
void session_diagnose(const struct session *session, char *out, size_t size);

/* Of a free run that has come to a standstill: those who wait for a client from outside of it. */
struct set session_outside(const struct session *session);

/*
 * What was printed past the agent in this run (libc's last words before an abort, programs that
 * the agent could not be put into): its last bytes. Returns how many.
 */
size_t session_printed(const struct session *session, char *out, size_t size);

/* What was not seen of the run so far; valid until the next one begins. */
const struct ledger *session_unseen(const struct session *session);

/*
 * Take in what a run has written that was killed, or is under way. Not what comes after a limit:
 * how far it then came is chance.
 */
void session_gather(struct session *session);

/* A process that has not reached a gate for a second and why: "1 is stuck in nanosleep, which
 * cannot be held or shown"; "" while all is well. */
const char *session_stuck(const struct session *session);

#endif
