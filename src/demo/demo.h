/*
 * A demo as its YAML file describes it, checked, with defaults filled in.
 *
 * Loaded with libcyaml; what the schema cannot say (ranges, unique names and keys, empty files)
 * is checked afterwards. Texts are UTF-8. See DEMO-FILE in the README for the format.
 */
#ifndef IPCSTAGE_DEMO_DEMO_H
#define IPCSTAGE_DEMO_DEMO_H

#include <stdbool.h>
#include <stddef.h>

/* A text in the languages there are; `zh` may be NULL, `en` never is. */
struct text {
	char *en;
	char *zh;
};

struct parameter {
	char *name;	  /* long option of the program */
	long value;	  /* the default */
	long min, max;	  /* both included */
	struct text help;
};

struct toggle {
	char *name;	  /* long option of the program */
	char *key;	  /* one character, unique within the demo and no key of the screen */
	struct text label;
	struct text symptom;
	char *verdict;	  /* what a run with it is expected to show: "deadlock"; NULL: it varies */
	bool fix;	  /* it leaves the outcome right (`atomic`) */
};

struct lesson {
	char *at;	  /* "start", "end", "toggle NAME", "deadlock", … */
	struct text text;
};

struct demo {
	char *name;	  /* folder and file name */
	char *mechanism;  /* word of demo_mechanisms[] */
	char *program;	  /* file name of the program, beside the YAML file's installed place */
	struct text title;
	struct text summary;
	struct parameter *parameters;
	unsigned parameter_count;
	struct toggle *toggles;
	unsigned toggle_count;
	struct lesson *lessons;
	unsigned lesson_count;
};

/* What went wrong, for people: "FILE:LINE:COLUMN: what; what to do". */
struct demo_error {
	char text[512];
};

enum demo_language { DEMO_ENGLISH, DEMO_CHINESE };

/* A text in a language, English where it is missing. */
const char *text_in(const struct text *text, enum demo_language language);

/*
 * Load and check a demo file. The name is the file's, without `.yaml`.
 * Returns NULL with *error filled; never prints. demo_free() gives it back (NULL allowed).
 */
struct demo *demo_load(const char *path, struct demo_error *error);
void demo_free(struct demo *demo);

/* The parameter or toggle with a name, or -1. */
int demo_parameter(const struct demo *demo, const char *name);
int demo_toggle(const struct demo *demo, const char *name);

/* Words allowed for `mechanism`, ended by NULL. */
extern const char *const demo_mechanisms[];

#endif
