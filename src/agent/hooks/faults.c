#include "agent/hooks/faults.h"

#include <mqueue.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include "agent/core/reachable.h"

enum how { NOTHING_GIVEN, IS_TEXT, IS_READ, IS_WRITTEN };
enum result { FAILS, NOTHING, CODE };

enum {
	GIVEN = 4,	     /* arguments of one function that are looked at */
	KERNEL_SET = 8,	     /* bytes of the kernel's set of signals */
	MOST_OF_MANY = 65536 /* with more of them the kernel refuses it otherwise */
};

struct given {
	uint8_t how; /* enum how */
	uint8_t argument;
	uint8_t times; /* the argument that says how many there are, and 1; 0: there is one */
	bool or_null;
	uint32_t size;
};

#define TEXT(n)                                                                                    \
	{                                                                                          \
		.how = IS_TEXT, .argument = n                                                      \
	}
#define READ(n, bytes)                                                                             \
	{                                                                                          \
		.how = IS_READ, .argument = n, .size = bytes                                       \
	}
#define READ_OR_NULL(n, bytes)                                                                     \
	{                                                                                          \
		.how = IS_READ, .argument = n, .size = bytes, .or_null = true                      \
	}
#define WRITTEN(n, bytes)                                                                          \
	{                                                                                          \
		.how = IS_WRITTEN, .argument = n, .size = bytes                                    \
	}
#define WRITTEN_OR_NULL(n, bytes)                                                                  \
	{                                                                                          \
		.how = IS_WRITTEN, .argument = n, .size = bytes, .or_null = true                   \
	}
#define MANY(n, bytes, m)                                                                          \
	{                                                                                          \
		.how = IS_READ, .argument = n, .size = bytes, .times = m + 1                       \
	}

static const struct row {
	uint8_t result; /* enum result */
	struct given given[GIVEN];
} rows[LIBRARY_CALLS] = {
#define FAULTS(name, result, ...) [LIBRARY_##name] = {result, {__VA_ARGS__}},
#include "trace/fault_calls.def"
#undef FAULTS
};

static intptr_t fail(void)
{
	errno = EFAULT;
	return -1;
}

static intptr_t find_nothing(void)
{
	errno = EFAULT;
	return 0;
}

static intptr_t tell_code(void)
{
	return EFAULT;
}

bool agent_may_fault(enum library_call call)
{
	return rows[call].given[0].how != NOTHING_GIVEN;
}

static bool is_there(const struct given *given, const uintptr_t *arguments)
{
	const void *at = (const void *)arguments[given->argument];
	uint32_t count = given->times ? (uint32_t)arguments[given->times - 1] : 1;

	if ((!at && given->or_null) || count > MOST_OF_MANY)
		return true;
	if (given->how == IS_TEXT)
		return agent_can_read_text(at);
	return given->how == IS_READ ? agent_can_read(at, (size_t)given->size * count)
				     : agent_can_write(at, given->size);
}

real_function *agent_fault(enum library_call call, const uintptr_t *arguments)
{
	static intptr_t (*const results[])(void) = {
		[FAILS] = fail, [NOTHING] = find_nothing, [CODE] = tell_code};
	const struct row *row = &rows[call];

	for (unsigned i = 0; i < GIVEN && row->given[i].how != NOTHING_GIVEN; i++) {
		if (!is_there(&row->given[i], arguments))
			return (real_function *)results[row->result];
	}
	return NULL;
}
