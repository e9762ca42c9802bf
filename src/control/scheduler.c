#include "base/utf8.h"
#include "control/scheduler.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

static const char *const policy_words[POLICY_COUNT] = {
	[POLICY_ROUND_ROBIN] = "round-robin",
	[POLICY_RANDOM] = "random",
	[POLICY_REPLAY] = "replay",
};

const char *policy_word(enum policy policy)
{
	return policy_words[policy];
}

/* --- random: xoshiro256** (Blackman, Vigna), seeded by splitmix64 --------------------------- */

static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static uint64_t next_random(uint64_t s[4])
{
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

/* --- choosing ------------------------------------------------------------------------------- */

void scheduler_init(struct scheduler *scheduler, enum policy policy, uint64_t seed,
		    const uint8_t *schedule, size_t length)
{
	*scheduler = (struct scheduler){
		.policy = policy, .seed = seed, .schedule = schedule, .length = length, .last = -1};
	for (int i = 0; i < 4; i++)
		scheduler->random[i] = splitmix(&seed);
}

/* The next one after the last, round the circle. */
static int choose_in_turn(const struct scheduler *scheduler, struct set enabled)
{
	unsigned after = (unsigned)(scheduler->last + 1) % LIMIT_ACTORS;
	int later = set_next(enabled, after);

	return later >= 0 ? later : set_first(enabled);
}

static int choose_at_random(struct scheduler *scheduler, struct set enabled)
{
	unsigned count = (unsigned)set_count(enabled);
	uint64_t skip = next_random(scheduler->random) % count;

	while (skip--)
		set_drop_first(&enabled);
	return set_first(enabled);
}

bool scheduler_follows(const struct scheduler *scheduler)
{
	return scheduler->policy == POLICY_REPLAY && scheduler->next < scheduler->length;
}

unsigned scheduler_named(const struct scheduler *scheduler)
{
	return scheduler->schedule[scheduler->next];
}

int scheduler_choose(struct scheduler *scheduler, struct set enabled)
{
	int choice;

	if (set_is_empty(enabled))
		return -1;
	if (scheduler_follows(scheduler)) {
		choice = (int)scheduler_named(scheduler);
		if (!set_has(enabled, (unsigned)choice))
			return -1;
		scheduler->next++;
	} else if (scheduler->policy == POLICY_RANDOM) {
		choice = choose_at_random(scheduler, enabled);
	} else {
		choice = choose_in_turn(scheduler, enabled);
	}
	scheduler->last = choice;
	return choice;
}

void scheduler_leave(struct scheduler *scheduler)
{
	scheduler->next = scheduler->length;
}

void scheduler_stepped(struct scheduler *scheduler, unsigned actor)
{
	bool as_written = scheduler->next < scheduler->length &&
			  scheduler->schedule[scheduler->next] == actor;

	scheduler->last = (int)actor;
	/* Whoever leaves a schedule that is replayed goes his own way from there. */
	scheduler->next = as_written ? scheduler->next + 1 : scheduler->length;
}

/* --- schedules as they are written ------------------------------------------------------------ */

/* One word, "2" or "2*3", at *text; moves behind it. */
static bool parse_word(const char **text, unsigned long *actor, unsigned long *times)
{
	char *end;

	*times = 1;
	if (!isdigit((unsigned char)**text))
		return false;
	*actor = strtoul(*text, &end, 10);
	if (*end == '*' && isdigit((unsigned char)end[1]))
		*times = strtoul(end + 1, &end, 10);
	*text = end;
	return *end == '\0' || isspace((unsigned char)*end);
}

long schedule_parse(const char *text, uint8_t *out, size_t capacity, struct error *error)
{
	size_t count = 0;

	for (unsigned word = 1;; word++) {
		unsigned long actor, times;
		const char *start;

		while (isspace((unsigned char)*text))
			text++;
		if (!*text)
			return (long)count;
		start = text;
		if (!parse_word(&text, &actor, &times))
			return error_set(error,
					 "schedule: '%.*s' is not a process's number (word %u); "
					 "write \"1 2 1 2\" or \"1*3 2\"",
					 utf8_fit(start, 16), start, word);
		if (actor >= LIMIT_ACTORS)
			return error_set(error,
					 "schedule: there is no process %lu (word %u); "
					 "numbers are below %d",
					 actor, word, LIMIT_ACTORS);
		if (times > capacity - count)
			return error_set(error, "schedule: longer than %zu steps (word %u)",
					 capacity, word);
		while (times--)
			out[count++] = (uint8_t)actor;
	}
}
