/*
 * A key and what it does, in a word or two, as bars, verdicts and the help show it.
 */
#ifndef IPCSTAGE_VIEW_PANES_KEY_HINT_H
#define IPCSTAGE_VIEW_PANES_KEY_HINT_H

struct key_hint {
	const char *key;
	const char *word;
	unsigned drop; /* in a footer that is too narrow: the larger, the sooner it goes; 0 last */
};

#endif
