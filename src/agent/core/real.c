#include "agent/core/real.h"

#include <dlfcn.h>

struct row {
	const char *name;
	const char *version; /* of the symbol; NULL: what RTLD_NEXT finds by itself */
};

static const struct row rows[] = {
#define CALL(function)		   {#function, NULL},
#define CALL_OF(function, version) {#function, version},
#include "agent/core/real.def"
#undef CALL_OF
#undef CALL
};

/* POSIX wants data and function pointers to have one representation (dlsym(3)). */
real_function *real_find(enum real_call call)
{
	void *slot = &agent.real[call];
	void *found = NULL;

	if (rows[call].version)
		found = dlvsym(RTLD_NEXT, rows[call].name, rows[call].version);
	*(void **)slot = found ? found : dlsym(RTLD_NEXT, rows[call].name);
	return agent.real[call];
}

/*
 * dlsym(3) frees what it had to say of a name that was not there: that free must not be looked for
 * then. A program that is run by itself looks for nothing before it calls it.
 */
__attribute__((constructor(101))) static void find_free(void)
{
	real_get(REAL_free);
}

void real_find_all(void)
{
	for (unsigned i = 0; i < REAL_COUNT; i++)
		real_get((enum real_call)i);
}
