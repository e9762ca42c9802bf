/*
 * A program's source: the text of its main file, and the places that addresses belong to.
 *
 * `where` is always a return address: the call is what is just before it.
 */
#include "demo/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/where.h"
#include "demo/lines.h"
#include "demo/text.h"

enum { LARGEST_TEXT = 4 << 20 /* bytes; what comes behind is not shown */ };

struct source {
	struct lines *lines;
	const char *file; /* main file as the line table knows it, or NULL */
	char *name;	  /* its name without the folder */
	char *path;	  /* that its text was read from; NULL none */
	char *text;	  /* all lines, each ended by NUL; NULL without a text */
	char **starts;	  /* of each line */
	unsigned count;
	unsigned number;       /* and 1, among several programs; 0 it is the only one */
	struct source **parts; /* of several; there is nothing else, then */
	unsigned part_count;
};

/* Cut the text into lines. */
static bool split(struct source *source, size_t size)
{
	char *end = source->text + size, *start = source->text;
	unsigned most = 1;

	for (char *at = start; at < end; at++)
		most += *at == '\n';
	source->starts = calloc(most, sizeof(char *));
	if (!source->starts)
		return false;
	while (start < end) {
		char *newline = memchr(start, '\n', (size_t)(end - start));
		char *stop = newline ? newline : end;

		source->starts[source->count++] = start;
		*stop = '\0';
		if (stop > start && stop[-1] == '\r')
			stop[-1] = '\0';
		start = stop + 1;
	}
	return true;
}

/* Read a file's text. A file that cannot be read leaves none; false when memory is out. */
static bool read_text(struct source *source, const char *path)
{
	FILE *file = path ? fopen(path, "re") : NULL;
	size_t size;

	if (!file)
		return true;
	source->text = malloc(LARGEST_TEXT + 1);
	size = source->text ? fread(source->text, 1, LARGEST_TEXT, file) : 0;
	fclose(file);
	source->path = strdup(path);
	return source->text && split(source, size);
}

static bool fill(struct source *source, const char *program, const char *hint)
{
	const char *name;

	source->lines = lines_open(program);
	if (!source->lines)
		return false;
	source->file = hint ? lines_file_named(source->lines, path_base(hint))
			    : lines_main_file(source->lines);
	name = hint ? hint : source->file ? source->file : "";
	source->name = strdup(path_base(name));
	if (!source->name || !read_text(source, hint))
		return false;
	return source->text || read_text(source, source->file);
}

struct source *source_open(const char *program, const char *hint)
{
	struct source *source = calloc(1, sizeof(*source));

	if (source && !fill(source, program, hint)) {
		source_close(source);
		return NULL;
	}
	return source;
}

struct source *source_join(struct source *parts[], unsigned count)
{
	struct source *source = calloc(1, sizeof(*source));

	if (source)
		source->parts = calloc(count, sizeof(struct source *));
	for (unsigned i = 0; i < count; i++) {
		parts[i]->number = i + 1;
		if (source && source->parts)
			source->parts[source->part_count++] = parts[i];
		else
			source_close(parts[i]);
		parts[i] = NULL;
	}
	if (source && source->parts)
		return source;
	source_close(source);
	return NULL;
}

/* Whose place it is, and where in it; NULL: in none of its programs. */
static const struct source *find_part(const struct source *source, uint32_t *where)
{
	unsigned number = where_program(*where);

	if (!source->part_count && !source->number)
		return source;
	*where = where_address(*where);
	if (!source->part_count)
		return number == source->number ? source : NULL;
	return number && number <= source->part_count ? source->parts[number - 1] : NULL;
}

const struct source *source_part(const struct source *source, uint32_t where)
{
	const struct source *part = find_part(source, &where);

	if (part || !source->part_count)
		return part ? part : source;
	return source->parts[0];
}

void source_close(struct source *source)
{
	if (!source)
		return;
	for (unsigned i = 0; i < source->part_count; i++)
		source_close(source->parts[i]);
	free(source->parts);
	lines_close(source->lines);
	free(source->name);
	free(source->path);
	free(source->text);
	free(source->starts);
	free(source);
}

const char *source_name(const struct source *source)
{
	return source_part(source, 0)->name;
}

const char *source_path(const struct source *source)
{
	const struct source *part = source_part(source, 0);

	return part->path ? part->path : "";
}

unsigned source_line_count(const struct source *source)
{
	return source_part(source, 0)->count;
}

const char *source_line(const struct source *source, unsigned line)
{
	const struct source *part = source_part(source, 0);

	return line >= 1 && line <= part->count ? part->starts[line - 1] : "";
}

/* The line that a call is on, and (*in) whose it is; NULL: nobody knows. */
static const struct line *find_line(const struct source *source, uint32_t where,
				    const struct source **in)
{
	const struct line *line;

	*in = where ? find_part(source, &where) : NULL;
	line = *in && where ? lines_find((*in)->lines, where - 1) : NULL;
	return line && line->number ? line : NULL;
}

unsigned source_line_of(const struct source *source, uint32_t where)
{
	const struct source *in;
	const struct line *line = find_line(source, where, &in);

	if (!line || !in->file || strcmp(line->file, in->file) != 0)
		return 0;
	return line->number;
}

void source_place(const struct source *source, uint32_t where, char *out, unsigned size)
{
	const struct source *in;
	const struct line *line = find_line(source, where, &in);

	if (line)
		snprintf(out, size, "%s:%u", path_base(line->file), line->number);
	else if (size)
		*out = '\0';
}
