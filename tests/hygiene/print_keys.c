/*
 * Print the tables of keys as Markdown, as the README shows them.
 */
#include <stdio.h>
#include "tui/keys.h"

static const char *const titles[] = {
	[KEYMAP_MENU] = "In the list of demos",
	[KEYMAP_STAGE] = "On the stage",
	[KEYMAP_CHALLENGE] = "While it is to be made to fail",
	[KEYMAP_QUESTION] = "While it is asked what will come",
	[KEYMAP_FORM] = "Where faults, parameters and challenges are chosen",
	[KEYMAP_EXPLORE] = "Where every interleaving is tried",
	[KEYMAP_COMPARISON] = "Where the ways to talk are compared",
};
_Static_assert(sizeof(titles) / sizeof(*titles) == KEYMAP_COUNT, "a title for every screen");

/* One line: the key, the further ones that follow it in the table, and what they do. */
static size_t print_row(const struct binding *rows, size_t at, size_t count)
{
	size_t next = at + 1;

	printf("| `%s`", rows[at].name);
	for (; next < count && !rows[next].help; next++)
		printf(" `%s`", rows[next].name);
	printf(" | %s |\n", rows[at].help);
	return next;
}

int main(void)
{
	for (int map = 0; map < KEYMAP_COUNT; map++) {
		size_t count;
		const struct binding *rows = keys_rows((enum keymap)map, &count);

		printf("%s| %s | |\n| --- | --- |\n", map ? "\n" : "", titles[map]);
		for (size_t i = 0; i < count;)
			i = print_row(rows, i, count);
	}
	return 0;
}
