/*
 * The terminal interface: one loop, one blocking call.
 */
#ifndef IPCSTAGE_TUI_APP_H
#define IPCSTAGE_TUI_APP_H

#include "base/error.h"
#include "demo/catalogue.h"
#include "tui/terminal/theme.h"

struct recording;
struct subject;

struct app_options {
	const struct subject *subject;	   /* what to open at once; NULL: the menu */
	const struct recording *recording; /* to be replayed, instead of a name; NULL none */
	bool ascii;			   /* ASCII borders whatever the locale says */
	const struct theme *theme;	   /* NULL: what suits the terminal */
	enum demo_language language;
};

/*
 * Run until the person leaves. Returns 0, or -1 with *error. Does not return when a
 * signal ends it: the terminal and the demo's processes are gone by then.
 */
int app_run(const struct catalogue *catalogue, const struct app_options *options,
	    struct error *error);

#endif
