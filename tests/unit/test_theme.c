/* The themes: complete, and telling apart what must be told apart. */
#include "tui/terminal/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static bool same(struct look a, struct look b)
{
	return a.ink == b.ink && a.paper == b.paper && a.style == b.style;
}

/* Things that stand side by side and differ in nothing but their state. */
static const struct {
	enum role a, b;
} pairs[] = {
	{ROLE_PROCESS, ROLE_RUNNING}, {ROLE_PROCESS, ROLE_WAITING}, {ROLE_RUNNING, ROLE_WAITING},
	{ROLE_ITEM, ROLE_MOVING},     {ROLE_GOOD, ROLE_BAD},	    {ROLE_PLAIN, ROLE_BAD},
	{ROLE_PLAIN, ROLE_SELECTED},  {ROLE_PLAIN, ROLE_STRONG},    {ROLE_PLAIN, ROLE_DIM},
	{ROLE_BAR, ROLE_BAR_STRONG},  {ROLE_SOURCE, ROLE_SELECTED},
};

static void states_look_different(void **state)
{
	(void)state;
	for (unsigned t = 0; t < theme_count; t++)
		for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
			if (same(themes[t].looks[pairs[i].a], themes[t].looks[pairs[i].b]))
				fail_msg("%s: roles %d and %d look the same", themes[t].name,
					 pairs[i].a, pairs[i].b);
}

/* A role without a row would be black on black: every ink is one that the theme may use. */
static void every_role_is_set(void **state)
{
	(void)state;
	for (unsigned t = 0; t < theme_count; t++) {
		for (int role = 0; role < ROLE_COUNT; role++) {
			const struct look *look = &themes[t].looks[role];
			assert_in_range(look->ink + 1, 0, (unsigned)themes[t].colours);
			assert_in_range(look->paper + 1, 0, (unsigned)themes[t].colours);
			if (look->ink == 0 && look->paper <= 0)
				fail_msg("%s: role %d is missing", themes[t].name, role);
		}
	}
}

/* Dark blue on black cannot be read: only the themes for light backgrounds have it. */
static void no_dark_blue_on_dark(void **state)
{
	(void)state;
	for (unsigned t = 0; t < theme_count; t++)
		for (int role = 0; role < ROLE_COUNT; role++)
			if (themes[t].looks[role].ink == 4)
				assert_string_equal(themes[t].name, "light");
}

static void names_are_unique(void **state)
{
	(void)state;
	for (unsigned t = 0; t < theme_count; t++)
		assert_ptr_equal(theme_find(themes[t].name), &themes[t]);
	assert_null(theme_find("no such theme"));
}

static void the_terminal_decides(void **state)
{
	static const struct {
		int colours;
		const char *first;
		unsigned shown;
	} cases[] = {{0, "mono", 1}, {8, "default", 4}, {16, "default", 4}, {256, "default", 6}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct theme *first = theme_first(cases[i].colours, NULL), *theme = first;
		unsigned shown = 0;
		do {
			assert_true(theme->colours <= cases[i].colours);
			theme = theme_next(theme, cases[i].colours);
			shown++;
		} while (theme != first && shown < 100);
		assert_string_equal(first->name, cases[i].first);
		assert_int_equal(shown, cases[i].shown);
	}
}

static void a_light_background_has_its_theme(void **state)
{
	static const struct {
		const char *background;
		int colours;
		const char *first;
	} cases[] = {
		{"0;15", 256, "light"},	  {"0;default;7", 8, "light"},	 {"0;15", 0, "mono"},
		{"15;0", 256, "default"}, {"7;8", 256, "default"},	 {"", 256, "default"},
		{"0;", 256, "default"},	  {"0;default", 256, "default"}, {"15", 256, "default"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(theme_first(cases[i].colours, cases[i].background)->name,
				    cases[i].first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_light_background_has_its_theme),
		cmocka_unit_test(states_look_different),
		cmocka_unit_test(every_role_is_set),
		cmocka_unit_test(no_dark_blue_on_dark),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(the_terminal_decides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
