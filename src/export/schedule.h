/*
 * Who took each step, as it is written and can be given to --schedule: "1*2 2*2 1".
 *
 * The caller frees the text. NULL when memory is out.
 */
#ifndef IPCSTAGE_EXPORT_SCHEDULE_H
#define IPCSTAGE_EXPORT_SCHEDULE_H

#include "explore/count.h"
#include "model/history.h"

/* Of a run, as far as it has come. */
char *schedule_of_history(const struct history *history);

/* Beside it, who could have taken each step: "1,2*2 2 1"; "?" where that is not known. */
char *choices_of_history(const struct history *history);

char *schedule_of_witness(const struct witness *witness);

#endif
