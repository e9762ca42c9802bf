/*
 * The boxes of processes and the rows of threads, and how words are fitted into them.
 *
 * A box has few columns and what is said of a process (process_lines.h) may be long: a line that
 * does not fit goes on in the next one where there is one to spare, and otherwise is shortened
 * (shorten.h).
 */
#include "view/stage/process_box.h"

#include <stdio.h>
#include <string.h>
#include "base/utf8.h"
#include "model/kind.h"
#include "model/words.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/stage/moves.h"
#include "view/stage/process_lines.h"
#include "view/stage/shorten.h"

enum {
	INDENT = 1,
	INDENT_FROM = 11,
	TOKENS_SHOWN = 4,
	NAMED_FROM = 30, /* columns of a thread's rows from which on its name is there */
	NAME_MOST = 10,
};

/* Whether what is left is one word: that says more without dots. */
static bool one_word(const char *text)
{
	return text[0] >= 'a' && text[0] <= 'z' && !strchr(text, ' ');
}

/* One line into its rows; the last row is cut with dots. */
static void draw_line(struct canvas *cv, struct rect at, const struct process_line *line)
{
	const char *text = line->text, *next;

	for (int row = 0; row < at.rows && *text; row++, text = next) {
		size_t length = text_wrap(text, at.cols, &next);

		if (one_word(text)) {
			canvas_text(cv, at.row + row, at.col, at.cols, line->role, text);
			return;
		}
		if (row == at.rows - 1)
			length = strlen(text);
		canvas_print(cv, at.row + row, at.col, at.cols, line->role, "%.*s", (int)length,
			     text);
	}
}

/*
 * Share the rows out: one for each line in their order, what is left to those that need more.
 * Returns how many of the lines are there.
 */
static int draw_lines(struct canvas *cv, struct rect in, struct process_lines *lines)
{
	int shown = lines->count < in.rows ? lines->count : in.rows;
	int spare = in.rows - shown, row = in.row;

	for (int i = 0; i < shown; i++) {
		struct process_line *line = &lines->line[i];
		int rows;

		shorten(line->text, line->object, line->clause, in.cols, 1 + spare);
		rows = one_word(line->text) ? 1 : text_rows(line->text, in.cols);
		rows = rows < 1 ? 1 : rows > 1 + spare ? 1 + spare : rows;
		spare -= rows - 1;
		draw_line(cv, (struct rect){row, in.col, rows, in.cols}, line);
		row += rows;
	}
	return shown;
}

static void draw_inside(struct canvas *cv, struct rect in, const struct scene *scene,
			const struct actor *actor)
{
	int indent = in.cols >= INDENT_FROM ? INDENT : 0;
	struct process_lines lines;

	process_lines(&lines, scene, actor);
	draw_lines(cv, (struct rect){in.row, in.col + indent, in.rows, in.cols - indent}, &lines);
}

/* The role of the box: who runs is bright, who waits or is gone is dim. */
static enum role frame_role(const struct scene *scene, const struct actor *actor)
{
	if (actor->activity == ACTIVITY_KILLED)
		return ROLE_BAD;
	if (is_stepper(scene, actor))
		return ROLE_RUNNING;
	if (actor_over(actor))
		return ROLE_DIM;
	return actor->activity == ACTIVITY_WAITS ? ROLE_WAITING : ROLE_PROCESS;
}

static enum role title_role(const struct scene *scene, const struct actor *actor)
{
	if (scene->selected == actor->number)
		return ROLE_SELECTED;
	if (is_stepper(scene, actor))
		return ROLE_RUNNING;
	return actor_over(actor) ? ROLE_DIM : ROLE_TITLE;
}

/* Without a box: the mark, the number and name, and its first line behind them. */
static void draw_short(struct canvas *cv, struct rect at, const struct scene *scene,
		       const struct actor *actor)
{
	struct process_lines lines;
	struct process_line *line;
	int used;

	process_lines(&lines, scene, actor);
	line = &lines.line[0];
	if (is_stepper(scene, actor))
		canvas_text(cv, at.row, at.col, at.cols, ROLE_RUNNING, GLYPH_HERE);
	used = 1 + canvas_print(cv, at.row, at.col + 1, at.cols - 1, title_role(scene, actor),
				at.cols > 18 ? "%d %.*s" : "%d", actor->number,
				utf8_fit(actor->name, 10), actor->name);
	if (at.rows > 1) {
		shorten(line->text, line->object, line->clause, at.cols - INDENT, 1);
		canvas_print(cv, at.row + 1, at.col + INDENT, at.cols - INDENT, line->role, "%s",
			     line->text);
		return;
	}
	shorten(line->text, line->object, line->clause, at.cols - used - 1, 1);
	canvas_print(cv, at.row, at.col + used + 1, at.cols - used - 1, line->role, "%s",
		     line->text);
}

/*
 * The tokens it holds, at the right end of its title; locks are shown where they are. Returns how
 * many there was room for behind so many columns.
 */
static int draw_held(struct canvas *cv, struct rect at, int title_cols, const struct scene *scene,
		     const struct actor *actor)
{
	int held = 0, drawn = 0;

	for (unsigned i = 0; i < scene->now->object_count; i++) {
		const struct object *object = stage_nth(scene->now, i);

		if (!moving_from(scene, object->number, actor->number))
			held += (int)object_tokens_of(object, actor->number);
	}
	for (; drawn < held && drawn < TOKENS_SHOWN && at.cols - 3 - 2 * drawn > title_cols;
	     drawn++)
		canvas_text(cv, at.row, at.col + at.cols - 3 - 2 * drawn, 1, ROLE_ITEM,
			    GLYPH_TOKEN);
	return drawn;
}

void actor_draw(struct canvas *cv, struct rect at, const struct scene *scene,
		const struct actor *actor)
{
	bool here = is_stepper(scene, actor);
	char title[TRACE_NAME + 16];
	const char *mark;

	if (at.rows < PROCESS_BOX_ROWS) {
		draw_short(cv, at, scene, actor);
		return;
	}
	/* Where the mark would cut the name it stands in the corner. */
	mark = here && at.cols >= text_columns(actor->name) + 6 ? GLYPH_HERE " " : "";
	snprintf(title, sizeof(title), scene->selected == actor->number ? "%s[%d] %s" : "%s%d %s",
		 mark, actor->number, actor->name);
	if (!actor->name[0])
		title[strlen(title) - 1] = '\0';
	canvas_box(cv, at, BOX_SINGLE, frame_role(scene, actor), title, title_role(scene, actor));
	if (here && !mark[0])
		canvas_text(cv, at.row, at.col, 1, ROLE_RUNNING, GLYPH_HERE);
	draw_inside(cv, (struct rect){at.row + 1, at.col + 1, at.rows - 2, at.cols - 2}, scene,
		    actor);
	draw_held(cv, at, text_columns(title) + 1, scene, actor);
}

/* --- threads --------------------------------------------------------------------------------- */

/* All of a process's threads together: whether any runs, or all wait, or all are gone. */
static enum role space_role(const struct scene *scene, const struct actor *first)
{
	const struct stage *stage = scene->now;
	struct set alive = set_common(stage_members(stage, first->space), stage_alive(stage));
	bool waiting = !set_is_empty(alive);

	if (first->activity == ACTIVITY_KILLED)
		return ROLE_BAD;
	for (struct set left = alive; !set_is_empty(left); set_drop_first(&left))
		waiting &= stage->actors[set_first(left)].activity == ACTIVITY_WAITS;
	if (set_is_empty(alive))
		return ROLE_DIM;
	return waiting ? ROLE_WAITING : ROLE_PROCESS;
}

void space_draw(struct canvas *cv, struct rect at, const struct scene *scene,
		const struct actor *first, struct set folded)
{
	enum role role = space_role(scene, first);
	char title[TRACE_NAME + 24], text[PROCESS_TEXT];
	struct words words = words_begin(text, sizeof(text));

	snprintf(title, sizeof(title), first->name[0] ? "process %d %s" : "process %d",
		 first->number, first->name);
	canvas_box(cv, at, BOX_SINGLE, role, title, role == ROLE_DIM ? ROLE_DIM : ROLE_TITLE);
	if (set_is_empty(folded))
		return;
	words_add(&words, GLYPH_DONE " ");
	words_ranges(&words, folded, ", ");
	words_add(&words, set_count(folded) > 1 ? " have ended" : " has ended");
	canvas_print(cv, at.row + at.rows - 2, at.col + 2, at.cols - 3, ROLE_DIM, "%s", text);
}

bool thread_has_name(const struct stage *stage, const struct actor *actor)
{
	const struct actor *first = &stage->actors[stage_space(stage, actor)->first];

	return actor != first && actor->name[0] && strcmp(actor->name, first->name);
}

/* The mark, the number, and the name where it is to be. Returns the columns, with one behind. */
static int draw_who(struct canvas *cv, struct rect in, const struct scene *scene,
		    const struct actor *actor, bool named)
{
	int digits = scene->now->actor_count > 10 ? 2 : 1, used;

	if (is_stepper(scene, actor))
		canvas_text(cv, in.row, in.col, 1, ROLE_RUNNING, GLYPH_HERE);
	used = 1 + canvas_print(cv, in.row, in.col + 1, in.cols - 1, title_role(scene, actor),
				named ? "%*d %.*s" : "%*d", digits, actor->number,
				utf8_fit(actor->name, NAME_MOST), actor->name);
	return used + 1;
}

/* In a single row there may be room behind the first line for what comes next. */
static void draw_behind(struct canvas *cv, struct rect at, const struct process_lines *lines)
{
	const struct process_line *first = &lines->line[0], *next = &lines->line[1];
	int used = text_columns(first->text) + 2, cols = text_columns(next->text);

	if (lines->count > 1 && at.rows == 1 && used + cols <= at.cols)
		canvas_text(cv, at.row, at.col + at.cols - cols, cols, next->role, next->text);
}

void thread_draw(struct canvas *cv, struct rect at, const struct scene *scene,
		 const struct actor *actor)
{
	struct rect in = {at.row, at.col + 1, at.rows, at.cols - 2};
	bool wide = in.cols >= NAMED_FROM, named = thread_has_name(scene->now, actor);
	bool above = named && !wide && at.rows >= PROCESS_BOX_ROWS;
	int used = draw_who(cv, in, scene, actor, named && (wide || above)), held;
	struct process_lines lines;

	held = draw_held(cv, (struct rect){at.row, at.col, 1, at.cols}, used, scene, actor);
	if (above) { /* the name has a row of its own */
		used = scene->now->actor_count > 10 ? 4 : 3;
		held = 0;
		in.row++;
		in.rows--;
	}
	in.col += used;
	in.cols -= used + (held ? 2 * held + 1 : 0);
	process_lines(&lines, scene, actor);
	draw_lines(cv, in, &lines);
	draw_behind(cv, in, &lines);
}
