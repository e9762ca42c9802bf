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

/* --- several ---------------------------------------------------------------------------------- */

static char *join_names(const struct subject *subject)
{
	char *names = NULL;
	size_t size;
	FILE *out = open_memstream(&names, &size);

	for (unsigned i = 0; out && i < subject->part_count; i++)
		fprintf(out, "%s%s", i ? " + " : "", subject->parts[i].name);
	if (!out || fclose(out) != 0)
		return NULL;
	return names;
}

/* Lines of all, as far as they are there yet. False: out of memory. */
static bool join_sources(struct subject *subject)
{
	struct source *parts[LIMIT_PROGRAMS];
	unsigned count = 0;

	source_close(subject->source);
	subject->source = NULL;
	for (unsigned i = 0; i < subject->part_count; i++) {
		const struct subject_part *part = &subject->parts[i];
		bool is_source = cached_is_source(part->name);

		if (!part->program)
			return true;
		parts[i] = source_open(part->program, is_source ? part->name : NULL);
		if (!parts[i])
			break;
		count++;
	}
	if (count < subject->part_count) {
		while (count--)
			source_close(parts[count]);
		return false;
	}
	subject->source = source_join(parts, count);
	return subject->source;
}

/* What it was becomes the first of several. */
static int become_several(struct subject *subject, const struct catalogue *catalogue)
{
	subject->parts[0] =
		(struct subject_part){subject->name, subject->arguments, subject->program};
	subject->part_count = 1;
	subject->arguments = NULL;
	subject->program = strdup(catalogue->several);
	return subject->program ? 0 : -1;
}

int subject_add(struct subject *subject, const struct catalogue *catalogue, const char *name,
		char *const *arguments, struct error *error)
{
	struct subject other;

	if (subject->demo || !subject_is_own(name))
		return error_set(error,
				 "%s is a demo: only programs can be together (a program of your "
				 "own is named with a slash: ./%s)",
				 subject->demo ? subject->name : name,
				 subject->demo ? subject->name : name);
	if (subject->part_count == LIMIT_PROGRAMS)
		return error_set(error, "more than %d programs", LIMIT_PROGRAMS);
	if (subject_init(&other, catalogue, name, arguments, error) < 0)
		return -1;
	if (!subject->part_count && become_several(subject, catalogue) < 0)
		return error_set(error, "out of memory");
	source_close(other.source);
	subject->parts[subject->part_count++] =
		(struct subject_part){name, arguments, other.program};
	free(subject->together);
	subject->name = subject->together = join_names(subject);
	if (!subject->together || !join_sources(subject))
		return error_set(error, "out of memory");
	return 0;
}

int subject_take_parts(struct subject *subject, const struct subject *compiled, struct error *error)
{
	subject->cflags = compiled->cflags;
	for (unsigned i = 0; i < subject->part_count; i++) {
		free(subject->parts[i].program);
		subject->parts[i].program = strdup(compiled->parts[i].program);
		if (!subject->parts[i].program)
			return error_set(error, "out of memory");
	}
	return join_sources(subject) ? 0 : error_set(error, "out of memory");
}

int subject_init_like(struct subject *subject, const struct catalogue *catalogue,
		      const struct subject *other, struct error *error)
{
	const struct subject_part *parts = other->parts;
	int result;

	if (!other->part_count)
		return subject_init(subject, catalogue, other->name, other->arguments, error);
	result = subject_init(subject, catalogue, parts[0].name, parts[0].arguments, error);
	for (unsigned i = 1; i < other->part_count && result == 0; i++) {
		result = subject_add(subject, catalogue, parts[i].name, parts[i].arguments, error);
		if (result < 0)
			subject_release(subject);
	}
	return result;
}

/* --- what it is ------------------------------------------------------------------------------- */

bool subject_is_own(const char *name)
{
	return strchr(name, '/') || cached_is_source(name);
}

bool subject_is_source(const struct subject *subject)
{
	for (unsigned i = 0; i < subject->part_count; i++) {
		if (cached_is_source(subject->parts[i].name))
			return true;
	}
	return !subject->demo && !subject->part_count && cached_is_source(subject->name);
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

/* Compile a source into *program, which is kept where it has not changed. 1: it is another. */
static int compile(const char *name, const char *root, const struct cached_source *how,
		   char **program, struct error *error)
{
	struct cached_source source = *how;
	char *compiled;

	source.path = name;
	source.root = root;
	compiled = cached_compile(&source, error);
	if (!compiled)
		return -1;
	if (*program && strcmp(compiled, *program) == 0) {
		free(compiled);
		return 0;
	}
	free(*program);
	*program = compiled;
	return 1;
}

/* All of several that are sources: what does not compile leaves all as it was. */
static int compile_parts(struct subject *subject, const char *root, const struct cached_source *how,
			 struct error *error)
{
	char *programs[LIMIT_PROGRAMS] = {NULL};
	int changed = 0, result = 0;

	for (unsigned i = 0; i < subject->part_count && result >= 0; i++) {
		const struct subject_part *part = &subject->parts[i];

		if (!cached_is_source(part->name))
			continue;
		programs[i] = part->program ? strdup(part->program) : NULL;
		result = compile(part->name, root, how, &programs[i], error);
		changed |= result > 0;
	}
	for (unsigned i = 0; i < subject->part_count; i++) {
		struct subject_part *part = &subject->parts[i];

		if (result >= 0 && programs[i]) {
			free(part->program);
			part->program = programs[i];
		} else {
			free(programs[i]);
		}
	}
	if (result >= 0 && changed && !join_sources(subject))
		return error_set(error, "out of memory");
	return result < 0 ? -1 : changed;
}

static int compile_only(struct subject *subject, const char *root, const struct cached_source *how,
			struct error *error)
{
	char *program = subject->program ? strdup(subject->program) : NULL;
	int result = compile(subject->name, root, how, &program, error);
	struct source *lines = result > 0 ? source_open(program, subject->name) : NULL;

	if (result <= 0 || !lines) {
		free(program);
		return result <= 0 ? result : error_set(error, "out of memory");
	}
	source_close(subject->source);
	free(subject->program);
	subject->source = lines;
	subject->program = program;
	return 1;
}

int subject_compile(struct subject *subject, int words, bool coloured, struct error *error)
{
	const struct cached_source how = {
		.flags = subject->cflags, .words = words, .coloured = coloured};
	char *root;
	int result;

	if (!subject_is_source(subject))
		return 0;
	root = find_root(subject, error);
	if (!root)
		return -1;
	result = subject->part_count ? compile_parts(subject, root, &how, error)
				     : compile_only(subject, root, &how, error);
	free(root);
	return result;
}

int subject_type(struct subject *subject, const struct typed_lines *lines)
{
	typed_lines_release(&subject->lines);
	return typed_lines_join(&subject->lines, lines) ? 0 : -1;
}

int subject_give(struct subject *subject, const char *bytes, size_t length)
{
	char *copy = malloc(length + 1);

	if (!copy)
		return -1;
	memcpy(copy, bytes, length);
	free((void *)(uintptr_t)subject->input.bytes);
	subject->input = (struct input){.bytes = copy, .length = length, .is_given = true};
	return 0;
}

void subject_release(struct subject *subject)
{
	typed_lines_release(&subject->lines);
	free((void *)(uintptr_t)subject->input.bytes);
	source_close(subject->source);
	free(subject->program);
	for (unsigned i = 0; i < subject->part_count; i++)
		free(subject->parts[i].program);
	free(subject->together);
	*subject = (struct subject){0};
}

static size_t count_words(char *const *words)
{
	size_t count = 0;

	while (words && words[count])
		count++;
	return count;
}

enum { NUMBER = 12 /* bytes of one in digits */ };

/* As ipcstage-several wants it: before each program how many words are its own. */
static char **words_of_several(const struct subject *subject)
{
	size_t count = 2, at = 1; /* its own name, and NULL */
	char **vector, *number;

	for (unsigned i = 0; i < subject->part_count; i++)
		count += 2 + count_words(subject->parts[i].arguments);
	vector = calloc(1, count * sizeof(*vector) + subject->part_count * NUMBER);
	if (!vector)
		return NULL;
	number = (char *)(vector + count);
	vector[0] = subject->program;
	for (unsigned i = 0; i < subject->part_count; i++, number += NUMBER) {
		const struct subject_part *part = &subject->parts[i];
		size_t words = count_words(part->arguments);

		snprintf(number, NUMBER, "%u", (unsigned)words + 1);
		vector[at++] = number;
		vector[at++] = part->program;
		for (size_t k = 0; k < words; k++)
			vector[at++] = part->arguments[k];
	}
	return vector;
}

char **subject_arguments(const struct subject *subject)
{
	size_t count = count_words(subject->arguments);
	char **vector;

	if (subject->demo)
		return choice_arguments(&subject->choice, subject->program);
	if (subject->part_count)
		return words_of_several(subject);
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
	struct launch launch = {
		.program = subject->program,
		.arguments = (const char *const *)arguments,
		.agent = subject->agent,
		.sleepers_free = subject->sleepers_free,
		.ends_free = subject->ends_free,
		.limits = subject->limits,
		.program_count = subject->part_count,
		.output_counts = subject->output_counts,
		.input = subject->input,
		.lines = &subject->lines,
		.given = &subject->given,
		.wants_names = !subject->demo,
		.compares_no_times = subject->demo,
		.places = subject->places,
	};

	for (unsigned i = 0; i < subject->part_count; i++) {
		launch.programs[i] = subject->parts[i].program;
		launch.names[i] = subject->parts[i].name;
	}
	return launch;
}
