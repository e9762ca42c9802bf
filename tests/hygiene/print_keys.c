/*
 * Print the tables of keys as Markdown, as doc/handbook.md shows them: each screen's and each
 * mode's own, and at the end those that are the same everywhere.
 */
#include <stdio.h>
#include "tui/screens/screens.h"

enum { NAMES = 200 };

/* Whether a row is one of those at the end, in the words that it has there. */
static bool is_common(const struct keymap *map, const struct binding *row)
{
	char names[NAMES];

	for (int i = 0; i < KEYMAP_WORDINGS; i++) {
		if (map->wordings[i].request == row->request && map->wordings[i].help)
			return false;
	}
	return keys_names(&keys_everywhere, row->request, names, sizeof(names)) > 0;
}

/* One line: the key, the further ones that follow it in the table, and what they do. */
static void print_row(const struct keymap *map, size_t at)
{
	struct binding row;
	const char *help;

	keys_row(map, at, &row);
	help = row.help;
	printf("| `%s`", row.name);
	while (keys_row(map, ++at, &row) && !row.help)
		printf(" `%s`", row.name);
	printf(" | %s |\n", help);
}

static void print_keymap(const struct keymap *map)
{
	struct binding row;

	printf("| %s | |\n| --- | --- |\n", map->title);
	for (size_t i = 0; keys_row(map, i, &row); i++) {
		if (row.help && (map == &keys_everywhere || !is_common(map, &row)))
			print_row(map, i);
	}
}

int main(void)
{
	const struct keymap *map;

	for (size_t i = 0; (map = screens_keymap(i)); i++) {
		print_keymap(map);
		printf("\n");
	}
	print_keymap(&keys_everywhere);
	return 0;
}
