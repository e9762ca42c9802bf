/*
 * What a person has achieved: challenges won and predictions that were right; and what he calls the
 * objects of programs. Kept in a file of their own across runs,
 * $XDG_STATE_HOME/ipcstage/progress.json (~/.local/state without it).
 *
 * The file is written as a whole under another name and then renamed, and read again before that,
 * so that two who play at the same time do not lose each other's. Where it cannot be written all
 * works but lasts no longer than the program.
 */
#ifndef IPCSTAGE_PLAY_PROGRESS_H
#define IPCSTAGE_PLAY_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct demo;
struct challenge;
struct progress;
struct subject;

struct progress_challenge {
	bool won;
	unsigned switches; /* the fewest it was won with */
	unsigned par;	   /* as it was then */
	unsigned hints;	   /* asked for, over all tries */
};

struct progress_predictions {
	unsigned asked, right;
	unsigned streak, longest; /* right answers without a wrong one between: now, and ever */
};

/*
 * Read the file at `path`, an absolute one; NULL: where the environment says. A missing file is no
 * progress yet; a damaged one is put aside as PATH.damaged, PATH.damaged-2, ... One that cannot be
 * read, that a newer program has written, or that is no file is left alone, and nothing is kept.
 * Blocks as files do, half a second where the folder is locked. Returns NULL when memory is out.
 */
struct progress *progress_open(const char *path);
void progress_close(struct progress *progress);

/* What there is to tell about the file, once: a line, or NULL. Lasts until the next call. */
const char *progress_notice(struct progress *progress);

/* Nothing has been won, asked or answered where `progress` is NULL. */
struct progress_challenge progress_challenge(const struct progress *progress,
					     const struct demo *demo,
					     const struct challenge *challenge);
struct progress_predictions progress_predictions(const struct progress *progress);

/* How many of a demo's challenges have been won. */
unsigned progress_won_of(const struct progress *progress, const struct demo *demo);

/* Keep what has happened (with NULL, nothing). With another par than before the fewest switches
 * of before do not count: the challenge has changed. Blocks as files do. */
void progress_win(struct progress *progress, const struct demo *demo,
		  const struct challenge *challenge, unsigned switches, unsigned par);
void progress_hint(struct progress *progress, const struct demo *demo,
		   const struct challenge *challenge);
void progress_answer(struct progress *progress, bool right);

/* The names that the person has given to what is in a program of his, into subject->given. */
void progress_names(const struct progress *progress, struct subject *subject);

/* Keep one of them, or with "" no longer. Blocks as files do. */
void progress_name(struct progress *progress, const struct subject *subject, const char *from,
		   const char *to);

#endif
