/*
 * The functions of the C library that are looked at when a program with the memory hooks calls
 * them: the rows of library_calls.def.
 */
#ifndef IPCSTAGE_TRACE_LIBRARY_CALL_H
#define IPCSTAGE_TRACE_LIBRARY_CALL_H

enum library_call {
#define LIBRARY(name, how, n, texts, points) LIBRARY_##name,
#include "trace/library_calls.def"
#undef LIBRARY
	LIBRARY_CALLS
};

/* What one is called. A number that has no row is "a function of the C library". */
const char *library_call_name(unsigned long number);

#endif
