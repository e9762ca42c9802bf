#include "model/given_names.h"

#include <string.h>
#include "base/printable.h"

const char *given_names_find(const struct given_names *given, const char *from)
{
	for (unsigned i = 0; given && i < given->count; i++)
		if (strcmp(given->list[i].from, from) == 0)
			return given->list[i].to;
	return NULL;
}

const char *given_names_origin(const struct given_names *given, const char *shown)
{
	for (unsigned i = 0; given && i < given->count; i++)
		if (strcmp(given->list[i].to, shown) == 0)
			return given->list[i].from;
	return shown;
}

static struct given_name *entry_of(struct given_names *given, const char *from)
{
	unsigned i = 0;
	while (i < given->count && strcmp(given->list[i].from, from) != 0)
		i++;
	return i < GIVEN_NAMES ? &given->list[i] : NULL;
}

bool given_names_put(struct given_names *given, const char *from, const char *to)
{
	struct given_name *entry = entry_of(given, from);
	if (!entry)
		return !*to;
	bool is_new = entry == &given->list[given->count];
	if (*to) {
		printable_copy(entry->from, sizeof(entry->from), from, strlen(from));
		printable_copy(entry->to, sizeof(entry->to), to, strlen(to));
		given->count += is_new;
	} else if (!is_new) {
		*entry = given->list[--given->count];
	}
	return true;
}

void given_names_apply(const struct given_names *given, char name[TRACE_NAME])
{
	const char *to = given_names_find(given, name);
	if (to)
		memmove(name, to, TRACE_NAME);
}
