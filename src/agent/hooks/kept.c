#include "agent/hooks/kept.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/hooks/common.h"
#include "agent/hooks/memory.h"

enum state {
	NONE,
	RANDOM,
	RANDOM_48,
	TOKENS,
	TIME,
	TIME_TEXT,
	ENVIRONMENT,
	LOCALE,
	HASH,
	CHARACTERS,
	SIGN,
	OPTIONS,
	DIGITS,
	RADIX_64,
	ADDRESS_TEXT,
	TERMINAL,
	USERS,
	GROUPS,
	HOSTS,
	STATES
};

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
	[HASH] = "what hcreate has made",
	[CHARACTERS] = "what mblen keeps",
	[SIGN] = "signgam",
	[OPTIONS] = "what getopt keeps",
	[DIGITS] = "what ecvt returns",
	[RADIX_64] = "what l64a returns",
	[ADDRESS_TEXT] = "what inet_ntoa returns",
	[TERMINAL] = "what ttyname returns",
	[USERS] = "what getpwnam returns",
	[GROUPS] = "what getgrnam returns",
	[HOSTS] = "what netdb(3) returns",
};

/* Of these the program reads more than we know of, and later. */
static bool is_read_later(enum state state)
{
	return state == TIME_TEXT || state >= OPTIONS;
}

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
	[LIBRARY_hsearch] = {HASH, false},
	[LIBRARY_hcreate] = {HASH, false},
	[LIBRARY_hdestroy] = {HASH, false},
	[LIBRARY_mblen] = {CHARACTERS, false},
	[LIBRARY_mbtowc] = {CHARACTERS, false},
	[LIBRARY_wctomb] = {CHARACTERS, false},
	[LIBRARY_lgamma] = {SIGN, false},
	[LIBRARY_lgammaf] = {SIGN, false},
	[LIBRARY_lgammal] = {SIGN, false},
	[LIBRARY_gamma] = {SIGN, false},
	[LIBRARY_gammaf] = {SIGN, false},
	[LIBRARY_gammal] = {SIGN, false},
	[LIBRARY_getopt] = {OPTIONS, false},
	[LIBRARY___posix_getopt] = {OPTIONS, false},
	[LIBRARY_getopt_long] = {OPTIONS, false},
	[LIBRARY_getopt_long_only] = {OPTIONS, false},
	[LIBRARY_ecvt] = {DIGITS, false},
	[LIBRARY_fcvt] = {DIGITS, false},
	[LIBRARY_qecvt] = {DIGITS, false},
	[LIBRARY_qfcvt] = {DIGITS, false},
	[LIBRARY_l64a] = {RADIX_64, false},
	[LIBRARY_inet_ntoa] = {ADDRESS_TEXT, false},
	[LIBRARY_ttyname] = {TERMINAL, false},
	[LIBRARY_ptsname] = {TERMINAL, false},
	[LIBRARY_getpwnam] = {USERS, false},
	[LIBRARY_getpwuid] = {USERS, false},
	[LIBRARY_getpwent] = {USERS, false},
	[LIBRARY_fgetpwent] = {USERS, false},
	[LIBRARY_getgrnam] = {GROUPS, false},
	[LIBRARY_getgrgid] = {GROUPS, false},
	[LIBRARY_getgrent] = {GROUPS, false},
	[LIBRARY_fgetgrent] = {GROUPS, false},
	[LIBRARY_gethostbyname] = {HOSTS, false},
	[LIBRARY_gethostbyname2] = {HOSTS, false},
	[LIBRARY_gethostbyaddr] = {HOSTS, false},
	[LIBRARY_gethostent] = {HOSTS, false},
	[LIBRARY_getservbyname] = {HOSTS, false},
	[LIBRARY_getservbyport] = {HOSTS, false},
	[LIBRARY_getservent] = {HOSTS, false},
	[LIBRARY_getprotobyname] = {HOSTS, false},
	[LIBRARY_getprotobynumber] = {HOSTS, false},
	[LIBRARY_getprotoent] = {HOSTS, false},
	[LIBRARY_getnetbyname] = {HOSTS, false},
	[LIBRARY_getnetbyaddr] = {HOSTS, false},
	[LIBRARY_getnetent] = {HOSTS, false},
};

static const void *time_returned;

/* By a call of it: in a run it would change what the program has got from one of its own. */
void agent_find_kept(void)
{
	static const time_t never;

	time_returned = gmtime(&never);
}

/* What gmtime(3) returns has an address: what the program reads there is seen, too. */
static const void *place_of(enum state state, uint32_t *size)
{
	*size = state == TIME ? offsetof(struct tm, tm_gmtoff) : 1;
	return state == TIME ? time_returned : &stand_ins[state];
}

bool agent_pass_kept_common(enum library_call call, uintptr_t first, uint32_t where)
{
	const char *name = library_call_name(call);

	switch (call) {
	case LIBRARY_pthread_key_create:
	case LIBRARY___pthread_key_create:
	case LIBRARY_pthread_key_delete:
	case LIBRARY_tss_create:
	case LIBRARY_tss_delete:
		agent_change_common(COMMON_KEYS, name, first, where);
		return true;
	case LIBRARY___cxa_atexit:
	case LIBRARY_on_exit:
	case LIBRARY___cxa_at_quick_exit:
		agent_change_common(COMMON_EXITS, name, first, where);
		return true;
	case LIBRARY_readdir:
	case LIBRARY_readdir64:
	case LIBRARY_rewinddir:
	case LIBRARY_seekdir:
	case LIBRARY_telldir:
	case LIBRARY_closedir:
		agent_change_place((const void *)first, "folder", name, where);
		return true;
	default:
		return false;
	}
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
	if (is_read_later(state) && agent_has_company())
		agent_blind(UNSEEN_LIBRARY, call, where);
	if (!agent_object(value->object)->name[0])
		agent_name_object(value->object, names[state], 0);
	if (kept[call].reads)
		agent_load(place, size, where);
	else
		agent_store(place, size, where);
}
