/* Who waits for whom: edges from the objects' own files, and what can be seen in them together. */
#include "model/waits.h"

#include <string.h>
#include "model/kind.h"
#include "model/process.h"

static uint64_t bit(unsigned process)
{
	return UINT64_C(1) << process;
}

uint64_t object_holders(const struct object *object)
{
	const struct object_type *type = object_type(object->kind);
	return type->holders ? type->holders(object) : 0;
}

/* Whether it is this object that the process waits at; if so, who could end that. */
static bool waits_at(const struct stage *stage, const struct object *object,
		     const struct process *process, struct wait *wait)
{
	if (!object)
		return false;
	const struct object_type *type = object_type(object->kind);
	struct wait here = *wait;
	here.cause = WAIT_OBJECT;
	here.object = object->number;
	here.enders = object_holders(object);
	here.others = here.enders == 0;
	if (type->wait && !type->wait(stage, object, process, &here))
		return false;
	*wait = here;
	return true;
}

struct wait wait_of(const struct stage *stage, const struct process *process, bool inside)
{
	struct wait wait = {
		.process = process->number, .passes = process->next.timed, .by = "held by"};
	const struct object *whole = inside ? NULL : stage_find(stage, process_whole(process));
	if (!waits_at(stage, whole, process, &wait) &&
	    !waits_at(stage, stage_find(stage, process->next.object), process, &wait))
		process_wait(stage, process, &wait);
	return wait;
}

/* Those who can go on, or will in time: whoever one of them could wake is not stuck. */
static void find_stuck(struct waits *waits, const struct stage *stage)
{
	uint64_t moving = stage_alive(stage);
	bool changed = true;
	for (unsigned i = 0; i < waits->count; i++)
		moving &= ~bit(waits->waits[i].process);
	while (changed) {
		changed = false;
		for (unsigned i = 0; i < waits->count; i++) {
			struct wait *wait = &waits->waits[i];
			if (!wait->stuck)
				continue;
			bool woken = (wait->enders & moving) || (wait->others && moving);
			if (!wait->passes && !woken)
				continue;
			wait->stuck = false;
			moving |= bit(wait->process);
			changed = true;
		}
	}
	waits->everybody = waits->count > 0 && moving == 0;
}

/* For each process the set of those that it waits for in the end, along waits that are stuck. */
static void follow(const struct waits *waits, uint64_t reach[TRACE_PROCESSES])
{
	uint64_t stuck = 0;
	memset(reach, 0, TRACE_PROCESSES * sizeof reach[0]);
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].stuck)
			stuck |= bit(waits->waits[i].process);
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].stuck)
			reach[waits->waits[i].process] = waits->waits[i].enders & stuck;
	for (unsigned by = 0; by < TRACE_PROCESSES; by++)
		for (unsigned from = 0; from < TRACE_PROCESSES; from++)
			if (reach[from] & bit(by))
				reach[from] |= reach[by];
}

static void find_circles(struct waits *waits)
{
	uint64_t reach[TRACE_PROCESSES];
	follow(waits, reach);
	for (unsigned i = 0; i < waits->count; i++) {
		unsigned first = waits->waits[i].process;
		if (waits->waits[i].circle || !(reach[first] & bit(first)))
			continue;
		waits->circles++;
		for (unsigned j = i; j < waits->count; j++) {
			unsigned other = waits->waits[j].process;
			if ((reach[first] & bit(other)) && (reach[other] & bit(first)))
				waits->waits[j].circle = (uint8_t)waits->circles;
		}
	}
}

void waits_find(struct waits *waits, const struct stage *stage, bool inside)
{
	*waits = (struct waits){0};
	for (unsigned i = 0; i < stage->process_count; i++) {
		if (stage->processes[i].activity != ACTIVITY_WAITS)
			continue;
		struct wait *wait = &waits->waits[waits->count++];
		*wait = wait_of(stage, &stage->processes[i], inside);
		wait->stuck = true;
	}
	find_stuck(waits, stage);
	find_circles(waits);
}

const struct wait *waits_of(const struct waits *waits, unsigned process)
{
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].process == process)
			return &waits->waits[i];
	return NULL;
}

uint64_t waits_circle(const struct waits *waits, unsigned circle)
{
	uint64_t set = 0;
	for (unsigned i = 0; i < waits->count; i++)
		if (waits->waits[i].circle == circle)
			set |= bit(waits->waits[i].process);
	return set;
}

/* From a process back to itself, breadth first; how many processes that takes, 0: there is no way.
 */
static unsigned cycle_from(const struct waits *waits, uint64_t members, unsigned first,
			   uint8_t *cycle)
{
	uint8_t queue[TRACE_PROCESSES], before[TRACE_PROCESSES], back[TRACE_PROCESSES];
	unsigned head = 0, tail = 0, length = 0;
	uint64_t seen = bit(first);
	queue[tail++] = (uint8_t)first;
	while (head < tail) {
		unsigned at = queue[head++];
		uint64_t next = waits_of(waits, at)->enders & members;
		if (next & bit(first)) {
			for (; at != first; at = before[at])
				back[length++] = (uint8_t)at;
			cycle[0] = (uint8_t)first;
			for (unsigned i = 0; i < length; i++)
				cycle[i + 1] = back[length - 1 - i];
			return length + 1;
		}
		for (next &= ~seen; next; next &= next - 1) {
			unsigned to = (unsigned)__builtin_ctzll(next);
			before[to] = (uint8_t)at;
			queue[tail++] = (uint8_t)to;
			seen |= bit(to);
		}
	}
	return 0;
}

unsigned waits_cycle(const struct waits *waits, unsigned circle, uint8_t *cycle)
{
	uint64_t members = waits_circle(waits, circle);
	unsigned shortest = 0;
	for (uint64_t left = members; left; left &= left - 1) {
		uint8_t other[TRACE_PROCESSES];
		unsigned length =
			cycle_from(waits, members, (unsigned)__builtin_ctzll(left), other);
		if (length == 0 || (shortest && length >= shortest))
			continue;
		shortest = length;
		memcpy(cycle, other, length);
	}
	return shortest;
}
