/*
 * What the program under measurement (records_program.c) and its driver (records.c) agree on.
 */
#ifndef IPCSTAGE_BENCHMARKS_RECORDS_H
#define IPCSTAGE_BENCHMARKS_RECORDS_H

/* Nanoseconds that one of each took, as outcomes of the run. */
#define OUTCOME_ACCESS	  "access"    /* a load or a store of a shared value */
#define OUTCOME_SEMAPHORE "semaphore" /* sem_wait and sem_post of a shared semaphore */

#endif
