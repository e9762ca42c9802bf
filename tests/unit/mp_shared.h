/* For the tests of what lies in shared memory: a page of it, and children that do something. */
#ifndef TESTS_MP_SHARED_H
#define TESTS_MP_SHARED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "mp/memory.h"
#include "mp/process.h"

static inline int setup_page(void **state)
{
	static struct mp_memory memory;

	if (mp_memory_init(&memory, 4096))
		return -1;
	*state = &memory;
	return 0;
}

static inline int teardown_page(void **state)
{
	mp_memory_release(*state);
	return 0;
}

static inline void *page_of(void **state)
{
	return ((struct mp_memory *)*state)->at;
}

static inline struct mp_process child_of(int (*run)(void *argument), void *argument)
{
	struct mp_process child;

	assert_int_equal(mp_process_start(&child, run, argument), 0);
	return child;
}

/* Wait for its end; returns its exit code. */
static inline int end_of(struct mp_process *child)
{
	int code = -1;

	assert_int_equal(mp_process_join(child, MP_FOREVER), 0);
	assert_int_equal(mp_process_exit_code(child, &code), 0);
	mp_process_release(child);
	return code;
}

/* The letter for what a process does, proc(5). */
static inline char state_of(pid_t pid)
{
	char path[64], state = '?';

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return state;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = '?';
	fclose(file);
	return state;
}

/* Until a process sleeps in some call, or is no more. */
static inline void await_asleep(pid_t pid)
{
	while (state_of(pid) == 'R' || state_of(pid) == 'D')
		usleep(500);
}

/* Give others the time to come to where they wait. No promise is checked with it. */
static inline void pause_ms(long ms)
{
	usleep((useconds_t)ms * 1000);
}

#endif
