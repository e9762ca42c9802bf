#include "run/subject.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "compile/cached.h"

static int refuse_name(const struct catalogue *catalogue, const char *name, struct error *error)
{
	const struct error *why = catalogue_why_left_out(catalogue, name);

	if (why) {
		*error = *why;
		return -1;
	}
	error_set(error, "there is no demo '%s'; there are", name);
	for (unsigned i = 0; i < catalogue->count; i++)
		error_add(error, " %s", catalogue_name(catalogue, i));
	return error_add(error, " (a program of your own is named with a slash: ./%s)", name);
}

static int find_demo(struct subject *subject, const struct catalogue *catalogue, const char *name,
		     struct error *error)
{
	int number = catalogue_find(catalogue, name);
	char *source;

	if (number < 0)
		return refuse_name(catalogue, name, error);
	subject->demo = catalogue_demo(catalogue, (unsigned)number, error);
	if (!subject->demo)
		return -1;
	choice_init(&subject->choice, subject->demo);
	subject->ends_free = subject->demo->ends_free;
	subject->program = catalogue_program(catalogue, subject->demo);
	if (!subject->program)
		return -1;
	source = catalogue_source(catalogue, subject->demo);
	subject->source = source_open(subject->program, source);
	free(source);
	return 0;
}

/* What is read is to be had; the rest the compiler knows. */
static int find_source(const char *path, struct error *error)
{
	return access(path, R_OK) < 0 ? error_set(error, "%s: %s", path, strerror(errno)) : 0;
}

static int find_program(struct subject *subject, const char *path, struct error *error)
{
	struct stat file;

	if (stat(path, &file) == 0 && S_ISDIR(file.st_mode)) {
		error_set(error, "%s: it is a directory; name an executable program", path);
		return -1;
	}
	if (access(path, X_OK) < 0) {
		error_set(error, "%s: %s; name an executable program", path, strerror(errno));
		return -1;
	}
	subject->program = strdup(path);
	subject->source = source_open(path, NULL);
	return subject->program ? 0 : -1;
}

int subject_init(struct subject *subject, const struct catalogue *catalogue, const char *name,
		 char *const *arguments, struct error *error)
{
	*subject =
		(struct subject){.name = name, .arguments = arguments, .agent = catalogue->agent};
	if (cached_is_source(name))
		return find_source(name, error);
	return strchr(name, '/') ? find_program(subject, name, error)
				 : find_demo(subject, catalogue, name, error);
}

bool subject_is_own(const char *name)
{
	return strchr(name, '/') || cached_is_source(name);
}

bool subject_is_source(const struct subject *subject)
{
	return !subject->demo && cached_is_source(subject->name);
}

/* The folder of the agent, as it is called for ever: it goes into the program. */
static char *find_root(const struct subject *subject, struct error *error)
{
	char *root = realpath(subject->agent, NULL);

	if (root)
		*strrchr(root, '/') = '\0';
	else
		error_set(error, "%s: %s", subject->agent, strerror(errno));
	return root;
}

int subject_compile(struct subject *subject, int words, bool coloured, struct error *error)
{
	struct cached_source source = {.path = subject->name,
				       .flags = subject->cflags,
				       .words = words,
				       .coloured = coloured};
	char *root, *program;
	struct source *lines;

	if (!subject_is_source(subject))
		return 0;
	root = find_root(subject, error);
	source.root = root;
	program = root ? cached_compile(&source, error) : NULL;
	free(root);
	if (program && subject->program && strcmp(program, subject->program) == 0) {
		free(program);
		return 0;
	}
	lines = program ? source_open(program, subject->name) : NULL;
	if (!lines) {
		if (program)
			error_set(error, "out of memory");
		free(program);
		return -1;
	}
	source_close(subject->source);
	free(subject->program);
	subject->source = lines;
	subject->program = program;
	return 0;
}

void subject_release(struct subject *subject)
{
	source_close(subject->source);
	free(subject->program);
	*subject = (struct subject){0};
}

char **subject_arguments(const struct subject *subject)
{
	size_t count = 0;
	char **vector;

	if (subject->demo)
		return choice_arguments(&subject->choice, subject->program);
	while (subject->arguments && subject->arguments[count])
		count++;
	vector = calloc(count + 2, sizeof(*vector));
	if (!vector)
		return NULL;
	vector[0] = subject->program;
	for (size_t i = 0; i < count; i++)
		vector[i + 1] = subject->arguments[i];
	return vector;
}

struct launch subject_launch(const struct subject *subject, char *const *arguments)
{
	return (struct launch){
		.program = subject->program,
		.arguments = (const char *const *)arguments,
		.agent = subject->agent,
		.sleepers_free = subject->sleepers_free,
		.ends_free = subject->ends_free,
		.places = subject->places,
	};
}
