/*
 * gcc and clang are told apart by their names; whatever is called otherwise is asked.
 */
#include "compile/compiler.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "compile/spawn.h"

enum { NAMES = 3, MACROS = 1 << 16 };

static const struct {
	const char *variable;
	const char *names[NAMES]; /* as they are usually called */
} usual[COMPILER_LANGUAGES] = {
	[COMPILER_C] = {"IPCSTAGE_CC", {"cc", "gcc", "clang"}},
	[COMPILER_CXX] = {"IPCSTAGE_CXX", {"c++", "g++", "clang++"}},
};

enum compiler_language compiler_language_of(const char *path)
{
	static const char *const suffixes[] = {".cc", ".cpp", ".cxx", ".c++", ".C", ".cp"};
	const char *dot = strrchr(path, '.');

	if (!dot || dot == path || dot[-1] == '/')
		return COMPILER_LANGUAGES;
	if (strcmp(dot, ".c") == 0)
		return COMPILER_C;
	for (unsigned i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (strcmp(dot, suffixes[i]) == 0)
			return COMPILER_CXX;
	}
	return COMPILER_LANGUAGES;
}

/* --- where it is ------------------------------------------------------------------------------ */

/* The file that a name is found as in PATH, with all links followed; false: there is none. */
static bool locate(const char *name, char out[PATH_MAX])
{
	const char *at = getenv("PATH");
	char path[PATH_MAX];

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 && realpath(name, out);
	for (at = at ? at : "/usr/bin:/bin"; at;
	     at = strchr(at, ':') ? strchr(at, ':') + 1 : NULL) {
		int length = (int)strcspn(at, ":");

		snprintf(path, sizeof(path), "%.*s%s%s", length, at, length ? "/" : "./", name);
		if (access(path, X_OK) == 0 && realpath(path, out))
			return true;
	}
	return false;
}

static int name_usual(struct compiler *compiler, enum compiler_language language,
		      struct error *error)
{
	char path[PATH_MAX];

	for (unsigned i = 0; i < NAMES; i++) {
		if (!locate(usual[language].names[i], path))
			continue;
		argv_add(&compiler->words, usual[language].names[i]);
		return 0;
	}
	return error_set(error, "there is no compiler: neither %s nor %s nor %s is in PATH",
			 usual[language].names[0], usual[language].names[1],
			 usual[language].names[2]);
}

/* --- which it is ------------------------------------------------------------------------------ */

/* By the name of the file: "clang-14", "x86_64-linux-gnu-g++-12". */
static bool is_known(const char *path, enum compiler_kind *kind)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	*kind = strstr(name, "clang") ? COMPILER_CLANG : COMPILER_GCC;
	return *kind == COMPILER_CLANG || strstr(name, "gcc") || strstr(name, "g++");
}

/* By the macros that it defines. */
static int ask(struct compiler *compiler, struct error *error)
{
	int fd = memfd_create("ipcstage-macros", MFD_CLOEXEC);
	char *macros = calloc(1, MACROS + 1);
	struct argv question = {0};
	int status = -1;

	argv_add_all(&question, compiler->words.list);
	argv_split(&question, "-dM -E -x c /dev/null");
	if (fd >= 0 && macros && !question.failed)
		status = spawn_and_wait(
			&(struct spawn){question.list, SPAWN_NOTHING, fd, SPAWN_NOTHING});
	if (status == 0 && pread(fd, macros, MACROS, 0) < 0)
		status = -1;
	if (status == 0 && strstr(macros, "__clang__"))
		compiler->kind = COMPILER_CLANG;
	else if (status == 0 && strstr(macros, "__GNUC__"))
		compiler->kind = COMPILER_GCC;
	else
		status = error_set(error, "%s: it is neither gcc nor clang",
				   compiler->words.list[0]);
	if (fd >= 0)
		close(fd);
	free(macros);
	argv_release(&question);
	return status;
}

int compiler_find(struct compiler *compiler, enum compiler_language language, const char *with,
		  struct error *error)
{
	*compiler = (struct compiler){0};
	if (!with)
		with = getenv(usual[language].variable);
	if (with && !argv_split(&compiler->words, with))
		return error_set(error, "%s: a quotation does not end", with);
	if (!compiler->words.count && name_usual(compiler, language, error) < 0)
		return -1;
	if (compiler->words.failed)
		return error_set(error, "out of memory");
	if (!locate(compiler->words.list[0], compiler->path))
		return error_set(error, "%s: there is no such compiler", compiler->words.list[0]);
	if (compiler->words.count == 1 && is_known(compiler->path, &compiler->kind))
		return 0;
	return ask(compiler, error);
}

void compiler_release(struct compiler *compiler)
{
	argv_release(&compiler->words);
}
