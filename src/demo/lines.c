/*
 * A program's line table, read once into a sorted array so that looking up is a binary search.
 */
#include "demo/lines.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "demo/text.h"

struct lines {
	Dwarf *dwarf; /* owns the names of files; NULL without debug information */
	int fd;	      /* the program's file, -1 none */
	struct line *rows;
	size_t count;
	uint32_t main_address; /* where `main` begins, 0 unknown */
};

/* Where a stretch of code ends another may begin: the end (number 0) comes first, hidden. */
static int by_address(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* One row as we keep it; the address is 0 for a function that the linker dropped. */
static struct line row_from(Dwarf_Line *line)
{
	Dwarf_Addr address = 0;
	bool end = false;
	int number = 0;

	dwarf_lineaddr(line, &address);
	dwarf_lineno(line, &number);
	dwarf_lineendsequence(line, &end);
	return (struct line){
		.address = address <= UINT32_MAX ? (uint32_t)address : 0,
		.number = end || number < 0 ? 0 : (uint32_t)number,
		.file = dwarf_linesrc(line, NULL, NULL),
	};
}

/* Take over the rows of one unit, which are in order; of several for one address the last holds. */
static bool take_rows(struct lines *lines, Dwarf_Lines *table, size_t count)
{
	struct line *rows = realloc(lines->rows, (lines->count + count) * sizeof(*rows));
	uint32_t last = 0;

	if (!rows)
		return false;
	lines->rows = rows;
	for (size_t i = 0; i < count; i++) {
		struct line row = row_from(dwarf_onesrcline(table, i));

		if (!row.address || !row.file)
			continue;
		if (row.address == last)
			lines->count--;
		rows[lines->count++] = row;
		last = row.address;
	}
	return true;
}

/* By its address: libdw 0.188 does not know clang's file number 0, which its line rows do. */
static int note_main(Dwarf_Die *function, void *context)
{
	struct lines *lines = context;
	const char *name = dwarf_diename(function);
	Dwarf_Addr address;

	if (!name || strcmp(name, "main") != 0 || dwarf_entrypc(function, &address) != 0)
		return DWARF_CB_OK;
	lines->main_address = (uint32_t)address;
	return DWARF_CB_ABORT;
}

/* --- code of a header, inlined -------------------------------------------------------------- */

static Dwarf_Word number_of(Dwarf_Die *die, unsigned attribute)
{
	Dwarf_Attribute found;
	Dwarf_Word number = 0;

	if (dwarf_attr(die, attribute, &found))
		dwarf_formudata(&found, &number);
	return number;
}

/* Where an inlined function was called: its line in *line; NULL when it is unknown. */
static const char *call_site(Dwarf_Die *unit, Dwarf_Die *inlined, uint32_t *line)
{
	Dwarf_Files *files;
	size_t count;

	*line = (uint32_t)number_of(inlined, DW_AT_call_line);
	if (!*line || dwarf_getsrcfiles(unit, &files, &count) != 0)
		return NULL;
	return dwarf_filesrc(files, number_of(inlined, DW_AT_call_file), NULL, NULL);
}

/* Give the rows of an inlined function, from `first` on, the line that it was called in. */
static void move_rows(struct lines *lines, size_t first, Dwarf_Die *inlined, const char *file,
		      uint32_t number)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t offset = 0;

	while ((offset = dwarf_ranges(inlined, offset, &base, &start, &end)) > 0) {
		for (size_t i = first; i < lines->count; i++) {
			struct line *row = &lines->rows[i];

			if (row->number && row->address >= start && row->address < end) {
				row->file = file;
				row->number = number;
			}
		}
	}
}

/* Functions that a header defines are their callers' code: that is the line people know. */
static void move_inlined(struct lines *lines, size_t first, Dwarf_Die *unit, Dwarf_Die *parent)
{
	Dwarf_Die die;

	if (dwarf_child(parent, &die) != 0)
		return;
	do {
		const char *defined = NULL, *file = NULL;
		uint32_t line = 0;

		if (dwarf_tag(&die) == DW_TAG_inlined_subroutine) {
			defined = dwarf_decl_file(&die);
			file = call_site(unit, &die, &line);
		}
		if (defined && file && strcmp(defined, file) != 0)
			move_rows(lines, first, &die, file, line);
		else
			move_inlined(lines, first, unit, &die);
	} while (dwarf_siblingof(&die, &die) == 0);
}

static bool read_unit(struct lines *lines, Dwarf_Die *unit)
{
	size_t count, first = lines->count;
	bool has_main = !lines->main_address;
	Dwarf_Lines *table;

	if (has_main)
		dwarf_getfuncs(unit, note_main, lines, 0);
	has_main = has_main && lines->main_address;
	if (dwarf_getsrclines(unit, &table, &count) != 0 || !count)
		return true;
	if (!take_rows(lines, table, count))
		return false;
	if (has_main) /* the file that is shown; in all units of a large program it would take long
		       */
		move_inlined(lines, first, unit, unit);
	return true;
}

static bool read_units(struct lines *lines)
{
	Dwarf_Off offset = 0, next;
	size_t header;
	Dwarf_Die unit;

	while (dwarf_nextcu(lines->dwarf, offset, &next, &header, NULL, NULL, NULL) == 0) {
		if (dwarf_offdie(lines->dwarf, offset + header, &unit) && !read_unit(lines, &unit))
			return false;
		offset = next;
	}
	return true;
}

struct lines *lines_open(const char *program)
{
	struct lines *lines = calloc(1, sizeof(*lines));

	if (!lines)
		return NULL;
	lines->fd = open(program, O_RDONLY | O_CLOEXEC);
	if (lines->fd >= 0)
		lines->dwarf = dwarf_begin(lines->fd, DWARF_C_READ);
	if (lines->dwarf && !read_units(lines)) {
		lines_close(lines);
		return NULL;
	}
	if (lines->count)
		qsort(lines->rows, lines->count, sizeof(*lines->rows), by_address);
	return lines;
}

void lines_close(struct lines *lines)
{
	if (!lines)
		return;
	dwarf_end(lines->dwarf);
	if (lines->fd >= 0)
		close(lines->fd);
	free(lines->rows);
	free(lines);
}

const struct line *lines_find(const struct lines *lines, uint32_t address)
{
	size_t low = 0, high = lines->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lines->rows[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &lines->rows[low - 1] : NULL;
}

const char *lines_main_file(const struct lines *lines)
{
	const struct line *line =
		lines->main_address ? lines_find(lines, lines->main_address) : NULL;

	return line ? line->file : NULL;
}

const char *lines_file_named(const struct lines *lines, const char *name)
{
	const char *seen = NULL;

	for (size_t i = 0; i < lines->count; i++) {
		const char *file = lines->rows[i].file;

		if (file != seen && strcmp(path_base(file), name) == 0)
			return file;
		seen = file;
	}
	return NULL;
}
