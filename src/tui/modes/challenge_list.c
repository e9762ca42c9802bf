#include "tui/modes/challenge_list.h"

#include <stdio.h>
#include <string.h>
#include "play/progress.h"
#include "tui/modes/line_choice.h"
#include "view/cells/glyph.h"
#include "view/panes/list.h"

enum { TEXT = 200, LINES = DEMO_CHALLENGES + DEMO_TOGGLES };

/* --- keys ------------------------------------------------------------------------------------ */

static const struct binding rows[] = {
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "play it",
	 .word = "play it"},
	{.key = ' ', .request = REQUEST_ENTER, .name = "space"},
	{.key = 'M', .request = REQUEST_CHALLENGES, .name = "M", .help = "put the list away"},
	{0},
};

const struct keymap challenge_list_keymap = {
	.title = "Where a challenge is chosen",
	.groups = {keys_lines, rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_UP, NULL, "choose"}, {REQUEST_QUIT, "put the list away", "back"}},
};

static unsigned line_count(const struct demo *demo)
{
	unsigned lines = demo->challenge_count;

	for (unsigned i = 0; i < demo->toggle_count; i++)
		lines += demo_no_challenge(demo, i);
	return lines;
}

void challenge_list_open(struct challenge_list *list)
{
	*list = (struct challenge_list){.open = true};
}

bool challenge_list_press(struct challenge_list *list, const struct demo *demo,
			  enum request request, const struct challenge **chosen)
{
	*chosen = NULL;
	if (line_choice_press(&list->line, line_count(demo), request))
		return true;
	switch (request) {
	case REQUEST_ENTER:
		if (list->line < demo->challenge_count) /* else nothing can be won, as it says */
			*chosen = &demo->challenges[list->line];
		return true;
	case REQUEST_CHALLENGES:
	case REQUEST_QUIT:
		list->open = false;
		return true;
	default:
		return false;
	}
}

/* --- drawing --------------------------------------------------------------------------------- */

struct list_texts {
	struct list_row rows[LINES];
	char values[LINES][48], helps[LINES][TEXT];
};

void challenge_write_goal(const struct challenge *challenge, char *out, size_t size)
{
	if (challenge->outcome)
		snprintf(out, size, "Goal: %s", challenge->outcome);
	else
		snprintf(out, size, "Goal: it does not end as expected");
}

/* The toggle, and what else is set for it: "no-lock rounds=2". */
static void write_setting(const struct challenge *challenge, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, "%s", challenge->toggle);

	for (unsigned i = 0; i < challenge->setting_count && used < size; i++)
		used += (size_t)snprintf(out + used, size - used, " %s=%ld",
					 challenge->settings[i].name, challenge->settings[i].value);
	if (used < size)
		snprintf(out + used, size - used, ". ");
}

static void fill_challenge(const struct staged *staged, unsigned i, struct list_texts *texts)
{
	const struct demo *demo = staged->subject.demo;
	const struct challenge *challenge = &demo->challenges[i];
	const struct progress_challenge kept =
		progress_challenge(staged->progress, demo, challenge);
	size_t used;

	if (!kept.won)
		snprintf(texts->values[i], sizeof(texts->values[i]), "not yet");
	else if (kept.switches <= kept.par)
		snprintf(texts->values[i], sizeof(texts->values[i]), GLYPH_DONE " at par");
	else
		snprintf(texts->values[i], sizeof(texts->values[i]), GLYPH_DONE " %u over par",
			 kept.switches - kept.par);
	write_setting(challenge, texts->helps[i], TEXT);
	used = strlen(texts->helps[i]);
	challenge_write_goal(challenge, texts->helps[i] + used, TEXT - used);
	used = strlen(texts->helps[i]);
	snprintf(texts->helps[i] + used, TEXT - used, kept.hints ? "; hints so far: %u." : ".",
		 kept.hints);
	texts->rows[i] = (struct list_row){.key = "",
					   .label = text_in(&challenge->title, staged->language),
					   .value = texts->values[i],
					   .extra = "",
					   .help = texts->helps[i],
					   .on = false};
}

/* Why a fault is none that can be played with. */
static struct list_row no_challenge(const struct staged *staged, const struct toggle *toggle)
{
	struct list_row row = {.key = "",
			       .label = text_in(&toggle->label, staged->language),
			       .value = "fails in any order",
			       .extra = "",
			       .help = "Whoever goes next, it comes out wrong: nothing to win."};

	if (!toggle->verdict) {
		row.value = "too many orders";
		row.help = "It depends on who goes next, in more orders than can be tried.";
	}
	return row;
}

static unsigned fill_list(const struct staged *staged, struct list_texts *texts)
{
	const struct demo *demo = staged->subject.demo;
	unsigned used = demo->challenge_count;

	for (unsigned i = 0; i < used; i++)
		fill_challenge(staged, i, texts);
	for (unsigned i = 0; i < demo->toggle_count; i++) {
		if (demo_no_challenge(demo, i))
			texts->rows[used++] = no_challenge(staged, &demo->toggles[i]);
	}
	return used;
}

void challenge_list_draw(const struct challenge_list *list, const struct staged *staged,
			 struct canvas *canvas, struct rect at)
{
	struct list_texts texts;
	const struct list picture = {.title = "make it fail",
				     .rows = texts.rows,
				     .count = fill_list(staged, &texts),
				     .selected = (int)list->line,
				     .hint = "enter: play it"};

	overlay_list(canvas, at, &picture);
}
