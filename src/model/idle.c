/* Whether all that is left waits for somebody from outside, in the end. */
#include "model/idle.h"

#include "model/actor.h"

/* Whether it waits for a signal, which nobody who has ended could have been about to send it. */
static bool awaits_signal(const struct stage *stage, const struct actor *actor)
{
	unsigned operation = actor->next.operation;

	if ((operation != OP_HANDLED && operation != OP_SIGWAIT) || actor->signal)
		return false;
	for (unsigned i = 0; i < stage->actor_count; i++) {
		const struct actor *other = &stage->actors[i];

		if (other->space != actor->space && actor_over(other) &&
		    stage->spaces[other->space].parent == actor->space)
			return false;
	}
	return true;
}

/* Whether somebody from outside could end it, and nobody who is left in the run. */
static bool is_alone(const struct stage *stage, const struct wait *wait)
{
	const struct actor *actor = &stage->actors[wait->actor];
	struct set own = stage_members(stage, actor->space);
	struct set enders = set_common(set_minus(wait->enders, own), stage_alive(stage));

	if (wait->open_to == OPEN_TO_KNOWING)
		return set_is_empty(enders);
	return wait->cause == WAIT_OTHER && !wait->object && awaits_signal(stage, actor);
}

/* Those who are alone where they wait; none if they are in different places. */
static struct set find_alone(const struct stage *stage, const struct wait *waits, unsigned count)
{
	const struct wait *first = NULL;
	struct set set = set_none();

	for (unsigned i = 0; i < count; i++) {
		const struct wait *wait = &waits[i];

		if (!is_alone(stage, wait))
			continue;
		if (first && (!first->object || first->object != wait->object))
			return set_none();
		first = wait;
		set_add(&set, wait->actor);
	}
	return set;
}

static struct set find_servers(const struct wait *waits, unsigned count)
{
	struct set set = set_none();

	for (unsigned i = 0; i < count; i++) {
		if (waits[i].open_to == OPEN_TO_CLIENTS)
			set_add(&set, waits[i].actor);
	}
	return set;
}

/* Those who have done something to an object, and the other threads of their processes. */
static struct set users_of(const struct stage *stage, unsigned number)
{
	const struct object *object = stage_find(stage, number);
	struct set users = set_none();

	for (struct set left = object ? object->users : users; !set_is_empty(left);
	     set_drop_first(&left)) {
		const struct actor *user = &stage->actors[set_first(left)];

		users = set_union(users, stage_members(stage, user->space));
	}
	return users;
}

/* Whether one of the idle may end it, once somebody has come. */
static bool waits_for_one(const struct stage *stage, const struct wait *wait, struct set idle)
{
	if (wait->open_to != OPEN_TO_HOLDERS)
		return false;
	return set_meets(wait->enders, idle) ||
	       (wait->others && wait->object && set_meets(users_of(stage, wait->object), idle));
}

struct set idle_find(const struct stage *stage, const struct wait *waits, unsigned count)
{
	struct set outside = set_union(find_servers(waits, count), find_alone(stage, waits, count));
	struct set idle = outside;
	bool changed = !set_is_empty(outside);

	while (changed) {
		changed = false;
		for (unsigned i = 0; i < count; i++) {
			const struct wait *wait = &waits[i];

			if (set_has(idle, wait->actor) || !waits_for_one(stage, wait, idle))
				continue;
			set_add(&idle, wait->actor);
			changed = true;
		}
	}
	return (unsigned)set_count(idle) == count ? outside : set_none();
}
