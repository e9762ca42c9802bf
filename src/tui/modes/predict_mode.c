#include "tui/modes/predict_mode.h"

#include <stdio.h>
#include <string.h>
#include "play/progress.h"
#include "tui/screens/stage_screen.h"
#include "view/panes/task.h"

void predict_switch(struct stage_screen *screen)
{
	bool on = !screen->predict.on;

	screen->predict = (struct predict_mode){.on = on};
}

void predict_forget(struct predict_mode *mode)
{
	mode->question.kind = QUESTION_NONE;
	mode->answered = false;
}

bool predict_asks(const struct predict_mode *mode)
{
	return mode->question.kind != QUESTION_NONE && !mode->answered;
}

/* --- asking ---------------------------------------------------------------------------------- */

/* The next thing to happen is not known yet: a held run that waits for a decision. */
static bool is_open(const struct player *player)
{
	return player->run && !player->free && !player->playing &&
	       !set_is_empty(run_enabled(player->run)) && player->shown == player_newest(player);
}

/* Whose turn it is; the scheduler is asked, and goes on as if it had not been. */
static int whose_turn(const struct player *player)
{
	struct scheduler scheduler = player->scheduler;

	return scheduler_choose(&scheduler, run_enabled(player->run));
}

static bool ask_about(struct stage_screen *screen, int actor, bool by_turn)
{
	struct predict_mode *mode = &screen->predict;
	const struct run *run = screen->player.run;

	if (actor < 0 || !set_has(run_enabled(run), (unsigned)actor))
		return false; /* the stage says why not */
	question_about_step(&mode->question, history_now(run_history(run)), (unsigned)actor);
	mode->by_turn = by_turn;
	mode->answered = false;
	mode->result[0] = '\0';
	return true;
}

static bool ask(struct stage_screen *screen, struct press press)
{
	struct predict_mode *mode = &screen->predict;

	if (!is_open(&screen->player) || mode->answered)
		return false;
	switch (press.request) {
	case REQUEST_STEP:
		return ask_about(screen, whose_turn(&screen->player), true);
	case REQUEST_STEP_PROCESS:
		return ask_about(screen, press.argument, false);
	case REQUEST_PLAY:
		question_about_end(&mode->question, history_now(run_history(screen->player.run)));
		mode->result[0] = '\0';
		return true;
	default:
		return false;
	}
}

static void answer(struct stage_screen *screen, unsigned number, int64_t now_ms)
{
	struct predict_mode *mode = &screen->predict;
	struct player *player = &screen->player;

	if (number >= mode->question.count)
		return;
	mode->answer = number;
	mode->answered = true;
	if (mode->question.kind == QUESTION_END)
		player_play(player, now_ms);
	else if (mode->by_turn)
		player_step(player, now_ms);
	else
		player_step_actor(player, mode->question.actor, now_ms);
}

bool predict_press(struct stage_screen *screen, struct press press, int64_t now_ms)
{
	struct predict_mode *mode = &screen->predict;

	if (!mode->on)
		return false;
	if (!predict_asks(mode))
		return ask(screen, press);
	if (press.request == REQUEST_ANSWER)
		answer(screen, (unsigned)press.argument, now_ms);
	else if (press.request == REQUEST_QUIT)
		predict_forget(mode);
	else
		return false;
	return true;
}

/* --- checking -------------------------------------------------------------------------------- */

static bool has_happened(const struct predict_mode *mode, const struct player *player)
{
	if (player_is_under_way(player) || player->carrying >= 0)
		return false;
	if (mode->question.kind == QUESTION_END)
		return run_verdict(player->run) != VERDICT_NONE;
	return player_newest(player) >= mode->question.step;
}

void predict_follow(struct stage_screen *screen)
{
	struct predict_mode *mode = &screen->predict;
	const struct player *player = &screen->player;
	const char *notice;
	unsigned right;

	if (!mode->answered || !player->run || !has_happened(mode, player))
		return;
	right = question_answer(&mode->question, run_history(player->run),
				run_verdict(player->run));
	mode->right = right == mode->answer;
	if (mode->right)
		snprintf(mode->result, sizeof(mode->result), "Right: %s.",
			 mode->question.answers[right]);
	else
		snprintf(mode->result, sizeof(mode->result), "You said: %s. It was: %s.",
			 mode->question.answers[mode->answer], mode->question.answers[right]);
	predict_forget(mode);
	progress_answer(screen->progress, mode->right);
	notice = progress_notice(screen->progress);
	if (notice)
		stage_screen_say(screen, notice);
}

/* --- drawing --------------------------------------------------------------------------------- */

static void write_answers(const struct question *question, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < question->count && used < size; i++)
		used += (size_t)snprintf(out + used, size - used, "%s[%u] %s", i ? "  " : "", i + 1,
					 question->answers[i]);
}

struct rect predict_draw(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	const struct predict_mode *mode = &screen->predict;
	const struct progress_predictions kept = progress_predictions(screen->progress);
	char state[QUESTION_TEXT], answers[QUESTION_ANSWERS * (QUESTION_ANSWER + 8)];
	struct task_picture picture = {.what = "First you say what will come: . 1 2 or space",
				       .state = state,
				       .advice = mode->result,
				       .role = mode->right ? ROLE_GOOD : ROLE_BAD};

	snprintf(state, sizeof(state), "right: %u of %u   in a row: %u   longest: %u", kept.right,
		 kept.asked, kept.streak, kept.longest);
	if (mode->question.kind != QUESTION_NONE) {
		write_answers(&mode->question, answers, sizeof(answers));
		picture.what = mode->question.text;
		picture.advice = mode->answered ? "It happens now." : answers;
		picture.role = ROLE_KEY;
	}
	return task_draw(canvas, at, &picture);
}
