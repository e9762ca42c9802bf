/*
 * type-codes: a shared number of each type of Python's multiprocessing.
 *
 * The type says how many bytes a number takes and how they are read. What does not fit is either
 * refused, by whoever checks, or cut off.
 */
#include <stdio.h>
#include <ipcstage.h>
#include "mp/process.h"
#include "mp/value.h"
#include "../options.h"
#include "../support.h"

enum { TEXT = 32, TOO_LARGE = 300 };

struct options {
	int out_of_range, unchecked;
};

static const struct type {
	char code;
	const char *name, *printed;
	double number;
} types[] = {
	{MP_INT, "i", "2147483647", 2147483647},
	{MP_DOUBLE, "d", "3.141592654", 3.141592654},
	{MP_FLOAT, "f", "0.5", 0.5},
	{MP_CHAR, "c", "65", 'A'},
	{MP_SIGNED_BYTE, "b", "127", 127},
	{MP_UNSIGNED_BYTE, "B", "255", 255},
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

struct typed {
	const struct options *o;
	struct mp_value values[TYPES];
};

/* 300 in 8 bits: a store that is checked refuses it, a plain one keeps what fits. */
static void store_too_large(struct mp_value *value, const struct options *o)
{
	if (o->unchecked)
		*(signed char *)mp_value_at(value) = (signed char)TOO_LARGE;
	else if (mp_value_set(value, TOO_LARGE) < 0)
		ipcstage_note("b cannot hold %d", TOO_LARGE);
}

static int storer(void *argument)
{
	struct typed *typed = argument;

	ipcstage_process("child");
	for (int i = 0; i < TYPES; i++) {
		stop_if_failed(mp_value_set(&typed->values[i], types[i].number), "set");
		if (types[i].code == MP_SIGNED_BYTE &&
		    (typed->o->out_of_range || typed->o->unchecked))
			store_too_large(&typed->values[i], typed->o);
	}
	return 0;
}

static void store_types(const struct options *o)
{
	struct mp_process child;
	struct typed typed = {.o = o};
	char got[TEXT];

	for (int i = 0; i < TYPES; i++)
		stop_if_failed(mp_value_init(&typed.values[i], types[i].code, MP_NUMBERS_UNLOCKED,
					     types[i].name),
			       "value");
	stop_if_failed(mp_process_start(&child, storer, &typed), "child");
	stop_if_failed(mp_process_join(&child, MP_FOREVER), "join");
	for (int i = 0; i < TYPES; i++) {
		int large = types[i].code == MP_SIGNED_BYTE && (o->out_of_range || o->unchecked);
		snprintf(got, TEXT, "%.10g", mp_value_get(&typed.values[i]));
		printf("%s=%s\n", types[i].name, got);
		ipcstage_outcome(types[i].name, "%s", got);
		ipcstage_expected(types[i].name, "%s", large ? "300" : types[i].printed);
		mp_value_release(&typed.values[i]);
	}
}

int main(int argc, char *argv[])
{
	struct options o = {0};
	const struct option_row rows[] = {
		{"out-of-range", &o.out_of_range, 0, 0},
		{"unchecked", &o.unchecked, 0, 0},
		{NULL, NULL, 0, 0},
	};

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	store_types(&o);
	return 0;
}
