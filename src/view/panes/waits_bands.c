/*
 * Waits as bands, one below the other: who waits, for what, and who could end it, in columns.
 *
 * Where there is little room, the processes' names go first, then what the matter is with an
 * object, then the words on the lines.
 */
#include "view/panes/waits_bands.h"

#include <stdio.h>
#include <string.h>
#include "model/kind.h"
#include "model/say.h"
#include "view/cells/glyph.h"
#include "view/cells/path.h"
#include "view/cells/text.h"

/* --- what there is -------------------------------------------------------------------------- */

static bool same_band(const struct band *band, const struct wait *wait, const char *middle)
{
	return band->wait && band->wait->cause == wait->cause &&
	       set_equals(band->enders, wait->enders) && band->wait->object == wait->object &&
	       band->wait->circle == wait->circle && band->wait->stuck == wait->stuck &&
	       strcmp(band->wait->lack, wait->lack) == 0 && strcmp(band->middle, middle) == 0;
}

static void add_wait(struct bands *bands, const struct wait *wait)
{
	const struct object *object = stage_find(bands->stage, wait->object);
	struct band *band = bands->of;
	char middle[WAITS_TEXT] = "";

	if (object)
		waits_what(object, wait, true, middle, sizeof(middle));
	else if (wait->cause != WAIT_CHILD)
		say_wait(bands->stage, &bands->stage->actors[wait->actor], middle, sizeof(middle));
	while (band < bands->of + bands->count && !same_band(band, wait, middle))
		band++;
	if (band == bands->of + bands->count) {
		*band = (struct band){.enders = wait->enders, .object = object, .wait = wait};
		memcpy(band->middle, middle, sizeof(middle));
		bands->count++;
	}
	set_add(&band->waiters, wait->actor);
}

static void add_circles(struct bands *bands)
{
	for (unsigned circle = 1; circle <= bands->waits->circles; circle++) {
		uint8_t cycle[LIMIT_ACTORS];
		unsigned count = waits_cycle(bands->waits, circle, cycle);

		for (unsigned i = 0; i < count; i++)
			add_wait(bands, waits_of(bands->waits, cycle[i]));
		for (unsigned i = 0; i < bands->waits->count; i++)
			if (bands->waits->waits[i].circle == circle)
				add_wait(bands, &bands->waits->waits[i]);
	}
}

/* Waits in no circle, at objects or for children and the clock. */
static void add_others(struct bands *bands, bool at_objects, bool stuck)
{
	for (unsigned i = 0; i < bands->waits->count; i++) {
		const struct wait *wait = &bands->waits->waits[i];

		if (!wait->circle && (wait->object != 0) == at_objects && wait->stuck == stuck)
			add_wait(bands, wait);
	}
}

static bool is_waited_for(const struct bands *bands, const struct object *object)
{
	for (unsigned i = 0; i < bands->count; i++)
		if (bands->of[i].object == object)
			return true;
	return false;
}

static void add_held(struct bands *bands, bool inside)
{
	for (unsigned i = 0; i < bands->stage->object_count; i++) {
		const struct object *object = stage_nth(bands->stage, i);
		struct set holders = object_holders(object);
		struct band *band = &bands->of[bands->count];

		if (set_is_empty(holders) || (object->whole && !inside) ||
		    is_waited_for(bands, object))
			continue;
		*band = (struct band){.enders = holders, .object = object};
		waits_what(object, NULL, false, band->middle, sizeof(band->middle));
		bands->count++;
	}
}

void bands_collect(struct bands *bands, const struct stage *stage, const struct waits *waits,
		   bool inside)
{
	bands->stage = stage;
	bands->waits = waits;
	bands->count = 0;
	add_circles(bands);
	add_others(bands, true, true);
	add_others(bands, true, false);
	add_held(bands, inside);
	add_others(bands, false, true);
	add_others(bands, false, false);
}

void bands_without(struct bands *bands, const uint8_t *cycle, unsigned count)
{
	unsigned kept = 0;
	struct set drawn = set_none();

	for (unsigned i = 0; i < count; i++)
		set_add(&drawn, cycle[i]);
	for (unsigned i = 0; i < bands->count; i++) {
		const struct band *band = &bands->of[i];
		bool one = set_count(band->enders) <= 1;

		if (set_is_empty(band->waiters) || !set_is_in(band->waiters, drawn) || !one ||
		    !set_is_in(band->enders, drawn))
			bands->of[kept++] = *band;
	}
	bands->count = kept;
}

/* --- where it goes -------------------------------------------------------------------------- */

/* What is left out, one after the other. */
enum detail {
	DETAIL_ALL,
	DETAIL_NO_NAMES,
	DETAIL_NO_AIR, /* around the texts in their boxes */
	DETAIL_NO_LACK,
	DETAIL_NO_LABELS,
	DETAILS
};

/* The columns of the bands' texts and the lines between them. */
struct columns {
	enum detail detail;
	bool boxed;
	int waiters, middle, enders; /* widths, with their boxes */
	int before, after;	     /* widths of the lines */
	int margin;		     /* for the bracket of a circle that is not drawn as a ring */
};

struct texts {
	char waiters[WAITS_TEXT], middle[WAITS_TEXT], enders[WAITS_TEXT];
	const char *waits, *by; /* on the lines */
	bool gone;		/* all who could end it have ended */
};

/* Any of its threads can end a child; what is waited for is the child. */
static struct set said_enders(const struct bands *bands, const struct band *band)
{
	const struct actor *waiter = band->wait ? &bands->stage->actors[band->wait->actor] : NULL;

	return waiter && waiter->next.operation == OP_WAIT
		       ? stage_processes(bands->stage, band->enders)
		       : band->enders;
}

static void texts_of(const struct bands *bands, const struct band *band, enum detail detail,
		     struct texts *out)
{
	bool named = detail < DETAIL_NO_NAMES, one = set_count(band->waiters) <= 1;
	bool child = band->wait && band->wait->cause == WAIT_CHILD;

	waits_who(bands->stage, band->waiters, named, out->waiters, sizeof(out->waiters));
	out->gone = waits_who(bands->stage, said_enders(bands, band), named, out->enders,
			      sizeof(out->enders));
	memcpy(out->middle, band->middle, sizeof(out->middle));
	if (band->object && detail >= DETAIL_NO_LACK)
		waits_what(band->object, band->wait, false, out->middle, sizeof(out->middle));
	if (band->object && set_is_empty(band->enders))
		snprintf(out->enders, sizeof(out->enders), "%s",
			 band->wait->stuck				     ? "nobody"
			 : set_has(bands->waits->outside, band->wait->actor) ? "outside"
									     : "nobody yet");
	out->by = band->wait && band->object ? band->wait->by : "held by";
	out->waits = one ? "waits for" : "wait for";
	if (child)
		out->waits = one ? "waits for the end of" : "wait for the end of";
}

static void widen(int *width, int to)
{
	*width = *width > to ? *width : to;
}

/* A text and the box around it, or nothing. */
static int framed(const char *text, const struct columns *columns)
{
	int frame = !columns->boxed ? 0 : columns->detail < DETAIL_NO_AIR ? 4 : 2;

	return *text ? text_columns(text) + frame : 0;
}

static int line_columns(const char *label, const struct columns *columns)
{
	int words = columns->detail < DETAIL_NO_LABELS ? text_columns(label) : 0;

	return columns->boxed ? (words ? words + 1 : 4) : words + 5;
}

static int columns_total(const struct columns *columns)
{
	return columns->margin + columns->waiters + columns->before + columns->middle +
	       columns->after + columns->enders;
}

static struct columns measure(const struct bands *bands, enum detail detail, bool boxed)
{
	struct columns columns = {.detail = detail, .boxed = boxed};
	int whole = 0;

	for (unsigned i = 0; i < bands->count; i++) {
		const struct band *band = &bands->of[i];
		struct texts texts;

		texts_of(bands, band, detail, &texts);
		widen(&columns.waiters, framed(texts.waiters, &columns));
		widen(&columns.middle, framed(texts.middle, &columns));
		widen(&columns.enders, framed(texts.enders, &columns));
		if (*texts.middle && !set_is_empty(band->waiters))
			widen(&columns.before, line_columns(texts.waits, &columns));
		else if (!set_is_empty(band->waiters))
			widen(&whole, line_columns(texts.waits, &columns));
		if (*texts.middle && *texts.enders)
			widen(&columns.after, line_columns(texts.by, &columns));
		if (band->wait && band->wait->circle)
			columns.margin = 2;
	}
	/* A wait for a child has all of the way for its words. */
	if (columns.before + columns.middle + columns.after < whole)
		columns.before = whole - columns.middle - columns.after;
	return columns;
}

/* As much as fits: boxes if all of them do, and words as far as they do. */
static struct columns choose(const struct bands *bands, struct rect at)
{
	bool boxes = (int)bands->count * 3 <= at.rows;
	struct columns columns = {0};

	for (int boxed = boxes; boxed >= 0; boxed--)
		for (int detail = DETAIL_ALL; detail < DETAILS - boxed; detail++) {
			columns = measure(bands, (enum detail)detail, boxed);
			if (columns_total(&columns) <= at.cols)
				return columns;
		}
	columns.middle -= columns_total(&columns) - at.cols;
	widen(&columns.middle, 1);
	return columns;
}

/* --- drawing -------------------------------------------------------------------------------- */

/* In a circle, or for somebody who has ended: what the others may wait for in turn. */
static bool is_cause(const struct bands *bands, const struct band *band)
{
	return band->wait && band->wait->stuck &&
	       (band->wait->circle || !set_meets(band->enders, stage_alive(bands->stage)));
}

static enum role ender_role(const struct bands *bands, const struct band *band)
{
	struct set moving = set_common(band->enders, stage_alive(bands->stage));

	if (is_cause(bands, band))
		return ROLE_BAD;
	for (unsigned i = 0; i < bands->waits->count; i++)
		set_remove(&moving, bands->waits->waits[i].actor);
	return !set_is_empty(moving)	     ? ROLE_PROCESS
	       : !set_is_empty(band->enders) ? ROLE_WAITING
					     : ROLE_DIM;
}

/* One of the three texts of a band; returns the column behind it. */
static int draw_text(struct canvas *cv, int row, int col, int cols, const struct columns *columns,
		     enum box box, enum role role, const char *text)
{
	int width = framed(text, columns);

	width = width > cols ? cols : width;
	if (!columns->boxed)
		canvas_print(cv, row, col, width, role, "%s", text);
	else if (width)
		waits_box(cv, (struct rect){row, col, 3, width}, box, role, text);
	return col + width;
}

/* From the border of a box to the next one, with its words above it. */
static void draw_between(struct canvas *cv, int row, int from, int to, enum role role,
			 const char *label)
{
	const struct point points[2] = {{row + 1, from - 1}, {row + 1, to}};
	int length = path_length(points, 2), words = text_columns(label);

	if (length < 3)
		return;
	path_draw(cv, points, 2, length - 2, role);
	path_arrow(cv, points, 2, length - 2, length - 1, role);
	canvas_text(cv, row, from + (to - from - words) / 2, words, role, label);
}

/* From the end of a text to the next one, with its words in it. */
static void draw_in_line(struct canvas *cv, int row, int from, int to, enum role role,
			 const char *label)
{
	int cols = to - from - 2, words = text_columns(label);

	if (cols < 2)
		return;
	canvas_horizontal(cv, row, from + 1, cols, role);
	canvas_text(cv, row, to - 2, 1, role, GLYPH_HERE);
	canvas_text(cv, row, from + 1 + (cols - words) / 2, words, role, label);
}

static void draw_line(struct canvas *cv, int row, int from, int to, const struct columns *columns,
		      enum role role, const char *label)
{
	int around = columns->boxed ? 0 : 5;
	bool said = columns->detail < DETAIL_NO_LABELS && text_columns(label) + around <= to - from;

	if (columns->boxed)
		draw_between(cv, row, from, to, role, said ? label : "");
	else
		draw_in_line(cv, row, from, to, role, said ? label : "");
}

static void draw_band(struct canvas *cv, struct rect at, const struct bands *bands,
		      const struct band *band, const struct columns *columns)
{
	bool cause = is_cause(bands, band);
	enum role role = cause ? ROLE_BAD : ROLE_WAITING,
		  held = !set_is_empty(band->waiters) ? role : ROLE_ITEM;
	int a = at.col + columns->margin, b = a + columns->waiters + columns->before;
	int c = b + columns->middle + columns->after, end;
	enum box middle = band->object ? BOX_DOUBLE : BOX_ROUND;
	struct texts texts;

	texts_of(bands, band, columns->detail, &texts);
	end = draw_text(cv, at.row, a, columns->waiters, columns, BOX_SINGLE, role, texts.waiters);
	if (*texts.middle) {
		int next = draw_text(cv, at.row, b, columns->middle, columns, middle,
				     cause ? ROLE_BAD : ROLE_OBJECT, texts.middle);

		if (!set_is_empty(band->waiters))
			draw_line(cv, at.row, end, b, columns, role, texts.waits);
		end = next;
	}
	if (!*texts.enders)
		return;
	draw_text(cv, at.row, c, columns->enders, columns, BOX_SINGLE, ender_role(bands, band),
		  texts.enders);
	draw_line(cv, at.row, end, c, columns, held, *texts.middle ? texts.by : texts.waits);
}

/* What waits in a circle is joined at its left. */
static void draw_brackets(struct canvas *cv, struct rect at, const struct bands *bands,
			  const struct columns *columns, int shown)
{
	int height = columns->boxed ? 3 : 1, middle = columns->boxed;

	for (int i = 0; i < shown; i++) {
		unsigned circle = bands->of[i].wait ? bands->of[i].wait->circle : 0;
		int last = i;

		while (last + 1 < shown && bands->of[last + 1].wait && circle &&
		       bands->of[last + 1].wait->circle == circle)
			last++;
		if (last > i) {
			struct point points[] = {{at.row + last * height + middle, at.col + 1},
						 {at.row + last * height + middle, at.col},
						 {at.row + i * height + middle, at.col},
						 {at.row + i * height + middle, at.col + 2}};
			int length = path_length(points, 4);

			path_draw(cv, points, 4, length - 2, ROLE_BAD);
			path_arrow(cv, points, 4, length - 2, length - 1, ROLE_BAD);
			canvas_horizontal(cv, points[0].row, points[0].col, 1, ROLE_BAD);
		}
		i = last;
	}
}

int bands_draw(struct canvas *cv, struct rect at, const struct bands *bands)
{
	struct columns columns = choose(bands, at);
	int height = columns.boxed ? 3 : 1, room = at.rows / height, shown = (int)bands->count;
	int total = columns_total(&columns);

	if (at.rows < 1 || !bands->count)
		return 0;
	if (shown > room) { /* only lines: then one of them says how many are left out */
		shown = room - 1;
		canvas_print(cv, at.row + room - 1, at.col, at.cols, ROLE_DIM, "and %d more",
			     (int)bands->count - shown);
	}
	at.col += total < at.cols ? (at.cols - total) / 2 : 0;
	for (int i = 0; i < shown; i++)
		draw_band(cv, (struct rect){at.row + i * height, at.col, height, at.cols}, bands,
			  &bands->of[i], &columns);
	draw_brackets(cv, at, bands, &columns, shown);
	return (int)bands->count > room ? room : shown * height;
}
