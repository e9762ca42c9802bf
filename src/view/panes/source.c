/*
 * The source pane: the lines around where the processes are, with their numbers and an arrow in
 * front: "1,2► 34  s->counter += 1;" is line 34, where 1 and 2 are.
 */
#include "view/panes/source.h"

#include <stdio.h>
#include <string.h>
#include "model/words.h"
#include "view/cells/glyph.h"

enum { MARKS = 4, MARK_TEXT = 16, TAB = 4, SOURCE_TEXT = 256, NARROW = 40 };

/* The line a process is at: of the library call when it is inside one, unless zoomed. */
static unsigned line_at(const struct source *source, const struct actor *actor, bool zoomed)
{
	bool parked = actor->activity == ACTIVITY_READY || actor->activity == ACTIVITY_WAITS;
	uint32_t where = parked && actor->next.where ? actor->next.where : actor->where;
	unsigned line;

	if (actor->activity == ACTIVITY_ENDED)
		return 0;
	if (actor->activity == ACTIVITY_KILLED)
		return source_line_of(source, actor->died_at ? actor->died_at : actor->where);
	line = source_line_of(source, where);
	if (actor->scope_depth && (!zoomed || !line))
		line = source_line_of(source, actor->scopes[0].where);
	return line;
}

/* The line a process was at last, as far as that can be told in this file. */
static unsigned last_line(const struct source *source, const struct actor *actor)
{
	const uint32_t places[] = {actor->died_at, actor->where, actor->next.where,
				   actor->scopes[0].where};
	unsigned line = 0;

	for (size_t i = 0; !line && i < sizeof(places) / sizeof(places[0]); i++)
		line = source_line_of(source, places[i]);
	return line;
}

struct marks {
	unsigned lines[LIMIT_ACTORS]; /* by process; 0 nowhere */
	unsigned first, last;	      /* of those lines, 0 none */
	unsigned here;		      /* line of who took the step, or was at last, 0 none */
	unsigned ready;		      /* line of the first that can go on, 0 none */
};

static void find_marks(struct marks *marks, const struct source *source, const struct stage *stage,
		       bool zoomed)
{
	*marks = (struct marks){0};
	for (int i = 0; i < stage->actor_count && i < LIMIT_ACTORS; i++) {
		const struct actor *actor = &stage->actors[i];
		unsigned line = line_at(source, actor, zoomed);

		marks->lines[i] = line;
		if (stage->stepper == i + 1)
			marks->here = line ? line : last_line(source, actor);
		if (!line)
			continue;
		if (!marks->ready && actor->activity == ACTIVITY_READY)
			marks->ready = line;
		if (!marks->first || line < marks->first)
			marks->first = line;
		if (line > marks->last)
			marks->last = line;
	}
	if (!marks->first && !marks->here && stage->actor_count)
		marks->here = last_line(source, &stage->actors[0]);
}

/* The place that an actor is at, or was last; 0 it is in none of the programs. */
static uint32_t place_of(const struct actor *actor)
{
	bool parked = actor->activity == ACTIVITY_READY || actor->activity == ACTIVITY_WAITS;

	return actor->where || !parked ? actor->where : actor->next.where;
}

const struct source *pane_source_part(const struct source *source, const struct stage *stage)
{
	uint32_t where = stage->stepper ? place_of(&stage->actors[stage->stepper - 1]) : 0;

	for (unsigned i = 0; i < stage->actor_count && !where; i++)
		where = place_of(&stage->actors[i]);
	return source_part(source, where);
}

unsigned pane_source_line(const struct source *source, const struct stage *stage, bool zoomed)
{
	struct marks marks;

	find_marks(&marks, source, stage, zoomed);
	if (marks.here || marks.ready || marks.first)
		return marks.here ? marks.here : marks.ready ? marks.ready : marks.first;
	return 1;
}

/* The first line of a window: around all marks, or around the one that matters most. */
static int window_start(const struct marks *marks, int rows, int count, int scroll)
{
	int middle = (int)(marks->first + marks->last) / 2, start;

	if (!marks->first || (int)(marks->last - marks->first) >= rows)
		middle = (int)(marks->here    ? marks->here
			       : marks->ready ? marks->ready
					      : marks->first);
	start = middle - rows / 2 + scroll;
	if (start > count - rows + 1)
		start = count - rows + 1;
	return start < 1 ? 1 : start;
}

/* Who is at a line, as "1,2" or "1-3"; with a plus behind the first when there is no room. */
static void mark_text(const struct marks *marks, unsigned line, char out[MARK_TEXT])
{
	struct words words = words_begin(out, MARK_TEXT);
	struct set set = set_none();

	for (unsigned i = 0; i < LIMIT_ACTORS; i++)
		if (marks->lines[i] == line)
			set_add(&set, i);
	words_ranges(&words, set, ",");
	if (words.length < MARKS)
		return;
	words = words_begin(out, MARK_TEXT);
	words_add(&words, "%d+", set_first(set));
}

/* Tabs as four columns each; in a narrow pane the indentation takes half its room. */
static void expand(const char *text, bool narrow, char *out, size_t size)
{
	size_t used = 0, indent;

	for (; *text && used + TAB + 1 < size; text++) {
		if (*text != '\t') {
			out[used++] = *text;
			continue;
		}
		do
			out[used++] = ' ';
		while (used % TAB);
	}
	out[used] = '\0';
	indent = strspn(out, " ");
	if (narrow)
		memmove(out, out + indent / 2, used - indent / 2 + 1);
}

void pane_source(struct canvas *cv, struct rect at, const struct source *source,
		 const struct stage *stage, bool zoomed, int scroll)
{
	int count = source ? (int)source_line_count(source) : 0, start;
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	struct marks marks;

	if (!count) {
		canvas_wrap(cv, (struct rect){at.row, at.col + 1, at.rows, at.cols - 2}, ROLE_DIM,
			    "no source: the program was built without -g, or its source is gone");
		canvas_clip(cv, former);
		return;
	}
	find_marks(&marks, source, stage, zoomed);
	start = window_start(&marks, at.rows, count, scroll);
	for (int row = 0; row < at.rows && start + row <= count; row++) {
		unsigned line = (unsigned)(start + row);
		bool here = marks.here == line;
		char text[SOURCE_TEXT], mark[MARK_TEXT];
		int used;

		mark_text(&marks, line, mark);
		expand(source_line(source, line), at.cols < NARROW, text, sizeof(text));
		used = canvas_print(cv, at.row + row, at.col, MARKS, ROLE_RUNNING, "%*s", MARKS - 1,
				    mark);
		if (mark[0])
			canvas_text(cv, at.row + row, at.col + used, 1, ROLE_RUNNING, GLYPH_HERE);
		canvas_print(cv, at.row + row, at.col + MARKS, 4, ROLE_DIM, "%3u", line);
		canvas_text(cv, at.row + row, at.col + MARKS + 4, at.cols - MARKS - 4,
			    here ? ROLE_STRONG : ROLE_SOURCE, text);
	}
	canvas_clip(cv, former);
}
