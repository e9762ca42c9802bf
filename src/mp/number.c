/* Numbers in shared memory, one cache line behind their lock: mmap(2), sem_overview(7). */
#include "mp/number.h"

#include <errno.h>
#include <float.h>
#include <limits.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <ipcstage.h>

enum { CACHE_LINE = 64, BYTES_MAX = 1 << 30 };

struct layout {
	struct mp_lock lock;
	alignas(CACHE_LINE) unsigned char numbers[];
};

static const struct type {
	char code;
	size_t size;
	bool whole; /* has no fraction */
	double least, most;
} types[] = {
	{MP_INT, sizeof(int), true, INT_MIN, INT_MAX},
	{MP_DOUBLE, sizeof(double), false, -DBL_MAX, DBL_MAX},
	{MP_FLOAT, sizeof(float), false, -(double)FLT_MAX, (double)FLT_MAX},
	{MP_CHAR, 1, true, CHAR_MIN, CHAR_MAX},
	{MP_SIGNED_BYTE, 1, true, SCHAR_MIN, SCHAR_MAX},
	{MP_UNSIGNED_BYTE, 1, true, 0, UCHAR_MAX},
};

static const struct type *find(char code)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i].code == code)
			return &types[i];
	}
	return NULL;
}

size_t mp_type_size(char code)
{
	const struct type *type = find(code);

	return type ? type->size : 0;
}

/* A float and a double also hold what is no number, and infinity: no comparison is true of NaN. */
bool mp_type_holds(char code, double number)
{
	const struct type *type = find(code);

	if (!type)
		return false;
	if (!type->whole && (number != number || number - number != 0))
		return true;
	return number >= type->least && number <= type->most &&
	       (!type->whole || number == (double)(int64_t)number);
}

static void annotate(struct mp_numbers *numbers, const char *name)
{
	char lock_name[40];

	ipcstage_numbers(numbers->at, numbers->type, mp_type_size(numbers->type), numbers->length,
			 name);
	if (numbers->lock) {
		snprintf(lock_name, sizeof(lock_name), "%s lock", name);
		ipcstage_name(&numbers->lock->semaphore.sem, lock_name);
	}
}

int mp_numbers_init(struct mp_numbers *numbers, char type, size_t length, unsigned options,
		    const char *name)
{
	size_t size = mp_type_size(type);
	struct mp_memory memory;

	if (!size || !length || length > BYTES_MAX / size)
		return -EINVAL;
	int error = mp_memory_init(&memory, sizeof(struct layout) + length * size);
	if (error)
		return error;
	struct layout *layout = memory.at;
	*numbers = (struct mp_numbers){
		.memory = memory, .at = layout->numbers, .length = length, .type = type};
	if (!(options & MP_NUMBERS_UNLOCKED)) {
		mp_lock_init(&layout->lock);
		numbers->lock = &layout->lock;
	}
	annotate(numbers, name);
	return 0;
}

void mp_numbers_release(struct mp_numbers *numbers)
{
	mp_memory_release(&numbers->memory);
	*numbers = (struct mp_numbers){0};
}

void mp_numbers_acquire(struct mp_numbers *numbers)
{
	if (numbers->lock)
		mp_lock_acquire(numbers->lock, MP_FOREVER);
}

void mp_numbers_let_go(struct mp_numbers *numbers)
{
	if (numbers->lock)
		mp_lock_release(numbers->lock);
}
