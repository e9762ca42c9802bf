#include "races/clocks.h"

#include <stdlib.h>
#include <string.h>
#include "base/vector.h"

void clocks_clear(struct clocks *clocks)
{
	memset(clocks->known, 0, clocks->actors * sizeof(clocks->known[0]));
	clocks->actors = 0;
	clocks->places = 0;
	clocks->incomplete = false;
}

void clocks_release(struct clocks *clocks)
{
	free(clocks->left);
	clocks->left = NULL;
	clocks->places = clocks->room = 0;
}

/* What an actor knows. Its own clock begins at 1, so that nobody knows of it who was not told. */
static uint32_t *known_by(struct clocks *clocks, unsigned actor)
{
	uint32_t *known = clocks->known[actor];

	if (actor >= clocks->actors)
		clocks->actors = actor + 1;
	if (known[actor] == 0)
		known[actor] = 1;
	return known;
}

/* Whoever is to be met later is in nobody's clock yet. */
static void add(const struct clocks *clocks, uint32_t *to, const uint32_t *from)
{
	for (unsigned i = 0; i < clocks->actors; i++)
		to[i] = from[i] > to[i] ? from[i] : to[i];
}

uint32_t clocks_now(struct clocks *clocks, unsigned actor)
{
	return known_by(clocks, actor)[actor];
}

bool clocks_precedes(struct clocks *clocks, unsigned actor, uint32_t when, unsigned other)
{
	return actor == other || clocks->known[other][actor] >= when;
}

void clocks_tell(struct clocks *clocks, unsigned from, unsigned to)
{
	uint32_t *known = known_by(clocks, from);

	if (from == to)
		return;
	add(clocks, known_by(clocks, to), known);
	known[from]++;
}

static bool make_place(struct clocks *clocks, clocks_place *place)
{
	void *left = vector_with_room(clocks->left, &clocks->room, clocks->places,
				      sizeof(clocks->left[0]));

	if (!left)
		return false;
	clocks->left = left;
	memset(clocks->left[clocks->places], 0, sizeof(clocks->left[0]));
	*place = (clocks_place)++clocks->places;
	return true;
}

void clocks_leave(struct clocks *clocks, unsigned actor, clocks_place *place)
{
	uint32_t *known = known_by(clocks, actor);

	if (*place == CLOCKS_NOWHERE && !make_place(clocks, place)) {
		clocks->incomplete = true;
		return;
	}
	add(clocks, clocks->left[*place - 1], known);
	known[actor]++;
}

void clocks_take(struct clocks *clocks, unsigned actor, clocks_place place)
{
	if (place != CLOCKS_NOWHERE)
		add(clocks, known_by(clocks, actor), clocks->left[place - 1]);
}

void clocks_copy(struct clocks *clocks, clocks_place from, clocks_place *to)
{
	if (from == CLOCKS_NOWHERE)
		return;
	if (*to == CLOCKS_NOWHERE && !make_place(clocks, to)) {
		clocks->incomplete = true;
		return;
	}
	memcpy(clocks->left[*to - 1], clocks->left[from - 1], sizeof(clocks->left[0]));
}
