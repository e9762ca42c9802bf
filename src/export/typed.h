/*
 * What a row of the seeds is on the command line: the words behind `ipcstage run`.
 */
#ifndef IPCSTAGE_EXPORT_TYPED_H
#define IPCSTAGE_EXPORT_TYPED_H

#include "demo/seeds.h"

enum { TYPED = 512 /* bytes of it */ };

/* "pool -s map -p workers=5" */
void type_place(const struct place *place, char typed[TYPED]);

/* "-t one-sentinel", which goes behind its row's first place */
void type_trap(const struct trap *trap, char typed[TYPED]);

#endif
