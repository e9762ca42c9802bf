/*
 * A golden: what the screens look like while a script is done, beside what they are to look like.
 */
#ifndef IPCSTAGE_TESTS_GOLDEN_GOLDEN_H
#define IPCSTAGE_TESTS_GOLDEN_GOLDEN_H

#include <stdbool.h>

/*
 * Do a script and compare its shots with those that are kept; what differs goes to standard
 * output. With UPDATE_GOLDEN in the environment what is kept is replaced. Returns an exit status.
 */
int golden_do(const char *keys, const char *screen);

/* Whether what is kept is to be replaced. */
bool golden_is_updated(void);

#endif
