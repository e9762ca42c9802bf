/* How a run ended: what a verdict judges by, besides what is on the stage. */
#ifndef IPCSTAGE_MODEL_ENDING_H
#define IPCSTAGE_MODEL_ENDING_H

#include <stdbool.h>
#include <stddef.h>
#include "trace/trace.h"

enum { VERDICT_WHY = 1024 }; /* bytes of a reason with its NUL */

/* How a run ended, as control saw it. */
struct ending {
	enum stop_reason stop; /* STOP_END, STOP_DEADLOCK or STOP_LIMIT */
	bool cut_off;	       /* a limit was reached first */
	bool free_run;	       /* nobody was held */
	struct set outside;    /* of a free run: who waits for a client from outside */
	uint32_t round;	       /* the last steps, so many, lead back to where they began; 0 no */
	char detail[256];      /* what control knows besides: who holds a write end open; or "" */
	/* A place in the program as "counter.c:34", or "" when unknown; context is `places`. */
	void (*place)(void *places, uint32_t where, char *out, size_t size);
	void *places;
};

#endif
