#include "view/panes/comparison.h"

#include <stdio.h>
#include <string.h>
#include "view/cells/text.h"

struct page {
	struct canvas *cv;
	struct rect in;
	unsigned skip;
	int row; /* of the next line, as if nothing were skipped */
};

/* Where the next line goes, or -1 when it is not to be seen. */
static int next_row(struct page *page)
{
	int row = page->row++ - (int)page->skip;

	return row >= 0 && row < page->in.rows ? page->in.row + row : -1;
}

static void add_title(struct page *page, const char *title, const char *figures)
{
	int row = next_row(page), cols = text_columns(figures);

	if (row < 0)
		return;
	canvas_text(page->cv, row, page->in.col, page->in.cols, ROLE_STRONG, title);
	if (text_columns(title) + cols < page->in.cols)
		canvas_text(page->cv, row, page->in.col + page->in.cols - cols, cols, ROLE_ITEM,
			    figures);
}

/* A label, and beside it a text in as many lines as it takes. */
static void add_text(struct page *page, int label_cols, const char *label, const char *text)
{
	int cols = page->in.cols - label_cols - 2;
	const char *next;

	for (const char *at = text; *at; at = next) {
		size_t length = text_wrap(at, cols, &next);
		int row = next_row(page);

		if (row < 0)
			continue;
		if (at == text)
			canvas_text(page->cv, row, page->in.col + 1, label_cols, ROLE_DIM, label);
		canvas_print(page->cv, row, page->in.col + label_cols + 2, cols, ROLE_PLAIN, "%.*s",
			     (int)length, at);
	}
}

static int widest(const char *a, const char *b, const char *c)
{
	int most = text_columns(a);

	most = text_columns(b) > most ? text_columns(b) : most;
	return text_columns(c) > most ? text_columns(c) : most;
}

/* All lines of all ways. */
static void add_ways(struct page *page, const struct comparison_picture *picture)
{
	const struct comparison *ways = picture->ways;
	const char *good = text_in(&ways->good, picture->language);
	const char *bad = text_in(&ways->bad, picture->language);
	const char *use = text_in(&ways->use, picture->language);
	int label = widest(good, bad, use);

	for (unsigned i = 0; i < ways->count; i++) {
		const struct comparison_row *way = &ways->list[i];

		if (i)
			page->row++;
		add_title(page, text_in(&way->title, picture->language), picture->figures[i]);
		add_text(page, label, good, text_in(&way->good, picture->language));
		add_text(page, label, bad, text_in(&way->bad, picture->language));
		add_text(page, label, use, text_in(&way->use, picture->language));
	}
}

/* How many lines it takes, whether they are seen or not. */
static int count_lines(const struct page *page, const struct comparison_picture *picture)
{
	struct page unseen = *page;

	unseen.in.rows = 0;
	add_ways(&unseen, picture);
	return unseen.row;
}

unsigned comparison_draw(struct canvas *cv, struct rect at,
			 const struct comparison_picture *picture)
{
	struct page page = {.cv = cv, .in = rect_inside(at)};
	int over;

	canvas_box(cv, at, BOX_SINGLE, ROLE_BORDER,
		   text_in(&picture->ways->title, picture->language), ROLE_TITLE);
	page.in.col++;
	page.in.cols -= 2;
	over = count_lines(&page, picture) - page.in.rows;
	if (over < 0)
		over = 0;
	page.skip = picture->scroll < (unsigned)over ? picture->scroll : (unsigned)over;
	add_ways(&page, picture);
	return (unsigned)over;
}
