/*
 * The bars: where there is little room, the less important words go first.
 */
#include "view/panes/bars.h"

#include <inttypes.h>
#include "model/words.h"
#include "view/cells/text.h"

/* How much the right side of the header says; the less important words go first. */
enum detail { DETAIL_STEP, DETAIL_SPEED, DETAIL_POLICY };

static void header_words(const struct header *header, enum detail detail, char *out, size_t size)
{
	struct words words = words_begin(out, size);

	words_add(&words, "step %" PRIu32, header->step);
	if (header->step < header->steps)
		words_add(&words, " of %" PRIu32, header->steps);
	if (detail >= DETAIL_SPEED)
		words_add(&words, "   %s", header->speed);
	if (detail >= DETAIL_POLICY && header->policy[0])
		words_add(&words, "   %s", header->policy);
}

/* The step and what else there is room for beside the left side; returns the columns taken. */
static int draw_header_right(struct canvas *cv, struct rect at, const struct header *header,
			     int left)
{
	int state = text_columns(header->state), col = at.col + at.cols - 1 - state, cols;
	enum detail detail = DETAIL_POLICY;
	char words[96];

	header_words(header, detail, words, sizeof(words));
	while (detail > DETAIL_STEP && left + text_columns(words) + state + 6 > at.cols)
		header_words(header, --detail, words, sizeof(words));
	cols = text_columns(words) + 3;
	canvas_text(cv, at.row, col - cols, cols, ROLE_BAR, words);
	canvas_text(cv, at.row, col, -1, ROLE_BAR_STRONG, header->state);
	return cols + state + 2;
}

void bar_header(struct canvas *cv, struct rect at, const struct header *header)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	int col = at.col + 1, end = at.col + at.cols - 1;
	int left = 13 + text_columns(header->demo) + text_columns(header->toggles);

	canvas_fill(cv, (struct rect){at.row, at.col, 1, at.cols}, ROLE_BAR, " ");
	if (header->ready)
		end = at.col + at.cols - draw_header_right(cv, at, header, left);
	col += canvas_text(cv, at.row, col, end - col, ROLE_BAR_STRONG, "ipcstage") + 2;
	if (col < end)
		col += canvas_text(cv, at.row, col, end - col, ROLE_BAR, header->demo) + 2;
	if (col < end)
		col += canvas_print(cv, at.row, col, end - col, ROLE_BAR_STRONG, "%s",
				    header->toggles);
	if (header->unseen && col < end)
		canvas_print(cv, at.row, col + (*header->toggles ? 2 : 0), end - col,
			     ROLE_BAR_STRONG, "%u not seen: U", header->unseen);
	canvas_clip(cv, former);
}

/* Hints that stay longest: how to go on, and, always, what leads to all keys and out of here. */
enum { HINTS_FIRST = 2, HINTS_LAST = 2 };

/* When a hint is left out: 0 first; the last ones never. */
static unsigned hint_order(unsigned hint, unsigned count)
{
	if (hint + HINTS_LAST >= count)
		return count;
	return hint >= HINTS_FIRST ? hint - HINTS_FIRST : count - HINTS_LAST - 1 - hint;
}

/* When a hint is left out: the smaller, the sooner. */
static unsigned hint_stays(const struct key_hint *keys, unsigned hint, unsigned count)
{
	enum { DROPPED_LAST = 100 };

	return keys[hint].drop ? DROPPED_LAST - keys[hint].drop
			       : DROPPED_LAST + hint_order(hint, count);
}

static int hint_columns(const struct key_hint *hint)
{
	return text_columns(hint->key) + 1 + text_columns(hint->word);
}

/* Columns of the hints that stay at least so long. */
static int hints_columns(const struct key_hint *keys, unsigned count, unsigned least)
{
	int cols = -2;

	for (unsigned i = 0; i < count; i++)
		if (hint_stays(keys, i, count) >= least)
			cols += hint_columns(&keys[i]) + 2;
	return cols;
}

void bar_footer(struct canvas *cv, struct rect at, const struct key_hint *keys, unsigned count)
{
	struct rect former = canvas_clip(cv, rect_cut(at, cv->clip));
	unsigned least = 0;
	int col = at.col + 1;

	canvas_fill(cv, (struct rect){at.row, at.col, 1, at.cols}, ROLE_BAR, " ");
	while (hints_columns(keys, count, least) + 1 > at.cols)
		least++;
	for (unsigned i = 0; i < count; i++) {
		if (hint_stays(keys, i, count) < least)
			continue;
		col += canvas_text(cv, at.row, col, -1, ROLE_BAR_STRONG, keys[i].key) + 1;
		col += canvas_text(cv, at.row, col, -1, ROLE_BAR, keys[i].word) + 2;
	}
	canvas_clip(cv, former);
}
