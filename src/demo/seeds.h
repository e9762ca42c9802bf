/*
 * The seeds: the programs of the documents that the demos come from, where each of them is shown,
 * and what each document gets wrong or leaves out. From demos/seeds.yaml; FORMAT.md explains it.
 */
#ifndef IPCSTAGE_DEMO_SEEDS_H
#define IPCSTAGE_DEMO_SEEDS_H

#include "demo/arguments.h"
#include "demo/catalogue.h"

/* So many at most. */
enum { SEED_DOCUMENTS = 16, SEED_ROWS = 64, SEED_PLACES = 8, SEED_TRAPS = 8 };

/* Where a program is shown. */
struct place {
	char *demo;
	char *scenario; /* NULL: the demo's first, or it has none */
	struct setting *settings;
	unsigned setting_count;
	char *result; /* the outcome that is right: "value=6, array=7 8 9 10 11" */
};

/* What a document gets wrong or leaves out, in its row's first place. */
struct trap {
	struct text text;
	char **toggles;
	unsigned toggle_count;
	char *scenario;		  /* NULL: the place's */
	struct setting *settings; /* beside the place's */
	unsigned setting_count;
	char *verdict;	  /* word of demo_verdicts[] */
	char *says;	  /* a part of the outcome or of why it came to the verdict */
	bool some_orders; /* it shows in some orders only: exploring finds one */
};

/* How every order can be tried in little time. */
struct small {
	struct setting *settings; /* beside the others */
	unsigned setting_count;
	long bound; /* preemptions at most; 0: every order */
};

struct seed {
	char *id; /* "3.10" */
	struct text program;
	struct place *places; /* none: there is but a page */
	unsigned place_count;
	struct text page; /* where it is told; .en NULL: nowhere but in the places */
	struct small small;
	struct trap *traps;
	unsigned trap_count;
};

struct seed_document {
	char *name; /* "003" */
	struct text title;
	struct seed *rows;
	unsigned row_count;
};

struct seeds {
	struct seed_document *documents;
	unsigned document_count;
};

/*
 * Load the file and check it against the demos that it names. Returns NULL with *error filled;
 * never prints. seeds_free() gives it back (NULL allowed).
 */
struct seeds *seeds_load(const char *path, const struct catalogue *catalogue, struct error *error);
void seeds_free(struct seeds *seeds);

/* The row with an id, or NULL. */
const struct seed *seeds_find(const struct seeds *seeds, const char *id);

/* The trap of a row that has exactly these toggles, or NULL. */
const struct trap *seed_trap(const struct seed *seed, const char *const *toggles, unsigned count);

/* Put a choice of the place's demo to what the place says. Returns 0, or -1 with *error. */
int place_choose(const struct place *place, struct choice *choice, struct error *error);

/* The same for what comes on top of it: a trap without its toggles; to be explored. */
int trap_choose(const struct trap *trap, struct choice *choice, struct error *error);
int small_choose(const struct small *small, struct choice *choice, struct error *error);

#endif
