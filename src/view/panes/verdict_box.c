/*
 * The verdict: what was expected, what came out, why, and the keys.
 */
#include "view/panes/verdict_box.h"

#include <stdio.h>
#include <string.h>
#include "view/cells/text.h"
#include "view/panes/overlay.h"

static enum role verdict_role(enum verdict verdict)
{
	if (verdict == VERDICT_AS_EXPECTED)
		return ROLE_GOOD;
	if (verdict_is_good(verdict))
		return ROLE_WAITING;
	return verdict == VERDICT_NONE ? ROLE_PLAIN : ROLE_BAD;
}

/* What came out well as far as was seen need not always come out so. */
static bool is_doubtful(const struct verdict_box *box)
{
	return !box->title && box->unseen && box->verdict == VERDICT_AS_EXPECTED;
}

static enum role box_role(const struct verdict_box *box)
{
	if (is_doubtful(box))
		return ROLE_WAITING;
	if (!box->title)
		return verdict_role(box->verdict);
	return box->good ? ROLE_GOOD : ROLE_BAD;
}

static void title_text(const struct verdict_box *box, char *out, size_t size)
{
	const char *title = box->title ? box->title : verdict_word(box->verdict);

	snprintf(out, size, is_doubtful(box) ? "%s, but %u not seen" : "%s", title, box->unseen);
}

/* "expected counter=10, got counter=7", or the one line that says it came out right. */
static void report_text(const struct report *report, char *out, size_t size)
{
	bool both = report->has_outcome && report->has_expected;

	if (both && !strcmp(report->outcome, report->expected))
		snprintf(out, size, "%s=%s, as expected", report->name, report->outcome);
	else if (both)
		snprintf(out, size, "expected %s=%s, got %s=%s", report->name, report->expected,
			 report->name, report->outcome);
	else if (report->has_outcome)
		snprintf(out, size, "%s=%s", report->name, report->outcome);
	else
		snprintf(out, size, "expected %s=%s, got nothing", report->name, report->expected);
}

static int draw_keys(struct canvas *cv, struct rect at, const struct key_hint *keys, unsigned count)
{
	int col = at.col;

	for (unsigned i = 0; i < count; i++) {
		int cols = text_columns(keys[i].key) + text_columns(keys[i].word) + 3;

		if (col + cols > at.col + at.cols)
			break;
		col += canvas_text(cv, at.row, col, 1, ROLE_DIM, "[");
		col += canvas_text(cv, at.row, col, -1, ROLE_KEY, keys[i].key);
		col += canvas_text(cv, at.row, col, 2, ROLE_DIM, "] ");
		col += canvas_text(cv, at.row, col, -1, ROLE_PLAIN, keys[i].word) + 2;
	}
	return 1;
}

/* The lines of reports, at most three; those that the reason begins with are left to it. */
static int draw_reports(struct canvas *cv, struct rect in, const struct verdict_box *box)
{
	char text[2 * STAGE_REPORT + 2 * TRACE_NAME + 32];
	int row = 0;

	for (int i = 0; i < box->stage->report_count && i < STAGE_REPORTS && row < 3; i++) {
		const struct report *report = &box->stage->reports[i];

		snprintf(text, sizeof(text), "%s=%s", report->name, report->outcome);
		if (box->verdict == VERDICT_AS_EXPECTED && strstr(box->why, text))
			continue;
		report_text(report, text, sizeof(text));
		if (strstr(box->why, text))
			continue;
		if (cv && row < in.rows)
			canvas_print(cv, in.row + row, in.col, in.cols, verdict_role(box->verdict),
				     "%s", text);
		row++;
	}
	return row;
}

struct rect overlay_verdict_place(struct rect at, const struct verdict_box *box)
{
	int why = text_rows(box->why, at.cols - 4), keys = box->key_count ? 1 : 0;
	int rows = 2 + draw_reports(NULL, at, box) + why + keys;

	if (rows > at.rows)
		rows = at.rows;
	return (struct rect){at.row + at.rows - rows, at.col, rows, at.cols};
}

void overlay_verdict(struct canvas *cv, struct rect at, const struct verdict_box *box)
{
	enum role role = box_role(box);
	char title[80];
	int keys = box->key_count ? 1 : 0, used;
	struct rect in, former;

	if (at.rows < 3 || at.cols < 12)
		return;
	former = canvas_clip(cv, rect_cut(at, cv->clip));
	at = overlay_verdict_place(at, box);
	title_text(box, title, sizeof(title));
	in = overlay_box(cv, at, BOX_DOUBLE, role, title, role);
	used = draw_reports(cv, in, box);
	canvas_wrap(cv, (struct rect){in.row + used, in.col, in.rows - used - keys, in.cols},
		    ROLE_STRONG, box->why);
	if (keys && in.rows > 1)
		draw_keys(cv, (struct rect){in.row + in.rows - 1, in.col, 1, in.cols}, box->keys,
			  box->key_count);
	canvas_clip(cv, former);
}
