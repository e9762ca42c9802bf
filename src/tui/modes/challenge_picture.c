/*
 * The pictures of a challenge that is played: how it stands, and how it ended.
 */
#include <stdio.h>
#include <string.h>
#include "explore/count.h"
#include "play/progress.h"
#include "tui/modes/challenge_mode.h"
#include "view/panes/key_hint.h"
#include "view/panes/task.h"
#include "view/panes/verdict_box.h"

enum { TEXT = 200 };

const char *challenge_picture_title(const void *state, const struct staged *staged)
{
	const struct challenge *challenge = ((const struct challenge_mode *)state)->challenge;

	return challenge ? text_in(&challenge->title, staged->language) : NULL;
}

/* --- how it stands --------------------------------------------------------------------------- */

static const char *plural(uint32_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

static void write_score(const struct challenge_mode *mode, const struct staged *staged, char *out,
			size_t size)
{
	static const char *const pars[] = {
		[CHALLENGE_SEARCHING] = "par: being worked out",
		[CHALLENGE_HOPELESS] = "it cannot be reached",
		[CHALLENGE_SURE] = "it fails in any order: nothing to win",
		[CHALLENGE_UNKNOWN] = "par: too many orders to try",
		[CHALLENGE_FAILED] = "par: unknown, as not every order can be done again",
	};
	const struct progress_challenge kept =
		progress_challenge(staged->progress, staged->subject.demo, mode->challenge);
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

static void write_advice(const struct challenge_mode *mode, const struct staged *staged, char *out,
			 size_t size)
{
	out[0] = '\0';
	if (mode->hint[0])
		snprintf(out, size, "hint: %s", mode->hint);
	else if (mode->lost_at < UINT32_MAX && mode->lost_at > 0)
		snprintf(out, size,
			 "Since step %u the goal is out of reach: , takes steps back, "
			 "r begins again.",
			 mode->lost_at);
	else if (staged->player.shown == 0)
		snprintf(out, size,
			 "You choose who goes next: press the number of a process. A "
			 "switch is when it is another one than before.");
}

struct rect challenge_picture_draw(const void *state, const struct staged *staged,
				   struct canvas *canvas, struct rect at)
{
	const struct challenge_mode *mode = state;
	char goal[TEXT], score[TEXT], advice[CHALLENGE_HINT + TEXT];
	struct task_picture picture = {
		.what = goal, .state = score, .advice = advice, .role = ROLE_DIM};

	challenge_write_goal(mode->challenge, goal, sizeof(goal));
	write_score(mode, staged, score, sizeof(score));
	write_advice(mode, staged, advice, sizeof(advice));
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

bool challenge_picture_end(const void *state, const struct staged *staged, struct verdict_box *box,
			   char why[MODE_WHY])
{
	static const struct key_hint hints[] = {{"r", "try again", 0},
						{",", "take back", 0},
						{"M", "another", 0},
						{"enter", "see the stage", 0}};
	const struct challenge_mode *mode = state;
	const struct run *run = staged->player.run;
	size_t used;
	bool won;

	if (!mode->challenge)
		return false;
	won = challenge_game_is_won(mode->challenge, run);
	used = won ? write_win(mode, why, MODE_WHY) : write_loss(mode, why, MODE_WHY);
	snprintf(why + used, MODE_WHY - used, " %s", run_why(run));
	*box = (struct verdict_box){.verdict = run_verdict(run),
				    .title = won ? "won" : "lost",
				    .good = won,
				    .stage = &staged->shown_step.now,
				    .why = why,
				    .keys = hints,
				    .key_count = sizeof(hints) / sizeof(hints[0])};
	return true;
}
