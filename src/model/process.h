/*
 * What processes do, apart from what they do to objects: being born, ending, waiting for each
 * other, sleeping, and what they say of themselves.
 */
#ifndef IPCSTAGE_MODEL_PROCESS_H
#define IPCSTAGE_MODEL_PROCESS_H

#include "model/stage.h"
#include "model/waits.h"
#include "model/words.h"

/* The process with a number (below TRACE_PROCESSES), counted from now on. */
struct process *process_met(struct stage *stage, unsigned number);

/* Fold what a record says of its process, whatever it is about. */
void process_fold(struct stage *stage, struct process *process, const struct record *record);

/* Who could end the wait of a parked process that waits at no object. */
void process_wait(const struct stage *stage, const struct process *process, struct wait *wait);

/* For operations that are about no object; see object_type.h. */
void process_say(const struct stage *stage, const struct record *record, struct words *words);
void process_say_next(const struct process *process, struct words *words);
void process_say_wait(const struct stage *stage, const struct process *process,
		      struct words *words);

/* "1 and 2 have them", with who of them has ended; for what is held and waited for. */
void process_say_holders(const struct stage *stage, uint64_t holders, const char *what,
			 struct words *words);

/* The composite that a process is in a call of, the outermost; 0 none. */
uint16_t process_whole(const struct process *process);

/* The name of a process as it is told apart: "1 (writer)", or "1" when it has none. */
void process_say_name(const struct process *process, struct words *words);

#endif
