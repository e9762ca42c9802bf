/*
 * The pictures of the mode of challenges: data for view/task_view.c and for lists.
 */
#include <stdio.h>
#include <string.h>
#include "explore/count.h"
#include "play/progress.h"
#include "tui/modes/challenge_mode.h"
#include "tui/screens/stage_screen.h"
#include "view/cells/glyph.h"
#include "view/panes/task.h"

enum { TEXT = 200, HINTS = 8, LINES = DEMO_CHALLENGES + DEMO_TOGGLES };

const char *challenge_mode_title(const struct stage_screen *screen)
{
	return text_in(&screen->challenge.challenge->title, screen->language);
}

/* --- how it stands --------------------------------------------------------------------------- */

static const char *plural(uint32_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

static void write_goal(const struct challenge *challenge, char *out, size_t size)
{
	if (challenge->outcome)
		snprintf(out, size, "Goal: %s", challenge->outcome);
	else
		snprintf(out, size, "Goal: it does not end as expected");
}

static void write_score(const struct stage_screen *screen, char *out, size_t size)
{
	static const char *const pars[] = {
		[CHALLENGE_SEARCHING] = "par: being worked out",
		[CHALLENGE_HOPELESS] = "it cannot be reached",
		[CHALLENGE_SURE] = "it fails in any order: nothing to win",
		[CHALLENGE_UNKNOWN] = "par: too many orders to try",
	};
	const struct challenge_mode *mode = &screen->challenge;
	const struct progress_challenge kept =
		progress_challenge(screen->progress, screen->subject.demo, mode->challenge);
	enum challenge_state state =
		mode->game ? challenge_game_state(mode->game) : CHALLENGE_UNKNOWN;
	int used = snprintf(out, size, "switches: %u   ", mode->switches);

	if (state == CHALLENGE_READY)
		used += snprintf(out + used, size - (size_t)used, "par: %u",
				 challenge_game_par(mode->game));
	else
		used += snprintf(out + used, size - (size_t)used, "%s", pars[state]);
	if (kept.won)
		snprintf(out + used, size - (size_t)used, "   your best: %u", kept.switches);
}

static void write_advice(const struct stage_screen *screen, char *out, size_t size)
{
	const struct challenge_mode *mode = &screen->challenge;

	out[0] = '\0';
	if (mode->hint[0])
		snprintf(out, size, "hint: %s", mode->hint);
	else if (mode->lost_at < UINT32_MAX && mode->lost_at > 0)
		snprintf(out, size,
			 "Since step %u the goal is out of reach: , takes steps back, "
			 "r begins again.",
			 mode->lost_at);
	else if (screen->player.shown == 0)
		snprintf(out, size,
			 "You choose who goes next: press the number of a process. A "
			 "switch is when it is another one than before.");
}

struct rect challenge_mode_draw(const struct stage_screen *screen, struct canvas *canvas,
				struct rect at)
{
	const struct challenge_mode *mode = &screen->challenge;
	char goal[TEXT], score[TEXT], advice[CHALLENGE_HINT + TEXT];
	struct task_picture picture = {
		.what = goal, .state = score, .advice = advice, .role = ROLE_DIM};

	write_goal(mode->challenge, goal, sizeof(goal));
	write_score(screen, score, sizeof(score));
	write_advice(screen, advice, sizeof(advice));
	if (mode->hint[0])
		picture.role = ROLE_KEY;
	else if (mode->lost_at < UINT32_MAX)
		picture.role = ROLE_BAD;
	return task_draw(canvas, at, &picture);
}

/* --- how it ended ---------------------------------------------------------------------------- */

static size_t write_win(const struct challenge_mode *mode, char *out, size_t size)
{
	enum challenge_state state =
		mode->game ? challenge_game_state(mode->game) : CHALLENGE_UNKNOWN;
	uint32_t par = state == CHALLENGE_READY ? challenge_game_par(mode->game) : 0;
	size_t used = (size_t)snprintf(out, size, "You did it with %u %s", mode->switches,
				       plural(mode->switches, "switch", "switches"));

	if (!mode->judged)
		used += (size_t)snprintf(out + used, size - used, "; par is being worked out.");
	else if (state != CHALLENGE_READY)
		used += (size_t)snprintf(out + used, size - used, ".");
	else if (mode->switches > par)
		used += (size_t)snprintf(out + used, size - used, ", %u over par.",
					 mode->switches - par);
	else
		used += (size_t)snprintf(out + used, size - used, ": at par, nobody needs fewer.");
	if (mode->judged && mode->best < mode->switches)
		used += (size_t)snprintf(out + used, size - used, " Your best is %u.", mode->best);
	return used;
}

static size_t write_loss(const struct challenge_mode *mode, char *out, size_t size)
{
	size_t used = mode->challenge->outcome
			      ? (size_t)snprintf(out, size, "It did not come to %s.",
						 mode->challenge->outcome)
			      : (size_t)snprintf(out, size, "It came out right: not this time.");

	if (mode->lost_at < UINT32_MAX && mode->lost_at > 0)
		used += (size_t)snprintf(out + used, size - used,
					 " Since step %u it could not be reached any more.",
					 mode->lost_at);
	return used;
}

struct verdict_box challenge_mode_end_box(const struct stage_screen *screen,
					  char why[CHALLENGE_WHY])
{
	static const struct key_hint hints[] = {{"r", "try again", 0},
						{",", "take back", 0},
						{"M", "another", 0},
						{"enter", "see the stage", 0}};
	const struct challenge_mode *mode = &screen->challenge;
	const struct player *player = &screen->player;
	bool won = challenge_game_is_won(mode->challenge, player->run);
	size_t used =
		won ? write_win(mode, why, CHALLENGE_WHY) : write_loss(mode, why, CHALLENGE_WHY);

	snprintf(why + used, CHALLENGE_WHY - used, " %s", run_why(player->run));
	return (struct verdict_box){.verdict = run_verdict(player->run),
				    .title = won ? "won" : "lost",
				    .good = won,
				    .stage = &screen->shown_step.now,
				    .why = why,
				    .keys = hints,
				    .key_count = sizeof(hints) / sizeof(hints[0])};
}

/* --- the list -------------------------------------------------------------------------------- */

unsigned challenge_mode_lines(const struct demo *demo)
{
	unsigned lines = demo->challenge_count;

	for (unsigned i = 0; i < demo->toggle_count; i++)
		lines += demo_no_challenge(demo, i);
	return lines;
}

struct list_texts {
	struct list_row rows[LINES];
	char values[LINES][48], helps[LINES][TEXT];
};

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

static void fill_challenge(const struct stage_screen *screen, unsigned i, struct list_texts *texts)
{
	const struct demo *demo = screen->subject.demo;
	const struct challenge *challenge = &demo->challenges[i];
	const struct progress_challenge kept =
		progress_challenge(screen->progress, demo, challenge);
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
	write_goal(challenge, texts->helps[i] + used, TEXT - used);
	used = strlen(texts->helps[i]);
	snprintf(texts->helps[i] + used, TEXT - used, kept.hints ? "; hints so far: %u." : ".",
		 kept.hints);
	texts->rows[i] = (struct list_row){.key = "",
					   .label = text_in(&challenge->title, screen->language),
					   .value = texts->values[i],
					   .extra = "",
					   .help = texts->helps[i],
					   .on = false};
}

/* Why a fault is none that can be played with. */
static struct list_row no_challenge(const struct stage_screen *screen, const struct toggle *toggle)
{
	struct list_row row = {.key = "",
			       .label = text_in(&toggle->label, screen->language),
			       .value = "fails in any order",
			       .extra = "",
			       .help = "Whoever goes next, it comes out wrong: nothing to win."};

	if (!toggle->verdict) {
		row.value = "too many orders";
		row.help = "It depends on who goes next, in more orders than can be tried.";
	}
	return row;
}

static unsigned fill_list(const struct stage_screen *screen, struct list_texts *texts)
{
	const struct demo *demo = screen->subject.demo;
	unsigned used = demo->challenge_count;

	for (unsigned i = 0; i < used; i++)
		fill_challenge(screen, i, texts);
	for (unsigned i = 0; i < demo->toggle_count; i++) {
		if (demo_no_challenge(demo, i))
			texts->rows[used++] = no_challenge(screen, &demo->toggles[i]);
	}
	return used;
}

void challenge_mode_draw_list(const struct stage_screen *screen, struct canvas *canvas,
			      struct rect at)
{
	struct list_texts texts;
	struct list list = {.title = "make it fail",
			    .rows = texts.rows,
			    .count = fill_list(screen, &texts),
			    .selected = screen->selected,
			    .hint = "enter: play it"};

	overlay_list(canvas, at, &list);
}
