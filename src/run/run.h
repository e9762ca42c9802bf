/*
 * A run as it is shown: the session that makes it, the history it leaves, the verdict on it.
 *
 * Where control (real processes) and model (what is known of them) come together; the terminal
 * interface and the command line both stand on it.
 */
#ifndef IPCSTAGE_RUN_RUN_H
#define IPCSTAGE_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "control/session.h"
#include "demo/source.h"
#include "model/history.h"
#include "model/verdict.h"
#include "races/told_race.h"
#include "run/typed.h"

struct run;

enum { RUN_STEP_LIMIT = 100000 };

/*
 * Start the program's fork server. `source` (borrowed, may be NULL) says which line an address
 * is. Returns NULL with *error. run_close() ends everything (NULL allowed).
 */
struct run *run_open(const struct launch *launch, const struct source *source, struct error *error);
void run_close(struct run *run);

/*
 * Begin again, at the first decision or after the steps of `schedule`; what went before is
 * forgotten. Returns 0 or -errno. run_look() then says how far it has come.
 */
int run_begin(struct run *run, enum run_mode mode, const uint8_t *schedule, size_t length);

/*
 * Do the first `step` steps of the history again with real processes, to go on from there
 * differently; later steps are forgotten. Returns 0 or -errno.
 */
int run_branch(struct run *run, uint32_t step);

/* Take in what has happened. Never blocks. STOP_NONE while the run is under way. */
enum stop_reason run_look(struct run *run);

/* The same, until it stops or `timeout_ms` (negative: no limit) is over. */
enum stop_reason run_wait(struct run *run, int timeout_ms);

/* Let a process take a step: 0, or -EINVAL when it cannot. */
int run_step(struct run *run, unsigned actor);

/*
 * Lines that are typed. Who waits for input takes a step by being typed one: its next step, where
 * it is known beforehand which (run_expect: they are copied, in place of those before), else
 * run_type(). Returns 0 or -errno.
 */
int run_expect(struct run *run, const struct typed_lines *lines);
int run_type(struct run *run, unsigned actor, const char *line);

/* Whether somebody is there to type: then a run in which all wait for input is not over. */
void run_let_type(struct run *run, bool may_type);

/* Who waits for input, and could not go on, if it may be typed: who can take a step by that. */
struct set run_awaits_input(const struct run *run);

/* End it at a limit: the verdict is VERDICT_CUT_OFF. */
void run_cut_off(struct run *run, const char *why);

/*
 * End it, as its steps are repeated from here on: those up to `last` are kept, of which `round`
 * lead back to where they began. The verdict is VERDICT_LIVELOCK.
 */
void run_go_round(struct run *run, uint32_t last, uint32_t round);

/* Why it is stopped, as of the last look; STOP_NONE while it is under way. */
enum stop_reason run_stop(const struct run *run);

/* For poll(2). */
int run_fd(const struct run *run);

struct history *run_history(const struct run *run);
struct session *run_session(const struct run *run);

/* Why a process cannot take a step now: "it waits for lock: 1 has it". */
void run_why_not(const struct run *run, unsigned actor, char *out, size_t size);

/* Who could take a step now, those too of whom it is known what they will be typed; nobody unless
 * the run is stopped at a decision. */
struct set run_enabled(const struct run *run);

/* VERDICT_NONE until the run is over; and why, in words. */
enum verdict run_verdict(const struct run *run);
const char *run_why(const struct run *run);

/* What was not seen of it; valid until the next one begins. */
const struct ledger *run_unseen(const struct run *run);

/*
 * The data races in what it has done so far, with their lines, in the order in which they happened;
 * none of a free run. Valid until the next call for this run.
 */
const struct told_races *run_races(struct run *run);

/* What has kept the accesses to an object apart up to a step. */
struct race_guard run_guard(const struct run *run, unsigned object, uint32_t step);

/* Records of a free run that were overwritten before they could be read. */
uint64_t run_lost(const struct run *run);

/* A branch did not do again what it did before: what and where; NULL when all is well. */
const char *run_divergence(const struct run *run);

#endif
