#include "trace/readings.h"

void readings_born(struct readings *readings, unsigned bearer, unsigned number)
{
	readings->known[number] = readings->known[bearer];
	set_add(&readings->known[number], bearer);
}

void readings_ended(struct readings *readings, unsigned waiter, unsigned number)
{
	readings->known[waiter] = set_union(readings->known[waiter], readings->known[number]);
	set_add(&readings->known[waiter], number);
}

bool readings_add(struct readings *readings, unsigned actor)
{
	const struct set others = set_without(readings->readers, actor);

	for (unsigned i = 0; i < LIMIT_ACTORS; i++)
		set_remove(&readings->known[i], actor);
	set_add(&readings->readers, actor);
	if (readings->counts[actor] < UINT16_MAX)
		readings->counts[actor]++;
	return !set_is_in(others, readings->known[actor]);
}
