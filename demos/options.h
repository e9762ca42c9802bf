/*
 * The command line of a demo: --scenario=NAME where it has several, --NAME=NUMBER for its
 * parameters, --NAME for its toggles.
 *
 * Kept apart so that a demo's own file is about its subject.
 */
#ifndef IPCSTAGE_DEMOS_OPTIONS_H
#define IPCSTAGE_DEMOS_OPTIONS_H

/* One option. */
struct option_row {
	const char *name; /* without its dashes; NULL after the last row */
	int *value;	  /* where the number goes, or a 1 for a toggle */
	int min, max;	  /* bounds of the number, both included; both 0 for a toggle */
};

enum { OPTION_ROWS = 16 }; /* at most */

/*
 * Take --scenario=NAME off the command line, which must come before options_parse(). Returns its
 * number in `names`, which ends with NULL; 0 where it is not given. Exits with status 2 and says
 * so where it is none of them.
 */
int options_scenario(int *argc, char *argv[], const char *const *names);

/*
 * Set the values from the command line; what is not given stays as it is. Says on standard error
 * what is wrong and exits with status 2 when something is.
 */
void options_parse(int argc, char *argv[], const struct option_row *rows);

#endif
