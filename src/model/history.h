/*
 * The history of a run: its records, and the stage at any step of it.
 *
 * Keeps every record once and a copy of the stage every so many steps, so that going back costs
 * one copy and a few folds.
 */
#ifndef IPCSTAGE_MODEL_HISTORY_H
#define IPCSTAGE_MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/stage.h"

struct history;

/*
 * Records that are kept, 64 MiB of them: far beyond what anybody steps through. Of a longer run
 * (a free one) the rest is folded into the newest stage only and makes no further steps.
 */
enum { HISTORY_RECORDS = 1 << 20 };

/* Returns NULL when memory is out. history_free(NULL) is allowed. */
struct history *history_new(void);
void history_free(struct history *history);
void history_clear(struct history *history);

/*
 * The names that it is shown by (borrowed, NULL none), from its first record on: again after they
 * have changed. Costs as much as folding it all.
 */
void history_give(struct history *history, const struct given_names *given);
const struct given_names *history_given(const struct history *history);

/*
 * Append a record. A visible one begins a step; those that follow it belong to that step. The
 * records before the first visible one are step 0. Returns 0 or -ENOMEM.
 */
int history_append(struct history *history, const struct record *record);

/* Say who could move after the newest step. */
void history_mark(struct history *history, struct set enabled);

/* Who could move after a step; nobody where that was not said. */
struct set history_enabled(const struct history *history, uint32_t step);

/* Forget every step after `step`: what comes next is a branch. */
void history_cut(struct history *history, uint32_t step);

/* Steps so far: the newest step's number. */
uint32_t history_steps(const struct history *history);

/* The stage as it was after step `step`, owned by the history, valid until its next call. */
const struct stage *history_at(struct history *history, uint32_t step);

/* The newest stage; as history_at(history, history_steps(history)). */
const struct stage *history_now(struct history *history);

/* The records of one step, oldest first; *count of them. */
const struct record *history_records(const struct history *history, uint32_t step, size_t *count);

/* Who took step `step` (1 …), and with which operation. */
unsigned history_stepper(const struct history *history, uint32_t step);
enum operation history_operation(const struct history *history, uint32_t step);

/*
 * Who could have taken step `step` (1 …). Returns false where that is not known: the step was given
 * in advance, and the run did not stop before it.
 */
bool history_choices(const struct history *history, uint32_t step, struct set *choices);

/* The schedule so far, "1*2 2*2 1", in a buffer of the caller's; returns the full length. */
size_t history_schedule(const struct history *history, uint32_t steps, char *out, size_t size);

/* Hash of all records up to the end of a step. */
uint64_t history_hash(struct history *history, uint32_t step);

#endif
