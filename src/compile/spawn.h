/*
 * Running a command to its end: a compiler, an editor. Without a shell.
 */
#ifndef IPCSTAGE_COMPILE_SPAWN_H
#define IPCSTAGE_COMPILE_SPAWN_H

enum { SPAWN_NOTHING = -1 };

struct spawn {
	char *const *words; /* the first is looked for in PATH */
	int in, out, err;   /* what it has as 0, 1 and 2; SPAWN_NOTHING: /dev/null */
};

/*
 * Run it, with no signal blocked or ignored, and wait for it. Returns its exit status, 128 and the
 * number of the signal that ended it, or -errno when it could not be started.
 */
int spawn_and_wait(const struct spawn *spawn);

#endif
