/* Who waits for whom: edges from the objects' own files, and what can be seen in them together. */
#include "model/waits.h"

#include <string.h>
#include "model/actor.h"
#include "model/idle.h"
#include "model/kind.h"

/* Whether it is this object that the process waits at; if so, who could end that. */
static bool waits_at(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct wait *wait)
{
	if (!object)
		return false;
	const struct kind_model *type = kind_model(object->kind);
	struct wait here = *wait;
	here.cause = WAIT_OBJECT;
	here.object = object->number;
	here.enders = object_holders(object);
	here.others = set_is_empty(here.enders);
	if (type->wait && !type->wait(stage, object, actor, &here))
		return false;
	*wait = here;
	return true;
}

struct wait wait_of(const struct stage *stage, const struct actor *actor, bool inside)
{
	struct wait wait = {.actor = actor->number,
			    .passes = actor->next.timed || actor->timed,
			    .by = "held by"};
	const struct object *whole = inside ? NULL : stage_find(stage, actor_whole(actor));
	if (!waits_at(stage, whole, actor, &wait) &&
	    !waits_at(stage, stage_find(stage, actor->next.object), actor, &wait))
		actor_wait(stage, actor, &wait);
	return wait;
}

/* Those who can go on, or will in time: whoever one of them could wake is not stuck. */
static void find_stuck(struct waits *waits, const struct stage *stage)
{
	struct set moving = stage_alive(stage);
	bool changed = true;
	for (unsigned i = 0; i < waits->count; i++)
		set_remove(&moving, waits->waits[i].actor);
	while (changed) {
		changed = false;
		for (unsigned i = 0; i < waits->count; i++) {
			struct wait *wait = &waits->waits[i];
			if (!wait->stuck)
				continue;
			bool woken = set_meets(wait->enders, moving) ||
				     (wait->others && !set_is_empty(moving));
			if (!wait->passes && !woken)
				continue;
			wait->stuck = false;
			set_add(&moving, wait->actor);
			changed = true;
		}
	}
	waits->everybody = waits->count > 0 && set_is_empty(moving);
}

/* For each process the set of those that it waits for in the end, along waits that are stuck. */
static void follow(const struct waits *waits, struct set reach[LIMIT_ACTORS])
{
	struct set stuck = set_none();
	memset(reach, 0, LIMIT_ACTORS * sizeof reach[0]);
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].stuck)
			set_add(&stuck, waits->waits[i].actor);
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].stuck)
			reach[waits->waits[i].actor] = set_common(waits->waits[i].enders, stuck);
	for (unsigned by = 0; by < LIMIT_ACTORS; by++)
		for (unsigned from = 0; from < LIMIT_ACTORS; from++)
			if (set_has(reach[from], by))
				reach[from] = set_union(reach[from], reach[by]);
}

static void find_circles(struct waits *waits)
{
	struct set reach[LIMIT_ACTORS];
	follow(waits, reach);
	for (unsigned i = 0; i < waits->count; i++) {
		unsigned first = waits->waits[i].actor;
		if (waits->waits[i].circle || !(set_has(reach[first], first)))
			continue;
		waits->circles++;
		for (unsigned j = i; j < waits->count; j++) {
			unsigned other = waits->waits[j].actor;
			if ((set_has(reach[first], other)) && (set_has(reach[other], first)))
				waits->waits[j].circle = (uint8_t)waits->circles;
		}
	}
}

/* Nobody is stuck for whom somebody may come. */
static void be_idle(struct waits *waits, const struct stage *stage)
{
	waits->outside = idle_find(stage, waits->waits, waits->count);
	if (set_is_empty(waits->outside))
		return;
	waits->everybody = false;
	for (unsigned i = 0; i < waits->count; i++) {
		struct wait *wait = &waits->waits[i];
		wait->stuck = false;
		if (!set_has(waits->outside, wait->actor))
			continue;
		wait->enders = set_none();
		wait->by = "open to";
	}
}

void waits_find(struct waits *waits, const struct stage *stage, bool inside)
{
	*waits = (struct waits){0};
	for (unsigned i = 0; i < stage->actor_count; i++) {
		if (stage->actors[i].activity != ACTIVITY_WAITS)
			continue;
		struct wait *wait = &waits->waits[waits->count++];
		*wait = wait_of(stage, &stage->actors[i], inside);
		wait->stuck = true;
	}
	find_stuck(waits, stage);
	if (waits->everybody)
		be_idle(waits, stage);
	find_circles(waits);
}

const struct wait *waits_of(const struct waits *waits, unsigned actor)
{
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].actor == actor)
			return &waits->waits[i];
	return NULL;
}

struct set waits_circle(const struct waits *waits, unsigned circle)
{
	struct set set = set_none();
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].circle == circle)
			set_add(&set, waits->waits[i].actor);
	return set;
}

/* From a process back to itself, breadth first; how many processes that takes, 0: there is no way.
 */
static unsigned cycle_from(const struct waits *waits, struct set members, unsigned first,
			   uint8_t *cycle)
{
	uint8_t queue[LIMIT_ACTORS], before[LIMIT_ACTORS], back[LIMIT_ACTORS];
	unsigned head = 0, tail = 0, length = 0;
	struct set seen = set_of(first);
	queue[tail++] = (uint8_t)first;
	while (head < tail) {
		unsigned at = queue[head++];
		struct set next = set_common(waits_of(waits, at)->enders, members);
		if (set_has(next, first)) {
			for (; at != first; at = before[at])
				back[length++] = (uint8_t)at;
			cycle[0] = (uint8_t)first;
			for (unsigned i = 0; i < length; i++)
				cycle[i + 1] = back[length - 1 - i];
			return length + 1;
		}
		for (next = set_minus(next, seen); !set_is_empty(next); set_drop_first(&next)) {
			unsigned to = (unsigned)set_first(next) % LIMIT_ACTORS;
			before[to] = (uint8_t)at;
			queue[tail++] = (uint8_t)to;
			set_add(&seen, to);
		}
	}
	return 0;
}

unsigned waits_cycle(const struct waits *waits, unsigned circle, uint8_t *cycle)
{
	struct set members = waits_circle(waits, circle);
	unsigned shortest = 0;
	for (struct set left = members; !set_is_empty(left); set_drop_first(&left)) {
		uint8_t other[LIMIT_ACTORS];
		unsigned length = cycle_from(waits, members, (unsigned)set_first(left), other);
		if (length == 0 || (shortest && length >= shortest))
			continue;
		shortest = length;
		memcpy(cycle, other, length);
	}
	return shortest;
}
