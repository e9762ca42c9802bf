#include "base/vector.h"

#include <stdlib.h>

enum { FIRST_ROOM = 16 };

void *vector_with_room(void *vector, size_t *room, size_t count, size_t size)
{
	size_t wanted = *room ? 2 * *room : FIRST_ROOM;
	void *larger;

	if (count < *room)
		return vector;
	larger = wanted > *room ? reallocarray(vector, wanted, size) : NULL;
	if (larger)
		*room = wanted;
	return larger;
}
