#include "explore/found.h"

#include <stdlib.h>
#include <string.h>

static struct finding *find(const struct found *found, const struct outcome *outcome)
{
	for (uint32_t i = 0; i < found->count; i++) {
		if (outcome_is_same(&found->list[i].outcome, outcome))
			return &found->list[i];
	}
	return NULL;
}

static struct finding *add(struct found *found, const struct outcome *outcome)
{
	if (found->count == found->capacity) {
		uint32_t capacity = found->capacity ? 2 * found->capacity : 16;
		struct finding *list = realloc(found->list, capacity * sizeof(*list));

		if (!list)
			return NULL;
		found->list = list;
		found->capacity = capacity;
	}
	found->list[found->count] = (struct finding){.outcome = *outcome};
	return &found->list[found->count++];
}

static bool is_better(const struct witness *witness, const struct witness *kept)
{
	if (!kept->schedule)
		return true;
	return witness->switches != kept->switches ? witness->switches < kept->switches
						   : witness->length < kept->length;
}

bool found_note(struct found *found, const struct outcome *outcome, const struct witness *witness)
{
	struct finding *finding = find(found, outcome);
	uint8_t *schedule;

	if (finding && !is_better(witness, &finding->witness))
		return true;
	schedule = malloc(witness->length + 1u);
	if (schedule && !finding)
		finding = add(found, outcome);
	if (!schedule || !finding) {
		free(schedule);
		return false;
	}
	memcpy(schedule, witness->schedule, witness->length);
	free(finding->witness.schedule);
	finding->witness = (struct witness){.schedule = schedule,
					    .length = witness->length,
					    .switches = witness->switches,
					    .no_return = UINT32_MAX};
	return true;
}

bool found_note_all(struct found *found, const struct found *other)
{
	bool done = true;

	for (uint32_t i = 0; done && i < other->count; i++)
		done = found_note(found, &other->list[i].outcome, &other->list[i].witness);
	return done;
}

void found_release(struct found *found)
{
	for (uint32_t i = 0; i < found->count; i++)
		free(found->list[i].witness.schedule);
	free(found->list);
	*found = (struct found){0};
}
