/*
 * The catalogue: every demo there is, and where its program and source are.
 *
 * Found beside the running program, so that it works from any current directory. Under one root
 * everything has one place, in the build folder (root: the folder of the program) and when it is
 * installed (root: ../lib/ipcstage from there):
 *
 *	ROOT/libipcstage.so
 *	ROOT/demos.index	what is in the YAML files, see index.h
 *	ROOT/ways.yaml, ROOT/ipcstage-measure, ROOT/ipcstage-several
 *	ROOT/demos/seeds.yaml
 *	ROOT/demos/NAME/NAME	the program; NAME.yaml and NAME.c are beside it
 */
#ifndef IPCSTAGE_DEMO_CATALOGUE_H
#define IPCSTAGE_DEMO_CATALOGUE_H

#include "base/error.h"
#include "demo/demo.h"

/* A demo that is not among the others, as its file is wrong. */
struct left_out {
	char *name;
	struct error why;
};

struct catalogue {
	struct left_out *left_out;
	unsigned left_out_count;
	struct catalogued *entries; /* by their `order`, then by name */
	unsigned count;
	char *root;
	struct demo_index *index; /* NULL: none */
	char *agent;		  /* absolute path of libipcstage.so */
	char *ways;		  /* of the page that compares the ways of talking */
	char *measure;		  /* of the program that measures them */
	char *several;		  /* of the one that starts several together */
	char *seeds;		  /* of the list of what comes from the seed documents */
};

/*
 * A demo whose file is wrong is left out, which the caller should tell. Returns 0; CATALOGUE_WRONG
 * with *error where none is right: what is wrong with one; or -1 with *error: what was not found.
 */
enum { CATALOGUE_WRONG = -2 };
int catalogue_load(struct catalogue *catalogue, struct error *error);

enum { CATALOGUE_ROOT = 4096 + 32 };

/* The root that catalogue_load() takes: beside the running program. Returns 0, or -1 with *error.
 */
int catalogue_find_root(char root[CATALOGUE_ROOT], struct error *error);

/* The same below a root that is given. */
int catalogue_load_from(struct catalogue *catalogue, const char *root, struct error *error);

void catalogue_release(struct catalogue *catalogue);

/* The number of the demo with this name, or -1. */
int catalogue_find(const struct catalogue *catalogue, const char *name);

/* Why the demo with this name is left out, or NULL. */
const struct error *catalogue_why_left_out(const struct catalogue *catalogue, const char *name);

/* What a demo is called; its number is below `count`. */
const char *catalogue_name(const struct catalogue *catalogue, unsigned number);

/*
 * A demo's description, borrowed from the catalogue. It is read when it is first asked for: NULL
 * with *error when it can no longer be read.
 */
const struct demo *catalogue_demo(const struct catalogue *catalogue, unsigned number,
				  struct error *error);

/* Absolute path of a demo's program; the caller frees it. NULL: out of memory. */
char *catalogue_program(const struct catalogue *catalogue, const struct demo *demo);

/* The same of its C source; NULL when there is none as well. */
char *catalogue_source(const struct catalogue *catalogue, const struct demo *demo);

#endif
