#include "tape.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "record_line.h"

static const char heading[] = "ipcstage tape 1, records of 64 bytes\n";

static const char *const stop_words[] = {
	[STOP_NONE] = "none",
	[STOP_DECIDE] = "decide",
	[STOP_DEADLOCK] = "deadlock",
	[STOP_END] = "end",
	[STOP_CANNOT_MOVE] = "cannot-move",
	[STOP_RING_FULL] = "ring-full",
	[STOP_DISAGREE] = "disagree",
	[STOP_LIMIT] = "limit",
};

enum { STOP_WORDS = sizeof(stop_words) / sizeof(stop_words[0]) };

/* --- what is on it ---------------------------------------------------------------------------- */

static void *need(void *memory)
{
	if (memory)
		return memory;
	fprintf(stderr, "out of memory\n");
	exit(EXIT_FAILURE);
}

/* Room for one more: twice as much at every power of two. */
static void *grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return need(realloc(array, (count ? 2 * count : 1) * size));
}

static char *copy(const char *text)
{
	return need(strdup(text));
}

struct reel *tape_add_reel(struct tape *tape, const char *opened)
{
	tape->reels = grow(tape->reels, tape->count, sizeof(*tape->reels));
	tape->reels[tape->count] = (struct reel){.opened = copy(opened)};
	return &tape->reels[tape->count++];
}

struct moment *reel_add_moment(struct reel *reel, const char *asked)
{
	reel->moments = grow(reel->moments, reel->count, sizeof(*reel->moments));
	reel->moments[reel->count] = (struct moment){.asked = copy(asked)};
	return &reel->moments[reel->count++];
}

void moment_add_record(struct moment *moment, const struct record *record)
{
	moment->records = grow(moment->records, moment->count, sizeof(*record));
	moment->records[moment->count++] = *record;
}

void tape_add_place(struct tape *tape, const char *program, uint32_t address, unsigned line,
		    const char *text)
{
	tape->places = grow(tape->places, tape->place_count, sizeof(*tape->places));
	tape->places[tape->place_count++] = (struct place){
		.program = copy(program), .address = address, .line = line, .text = copy(text)};
}

uint32_t tape_find_place(const struct tape *tape, const char *program, uint32_t address)
{
	for (size_t i = 0; i < tape->place_count; i++) {
		const struct place *place = &tape->places[i];

		if (place->address == address && strcmp(place->program, program) == 0)
			return (uint32_t)i + 1;
	}
	return 0;
}

const struct place *tape_place(const struct tape *tape, const char *program, uint32_t number)
{
	const struct place *place;

	if (number == 0 || number > tape->place_count)
		return NULL;
	place = &tape->places[number - 1];
	return strcmp(place->program, program) == 0 ? place : NULL;
}

static void release_moment(struct moment *moment)
{
	free(moment->asked);
	free(moment->stuck);
	free(moment->diagnosed);
	free(moment->printed);
	free(moment->records);
}

static void release_reel(struct reel *reel)
{
	for (size_t i = 0; i < reel->count; i++)
		release_moment(&reel->moments[i]);
	free(reel->moments);
	free(reel->opened);
}

void tape_release(struct tape *tape)
{
	for (size_t i = 0; i < tape->count; i++)
		release_reel(&tape->reels[i]);
	for (size_t i = 0; i < tape->place_count; i++) {
		free(tape->places[i].program);
		free(tape->places[i].text);
	}
	free(tape->reels);
	free(tape->places);
	*tape = (struct tape){0};
}

/* --- writing ---------------------------------------------------------------------------------- */

static void write_said(FILE *file, const char *word, const char *text)
{
	if (text)
		fprintf(file, "%s %s\n", word, text);
}

static void write_stop(FILE *file, const struct moment *moment)
{
	if (moment->stop == STOP_NONE)
		return;
	fprintf(file, "stop %s\nenabled", stop_words[moment->stop]);
	for (unsigned i = 0; i < LIMIT_ACTORS; i++) {
		if (set_has(moment->enabled, i))
			fprintf(file, " %u", i);
	}
	fputc('\n', file);
}

static void write_moment(FILE *file, const struct moment *moment)
{
	fprintf(file, "%s\n", moment->asked);
	write_stop(file, moment);
	if (moment->lost)
		fprintf(file, "lost %llu\n", (unsigned long long)moment->lost);
	write_said(file, "stuck", moment->stuck);
	write_said(file, "diagnosed", moment->diagnosed);
	write_said(file, "printed", moment->printed);
	for (size_t i = 0; i < moment->count; i++) {
		fputc('\t', file);
		record_line_write(file, &moment->records[i]);
		fputc('\n', file);
	}
}

static void write_tape(FILE *file, const struct tape *tape)
{
	fputs(heading, file);
	for (size_t i = 0; i < tape->place_count; i++)
		fprintf(file, "place %s %u %s\n", tape->places[i].program, tape->places[i].line,
			tape->places[i].text);
	for (size_t i = 0; i < tape->count; i++) {
		fprintf(file, "%s\n", tape->reels[i].opened);
		for (size_t j = 0; j < tape->reels[i].count; j++)
			write_moment(file, &tape->reels[i].moments[j]);
	}
}

int tape_save(const struct tape *tape, const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file) {
		perror(path);
		return -1;
	}
	write_tape(file, tape);
	if (ferror(file) | fclose(file)) {
		perror(path);
		return -1;
	}
	return 0;
}

/* --- reading: each takes a whole line, and says whether it can be read -------------------------
 */

static struct reel *last_reel(struct tape *tape)
{
	return tape->count ? &tape->reels[tape->count - 1] : NULL;
}

static struct moment *last_moment(struct tape *tape)
{
	struct reel *reel = last_reel(tape);

	return reel && reel->count ? &reel->moments[reel->count - 1] : NULL;
}

static const char *rest_of(const char *line)
{
	const char *space = strchr(line, ' ');

	return space ? space + 1 : "";
}

static bool read_place(struct tape *tape, const char *line)
{
	char program[64], text[256];
	unsigned number;

	if (sscanf(line, "place %63s %u %255[^\n]", program, &number, text) != 3)
		return false;
	tape_add_place(tape, program, 0, number, text);
	return true;
}

static bool read_open(struct tape *tape, const char *line)
{
	tape_add_reel(tape, line);
	return true;
}

static bool read_asked(struct tape *tape, const char *line)
{
	struct reel *reel = last_reel(tape);

	if (reel)
		reel_add_moment(reel, line);
	return reel;
}

static bool read_record(struct tape *tape, const char *line)
{
	struct moment *moment = last_moment(tape);
	struct record record;

	if (!moment || !record_line_read(&record, line + 1))
		return false;
	moment_add_record(moment, &record);
	return true;
}

static bool read_stop(struct tape *tape, const char *line)
{
	struct moment *moment = last_moment(tape);

	for (unsigned i = 0; moment && i < STOP_WORDS; i++) {
		if (strcmp(stop_words[i], rest_of(line)) != 0)
			continue;
		moment->stop = (enum stop_reason)i;
		return true;
	}
	return false;
}

static bool read_enabled(struct tape *tape, const char *line)
{
	struct moment *moment = last_moment(tape);
	const char *at = rest_of(line);
	char *end;

	for (; moment && *at; at = end) {
		unsigned long actor = strtoul(at, &end, 10);

		if (end == at || actor >= LIMIT_ACTORS)
			return false;
		set_add(&moment->enabled, (unsigned)actor);
	}
	return moment;
}

static bool read_lost(struct tape *tape, const char *line)
{
	struct moment *moment = last_moment(tape);

	if (moment)
		moment->lost = strtoull(rest_of(line), NULL, 10);
	return moment;
}

static bool read_said(struct tape *tape, const char *line)
{
	struct moment *moment = last_moment(tape);
	char **text;

	if (!moment)
		return false;
	text = *line == 's' ? &moment->stuck : *line == 'd' ? &moment->diagnosed : &moment->printed;
	free(*text);
	*text = copy(rest_of(line));
	return true;
}

static const struct {
	const char *word;
	bool (*read)(struct tape *tape, const char *line);
} readers[] = {
	{"\t", read_record},	   {"grant ", read_asked},  {"stop ", read_stop},
	{"enabled", read_enabled}, {"start ", read_asked},  {"place ", read_place},
	{"open ", read_open},	   {"lost ", read_lost},    {"stuck ", read_said},
	{"diagnosed ", read_said}, {"printed ", read_said},
};

static bool read_line(struct tape *tape, const char *line)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (strncmp(line, readers[i].word, strlen(readers[i].word)) == 0)
			return readers[i].read(tape, line);
	}
	return false;
}

static int read_lines(struct tape *tape, FILE *file, const char *path, char **line)
{
	size_t size = 0;

	if (getline(line, &size, file) < 0 || strcmp(*line, heading) != 0) {
		fprintf(stderr, "%s: it does not begin with %s", path, heading);
		return -1;
	}
	for (unsigned number = 2; getline(line, &size, file) > 0; number++) {
		(*line)[strcspn(*line, "\n")] = '\0';
		if (!read_line(tape, *line)) {
			fprintf(stderr, "%s:%u: no line of a tape: %s\n", path, number, *line);
			return -1;
		}
	}
	return 0;
}

int tape_load(struct tape *tape, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	int result;

	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	result = read_lines(tape, file, path, &line);
	free(line);
	fclose(file);
	return result;
}
