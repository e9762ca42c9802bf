/*
 * Which compiler is meant, and of which of the two families it is.
 */
#ifndef IPCSTAGE_COMPILE_COMPILER_H
#define IPCSTAGE_COMPILE_COMPILER_H

#include <limits.h>
#include "base/error.h"
#include "compile/argv.h"

enum compiler_kind { COMPILER_GCC, COMPILER_CLANG };

enum compiler_language { COMPILER_C, COMPILER_CXX, COMPILER_LANGUAGES };

struct compiler {
	struct argv words;   /* "ccache gcc": what its arguments follow */
	char path[PATH_MAX]; /* the file of the first, with all links followed */
	enum compiler_kind kind;
};

/*
 * Find the one that `with` names ("clang-14", "ccache gcc"); NULL: that of IPCSTAGE_CC (of C++:
 * IPCSTAGE_CXX), else cc, gcc or clang (c++, g++, clang++), whichever is there first. Returns 0,
 * or -1 with *error; release in both cases.
 */
int compiler_find(struct compiler *compiler, enum compiler_language language, const char *with,
		  struct error *error);
void compiler_release(struct compiler *compiler);

/* The language of a file by its name, as compilers know it; COMPILER_LANGUAGES: it is no source. */
enum compiler_language compiler_language_of(const char *path);

#endif
