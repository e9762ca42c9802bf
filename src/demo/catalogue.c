/*
 * The catalogue: every demo there is, and where its program and source are.
 */
#include "demo/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int out_of_memory(struct error *error)
{
	error_set(error, "the demos cannot be listed: out of memory");
	return -1;
}

/* "ROOT/demos/NAME/FILESUFFIX"; the caller frees it, NULL when memory is out. */
static char *demo_path(const char *root, const char *name, const char *file, const char *suffix)
{
	char *path;

	return asprintf(&path, "%s/demos/%s/%s%s", root, name, file, suffix) < 0 ? NULL : path;
}

/* Make room for one more demo in all three lists. */
static bool grow(struct catalogue *catalogue)
{
	size_t count = catalogue->count + 1;
	struct demo **demos = realloc(catalogue->demos, count * sizeof(*demos));
	char **programs = realloc(catalogue->programs, count * sizeof(*programs));
	char **sources = realloc(catalogue->sources, count * sizeof(*sources));

	catalogue->demos = demos ? demos : catalogue->demos;
	catalogue->programs = programs ? programs : catalogue->programs;
	catalogue->sources = sources ? sources : catalogue->sources;
	return demos && programs && sources;
}

/* Load one demo; a folder that holds none is passed over. */
static int add_folder(struct catalogue *catalogue, const char *root, const char *name,
		      struct error *error)
{
	char *yaml = demo_path(root, name, name, ".yaml");
	struct demo *demo;

	if (!yaml || !grow(catalogue)) {
		free(yaml);
		return out_of_memory(error);
	}
	if (access(yaml, F_OK) < 0) {
		free(yaml);
		return 0;
	}
	demo = demo_load(yaml, error);
	free(yaml);
	if (!demo)
		return -1;
	catalogue->demos[catalogue->count] = demo;
	catalogue->programs[catalogue->count] = NULL;
	catalogue->sources[catalogue->count] = NULL;
	catalogue->count++;
	return 0;
}

static int by_order(const void *left, const void *right)
{
	const struct demo *a = *(struct demo *const *)left, *b = *(struct demo *const *)right;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* Where each demo's program and source are. */
static int add_paths(struct catalogue *catalogue, const char *root, struct error *error)
{
	for (unsigned i = 0; i < catalogue->count; i++) {
		const struct demo *demo = catalogue->demos[i];
		char *source = demo_path(root, demo->name, demo->name, ".c");

		catalogue->programs[i] = demo_path(root, demo->name, demo->program, "");
		catalogue->sources[i] = source;
		if (!catalogue->programs[i] || !source)
			return out_of_memory(error);
		if (access(source, R_OK) < 0) {
			free(source);
			catalogue->sources[i] = NULL;
		}
	}
	return 0;
}

/* The path of a file below the root; NULL when memory is out. */
static char *root_path(const char *root, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", root, name) < 0 ? NULL : path;
}

static int add_all(struct catalogue *catalogue, const char *root, DIR *folder, struct error *error)
{
	struct dirent *entry;

	while ((entry = readdir(folder)))
		if (entry->d_name[0] != '.' &&
		    add_folder(catalogue, root, entry->d_name, error) < 0)
			return -1;
	if (!catalogue->count) {
		error_set(error, "%.400s/demos: there are no demos in it; build or install them",
			  root);
		return -1;
	}
	catalogue->agent = root_path(root, "libipcstage.so");
	catalogue->ways = root_path(root, "ways.yaml");
	catalogue->measure = root_path(root, "ipcstage-measure");
	catalogue->seeds = root_path(root, "demos/seeds.yaml");
	if (!catalogue->agent || !catalogue->ways || !catalogue->measure || !catalogue->seeds)
		return out_of_memory(error);
	qsort(catalogue->demos, catalogue->count, sizeof(struct demo *), by_order);
	return add_paths(catalogue, root, error);
}

int catalogue_load_from(struct catalogue *catalogue, const char *root, struct error *error)
{
	char path[PATH_MAX];
	DIR *folder;
	int result;

	*catalogue = (struct catalogue){0};
	snprintf(path, sizeof(path), "%s/demos", root);
	folder = opendir(path);
	if (!folder) {
		error_set(error, "%.400s: cannot be read: %s; build or install the demos", path,
			  strerror(errno));
		return -1;
	}
	result = add_all(catalogue, root, folder, error);
	closedir(folder);
	if (result < 0)
		catalogue_release(catalogue);
	return result;
}

/* The folder that the running program's file is in. */
static bool own_folder(char *out, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", out, size - 1);

	if (length <= 0)
		return false;
	out[length] = '\0';
	*strrchr(out, '/') = '\0';
	return true;
}

int catalogue_load(struct catalogue *catalogue, struct error *error)
{
	static const char installed[] = "/../lib/ipcstage";
	char root[PATH_MAX + sizeof(installed)], demos[sizeof(root) + sizeof("/demos")];

	*catalogue = (struct catalogue){0};
	if (!own_folder(root, PATH_MAX)) {
		error_set(error, "the demos cannot be found: /proc/self/exe: %s; mount /proc",
			  strerror(errno));
		return -1;
	}
	snprintf(demos, sizeof(demos), "%s/demos", root);
	if (access(demos, F_OK) < 0)
		strcat(root, installed);
	return catalogue_load_from(catalogue, root, error);
}

void catalogue_release(struct catalogue *catalogue)
{
	for (unsigned i = 0; i < catalogue->count; i++) {
		demo_free(catalogue->demos[i]);
		free(catalogue->programs[i]);
		free(catalogue->sources[i]);
	}
	free(catalogue->demos);
	free(catalogue->programs);
	free(catalogue->sources);
	free(catalogue->agent);
	free(catalogue->ways);
	free(catalogue->measure);
	free(catalogue->seeds);
	*catalogue = (struct catalogue){0};
}

int catalogue_find(const struct catalogue *catalogue, const char *name)
{
	for (unsigned i = 0; i < catalogue->count; i++)
		if (strcmp(catalogue->demos[i]->name, name) == 0)
			return (int)i;
	return -1;
}
