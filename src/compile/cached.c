#include "compile/cached.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/hash.h"
#include "compile/cache_folder.h"
#include "compile/hooks.h"
#include "compile/spawn.h"

enum { FIRST_LINE = 4096 };

bool cached_is_source(const char *name)
{
	return compiler_language_of(name) != COMPILER_LANGUAGES;
}

/* --- flags ------------------------------------------------------------------------------------ */

/* What stands behind "cflags:" in the comment of the first line; "" nothing does. */
static const char *flags_of_line(char *line)
{
	char *end = line + strcspn(line, "\r\n"), *close;

	*end = '\0';
	line += strspn(line, " \t");
	if (strncmp(line, "//", 2) != 0 && strncmp(line, "/*", 2) != 0)
		return "";
	close = line[1] == '*' ? strstr(line + 2, "*/") : NULL;
	if (close)
		*close = '\0';
	line += 2 + strspn(line + 2, " \t");
	return strncmp(line, "cflags:", 7) == 0 ? line + 7 : "";
}

static int add_own_flags(struct argv *flags, const char *path, struct error *error)
{
	FILE *file = fopen(path, "re");
	char line[FIRST_LINE] = "";
	bool read = file && (fgets(line, sizeof(line), file) || !ferror(file));

	if (!read)
		error_set(error, "%s: %s", path, strerror(errno));
	if (file)
		fclose(file);
	if (!read)
		return -1;
	if (!argv_split(flags, flags_of_line(line)))
		return error_set(error, "%s:1: a quotation in its cflags does not end", path);
	return 0;
}

/* It is to be a program, where we say. */
static int check_flags(const struct argv *flags, struct error *error)
{
	static const char *const others[] = {"-c",  "-S",      "-E", "-M",
					     "-MM", "-shared", "-r", "-fsyntax-only"};

	for (size_t i = 0; i < flags->count; i++) {
		const char *flag = flags->list[i];
		bool wrong = strncmp(flag, "-o", 2) == 0;

		for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++)
			wrong |= strcmp(flag, others[k]) == 0;
		if (wrong)
			return error_set(error,
					 "%s is too much among the cflags: what is made is a "
					 "program, in the cache",
					 flag);
	}
	return 0;
}

static int find_flags(const struct cached_source *source, struct argv *flags, struct error *error)
{
	if (add_own_flags(flags, source->path, error) < 0)
		return -1;
	if (source->flags && !argv_split(flags, source->flags))
		return error_set(error, "--cflags: a quotation does not end");
	return check_flags(flags, error);
}

/* --- commands --------------------------------------------------------------------------------- */

/* The command that makes a program of the source, at `program`; NULL: only its text. */
static int make_command(const struct cached_source *source, const struct compiler *compiler,
			const struct argv *flags, const char *program, struct argv *out,
			struct error *error)
{
	/* What textbooks' programs call, wherever a C library keeps it. */
	static const char usual[] = "-pthread -Wl,--as-needed -lrt -lm";
	struct argv arguments = {0};
	int result;

	argv_add(&arguments, program ? "-o" : "-E");
	if (program)
		argv_add(&arguments, program);
	if (source->coloured)
		argv_add(&arguments, "-fdiagnostics-color=always");
	argv_print(&arguments, "%s%s", *source->path == '-' ? "./" : "", source->path);
	argv_add_all(&arguments, flags->list);
	argv_split(&arguments, usual);
	result = arguments.failed
			 ? error_set(error, "out of memory")
			 : hooks_command(out, compiler, source->root, arguments.list, error);
	argv_release(&arguments);
	return result;
}

/* --- what decides whether it is the same ------------------------------------------------------ */

static struct hash fold_text(struct hash hash, const char *text)
{
	return hash_join(hash, hash_bytes(text, strlen(text)));
}

/* The bytes of a file, which are unmapped by munmap(2); NULL where there are none. */
static void *map_file(int fd, size_t *size)
{
	struct stat status;
	void *bytes = MAP_FAILED;

	if (fd >= 0 && fstat(fd, &status) == 0 && status.st_size > 0) {
		*size = (size_t)status.st_size;
		bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	return bytes == MAP_FAILED ? NULL : bytes;
}

static struct hash fold_status(struct hash hash, const char *path)
{
	struct stat status = {0};

	if (stat(path, &status) < 0)
		return hash_fold(hash, 0);
	hash = hash_fold(hash, (uint64_t)status.st_ino);
	hash = hash_fold(hash, (uint64_t)status.st_size);
	hash = hash_fold(hash, (uint64_t)status.st_mtim.tv_sec);
	return hash_fold(hash, (uint64_t)status.st_mtim.tv_nsec);
}

/* What is said, in what surroundings. */
static struct hash hash_words(const struct cached_source *source, const struct compiler *compiler,
			      const struct argv *flags)
{
	static const char *const variables[] = {"LIBRARY_PATH", "COMPILER_PATH", "GCC_EXEC_PREFIX",
						"PATH"};
	char folder[PATH_MAX] = "";
	struct hash hash = hash_bytes(source->path, strlen(source->path));

	if (!getcwd(folder, sizeof(folder)))
		folder[0] = '\0';
	hash = fold_text(fold_text(hash, folder), source->root);
	hash = fold_status(fold_text(hash, compiler->path), compiler->path);
	for (size_t i = 0; i < compiler->words.count; i++)
		hash = fold_text(hash, compiler->words.list[i]);
	hash = hash_fold(hash, flags->count);
	for (size_t i = 0; i < flags->count; i++)
		hash = fold_text(hash, flags->list[i]);
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *value = getenv(variables[i]);

		hash = fold_text(hash, value ? value : "");
	}
	return hash;
}

/* A flag with which nothing is read but what the preprocessor reads. */
static bool is_sure(const char *flag)
{
	static const char *const whole[] = {"-pthread", "-lm",	 "-lrt", "-lpthread",
					    "-ldl",	"-ansi", "-w"};
	static const char *const begun[] = {"-O", "-g", "-std=", "-D",
					    "-U", "-I", "-m",	 "-pedantic"};
	size_t length = strlen(flag);

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		if (strcmp(flag, whole[i]) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof(begun) / sizeof(begun[0]); i++) {
		if (strncmp(flag, begun[i], strlen(begun[i])) == 0)
			return true;
	}
	/* -Wall, but not -Wl,FILE; -fPIC, but not -fplugin=FILE. */
	return length > 2 && ((strncmp(flag, "-W", 2) == 0 && !strchr(flag, ',')) ||
			      (strncmp(flag, "-f", 2) == 0 && !strchr(flag, '=')));
}

static bool are_sure(const struct compiler *compiler, const struct argv *flags)
{
	if (compiler->words.count > 1)
		return false;
	for (size_t i = 0; i < flags->count; i++) {
		if (!is_sure(flags->list[i]))
			return false;
	}
	return true;
}

/* Fold in the bytes of a file; false where there are none. `other`: whether .incbin reads more. */
static bool add_bytes(int fd, struct hash *hash, bool *other)
{
	size_t size;
	void *bytes = map_file(fd, &size);

	*other = bytes && memmem(bytes, size, ".incbin", 7);
	if (bytes) {
		*hash = hash_join(*hash, hash_bytes(bytes, size));
		munmap(bytes, size);
	}
	return bytes;
}

static bool add_file(const char *path, struct hash *hash)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool other, read = add_bytes(fd, hash, &other);

	if (fd >= 0)
		close(fd);
	return read;
}

/*
 * Fold in all that the compiler reads: the text as the preprocessor leaves it. False where that is
 * not all, or nobody knows.
 */
static bool add_text(const struct cached_source *source, const struct compiler *compiler,
		     const struct argv *flags, struct hash *hash)
{
	int fd = memfd_create("ipcstage-text", MFD_CLOEXEC);
	struct argv command = {0};
	struct error error;
	bool other = true;
	bool known =
		fd >= 0 && make_command(source, compiler, flags, NULL, &command, &error) == 0 &&
		spawn_and_wait(&(struct spawn){command.list, SPAWN_NOTHING, fd, SPAWN_NOTHING}) ==
			0 &&
		add_bytes(fd, hash, &other);

	argv_release(&command);
	if (fd >= 0)
		close(fd);
	return known && !other;
}

/*
 * What a program of it is kept under. The source counts with its comments: they are shown. False
 * where the program may be another one under the same hash.
 */
static bool make_key(const struct cached_source *source, const struct compiler *compiler,
		     const struct argv *flags, struct hash *key)
{
	*key = hash_words(source, compiler, flags);
	return add_file(source->path, key) && are_sure(compiler, flags) &&
	       add_text(source, compiler, flags, key);
}

/* --- compiling -------------------------------------------------------------------------------- */

/* Into `path`. Returns 0, or -1 with *error. */
static int compile(const struct cached_source *source, const struct compiler *compiler,
		   const struct argv *flags, const char *path, struct error *error)
{
	struct argv command = {0};
	const char *name = compiler->words.list[0];
	int status;

	if (make_command(source, compiler, flags, path, &command, error) < 0) {
		argv_release(&command);
		return -1;
	}
	status = spawn_and_wait(
		&(struct spawn){command.list, SPAWN_NOTHING, source->words, source->words});
	argv_release(&command);
	if (status < 0)
		return error_set(error, "%s: %s", name, strerror(-status));
	if (status > 0)
		return error_set(error, "%s: it does not compile: %s ended with status %d",
				 source->path, name, status);
	if (access(path, X_OK) < 0)
		return error_set(error, "%s: %s has made no program of it", source->path, name);
	return 0;
}

/*
 * Compile it aside, and keep it. Where it is not known what it was made of, or somebody has written
 * to it meanwhile, the program's own bytes count.
 */
static char *make(const struct cached_source *source, const struct compiler *compiler,
		  const struct argv *flags, struct hash key, bool known, struct error *error)
{
	struct cache_entry entry;
	struct hash now;
	char *path = NULL;

	if (cache_begin(&entry, source->path, error) < 0)
		return NULL;
	if (compile(source, compiler, flags, entry.file, error) == 0) {
		known = known && make_key(source, compiler, flags, &now) && hash_equals(now, key);
		if (known || add_file(entry.file, &key))
			path = cache_take(&entry, key, error);
		else
			error_set(error, "%s: %s", entry.file, strerror(errno));
	}
	cache_end(&entry);
	return path;
}

/* In the cache, or else made. */
static char *find(const struct cached_source *source, const struct compiler *compiler,
		  const struct argv *flags, struct error *error)
{
	struct hash key;
	bool known = make_key(source, compiler, flags, &key);
	char *path = known ? cache_find(source->path, key) : NULL;

	return path ? path : make(source, compiler, flags, key, known, error);
}

char *cached_compile(const struct cached_source *source, struct error *error)
{
	struct compiler compiler = {0};
	struct argv flags = {0};
	char *path = NULL;

	if (find_flags(source, &flags, error) == 0 &&
	    compiler_find(&compiler, compiler_language_of(source->path), NULL, error) == 0) {
		if (flags.failed)
			error_set(error, "out of memory");
		else
			path = find(source, &compiler, &flags, error);
	}
	compiler_release(&compiler);
	argv_release(&flags);
	return path;
}
