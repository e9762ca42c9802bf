/*
 * Structures that functions take or return by value. gcc's memory hooks say nothing of what a call
 * reads to pass it on, nor of where its result goes.
 */
#ifndef IPCSTAGE_CONTROL_BY_VALUE_H
#define IPCSTAGE_CONTROL_BY_VALUE_H

#include <stdbool.h>
#include <elfutils/libdw.h>

/*
 * Whether a function of a unit does so with a structure that may lie in memory that is shared: one
 * of the program's own, or one of the system's that the unit has elsewhere than in local variables.
 */
bool by_value_passes(Dwarf_Die *unit, Dwarf_Die *function);

#endif
