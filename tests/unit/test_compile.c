/* What a compiler is told in the place of what it was to be told; words of a command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "compile/argv.h"
#include "compile/compiler.h"
#include "compile/hooks.h"

enum { LINE = 1024 };

/* --- words ------------------------------------------------------------------------------------ */

static void words_are_cut(void **state)
{
	static const struct {
		const char *text, *words; /* with | behind each; NULL: they cannot be cut */
	} rows[] = {
		{"", ""},
		{"  ", ""},
		{"-O2 -lm", "-O2|-lm|"},
		{"\t-O2\n", "-O2|"},
		{"\"-DA=b c\" d", "-DA=b c|d|"},
		{"-DA='\"b c\"'", "-DA=\"b c\"|"},
		{"a\\ b \"c\\\"d\" 'e\\f'", "a b|c\"d|e\\f|"},
		{"'' a", "|a|"},
		{"$HOME *.c `id`", "$HOME|*.c|`id`|"},
		{"a 'b", NULL},
		{"\"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct argv words = {0};
		char line[LINE] = "";

		assert_int_equal(argv_split(&words, rows[i].text), rows[i].words != NULL);
		for (size_t k = 0; k < words.count; k++)
			strcat(strcat(line, words.list[k]), "|");
		assert_string_equal(line, rows[i].words ? rows[i].words : "");
		assert_true(!words.count || !words.list[words.count]);
		argv_release(&words);
	}
}

static void many_words_fit(void **state)
{
	struct argv words = {0};

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		argv_print(&words, "%u", i);
	assert_false(words.failed);
	assert_int_equal(words.count, 1000);
	assert_string_equal(words.list[999], "999");
	assert_null(words.list[1000]);
	argv_release(&words);
}

static void sources_have_a_language(void **state)
{
	(void)state;
	assert_int_equal(compiler_language_of("a.c"), COMPILER_C);
	assert_int_equal(compiler_language_of("./b/a.b.c"), COMPILER_C);
	assert_int_equal(compiler_language_of("a.cpp"), COMPILER_CXX);
	assert_int_equal(compiler_language_of("a.C"), COMPILER_CXX);
	assert_int_equal(compiler_language_of("counter"), COMPILER_LANGUAGES);
	assert_int_equal(compiler_language_of("a.c/b"), COMPILER_LANGUAGES);
	assert_int_equal(compiler_language_of("./.c"), COMPILER_LANGUAGES);
	assert_int_equal(compiler_language_of(".c"), COMPILER_LANGUAGES);
	assert_int_equal(compiler_language_of("a.h"), COMPILER_LANGUAGES);
}

/* --- hooks ------------------------------------------------------------------------------------ */

/* The hooks as HOOKS, the agent as AGENT, without the calls that are named one by one. */
static void shorten(const struct argv *words, char line[LINE])
{
	*line = '\0';
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->list[i];

		if (strncmp(word, "-fno-builtin-", 13) == 0 ||
		    strcmp(word, "-Wl,--pop-state") == 0 || strcmp(word, "-Xlinker") == 0 ||
		    strcmp(word, "-rpath") == 0 || strcmp(word, "/root") == 0 ||
		    strcmp(word, "-Wl,--push-state,--no-as-needed") == 0 ||
		    strcmp(word, "-mllvm") == 0 || strcmp(word, "-idirafter") == 0 ||
		    strcmp(word, "/root/include") == 0 || strcmp(word, "-Xclang") == 0 ||
		    strcmp(word, "-grecord-command-line") == 0 ||
		    strcmp(word, "-tsan-instrument-read-before-write=1") == 0)
			continue;
		if (strcmp(word, "-specs=/root/hooks.specs") == 0 ||
		    strcmp(word, "-fsanitize=thread") == 0)
			word = "HOOKS";
		else if (strcmp(word, "/root/libipcstage.so") == 0)
			word = "AGENT";
		strcat(strcat(line, *line ? " " : ""), word);
	}
}

static void check(enum compiler_kind kind, const char *given, const char *expected)
{
	struct compiler compiler = {.kind = kind};
	struct argv arguments = {0}, command;
	char *none[] = {NULL};
	char line[LINE];
	struct error error = {""};

	argv_add(&compiler.words, "cc");
	assert_true(argv_split(&arguments, given));
	if (hooks_command(&command, &compiler, "/root", arguments.list ? arguments.list : none,
			  &error) < 0)
		snprintf(line, sizeof(line), "%s", error.text);
	else
		shorten(&command, line);
	if (strcmp(line, expected) != 0)
		print_error("cc %s\n", given);
	assert_string_equal(line, expected);
	argv_release(&command);
	argv_release(&arguments);
	compiler_release(&compiler);
}

struct row {
	const char *given, *expected;
};

#define REFUSED ": it cannot go with the memory hooks; leave it out"

static void gcc_is_told(void **state)
{
	static const struct row rows[] = {
		{"", "cc"},
		{"--version", "cc --version"},
		{"-v -E", "cc -v -E"},
		{"a.c", "cc -g HOOKS AGENT a.c -U_FORTIFY_SOURCE"},
		{"-c a.c", "cc -g HOOKS -c a.c -U_FORTIFY_SOURCE"},
		{"a.h", "cc -g HOOKS a.h -U_FORTIFY_SOURCE"},
		{"-x c-header a.c", "cc -g HOOKS -x c-header a.c -U_FORTIFY_SOURCE"},
		{"a.h b.o", "cc -g HOOKS AGENT a.h b.o -U_FORTIFY_SOURCE"},
		{"-S a.cc -o -", "cc -g HOOKS -S a.cc -o - -U_FORTIFY_SOURCE"},
		{"-M a.c", "cc -g HOOKS -M a.c -U_FORTIFY_SOURCE"},
		{"a.o b.o -lm -o a", "cc AGENT a.o b.o -lm -o a"},
		{"-shared -o l.so a.o", "cc AGENT -shared -o l.so a.o"},
		{"-r a.o", "cc -r a.o"},
		{"-Wl,-r a.o", "cc -Wl,-r a.o"},
		{"-c a.s", "cc -c a.s"},
		{"-x c -c -", "cc -g HOOKS -x c -c - -U_FORTIFY_SOURCE"},
		{"-xc a -c", "cc -g HOOKS -xc a -c -U_FORTIFY_SOURCE"},
		{"-x assembler a.c -c", "cc -x assembler a.c -c"},
		/* A value that looks like a source, or like an option. */
		{"-o a.c b.o", "cc AGENT -o a.c b.o"},
		{"-MF a.c -v", "cc -MF a.c -v"},
		{"a.o -o -c", "cc AGENT a.o -o -c"},
		{"-include a.h -c b.c", "cc -g HOOKS -include a.h -c b.c -U_FORTIFY_SOURCE"},
		/* What it is asked for by other names, and what it is better without. */
		{"-fsanitize=thread a.o", "cc AGENT a.o"},
		{"-fsanitize=undefined,thread a.o", "cc AGENT -fsanitize=undefined a.o"},
		{"-fsanitize=thread,undefined a.o", "cc AGENT -fsanitize=undefined a.o"},
		{"-flto=auto -c a.c", "cc -g HOOKS -c a.c -U_FORTIFY_SOURCE"},
		{"-static-libtsan a.o", "cc AGENT a.o"},
		{"-static-libgcc a.o", "cc AGENT -static-libgcc a.o"},
		{"-static -c a.c", "cc -g HOOKS -static -c a.c -U_FORTIFY_SOURCE"},
		{"-static a.o", "-static: a program that is linked statically cannot have the "
				"agent; leave it out"},
		{"a.c -fsanitize=address", "-fsanitize=address" REFUSED},
		{"-fsanitize=undefined,leak -c a.c", "-fsanitize=undefined,leak" REFUSED},
		{"-m32 a.c", "-m32: the agent, which is linked with it, has 64 bits"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(COMPILER_GCC, rows[i].given, rows[i].expected);
}

static void clang_is_told(void **state)
{
	static const struct row rows[] = {
		{"a.c", "cc -g HOOKS AGENT a.c -U_FORTIFY_SOURCE"},
		{"-c a.c -fno-sanitize=thread",
		 "cc -g -c a.c -fno-sanitize=thread -U_FORTIFY_SOURCE"},
		{"-c a.c -fno-sanitize=all -fsanitize=thread",
		 "cc -g HOOKS -c a.c -fno-sanitize=all -U_FORTIFY_SOURCE"},
		{"a.o -o a", "cc AGENT a.o -o a"}, /* it would complain of what it has no use for */
		{"-c a.s", "cc -c a.s"},
		{"-fsanitize=undefined -c a.c", "-fsanitize=undefined" REFUSED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(COMPILER_CLANG, rows[i].given, rows[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_cut),	   cmocka_unit_test(many_words_fit),
		cmocka_unit_test(sources_have_a_language), cmocka_unit_test(gcc_is_told),
		cmocka_unit_test(clang_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
