/*
 * Why what came out is not what was expected. Each explanation looks for its own traces on the
 * stage and says nothing when it finds none; the first that speaks is the one that is told.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "kinds/pipe/state.h"
#include "kinds/value/state.h"
#include "model/explain.h"
#include "model/kind.h"

struct difference {
	const struct stage *stage;
	const struct report *report;
	const struct ending *ending;
};

static bool parse(const char *text, long long *number)
{
	char *end;
	errno = 0;
	*number = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0';
}

/* By how much a reported number is smaller than it should be; 0 when it is not, or no number. */
static uint64_t shortfall(const struct report *report)
{
	long long outcome, expected;
	if (!parse(report->outcome, &outcome) || !parse(report->expected, &expected) ||
	    outcome >= expected)
		return 0;
	return (uint64_t)expected - (uint64_t)outcome;
}

static bool is_named(const struct object *object, const struct difference *difference)
{
	return strcmp(object->name, difference->report->name) == 0;
}

/* The value that a report is about, preferably; else any that lost an update. */
static const struct object *lossy_value(const struct difference *difference)
{
	const struct stage *stage = difference->stage;
	const struct object *found = NULL;
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *object = stage_nth(stage, i);
		const struct value_state *value = object_value(object);
		if (!value || value->lost == 0)
			continue;
		if (is_named(object, difference))
			return object;
		found = found ? found : object;
	}
	return found;
}

/* Where there is but one process a lock of its own is all that its threads have. */
static bool has_processes(const struct stage *stage)
{
	unsigned count = 0;

	for (unsigned i = 0; i < stage->actor_count; i++)
		count += !stage_is_thread(stage, &stage->actors[i]);
	return count > 1;
}

static void say_copied_lock(const struct stage *stage, struct words *words)
{
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *object = stage_nth(stage, i);
		if (!kind_model(object->kind)->lock || !object->owner_space ||
		    !has_processes(stage))
			continue;
		words_add(words, " %s is not shared: each process locks a copy of its own.",
			  object->name);
		return;
	}
}

static void say_first_lost(const struct value_state *value, struct words *words)
{
	unsigned by = value->first_lost_by - 1u, of = value->first_lost_of - 1u;
	words_add(words, " The first at step %u: ", value->first_lost_step);
	words_actors(words, set_union(set_of(by), set_of(of)), "and");
	words_add(words, " had both loaded ");
	value_say(value, value->first_lost_loaded, words);
	words_add(words, "; %u's store wiped out %u's.", by, of);
}

static void explain_lost(const struct difference *difference, struct words *words)
{
	const struct object *object = lossy_value(difference);
	if (!object || difference->ending->free_run)
		return;
	words_count(words, value_of(object)->lost, "update");
	words_add(words, value_of(object)->lost == 1 ? " was lost." : " were lost.");
	say_first_lost(value_of(object), words);
	say_copied_lock(difference->stage, words);
}

/* Whether another process of the same program has, or had, one as well. */
static bool is_copied(const struct stage *stage, const struct object *object)
{
	unsigned owner = (object->owner_space - 1u) % LIMIT_SPACES;
	for (unsigned i = 0; object->owner_space && i < stage->actor_count; i++) {
		unsigned space = stage->actors[i].space;
		if (space != owner && stage->spaces[space].image == stage->spaces[owner].image)
			return true;
	}
	return false;
}

/* The processes' own copies bear the value's name, and nothing that they share does. */
static void explain_not_shared(const struct difference *difference, struct words *words)
{
	const struct stage *stage = difference->stage;
	bool copies = false, shared = false;
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *object = stage_nth(stage, i);
		if (!object_value(object) || !is_named(object, difference))
			continue;
		copies |= is_copied(stage, object);
		shared |= object->owner_space == 0;
	}
	if (copies && !shared)
		words_add(words, "%s is not shared: each process changes a copy of its own.",
			  difference->report->name);
}

/* In a free run records may be missing; what is left are the numbers. How much each update added is
 * not among them. */
static void explain_numbers(const struct difference *difference, struct words *words)
{
	const struct stage *stage = difference->stage;
	uint64_t count = difference->ending->free_run ? shortfall(difference->report) : 0;
	for (unsigned i = 0; i < stage->object_count && words->length == 0; i++) {
		const struct object *object = stage_nth(stage, i);
		const struct value_state *value = object_value(object);
		if (count == 0 || !value || !is_named(object, difference) || value->atomic)
			continue;
		words_add(words, "%" PRIu64 " too little: updates were lost.", count);
		say_copied_lock(stage, words);
	}
}

/* What has gone wrong at an object. */
static void explain_damage(const struct difference *difference, struct words *words)
{
	const struct stage *stage = difference->stage;
	for (unsigned i = 0; i < stage->object_count && words->length == 0; i++) {
		const struct object *object = stage_nth(stage, i);
		if (kind_model(object->kind)->say_damage)
			kind_model(object->kind)
				->say_damage(object, difference->ending->free_run, words);
	}
}

static void explain_zombies(const struct difference *difference, struct words *words)
{
	const struct stage *stage = difference->stage;
	struct set zombies = set_none();
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (stage_space(stage, &stage->actors[i])->zombie &&
		    !stage_is_thread(stage, &stage->actors[i]))
			set_add(&zombies, i);
	if (set_is_empty(zombies))
		return;
	words_actors(words, zombies, "and");
	words_add(words, set_count(zombies) > 1 ? " were never waited for and have stayed zombies."
						: " was never waited for and has stayed a zombie.");
}

static void explain_killed(const struct difference *difference, struct words *words)
{
	const struct stage *stage = difference->stage;
	for (unsigned i = 0; i < stage->actor_count && words->length == 0; i++) {
		const struct actor *actor = &stage->actors[i];
		if (actor->activity != ACTIVITY_KILLED)
			continue;
		words_add(words, "%u was killed by ", i);
		words_signal(words, stage_space(stage, actor)->signal);
		words_add(words, " before it was done.");
	}
}

static void (*const explanations[])(const struct difference *, struct words *) = {
	explain_not_shared, explain_lost,   explain_numbers,
	explain_damage,	    explain_killed, explain_zombies,
};

void explain_difference(const struct stage *stage, const struct report *report,
			const struct ending *ending, struct words *words)
{
	char text[VERDICT_WHY];
	struct words explanation = words_begin(text, sizeof text);
	const struct difference difference = {stage, report, ending};
	size_t count = sizeof explanations / sizeof explanations[0];
	for (size_t i = 0; i < count && explanation.length == 0; i++)
		explanations[i](&difference, &explanation);
	if (explanation.length > 0)
		words_add(words, ": %s", text);
	else
		words_add(words, ".");
}
