#include "tui/modes/unseen_mode.h"

#include <stdio.h>
#include <string.h>
#include "demo/source.h"
#include "model/unseen.h"
#include "view/panes/message.h"

enum {
	TEXT_SIZE = LIMIT_BLIND_SPOTS * 512,
	SHOWN = 4 /* that fit into a small terminal */
};

struct unseen_mode {
	bool on;
};

static void switch_over(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct unseen_mode *mode = state;

	(void)keymap;
	mode->on = !mode->on;
	staged->player.playing = false;
}

static bool is_on(const void *state)
{
	return ((const struct unseen_mode *)state)->on;
}

/* The next key takes it away; of the others none means anything else by it. */
static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct unseen_mode *mode = state;

	(void)staged;
	(void)now_ms;
	if (press->request == REQUEST_REDRAW || press->request == REQUEST_SUSPEND)
		return false;
	mode->on = false;
	return press->request == REQUEST_UNSEEN || press->request == REQUEST_QUIT;
}

static void add_spot(char text[], const struct staged *staged, const struct blind_spot *spot)
{
	char what[UNSEEN_SENTENCE], place[64];
	size_t used = strlen(text);

	source_place(staged->subject.source, spot->where, place, sizeof(place));
	snprintf(text + used, TEXT_SIZE - used, "%s%s%s%s. %s%s%s", used ? "\n\n" : "", place,
		 *place ? ": " : "", unseen_say(spot, what, sizeof(what)),
		 spot->what == UNSEEN_PRIVATE ? "" : "What to do: ",
		 spot->what == UNSEEN_PRIVATE ? "" : unseen_advice(spot),
		 spot->what == UNSEEN_PRIVATE ? "" : ".");
}

static void draw_over(void *state, const struct staged *staged, struct canvas *canvas,
		      struct rect at)
{
	const struct ledger *ledger = staged->player.run ? run_unseen(staged->player.run) : NULL;
	unsigned count = ledger ? ledger_count(ledger) : 0;
	char text[TEXT_SIZE] = "";

	(void)state;
	if (count > SHOWN)
		snprintf(text, sizeof(text),
			 "%u entries; ipcstage run lists those, too, for which "
			 "there is no room here.",
			 count);
	for (unsigned i = 0; i < count; i++)
		add_spot(text, staged, &ledger->spots[i]);
	overlay_message(canvas, at, "not seen",
			count ? text
			      : "Nothing of this run so far: what the processes did with each "
				"other is all on the stage.",
			ROLE_PLAIN);
}

const struct mode unseen_mode = {
	.name = "unseen",
	.state_size = sizeof(struct unseen_mode),
	.opened_by = REQUEST_UNSEEN,
	.open = switch_over,
	.is_on = is_on,
	.press = press_key,
	.draw_over = draw_over,
};
