/*
 * shared-memory: one number and an array of numbers that processes share.
 *
 * What one process stores the others load. But `+=` is a load, an addition and a store: a lock
 * that is to keep it whole must be held from the load to the store.
 */
#include <stdio.h>
#include <string.h>
#include <ipcstage.h>
#include "mp/array.h"
#include "mp/process.h"
#include "mp/value.h"
#include "../options.h"
#include "../support.h"

enum { ADD, NEGATE };
enum { LENGTH_MAX = 10, TEXT = 128 };

static const char *const scenarios[] = {"add", "negate", NULL};

struct options {
	int length;
	int no_lock, lock_each_access;
};

static void report(const char *name, const char *got, const char *expected)
{
	printf("%s=%s\n", name, got);
	ipcstage_outcome(name, "%s", got);
	ipcstage_expected(name, "%s", expected);
}

/* What is in the array, and beside it `first`, first + step, ... */
static void report_array(struct mp_array *array, int first, int step)
{
	const int *numbers = mp_array_at(array);
	char got[TEXT] = "", expected[TEXT] = "";

	for (int i = 0; i < (int)mp_array_length(array); i++) {
		append_number(got, TEXT, numbers[i]);
		append_number(expected, TEXT, first + i * step);
	}
	report("array", got, expected);
}

/* --- two processes add to the same numbers -------------------------------------------------- */

struct job {
	const struct options *o;
	struct mp_value *value;
	struct mp_array *array;
	int number; /* to be added */
};

static void add_to_all(int *value, int *array, const struct job *job)
{
	*value += job->number;
	for (int i = 0; i < job->o->length; i++)
		array[i] += job->number;
}

static void add_with_locks(const struct job *job)
{
	struct mp_lock *of_value = mp_value_lock(job->value), *of_array = mp_array_lock(job->array);

	stop_if_failed(mp_lock_acquire(of_value, MP_FOREVER), "lock");
	stop_if_failed(mp_lock_acquire(of_array, MP_FOREVER), "lock");
	add_to_all(mp_value_at(job->value), mp_array_at(job->array), job);
	mp_lock_release(of_array);
	mp_lock_release(of_value);
}

/* Each access has the lock, the two of `+=` together do not. */
static void add_by_accesses(const struct job *job)
{
	double number;

	number = mp_value_get(job->value);
	stop_if_failed(mp_value_set(job->value, number + job->number), "set");
	for (size_t i = 0; i < mp_array_length(job->array); i++) {
		stop_if_failed(mp_array_get(job->array, i, &number), "get");
		stop_if_failed(mp_array_set(job->array, i, number + job->number), "set");
	}
}

static int adder(void *argument)
{
	const struct job *job = argument;

	ipcstage_process("adder");
	ipcstage_note("adds %d", job->number);
	if (job->o->lock_each_access)
		add_by_accesses(job);
	else if (job->o->no_lock)
		add_to_all(mp_value_at(job->value), mp_array_at(job->array), job);
	else
		add_with_locks(job);
	return 0;
}

static void add(const struct options *o)
{
	struct mp_process processes[2];
	struct mp_value value;
	struct mp_array array;
	struct job job = {.o = o, .value = &value, .array = &array};
	char got[TEXT] = "";

	stop_if_failed(mp_value_init(&value, MP_INT, 0, "value"), "value");
	stop_if_failed(mp_array_init(&array, MP_INT, (size_t)o->length, 0, "array"), "array");
	for (int i = 0; i < o->length; i++)
		((int *)mp_array_at(&array))[i] = i + 1;
	for (int i = 0; i < 2; i++) {
		job.number = i ? 5 : 1;
		stop_if_failed(mp_process_start(&processes[i], adder, &job), "adder");
	}
	for (int i = 0; i < 2; i++)
		stop_if_failed(mp_process_join(&processes[i], MP_FOREVER), "join");
	append_number(got, TEXT, *(int *)mp_value_at(&value));
	report("value", got, "6");
	report_array(&array, 7, 1);
	mp_array_release(&array);
	mp_value_release(&value);
}

/* --- a child stores, its parent loads ------------------------------------------------------- */

static int negater(void *argument)
{
	const struct job *job = argument;
	int *numbers = mp_array_at(job->array);

	ipcstage_process("child");
	*(double *)mp_value_at(job->value) = 3.1415926;
	for (size_t i = 0; i < mp_array_length(job->array); i++)
		numbers[i] = -numbers[i];
	return 0;
}

static void negate(const struct options *o)
{
	struct mp_process child;
	struct mp_value value;
	struct mp_array array;
	struct job job = {.o = o, .value = &value, .array = &array};
	char got[TEXT];

	stop_if_failed(mp_value_init(&value, MP_DOUBLE, MP_NUMBERS_UNLOCKED, "value"), "value");
	stop_if_failed(
		mp_array_init(&array, MP_INT, (size_t)o->length, MP_NUMBERS_UNLOCKED, "array"),
		"array");
	for (int i = 0; i < o->length; i++)
		((int *)mp_array_at(&array))[i] = i;
	stop_if_failed(mp_process_start(&child, negater, &job), "child");
	stop_if_failed(mp_process_join(&child, MP_FOREVER), "join");
	snprintf(got, TEXT, "%.7f", *(double *)mp_value_at(&value));
	report("value", got, "3.1415926");
	report_array(&array, 0, -1);
	mp_array_release(&array);
	mp_value_release(&value);
}

int main(int argc, char *argv[])
{
	struct options o = {.length = 5};
	const struct option_row rows[] = {
		{"length", &o.length, 2, LENGTH_MAX},
		{"no-lock", &o.no_lock, 0, 0},
		{"lock-each-access", &o.lock_each_access, 0, 0},
		{NULL, NULL, 0, 0},
	};
	int scenario = options_scenario(&argc, argv, scenarios);

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	if (scenario == NEGATE)
		negate(&o);
	else
		add(&o);
	return 0;
}
