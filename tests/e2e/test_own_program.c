/* A source of one's own in a terminal: compiled, edited on the stage, counted before and after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "terminal.h"

/* What the editor does with the file: the next of these at each call. */
enum { EDITS = 3, PATH = 256, TEXT = 4096 };

struct fixture {
	char folder[PATH];
	char cache[PATH], editor[PATH]; /* for the environment */
	struct terminal terminal;
};

static const char race[] = "#include <sys/mman.h>\n"
			   "#include <sys/wait.h>\n"
			   "#include <unistd.h>\n"
			   "int main(void)\n"
			   "{\n"
			   "\tint *p = mmap(0, 4096, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n"
			   "\tfor (int i = 0; i < 2; i++)\n"
			   "\t\tif (fork() == 0) {\n"
			   "\t\t\t++*p;\n"
			   "\t\t\t_exit(0);\n"
			   "\t\t}\n"
			   "\twhile (wait(0) > 0)\n"
			   "\t\t;\n"
			   "\treturn *p != 2;\n"
			   "}\n";

static void write_file(const struct fixture *fixture, const char *name, const char *text)
{
	char path[2 * PATH];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, S_IRWXU), 0);
}

static void read_file(const struct fixture *fixture, const char *name, char *out)
{
	char path[2 * PATH];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
	file = fopen(path, "r");
	assert_non_null(file);
	out[fread(out, 1, TEXT - 1, file)] = '\0';
	fclose(file);
}

/* An editor that is a list of commands of sed, one for each time that it is called. */
static void open_viewer(struct fixture *fixture, const char *const edits[EDITS])
{
	static const char script[] = "#!/bin/sh\n"
				     "cd \"${0%/*}\" || exit\n"
				     "echo \"$@\" >>calls\n"
				     "sed -i \"$(sed -n \"$(wc -l <calls)p\" edits)\" race.c\n";
	char list[TEXT];

	snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/ipcstage-own-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->cache, sizeof(fixture->cache), "XDG_CACHE_HOME=%.200s/cache",
		 fixture->folder);
	snprintf(fixture->editor, sizeof(fixture->editor), "VISUAL=%.200s/editor", fixture->folder);
	snprintf(list, sizeof(list), "%s\n%s\n%s\n", edits[0], edits[1], edits[2]);
	write_file(fixture, "race.c", race);
	write_file(fixture, "editor", script);
	write_file(fixture, "edits", list);
	assert_int_equal(chdir(fixture->folder), 0);
	terminal_open(&fixture->terminal, 24, 80);
	terminal_start(&fixture->terminal, (const char *[]){fixture->cache, fixture->editor, NULL},
		       (const char *[]){VIEWER, "race.c", NULL});
	terminal_expect(&fixture->terminal, "paused");
}

static void leave(struct fixture *fixture)
{
	char command[2 * PATH];
	int status;

	terminal_type(&fixture->terminal, "qq");
	status = terminal_await_end(&fixture->terminal);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	terminal_assert_as_found(&fixture->terminal);
	terminal_expect_no_processes(&fixture->terminal, 1000);
	terminal_close(&fixture->terminal);
	snprintf(command, sizeof(command), "rm -rf '%s'", fixture->folder);
	assert_int_equal(system(command), 0);
}

static void an_edit_is_counted(void **state)
{
	static const char *const edits[EDITS] = {
		"s/[+][+][*]p;/++*p/", "s/[+][+][*]p/__atomic_add_fetch(p, 1, __ATOMIC_SEQ_CST);/"};
	struct fixture fixture;
	struct terminal *terminal = &fixture.terminal;
	char calls[TEXT];

	(void)state;
	open_viewer(&fixture, edits);
	terminal_expect(terminal, "e edit");
	terminal_type(terminal, "x");
	terminal_expect(terminal, "6 interleavings, 2 as expected");
	terminal_type(terminal, "q");
	terminal_expect(terminal, "paused");
	terminal_type(terminal, "2");
	terminal_expect(terminal, "2 loads *p: 0");
	terminal_type(terminal, "e");
	terminal_expect(terminal, "error: expected");
	terminal_expect(terminal, "Edit it again? [Y/n]");
	terminal_type(terminal, "\n");
	terminal_expect(terminal, "compiled anew, and the same schedule is followed");
	terminal_expect(terminal, "step 1");
	terminal_expect(terminal, "__atomic_add_f"); /* as much as there is room for */
	terminal_type(terminal, "x");
	terminal_expect(terminal, "2 interleavings, all as expected");
	terminal_expect(terminal, "before (race.c as it was): 6 interleavings, 2 as expected");
	terminal_type(terminal, "q");
	terminal_expect(terminal, "2 adds");
	read_file(&fixture, "calls", calls);
	assert_string_equal(calls, "+9 race.c\n+9 race.c\n");
	leave(&fixture);
}

static void one_can_give_up(void **state)
{
	static const char *const edits[EDITS] = {"s/int main/int mein/", "s/int mein/int main/",
						 "s/p != 2/p != 2 \\&\\& unknown/"};
	struct fixture fixture;
	struct terminal *terminal = &fixture.terminal;

	(void)state;
	open_viewer(&fixture, edits);
	terminal_type(terminal, ".");
	terminal_expect(terminal, "step 1");
	terminal_type(terminal, "e");
	terminal_expect(terminal, "undefined reference");
	terminal_type(terminal, "n\n");
	terminal_expect(terminal, "race.c does not compile: this is the program as it was");
	terminal_expect(terminal, "step 1");
	terminal_type(terminal, "e");
	terminal_expect(terminal, "race.c is as it was");
	terminal_type(terminal, "e");
	terminal_expect(terminal, "undeclared");
	terminal_type(terminal, "\n"); /* there is no edit any more: it is as bad as before */
	terminal_expect(terminal, "Edit it again? [Y/n]");
	terminal_type(terminal, "n\n");
	terminal_expect(terminal, "this is the program as it was");
	leave(&fixture);
}

/* Whether it has said so, on the screen or off it. */
static bool has_said(const struct terminal *terminal, const char *text)
{
	return memmem(terminal->output, terminal->output_length, text, strlen(text));
}

static void of_another_program_only_the_source_is_opened(void **state)
{
	struct terminal terminal;

	(void)state;
	terminal_open(&terminal, 24, 80);
	terminal_start(&terminal, (const char *[]){"VISUAL=echo of -e", NULL},
		       (const char *[]){VIEWER, BUILD "/tests/programs/barrier", NULL});
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "e");
	terminal_expect(&terminal, "compile it yourself, and start anew");
	assert_true(has_said(&terminal, "of -e +"));
	assert_true(has_said(&terminal, "/tests/programs/barrier.c\r\n"));
	terminal_type(&terminal, "q");
	terminal_expect(&terminal, "faults you can plant");
	terminal_type(&terminal, "\r");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, "e");
	terminal_expect(&terminal, "a demo stays as it is");
	terminal_type(&terminal, "qq");
	assert_int_equal(terminal_await_end(&terminal), 0);
	terminal_assert_as_found(&terminal);
	terminal_close(&terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edit_is_counted),
		cmocka_unit_test(one_can_give_up),
		cmocka_unit_test(of_another_program_only_the_source_is_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
