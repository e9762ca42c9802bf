#include "agent/hooks/kept.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include "agent/core/agent.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/hooks/memory.h"

enum state { NONE, RANDOM, RANDOM_48, TOKENS, TIME, TIME_TEXT, ENVIRONMENT, LOCALE, STATES };

/* Stands for what is nowhere that we know of. */
static const char stand_ins[STATES];

static const char *const names[STATES] = {
	[RANDOM] = "what rand keeps",
	[RANDOM_48] = "what drand48 keeps",
	[TOKENS] = "what strtok keeps",
	[TIME] = "what gmtime returns",
	[TIME_TEXT] = "what ctime returns",
	[ENVIRONMENT] = "environment",
	[LOCALE] = "locale",
};

static const struct kept {
	uint8_t state; /* enum state */
	bool reads;    /* it does no more than read it */
} kept[LIBRARY_CALLS] = {
	[LIBRARY_rand] = {RANDOM, false},
	[LIBRARY_srand] = {RANDOM, false},
	[LIBRARY_random] = {RANDOM, false},
	[LIBRARY_srandom] = {RANDOM, false},
	[LIBRARY_initstate] = {RANDOM, false},
	[LIBRARY_setstate] = {RANDOM, false},
	[LIBRARY_drand48] = {RANDOM_48, false},
	[LIBRARY_lrand48] = {RANDOM_48, false},
	[LIBRARY_mrand48] = {RANDOM_48, false},
	[LIBRARY_srand48] = {RANDOM_48, false},
	[LIBRARY_seed48] = {RANDOM_48, false},
	[LIBRARY_lcong48] = {RANDOM_48, false},
	[LIBRARY_strtok] = {TOKENS, false},
	[LIBRARY_gmtime] = {TIME, false},
	[LIBRARY_localtime] = {TIME, false},
	[LIBRARY_asctime] = {TIME_TEXT, false},
	[LIBRARY_ctime] = {TIME_TEXT, false},
	[LIBRARY_getenv] = {ENVIRONMENT, true},
	[LIBRARY_secure_getenv] = {ENVIRONMENT, true},
	[LIBRARY_setenv] = {ENVIRONMENT, false},
	[LIBRARY_unsetenv] = {ENVIRONMENT, false},
	[LIBRARY_putenv] = {ENVIRONMENT, false},
	[LIBRARY_clearenv] = {ENVIRONMENT, false},
	[LIBRARY_setlocale] = {LOCALE, false},
};

/* What is returned has an address: what the program reads there is seen, too. */
static const void *place_of(enum state state, uint32_t *size)
{
	static const void *returned;
	static const time_t never;

	*size = 1;
	if (state != TIME)
		return &stand_ins[state];
	if (!returned)
		returned = gmtime(&never);
	*size = offsetof(struct tm, tm_gmtoff);
	return returned;
}

void agent_pass_kept(enum library_call call, uint32_t where)
{
	enum state state = (enum state)kept[call].state;
	const struct cached_value *value;
	const void *place;
	uint32_t size;

	if (state == NONE || !agent.threaded || !agent.gated || !agent_on())
		return;
	place = place_of(state, &size);
	value = agent_accessed(place, size, !kept[call].reads);
	if (!value->object)
		return;
	if (!agent_object(value->object)->name[0])
		agent_name_object(value->object, names[state], 0);
	if (kept[call].reads)
		agent_load(place, size, where);
	else
		agent_store(place, size, where);
}
