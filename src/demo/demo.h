/*
 * A demo as its YAML file describes it, checked, with defaults filled in.
 *
 * The format is in FORMAT.md. Texts are UTF-8.
 */
#ifndef IPCSTAGE_DEMO_DEMO_H
#define IPCSTAGE_DEMO_DEMO_H

#include <stdbool.h>
#include <stddef.h>

/* So many at most in one demo. */
enum {
	DEMO_SCENARIOS = 8,
	DEMO_PARAMETERS = 16,
	DEMO_TOGGLES = 16,
	DEMO_CHALLENGES = 16,
	DEMO_LESSONS = 64
};

/* A text in the languages there are; `zh` may be NULL, `en` never is. */
struct text {
	char *en;
	char *zh;
};

/* One way to show what the demo is about: the program is told which. */
struct scenario {
	char *name; /* --scenario=NAME for the program */
	struct text title;
	struct text summary;
};

/* The scenarios that something is for; none named: all of them. */
struct scenario_set {
	char **names;
	unsigned count;
};

struct parameter {
	char *name;    /* long option of the program */
	long value;    /* the default */
	long min, max; /* both included */
	struct text help;
};

/* A value for a parameter. */
struct setting {
	char *name; /* of the parameter */
	long value; /* within its bounds */
};

struct toggle {
	char *name; /* long option of the program */
	char *key;  /* one character, unique within the demo and no key of the screen */
	struct text label;
	struct text symptom;
	char *verdict; /* what a run with it is expected to show: "deadlock"; NULL: it varies */
	bool fix;      /* it leaves the outcome right (`atomic`) */
	struct setting *settings; /* what must be set for the fault to show */
	unsigned setting_count;
	struct scenario_set scenarios; /* where it can be planted */
};

/* To make it fail by choosing who goes next. */
struct challenge {
	char *toggle;	   /* that is planted */
	char *outcome;	   /* the end that counts, "counter=2"; NULL: any that is not as expected */
	struct text title; /* the toggle's label where the file has none */
	struct text hint;  /* words for who is stuck; .en NULL: none */
	struct setting *settings; /* small enough for every order to be tried while one plays */
	unsigned setting_count;
};

struct lesson {
	char *at;		       /* "start", "end", "toggle NAME", "deadlock", … */
	struct scenario_set scenarios; /* where it is told */
	struct text text;
};

struct demo {
	char *name;	 /* folder and file name */
	bool ends_free;	 /* its processes look at each other's ends: these are steps */
	long order;	 /* place in the catalogue: small ones first */
	char *mechanism; /* word of demo_mechanisms[] */
	char *program;	 /* file name of the program, in the folder of the YAML file */
	struct text title;
	struct text summary;
	struct scenario *scenarios; /* it opens with the first; NULL: there is but one way */
	unsigned scenario_count;
	struct parameter *parameters;
	unsigned parameter_count;
	struct toggle *toggles;
	unsigned toggle_count;
	struct challenge *challenges; /* faults that do not show in every order */
	unsigned challenge_count;
	struct lesson *lessons;
	unsigned lesson_count;
};

enum demo_language { DEMO_ENGLISH, DEMO_CHINESE };

/* A text in a language, English where it is missing. */
const char *text_in(const struct text *text, enum demo_language language);

/* Whether what is for these scenarios is for this one (0 where the demo has none). */
bool demo_applies(const struct demo *demo, const struct scenario_set *set, unsigned scenario);

/* Whether a toggle plants a fault that there is no challenge for: it shows in any order (then its
 * verdict is known), or there are too many orders to try. */
bool demo_no_challenge(const struct demo *demo, unsigned toggle);

/* The scenario, parameter or toggle with a name, or -1. */
int demo_scenario(const struct demo *demo, const char *name);
int demo_parameter(const struct demo *demo, const char *name);
int demo_toggle(const struct demo *demo, const char *name);

/*
 * What there is, for messages: " processes=1..8 rounds=1..50" and " no-lock atomic", or " (none)".
 * Cut where `out` ends. Returns what to print.
 */
const char *demo_scenario_names(const struct demo *demo, char *out, size_t size);
const char *demo_parameter_names(const struct demo *demo, char *out, size_t size);
const char *demo_toggle_names(const struct demo *demo, char *out, size_t size);

/* Words allowed for `mechanism`, and for a toggle's `verdict`; ended by NULL. */
extern const char *const demo_mechanisms[];
extern const char *const demo_verdicts[];

#endif
