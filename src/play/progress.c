/*
 * {"version": 1,
 *  "challenges": {"counter": {"no-lock": {"switches": 2, "par": 2, "hints": 1}}},
 *  "names": {"/home/ann/buffer.c": {"b->empty": "free slots", "process 1": "baker"}},
 *  "predictions": {"asked": 7, "right": 5, "streak": 2, "longest": 3}}
 *
 * The tree as it was read is what is kept: what is in it besides stays in it. A number that is
 * missing or none counts as 0.
 */
#include "play/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "demo/demo.h"
#include "run/subject.h"

enum {
	NOTICE = 300,
	FOLDER_MODE = 0700,
	FILE_MODE = 0666,
	NUMBER_MAX = 1000000,
	VERSION = 1,
	LOCK_TRIES = 50, /* half a second: others hold it for milliseconds */
	LOCK_PAUSE_NS = 10000000,
	ASIDE = 1000, /* damaged files */
	LINKS = 40,   /* as many as the kernel follows */
};

struct progress {
	char *path; /* NULL: there is no place for it */
	json_t *root;
	char notice[NOTICE]; /* not told yet */
	char last[NOTICE];   /* told last */
	bool told;	     /* that it cannot be kept */
};

static void say(struct progress *progress, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct progress *progress, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(progress->notice, sizeof(progress->notice), format, ap);
	va_end(ap);
}

static const char *reason(int error)
{
	switch (error) {
	case EPROTO:
		return "a newer program has written it";
	case EWOULDBLOCK:
		return "another program keeps the folder locked";
	case EINVAL:
		return "it is no regular file";
	case EBADMSG:
		return "it is damaged";
	default:
		return strerror(error);
	}
}

static void say_not_kept(struct progress *progress, int error)
{
	if (!progress->told)
		say(progress, "what you win is not kept: %s: %s",
		    progress->path ? progress->path : "HOME", reason(error));
	progress->told = true;
}

const char *progress_notice(struct progress *progress)
{
	if (!progress || !progress->notice[0])
		return NULL;
	memcpy(progress->last, progress->notice, sizeof(progress->last));
	progress->notice[0] = '\0';
	return progress->last;
}

/* --- the file -------------------------------------------------------------------------------- */

static char *default_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *path = NULL;

	/* A relative path is to be ignored (XDG Base Directory Specification). */
	if (state && state[0] == '/') {
		if (asprintf(&path, "%s/ipcstage/progress.json", state) < 0)
			path = NULL;
	} else if (home && home[0] == '/') {
		if (asprintf(&path, "%s/.local/state/ipcstage/progress.json", home) < 0)
			path = NULL;
	}
	return path;
}

/* The folders of a path, as far as they can be made: opening the file says what is wrong. */
static void make_folders(char *path)
{
	for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(path, FOLDER_MODE);
		*at = '/';
	}
}

/*
 * The folder, locked against others who write: flock(2). Closing it unlocks it. Whoever holds it
 * longer than any of us does is not waited for. -1 with errno.
 */
static int lock_folder(const char *path)
{
	const struct timespec pause = {0, LOCK_PAUSE_NS};
	char *folder = strndup(path, (size_t)(strrchr(path, '/') - path));
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	free(folder);
	for (int i = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0; i++) {
		if (i == LOCK_TRIES) {
			close(fd);
			errno = EWOULDBLOCK;
			return -1;
		}
		nanosleep(&pause, NULL);
	}
	return fd;
}

/* Under a name that nothing has yet: what was put aside before stays. */
static bool rename_aside(const char *path, char *aside)
{
	for (unsigned i = 1; i <= ASIDE; i++) {
		char number[16] = "";

		if (i > 1)
			snprintf(number, sizeof(number), "-%u", i);
		if (snprintf(aside, PATH_MAX, "%s.damaged%s", path, number) >= PATH_MAX)
			return false;
		if (renameat2(AT_FDCWD, path, AT_FDCWD, aside, RENAME_NOREPLACE) == 0)
			return true;
		if (errno != EEXIST)
			return false;
	}
	return false;
}

static int put_aside(struct progress *progress)
{
	char aside[PATH_MAX];

	if (rename_aside(progress->path, aside)) {
		say(progress, "what you had won cannot be read: it is now %s", aside);
		return 0;
	}
	say(progress, "what you had won cannot be read: %s is damaged", progress->path);
	return EBADMSG;
}

/* A file and nothing that would keep us waiting: NULL with errno. */
static FILE *open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat file;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode))
		return fdopen(fd, "r");
	close(fd);
	errno = EINVAL;
	return NULL;
}

/*
 * Take the file for what has been won; without one what is known stays. Returns 0, or an error: it
 * is there but cannot be read, or a newer program has written it, and it must not be replaced.
 */
static int load(struct progress *progress)
{
	json_t *root;
	json_error_t error;
	FILE *file = open_file(progress->path);

	if (!file)
		return errno == ENOENT || errno == ENOTDIR ? 0 : errno;
	root = json_loadf(file, 0, &error);
	fclose(file);
	if (!json_is_object(root)) {
		json_decref(root);
		return put_aside(progress);
	}
	json_decref(progress->root);
	progress->root = root;
	return json_integer_value(json_object_get(root, "version")) > VERSION ? EPROTO : 0;
}

static int write_file(const json_t *root, const char *path)
{
	/* What an earlier one left behind, or somebody put there, is not written into. */
	int fd = unlink(path) < 0 && errno != ENOENT
			 ? -1
			 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	int error = 0;

	if (!file)
		return errno;
	if (json_dumpf(root, file, JSON_INDENT(2) | JSON_SORT_KEYS) < 0 || fputc('\n', file) < 0 ||
	    fflush(file) < 0 || fsync(fileno(file)) < 0)
		error = errno ? errno : EIO;
	if (fclose(file) < 0 && !error)
		error = errno;
	return error;
}

static int replace_file(const struct progress *progress)
{
	char *fresh;
	int error;

	if (asprintf(&fresh, "%s.new", progress->path) < 0)
		return ENOMEM;
	error = write_file(progress->root, fresh);
	if (!error && rename(fresh, progress->path) < 0)
		error = errno;
	if (error)
		unlink(fresh);
	free(fresh);
	return error;
}

/* Where a link leads to, which stays one; also where nothing is yet. The path itself without. */
static char *follow_links(char *path)
{
	char target[PATH_MAX], *next;

	for (int i = 0; i < LINKS; i++) {
		ssize_t length = readlink(path, target, sizeof(target) - 1);
		int folder = (int)(strrchr(path, '/') - path) + 1;

		if (length < 0)
			break;
		target[length] = '\0';
		if (asprintf(&next, "%.*s%s", target[0] == '/' ? 0 : folder, path, target) < 0)
			break;
		free(path);
		path = next;
	}
	return path;
}

struct progress *progress_open(const char *path)
{
	struct progress *progress = calloc(1, sizeof(*progress));
	int error;

	if (!progress)
		return NULL;
	progress->root = json_object();
	progress->path = path ? strdup(path) : default_path();
	if (!progress->root) {
		progress_close(progress);
		return NULL;
	}
	if (progress->path)
		progress->path = follow_links(progress->path);
	error = progress->path ? load(progress) : 0;
	if (error)
		say_not_kept(progress, error);
	return progress;
}

void progress_close(struct progress *progress)
{
	if (!progress)
		return;
	json_decref(progress->root);
	free(progress->path);
	free(progress);
}

/* Change the newest there is and write it. */
static void keep(struct progress *progress, void (*change)(json_t *root, const void *what),
		 const void *what)
{
	int folder, error = ENOENT;

	if (!progress)
		return;
	if (!progress->path) {
		change(progress->root, what);
		say_not_kept(progress, error);
		return;
	}
	make_folders(progress->path);
	folder = lock_folder(progress->path);
	error = folder < 0 ? errno : 0;
	if (!error)
		error = load(progress);
	change(progress->root, what);
	if (!error) {
		json_object_set_new(progress->root, "version", json_integer(VERSION));
		error = replace_file(progress);
	}
	if (error)
		say_not_kept(progress, error);
	if (folder >= 0)
		close(folder);
}

/* --- what is in it --------------------------------------------------------------------------- */

static unsigned number(const json_t *object, const char *name)
{
	json_int_t value = json_integer_value(json_object_get(object, name));

	return value < 0 || value > NUMBER_MAX ? 0 : (unsigned)value;
}

static void set_number(json_t *object, const char *name, unsigned value)
{
	json_object_set_new(object, name, json_integer(value));
}

/* The object of that name, made where there is none; NULL when memory is out. */
static json_t *object_in(json_t *object, const char *name)
{
	json_t *found = json_object_get(object, name);

	if (json_is_object(found))
		return found;
	json_object_set_new(object, name, json_object());
	return json_object_get(object, name);
}

/* How a challenge is called: "no-lock", or "no-lock counter=2". */
static void name_challenge(const struct challenge *challenge, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s", challenge->toggle, challenge->outcome ? " " : "",
		 challenge->outcome ? challenge->outcome : "");
}

struct which {
	const struct demo *demo;
	const struct challenge *challenge;
	unsigned switches, par; /* of a win */
};

static json_t *challenge_in(json_t *root, const struct which *which)
{
	json_t *demo = object_in(object_in(root, "challenges"), which->demo->name);
	char name[NOTICE];

	name_challenge(which->challenge, name, sizeof(name));
	return object_in(demo, name);
}

static void change_win(json_t *root, const void *what)
{
	const struct which *which = what;
	json_t *kept = challenge_in(root, which);

	if (json_is_integer(json_object_get(kept, "switches")) &&
	    number(kept, "par") == which->par && number(kept, "switches") <= which->switches)
		return;
	set_number(kept, "switches", which->switches);
	set_number(kept, "par", which->par);
}

static void change_hint(json_t *root, const void *what)
{
	json_t *kept = challenge_in(root, what);

	set_number(kept, "hints", number(kept, "hints") + 1);
}

static void change_answer(json_t *root, const void *what)
{
	json_t *kept = object_in(root, "predictions");
	bool right = *(const bool *)what;
	unsigned streak = right ? number(kept, "streak") + 1 : 0;

	set_number(kept, "asked", number(kept, "asked") + 1);
	set_number(kept, "right", number(kept, "right") + right);
	set_number(kept, "streak", streak);
	if (streak > number(kept, "longest"))
		set_number(kept, "longest", streak);
}

void progress_win(struct progress *progress, const struct demo *demo,
		  const struct challenge *challenge, unsigned switches, unsigned par)
{
	const struct which which = {demo, challenge, switches, par};

	keep(progress, change_win, &which);
}

void progress_hint(struct progress *progress, const struct demo *demo,
		   const struct challenge *challenge)
{
	const struct which which = {.demo = demo, .challenge = challenge};

	keep(progress, change_hint, &which);
}

void progress_answer(struct progress *progress, bool right)
{
	keep(progress, change_answer, &right);
}

struct progress_challenge progress_challenge(const struct progress *progress,
					     const struct demo *demo,
					     const struct challenge *challenge)
{
	char name[NOTICE];
	const json_t *kept;

	if (!progress)
		return (struct progress_challenge){0};
	name_challenge(challenge, name, sizeof(name));
	kept = json_object_get(
		json_object_get(json_object_get(progress->root, "challenges"), demo->name), name);
	return (struct progress_challenge){
		.won = json_is_integer(json_object_get(kept, "switches")),
		.switches = number(kept, "switches"),
		.par = number(kept, "par"),
		.hints = number(kept, "hints"),
	};
}

struct progress_predictions progress_predictions(const struct progress *progress)
{
	const json_t *kept = progress ? json_object_get(progress->root, "predictions") : NULL;

	return (struct progress_predictions){
		.asked = number(kept, "asked"),
		.right = number(kept, "right"),
		.streak = number(kept, "streak"),
		.longest = number(kept, "longest"),
	};
}

unsigned progress_won_of(const struct progress *progress, const struct demo *demo)
{
	unsigned won = 0;

	for (unsigned i = 0; i < demo->challenge_count; i++)
		won += progress_challenge(progress, demo, &demo->challenges[i]).won;
	return won;
}

/* --- names ----------------------------------------------------------------------------------- */

struct naming {
	char *program; /* its path */
	const char *from, *to;
};

/* A program, or the source of one, by where it is; of a demo, NULL. */
static char *path_of(const struct subject *subject)
{
	return subject->demo ? NULL : realpath(subject->name, NULL);
}

static void change_name(json_t *root, const void *what)
{
	const struct naming *naming = what;
	json_t *names = object_in(root, "names"), *program = object_in(names, naming->program);

	if (*naming->to)
		json_object_set_new(program, naming->from, json_string(naming->to));
	else
		json_object_del(program, naming->from);
	if (json_object_size(program) == 0)
		json_object_del(names, naming->program);
}

void progress_name(struct progress *progress, const struct subject *subject, const char *from,
		   const char *to)
{
	const struct naming naming = {path_of(subject), from, to};

	if (naming.program)
		keep(progress, change_name, &naming);
	free(naming.program);
}

void progress_names(const struct progress *progress, struct subject *subject)
{
	char *program = progress ? path_of(subject) : NULL;
	json_t *names =
		program ? json_object_get(json_object_get(progress->root, "names"), program) : NULL;
	const char *from;
	json_t *to;

	json_object_foreach(names, from, to)
	{
		if (json_is_string(to))
			given_names_put(&subject->given, from, json_string_value(to));
	}
	free(program);
}
