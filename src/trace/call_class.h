/*
 * What is known of a system call, by its number: the rows of system_calls.def.
 */
#ifndef IPCSTAGE_TRACE_CALL_CLASS_H
#define IPCSTAGE_TRACE_CALL_CLASS_H

#include <stdint.h>
#include <sys/syscall.h>

enum call_class {
	CALL_UNKNOWN, /* it has no row: nobody knows what it does */
	CALL_QUERY,
	CALL_FOLLOWED,
	CALL_SIGNAL,
	CALL_PRIVATE,
};

struct call_row {
	uint16_t number;
	uint8_t class;	   /* enum call_class */
	uint8_t arguments; /* so many, from the first, may be addresses that it accesses */
};

enum {
	CALL_ROWS = 0
#define QUERY(name, n)	  +1
#define FOLLOWED(name, n) +1
#define SIGNAL(name, n)	  +1
#define PRIVATE(name, n)  +1
#include "trace/system_calls.def"
#undef QUERY
#undef FOLLOWED
#undef SIGNAL
#undef PRIVATE
};

extern const struct call_row call_rows[CALL_ROWS];

/* Those of other architectures, and what is no system call, are unknown. */
enum call_class call_class(long number);

#endif
