/*
 * What is asked of the compiler is one command, before and after: it may compile, link, or both,
 * or only say its version.
 *
 * -fsanitize=thread would have it link the sanitizer's run-time. So only the compiler proper is
 * told: gcc by a spec of its own (hooks.specs), clang by -Xclang. What we add stands before the
 * person's own words, which therefore win; what would bring back the run-time is left out.
 */
#include "compile/hooks.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "trace/in_place.h"

enum { RESPONSE_DEPTH = 8, RESPONSE_BYTES = 16 << 20 };

/* --- what the command is ---------------------------------------------------------------------- */

struct reading {
	enum compiler_kind kind;
	bool does_not_link;  /* -c and its like */
	bool is_relocatable; /* -r: a part of a program */
	bool is_static;
	bool has_source;
	bool has_part;	      /* an input that is linked, or what is made of it: no header */
	bool is_changed;      /* it has words that it is not to have */
	bool is_off;	      /* -fno-sanitize=thread: no hooks in here */
	const char *language; /* -x: of what follows; NULL: it goes by the name */
	const char *refused;  /* an option that cannot be */
	const char *because;
};

/* Options whose value is the next word, where nothing is behind them in the same one. */
static bool has_separate_value(const char *option)
{
	static const char letters[] = "oxILDUTuzeBAG";
	static const char *const longer[] = {
		"-include",
		"-imacros",
		"-isystem",
		"-iquote",
		"-idirafter",
		"-iprefix",
		"-iwithprefix",
		"-iwithprefixbefore",
		"-isysroot",
		"-imultilib",
		"-MF",
		"-MT",
		"-MQ",
		"-Xlinker",
		"-Xassembler",
		"-Xpreprocessor",
		"-Xclang",
		"-Xanalyzer",
		"-mllvm",
		"-arch",
		"-target",
		"--param",
		"-aux-info",
		"-dumpbase",
		"-dumpbase-ext",
		"-dumpdir",
		"-wrapper",
		"-specs",
		"--sysroot",
		"--output",
		"-soname",
		"-rpath",
		"-l",
		"--include",
		"--language",
		"-gcc-toolchain",
	};

	if (option[1] && !option[2] && strchr(letters, option[1]))
		return true;
	for (unsigned i = 0; i < sizeof(longer) / sizeof(longer[0]); i++) {
		if (strcmp(option, longer[i]) == 0)
			return true;
	}
	return false;
}

static bool is_one_of(const char *word, const char *const *list)
{
	while (*list && strcmp(word, *list) != 0)
		list++;
	return *list;
}

/* An input that the compiler proper reads; others are the linker's, or the assembler's. */
static bool is_source(const struct reading *reading, const char *name)
{
	static const char *const suffixes[] = {"c",   "i",   "ii", "cc", "cp",	"cxx", "cpp",
					       "CPP", "c++", "C",  "h",	 "hpp", "hh",  "hxx",
					       "H",   "m",   "mm", "S",	 "sx",	NULL};
	const char *dot = strrchr(name, '.');

	if (reading->language)
		return strcmp(reading->language, "assembler") != 0;
	return strcmp(name, "-") == 0 || (dot && is_one_of(dot + 1, suffixes));
}

/* What is made of a header is for the compiler itself: it is not linked. */
static bool is_header(const struct reading *reading, const char *name)
{
	static const char *const suffixes[] = {"h",   "hh", "hp",  "hxx", "hpp",
					       "HPP", "H",  "h++", "tcc", NULL};
	const char *dot = strrchr(name, '.');

	if (reading->language)
		return strstr(reading->language, "-header");
	return dot && is_one_of(dot + 1, suffixes);
}

/* Whether a list of sanitizers, "thread,undefined", has this one. */
static bool has_sanitizer(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (; list; list = strchr(list, ',') ? strchr(list, ',') + 1 : NULL) {
		if (strcspn(list, ",") == length && strncmp(list, name, length) == 0)
			return true;
	}
	return false;
}

static void refuse(struct reading *reading, const char *option, const char *because)
{
	if (!reading->refused)
		*reading = (struct reading){.refused = option, .because = because};
}

/*
 * What has a run-time that wants the place of the C library's functions, as the agent has it; clang
 * puts each of them into the program itself.
 */
static void read_sanitizers(struct reading *reading, const char *option, const char *list)
{
	static const char *const others[] = {"address",		 "kernel-address", "hwaddress",
					     "kernel-hwaddress", "leak",	   "memory",
					     "dataflow",	 "fuzzer",	   NULL};
	bool wrong = reading->kind == COMPILER_CLANG && strcmp(list, "thread") != 0;

	for (unsigned i = 0; others[i]; i++)
		wrong |= has_sanitizer(list, others[i]);
	if (wrong)
		refuse(reading, option, "it cannot go with the memory hooks; leave it out");
	if (has_sanitizer(list, "thread"))
		reading->is_off = false;
}

static const char *behind(const char *word, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(word, prefix, length) == 0 ? word + length : NULL;
}

/* What would link the sanitizer's run-time, or have nobody tell what a file was compiled with. */
static bool is_unwanted(const char *word)
{
	return behind(word, "-fsanitize=") || behind(word, "-flto") ||
	       strcmp(word, "-static-libtsan") == 0;
}

static void read_option(struct reading *reading, const char *option)
{
	static const char *const no_link[] = {
		"-c",	     "-S",	   "-E",	   "-M", "-MM", "-fsyntax-only",
		"--compile", "--assemble", "--preprocess", NULL};
	static const char *const no_dynamic[] = {"-static", "--static", "-static-pie", NULL};
	static const char *const narrow[] = {"-m32", "-mx32", "-m16", NULL};
	const char *list;

	reading->is_changed |= is_unwanted(option);
	reading->does_not_link |= is_one_of(option, no_link);
	reading->is_relocatable |= strcmp(option, "-r") == 0 || strcmp(option, "-Wl,-r") == 0;
	reading->is_static |= is_one_of(option, no_dynamic);
	if (is_one_of(option, narrow))
		refuse(reading, option, "the agent, which is linked with it, has 64 bits");
	if ((list = behind(option, "-fsanitize=")))
		read_sanitizers(reading, option, list);
	if ((list = behind(option, "-fno-sanitize=")))
		reading->is_off |= has_sanitizer(list, "thread") || has_sanitizer(list, "all");
	if ((list = behind(option, "-x")) && *list)
		reading->language = strcmp(list, "none") == 0 ? NULL : list;
	if (behind(option, "-l"))
		reading->has_part = true;
}

static void read_value(struct reading *reading, const char *option, const char *value)
{
	if (strcmp(option, "-x") == 0 || strcmp(option, "--language") == 0)
		reading->language = strcmp(value, "none") == 0 ? NULL : value;
	if (strcmp(option, "-Xlinker") == 0 && strcmp(value, "-r") == 0)
		reading->is_relocatable = true;
	if (strcmp(option, "-l") == 0)
		reading->has_part = true;
}

/* The words of a response file, @FILE; what cannot be read the compiler will complain of. */
static bool read_response(const char *path, struct argv *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = calloc(1, RESPONSE_BYTES + 1);
	bool done = fd >= 0 && text && read(fd, text, RESPONSE_BYTES) > 0 && argv_split(out, text);

	if (fd >= 0)
		close(fd);
	free(text);
	return done;
}

/* All words, with what stands in response files in their place. */
static void expand(struct argv *out, char *const *arguments, int depth)
{
	for (; *arguments; arguments++) {
		struct argv more = {0};

		if (**arguments == '@' && depth < RESPONSE_DEPTH &&
		    read_response(*arguments + 1, &more))
			expand(out, more.list, depth + 1);
		else
			argv_add(out, *arguments);
		argv_release(&more);
	}
}

static void read_words(struct reading *reading, char *const *arguments)
{
	for (; *arguments && !reading->refused; arguments++) {
		const char *word = *arguments;

		if (word[0] != '-' || !word[1]) {
			reading->has_part |= !is_header(reading, word);
			reading->has_source |= is_source(reading, word);
		} else if (has_separate_value(word) && arguments[1]) {
			read_value(reading, word, *++arguments);
		} else {
			read_option(reading, word);
		}
	}
	if (reading->is_static && !reading->does_not_link && !reading->is_relocatable)
		refuse(reading, "-static",
		       "a program that is linked statically cannot have the agent; leave it out");
}

/* --- what it becomes -------------------------------------------------------------------------- */

/*
 * What compilers make of these by themselves has no hooks. They are named one by one, as
 * -fno-builtin would also keep the compiler from checking what printf is given. With
 * _FORTIFY_SOURCE the C library's headers would ask for the same copies by other names.
 */
static void add_calls(struct argv *out)
{
	static const char *const others[] = {
		"memcmp",  "memchr",	  "memrchr",  "bcmp",	   "strlen",  "strnlen", "strcmp",
		"strncmp", "strcasecmp",  "strchr",   "strrchr",   "strcspn", "strspn",	 "strpbrk",
		"strstr",  "strncasecmp", "stpncpy",  "index",	   "rindex",  "strdup",	 "strndup",
		"sprintf", "snprintf",	  "vsprintf", "vsnprintf", "remquo",  "remquof", "remquol",
		"sincos",  "sincosf",	  "sincosl"};

	for (unsigned i = 0; i < IN_PLACE_COUNT; i++)
		argv_print(out, "-fno-builtin-%s", in_place_name(i));
	for (unsigned i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		argv_print(out, "-fno-builtin-%s", others[i]);
}

/* clang leaves out the load of `x += 1` where it is not told, and is no witness of its options. */
static void add_hooks(struct argv *out, const struct compiler *compiler, const char *root,
		      bool is_off)
{
	static const char clang[] =
		"-mllvm -tsan-instrument-read-before-write=1 -Xclang -fsanitize=thread";

	argv_add(out, "-g");
	if (compiler->kind == COMPILER_GCC)
		argv_print(out, "-specs=%s/hooks.specs", root);
	else
		argv_add(out, "-grecord-command-line");
	if (compiler->kind == COMPILER_CLANG && !is_off)
		argv_split(out, clang);
	argv_add(out, "-idirafter"); /* for <ipcstage.h> */
	argv_print(out, "%s/include", root);
	add_calls(out);
}

/* First, so that it is before the C library; and whether or not anything here calls it yet. */
static void add_agent(struct argv *out, const char *root)
{
	argv_add(out, "-Wl,--push-state,--no-as-needed");
	argv_print(out, "%s/libipcstage.so", root);
	argv_add(out, "-Wl,--pop-state");
	argv_add(out, "-Xlinker");
	argv_add(out, "-rpath");
	argv_add(out, "-Xlinker");
	argv_add(out, root);
}

/* "-fsanitize=thread,undefined" without the first; nothing where that was all. */
static void add_sanitizers(struct argv *out, const char *list)
{
	char *rest = calloc(1, strlen(list) + 1);

	for (; rest && *list; list += strcspn(list, ",") + (strchr(list, ',') != NULL)) {
		int length = (int)strcspn(list, ",");

		if (length == 6 && strncmp(list, "thread", 6) == 0)
			continue;
		if (*rest)
			strcat(rest, ",");
		strncat(rest, list, (size_t)length);
	}
	if (rest && *rest)
		argv_print(out, "-fsanitize=%s", rest);
	out->failed |= !rest;
	free(rest);
}

/* The person's own words, without what they are not to have. */
static void add_arguments(struct argv *out, char *const *arguments)
{
	for (; *arguments; arguments++) {
		const char *list = behind(*arguments, "-fsanitize=");

		if (list)
			add_sanitizers(out, list);
		else if (has_separate_value(*arguments) && arguments[1]) {
			argv_add(out, *arguments);
			argv_add(out, *++arguments);
		} else if (!is_unwanted(*arguments))
			argv_add(out, *arguments);
	}
}

/* `all`: the arguments with what is in response files. */
static int make(struct argv *out, const struct compiler *compiler, const char *root,
		char *const *arguments, char *const *all, struct error *error)
{
	struct reading reading = {.kind = compiler->kind};

	read_words(&reading, all);
	if (reading.refused)
		return error_set(error, "%s: %s", reading.refused, reading.because);
	argv_add_all(out, compiler->words.list);
	if (reading.has_source)
		add_hooks(out, compiler, root, reading.is_off);
	if (reading.has_part && !reading.does_not_link && !reading.is_relocatable)
		add_agent(out, root);
	/* A response file stays one, as long as nothing in it is to go. */
	add_arguments(out, reading.is_changed ? all : arguments);
	if (reading.has_source)
		argv_add(out, "-U_FORTIFY_SOURCE"); /* whatever was said of it before */
	return 0;
}

int hooks_command(struct argv *out, const struct compiler *compiler, const char *root,
		  char *const *arguments, struct error *error)
{
	char *const none[] = {NULL};
	struct argv all = {0};
	int result;

	*out = (struct argv){0};
	expand(&all, arguments, 0);
	result = make(out, compiler, root, arguments, all.list ? all.list : none, error);
	if (result == 0 && (out->failed || all.failed))
		result = error_set(error, "out of memory");
	argv_release(&all);
	return result;
}
