#include "compile/cache_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MINUTE = 60, KEPT = 30 * 24 * 60 * MINUTE, ASIDE_KEPT = 10 * MINUTE /* seconds */ };

#define ASIDE ".new-"

/* --- names ------------------------------------------------------------------------------------ */

/* Whether it fits. */
static bool print(char out[PATH_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool print(char out[PATH_MAX], const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(out, PATH_MAX, format, arguments);
	va_end(arguments);
	return length >= 0 && length < PATH_MAX;
}

/* Of all programs. A path that is not absolute is to be ignored, says the standard of XDG. */
static bool name_folder(char out[PATH_MAX])
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache == '/')
		return print(out, "%s/ipcstage/programs", cache);
	return home && *home == '/' && print(out, "%s/.cache/ipcstage/programs", home);
}

/* "sum" of "some/sum.c": what the program is called. */
static bool name_file(const char *folder, const char *source, char out[PATH_MAX])
{
	const char *slash = strrchr(source, '/'), *name = slash ? slash + 1 : source;
	const char *dot = strrchr(name, '.');

	return print(out, "%s/%.*s", folder, (int)(dot ? dot - name : (long)strlen(name)), name);
}

static bool name_entry(struct hash hash, char out[PATH_MAX])
{
	char folder[PATH_MAX];

	return name_folder(folder) &&
	       print(out, "%s/%016" PRIx64 "%016" PRIx64, folder, hash.high, hash.low);
}

/* --- keeping ---------------------------------------------------------------------------------- */

char *cache_find(const char *source, struct hash hash)
{
	char folder[PATH_MAX], file[PATH_MAX];

	if (!name_entry(hash, folder) || !name_file(folder, source, file) || access(file, X_OK) < 0)
		return NULL;
	utimensat(AT_FDCWD, folder, NULL, 0); /* it was used today */
	return strdup(file);
}

/* With all folders above it, the person's alone. */
static int make_folder(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, S_IRWXU) < 0 && errno != EEXIST)
			return -1;
		*slash = '/';
	}
	return mkdir(path, S_IRWXU) < 0 && errno != EEXIST ? -1 : 0;
}

static void remove_folder(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		unlinkat(dirfd(folder), entry->d_name, 0); /* not those that are folders */
	if (folder)
		closedir(folder);
	rmdir(path);
}

/* What is old: long unused, or left aside by somebody who was killed. */
static void tidy(const char *path)
{
	DIR *folder = opendir(path);
	time_t now = time(NULL);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		bool aside = strncmp(entry->d_name, ASIDE, strlen(ASIDE)) == 0;
		char old[PATH_MAX];
		struct stat status;

		if ((entry->d_name[0] == '.' && !aside) ||
		    fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISDIR(status.st_mode) || now - status.st_mtime < (aside ? ASIDE_KEPT : KEPT))
			continue;
		if (print(old, "%s/%s", path, entry->d_name))
			remove_folder(old);
	}
	if (folder)
		closedir(folder);
}

int cache_begin(struct cache_entry *entry, const char *source, struct error *error)
{
	char folder[PATH_MAX];

	if (!name_folder(folder))
		return error_set(error, "there is nowhere to keep what is compiled: set HOME");
	if (make_folder(folder) < 0)
		return error_set(error, "%s: %s", folder, strerror(errno));
	tidy(folder);
	if (!print(entry->folder, "%s/" ASIDE "XXXXXX", folder) || !mkdtemp(entry->folder))
		return error_set(error, "%s: %s", folder, strerror(errno));
	if (name_file(entry->folder, source, entry->file))
		return 0;
	rmdir(entry->folder);
	return error_set(error, "%s: its name is too long", source);
}

char *cache_take(const struct cache_entry *entry, struct hash hash, struct error *error)
{
	char folder[PATH_MAX], file[PATH_MAX];

	if (!name_entry(hash, folder) || !print(file, "%s%s", folder, strrchr(entry->file, '/')) ||
	    (rename(entry->folder, folder) < 0 && access(file, X_OK) < 0)) {
		error_set(error, "%s: %s", entry->folder, strerror(errno));
		return NULL;
	}
	return strdup(file);
}

void cache_end(const struct cache_entry *entry)
{
	if (access(entry->folder, F_OK) == 0)
		remove_folder(entry->folder);
}
