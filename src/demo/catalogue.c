/*
 * The catalogue: every demo there is, and where its program and source are.
 */
#include "demo/catalogue.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "demo/index.h"
#include "demo/load.h"

/* One demo. */
struct catalogued {
	const char *name; /* borrowed from the demo or the index */
	long order;
	int number;	   /* in the index; -1 not in it */
	struct demo *demo; /* NULL: nobody has asked for it yet */
	bool from_yaml;	   /* who has loaded it, and frees it */
};

static int out_of_memory(struct error *error)
{
	error_set(error, "the demos cannot be listed: out of memory");
	return -1;
}

/* "ROOT/demos/NAME/FILESUFFIX"; the caller frees it, NULL when memory is out. */
static char *demo_path(const struct catalogue *catalogue, const char *name, const char *file,
		       const char *suffix)
{
	char *path;

	return asprintf(&path, "%s/demos/%s/%s%s", catalogue->root, name, file, suffix) < 0 ? NULL
											    : path;
}

static struct demo *load_yaml(const struct catalogue *catalogue, const char *name,
			      struct error *error)
{
	char *path = demo_path(catalogue, name, name, ".yaml");
	struct demo *demo = path ? demo_load(path, error) : NULL;

	if (!path)
		out_of_memory(error);
	free(path);
	return demo;
}

/* Room for one demo more; NULL when memory is out. */
static struct catalogued *add_entry(struct catalogue *catalogue)
{
	struct catalogued *entries =
		realloc(catalogue->entries, (catalogue->count + 1) * sizeof(*entries));

	if (!entries)
		return NULL;
	catalogue->entries = entries;
	return &entries[catalogue->count++];
}

static int add_indexed(struct catalogue *catalogue, int number, struct error *error)
{
	struct catalogued *entry = add_entry(catalogue);

	if (!entry)
		return out_of_memory(error);
	*entry = (struct catalogued){
		.name = demo_index_name(catalogue->index, number),
		.order = demo_index_order(catalogue->index, number),
		.number = number,
	};
	return 0;
}

static int leave_out(struct catalogue *catalogue, const char *name, struct error *why)
{
	struct left_out *list =
		realloc(catalogue->left_out, (catalogue->left_out_count + 1) * sizeof(*list));
	char *copy = strdup(name);

	if (list)
		catalogue->left_out = list;
	if (!list || !copy) {
		free(copy);
		return out_of_memory(why);
	}
	list[catalogue->left_out_count++] = (struct left_out){copy, *why};
	return 0;
}

static int add_loaded(struct catalogue *catalogue, const char *name, struct error *error)
{
	struct demo *demo = load_yaml(catalogue, name, error);
	struct catalogued *entry = demo ? add_entry(catalogue) : NULL;

	if (!demo)
		return leave_out(catalogue, name, error);
	if (!entry) {
		demo_free(demo);
		return out_of_memory(error);
	}
	*entry = (struct catalogued){
		.name = demo->name,
		.order = demo->order,
		.number = -1,
		.demo = demo,
		.from_yaml = true,
	};
	return 0;
}

/* From the index or from its file; a folder that holds no demo is passed over. */
static int add_folder(struct catalogue *catalogue, int demos, const char *name, struct error *error)
{
	char yaml[2 * NAME_MAX + sizeof("/.yaml")];
	struct stat status;
	int number;

	snprintf(yaml, sizeof(yaml), "%s/%s.yaml", name, name);
	if (fstatat(demos, yaml, &status, 0) < 0)
		return 0;
	number = demo_index_find(catalogue->index, name, demos, yaml, &status);
	if (number >= 0)
		return add_indexed(catalogue, number, error);
	return add_loaded(catalogue, name, error);
}

static int by_order(const void *left, const void *right)
{
	const struct catalogued *a = left, *b = right;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return strcmp(a->name, b->name);
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
	int result = 0;

	catalogue->root = strdup(root);
	if (!catalogue->root)
		return out_of_memory(error);
	catalogue->index = demo_index_open(root);
	while (result == 0 && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			result = add_folder(catalogue, dirfd(folder), entry->d_name, error);
	if (result < 0)
		return result;
	if (!catalogue->count && catalogue->left_out_count) {
		*error = catalogue->left_out[0].why;
		return CATALOGUE_WRONG;
	}
	if (!catalogue->count) {
		error_set(error, "%s/demos: there are no demos in it; build or install them", root);
		return -1;
	}
	catalogue->agent = root_path(root, "libipcstage.so");
	catalogue->ways = root_path(root, "ways.yaml");
	catalogue->measure = root_path(root, "ipcstage-measure");
	catalogue->several = root_path(root, "ipcstage-several");
	catalogue->seeds = root_path(root, "demos/seeds.yaml");
	if (!catalogue->agent || !catalogue->ways || !catalogue->measure || !catalogue->several ||
	    !catalogue->seeds)
		return out_of_memory(error);
	qsort(catalogue->entries, catalogue->count, sizeof(*catalogue->entries), by_order);
	return 0;
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
		error_set(error, "%s: cannot be read: %s; build or install the demos", path,
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

int catalogue_find_root(char root[CATALOGUE_ROOT], struct error *error)
{
	static const char installed[] = "/../lib/ipcstage";
	char demos[CATALOGUE_ROOT + sizeof("/demos")];

	static_assert(PATH_MAX + sizeof(installed) <= CATALOGUE_ROOT, "the longest path fits");
	if (!own_folder(root, PATH_MAX))
		return error_set(error,
				 "the demos cannot be found: /proc/self/exe: %s; mount /proc",
				 strerror(errno));
	snprintf(demos, sizeof(demos), "%s/demos", root);
	if (access(demos, F_OK) < 0)
		strcat(root, installed);
	return 0;
}

int catalogue_load(struct catalogue *catalogue, struct error *error)
{
	char root[CATALOGUE_ROOT];

	*catalogue = (struct catalogue){0};
	if (catalogue_find_root(root, error) < 0)
		return -1;
	return catalogue_load_from(catalogue, root, error);
}

void catalogue_release(struct catalogue *catalogue)
{
	for (unsigned i = 0; i < catalogue->count; i++) {
		struct catalogued *entry = &catalogue->entries[i];

		if (entry->from_yaml)
			demo_free(entry->demo);
		else
			free(entry->demo);
	}
	for (unsigned i = 0; i < catalogue->left_out_count; i++)
		free(catalogue->left_out[i].name);
	free(catalogue->left_out);
	free(catalogue->entries);
	demo_index_close(catalogue->index);
	free(catalogue->root);
	free(catalogue->agent);
	free(catalogue->ways);
	free(catalogue->measure);
	free(catalogue->several);
	free(catalogue->seeds);
	*catalogue = (struct catalogue){0};
}

int catalogue_find(const struct catalogue *catalogue, const char *name)
{
	for (unsigned i = 0; i < catalogue->count; i++)
		if (strcmp(catalogue->entries[i].name, name) == 0)
			return (int)i;
	return -1;
}

const struct error *catalogue_why_left_out(const struct catalogue *catalogue, const char *name)
{
	for (unsigned i = 0; i < catalogue->left_out_count; i++) {
		if (strcmp(catalogue->left_out[i].name, name) == 0)
			return &catalogue->left_out[i].why;
	}
	return NULL;
}

const char *catalogue_name(const struct catalogue *catalogue, unsigned number)
{
	return catalogue->entries[number].name;
}

const struct demo *catalogue_demo(const struct catalogue *catalogue, unsigned number,
				  struct error *error)
{
	struct catalogued *entry = &catalogue->entries[number];

	if (entry->demo)
		return entry->demo;
	entry->demo = demo_index_load(catalogue->index, entry->number);
	if (entry->demo)
		return entry->demo;
	entry->demo = load_yaml(catalogue, entry->name, error);
	entry->from_yaml = entry->demo != NULL;
	return entry->demo;
}

char *catalogue_program(const struct catalogue *catalogue, const struct demo *demo)
{
	return demo_path(catalogue, demo->name, demo->program, "");
}

char *catalogue_source(const struct catalogue *catalogue, const struct demo *demo)
{
	char *path = demo_path(catalogue, demo->name, demo->name, ".c");

	if (path && access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}
