#include "tui/modes/predict_mode.h"

#include <stdio.h>
#include <string.h>
#include "play/progress.h"
#include "view/panes/task.h"

static const struct binding rows[] = {
	{.key = '1',
	 .last = '4',
	 .request = REQUEST_ANSWER,
	 .name = "1-4",
	 .help = "the answer; then it happens",
	 .word = "answer"},
	{.key = 'r', .request = REQUEST_RESTART, .name = "r", .help = "start again, same seed"},
	{0},
};

static const struct keymap question_keymap = {
	.title = "While it is asked what will come",
	.groups = {rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_QUIT, "no answer, and nothing happens", "no answer"}},
};

/* On or off. */
static void switch_over(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct predict_mode *mode = state;

	(void)keymap;
	*mode = (struct predict_mode){.on = !mode->on, .beginnings = staged->beginnings};
}

static bool is_on(const void *state)
{
	return ((const struct predict_mode *)state)->on;
}

static void forget(struct predict_mode *mode)
{
	mode->question.kind = QUESTION_NONE;
	mode->answered = false;
}

bool predict_mode_asks(const struct predict_mode *mode)
{
	return mode->question.kind != QUESTION_NONE && !mode->answered;
}

static const struct keymap *keys(const void *state)
{
	return predict_mode_asks(state) ? &question_keymap : NULL;
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

static bool ask_about(struct predict_mode *mode, const struct player *player, int actor,
		      bool by_turn)
{
	const struct run *run = player->run;

	if (actor < 0 || !set_has(run_enabled(run), (unsigned)actor))
		return false; /* the stage says why not */
	question_about_step(&mode->question, history_now(run_history(run)), (unsigned)actor);
	mode->by_turn = by_turn;
	mode->answered = false;
	mode->result[0] = '\0';
	return true;
}

static bool ask(struct predict_mode *mode, const struct player *player, const struct press *press)
{
	if (!is_open(player) || mode->answered)
		return false;
	switch (press->request) {
	case REQUEST_STEP:
		return ask_about(mode, player, whose_turn(player), true);
	case REQUEST_STEP_PROCESS:
		return ask_about(mode, player, press->argument, false);
	case REQUEST_PLAY:
		question_about_end(&mode->question, history_now(run_history(player->run)));
		mode->result[0] = '\0';
		return true;
	default:
		return false;
	}
}

static void answer(struct predict_mode *mode, struct player *player, unsigned number,
		   int64_t now_ms)
{
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

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct predict_mode *mode = state;

	if (!predict_mode_asks(mode))
		return ask(mode, &staged->player, press);
	if (press->request == REQUEST_ANSWER)
		answer(mode, &staged->player, (unsigned)press->argument, now_ms);
	else if (press->request == REQUEST_QUIT)
		forget(mode);
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

static void check(struct predict_mode *mode, struct staged *staged)
{
	const struct run *run = staged->player.run;
	unsigned right = question_answer(&mode->question, run_history(run), run_verdict(run));
	const char *notice;

	mode->right = right == mode->answer;
	if (mode->right)
		snprintf(mode->result, sizeof(mode->result), "Right: %s.",
			 mode->question.answers[right]);
	else
		snprintf(mode->result, sizeof(mode->result), "You said: %s. It was: %s.",
			 mode->question.answers[mode->answer], mode->question.answers[right]);
	forget(mode);
	progress_answer(staged->progress, mode->right);
	notice = progress_notice(staged->progress);
	if (notice)
		staged_say(staged, "%s", notice);
}

static void follow(void *state, struct staged *staged)
{
	struct predict_mode *mode = state;

	if (staged->by_hand) {
		*mode = (struct predict_mode){.on = false};
		return;
	}
	if (mode->beginnings != staged->beginnings)
		forget(mode); /* what was asked of another run is not counted */
	mode->beginnings = staged->beginnings;
	if (mode->answered && staged->player.run && has_happened(mode, &staged->player))
		check(mode, staged);
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

static const char *task_title(const void *state, const struct staged *staged)
{
	(void)state;
	(void)staged;
	return "predict";
}

static struct rect draw_task(const void *state, const struct staged *staged, struct canvas *canvas,
			     struct rect at)
{
	const struct predict_mode *mode = state;
	const struct progress_predictions kept = progress_predictions(staged->progress);
	char score[QUESTION_TEXT], answers[QUESTION_ANSWERS * (QUESTION_ANSWER + 8)];
	struct task_picture picture = {.what = "First you say what will come: . 1 2 or space",
				       .state = score,
				       .advice = mode->result,
				       .role = mode->right ? ROLE_GOOD : ROLE_BAD};

	snprintf(score, sizeof(score), "right: %u of %u   in a row: %u   longest: %u", kept.right,
		 kept.asked, kept.streak, kept.longest);
	if (mode->question.kind != QUESTION_NONE) {
		write_answers(&mode->question, answers, sizeof(answers));
		picture.what = mode->question.text;
		picture.advice = mode->answered ? "It happens now." : answers;
		picture.role = ROLE_KEY;
	}
	return task_draw(canvas, at, &picture);
}

const struct mode predict_mode = {
	.name = "predict",
	.state_size = sizeof(struct predict_mode),
	.keymaps = {&question_keymap},
	.opened_by = REQUEST_PREDICT,
	.open = switch_over,
	.is_on = is_on,
	.keymap = keys,
	.press = press_key,
	.follow = follow,
	.task_title = task_title,
	.draw_task = draw_task,
};
