#include "play/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kinds/value/state.h"
#include "model/kind.h"
#include "model/say.h"
#include "model/waits.h"

enum { STEP_MS = 900, MOVE_MS = 300, FREE_LOOK_MS = 100 };

/* Speeds as quarters of the normal one. */
static const struct {
	int quarters;
	const char *word;
} speeds[PLAYER_SPEEDS] = {{1, "x1/4"}, {2, "x1/2"}, {4, "x1"},	   {8, "x2"},	   {16, "x4"},
			   {32, "x8"},	{64, "x16"}, {256, "x64"}, {1024, "x256"}, {4096, "x1024"}};

static struct history *history(const struct player *player)
{
	return run_history(player->run);
}

const char *player_speed_word(const struct player *player)
{
	return speeds[player->speed].word;
}

static int64_t interval_ms(const struct player *player)
{
	return STEP_MS * 4 / speeds[player->speed].quarters;
}

int64_t player_move_ms(const struct player *player)
{
	return MOVE_MS * 4 / speeds[player->speed].quarters;
}

/* --- runs --------------------------------------------------------------------------------- */

static void forget_line(struct player *player)
{
	free(player->wanted_line);
	player->wanted_line = NULL;
}

static void begin(struct player *player, bool free)
{
	player->free = free;
	player->carrying = player->wanted = -1;
	player->ahead_count = 0;
	player->target = 0;
	player->shown = player->shown_from = 0;
	player->shown_ms = -1;
	player->message[0] = '\0';
	player->changes++;
	forget_line(player);
	scheduler_init(&player->scheduler, player->policy, player->seed, player->replayed,
		       player->replayed_length);
	run_let_type(player->run, true);
	run_expect(player->run, player->lines.count ? &player->lines : &player->subject->lines);
	if (run_begin(player->run, free ? RUN_FREE : RUN_GATED, NULL, 0) < 0)
		snprintf(player->message, sizeof(player->message),
			 "the program's server is gone: press q and open the demo again");
}

static int start_program(struct player *player, struct error *error)
{
	char **arguments = subject_arguments(player->subject);
	const struct launch launch = subject_launch(player->subject, arguments);

	if (!arguments) {
		error_set(error, "out of memory");
		return -1;
	}
	player->run = run_open(&launch, player->subject->source, error);
	free(arguments);
	if (!player->run)
		return -1;
	begin(player, false);
	return 0;
}

int player_open(struct player *player, struct subject *subject, struct error *error)
{
	*player = (struct player){
		.subject = subject, .policy = POLICY_ROUND_ROBIN, .speed = PLAYER_SPEED_NORMAL};
	return start_program(player, error);
}

static void close_run(struct player *player)
{
	run_close(player->run);
	player->run = NULL;
	player->no_return = 0; /* it was found of this program */
}

static void forget_schedule(struct player *player)
{
	free(player->replayed);
	player->replayed = NULL;
	player->replayed_length = 0;
	typed_lines_release(&player->lines);
	if (player->policy == POLICY_REPLAY)
		player->policy = POLICY_ROUND_ROBIN;
}

void player_close(struct player *player)
{
	close_run(player);
	forget_schedule(player);
	forget_line(player);
}

int player_reopen(struct player *player, bool same_schedule, struct error *error)
{
	close_run(player);
	if (!same_schedule)
		forget_schedule(player);
	player->playing = false;
	return start_program(player, error);
}

/* What has been done becomes what is replayed; false when memory is out. */
static bool keep_schedule(struct player *player)
{
	uint32_t length = player_newest(player);
	uint8_t *schedule = malloc(length + 1);

	for (uint32_t i = 0; schedule && i < length; i++)
		schedule[i] = (uint8_t)history_stepper(history(player), i + 1);
	forget_schedule(player);
	if (schedule && !typed_gather(&player->lines, history(player), length)) {
		free(schedule);
		return false;
	}
	player->replayed = schedule;
	player->replayed_length = schedule ? length : 0;
	if (schedule && length)
		player->policy = POLICY_REPLAY;
	return schedule;
}

int player_renew(struct player *player, struct error *error)
{
	uint32_t target = player->run && !player->free ? player->shown : 0;

	if (player->run && !player->free && !keep_schedule(player))
		return error_set(error, "out of memory");
	if (player_reopen(player, true, error) < 0)
		return -1;
	player->target = target;
	return 0;
}

void player_restart(struct player *player)
{
	player->playing = false;
	begin(player, false);
}

void player_new_seed(struct player *player)
{
	player->policy = POLICY_RANDOM;
	player->seed++;
	player_restart(player);
}

void player_replay(struct player *player, const uint8_t *schedule, size_t length,
		   const struct typed_lines *lines, uint32_t no_return)
{
	uint8_t *copy = malloc(length + 1);

	if (!copy)
		return;
	if (length)
		memcpy(copy, schedule, length);
	free(player->replayed);
	player->replayed = copy;
	player->replayed_length = length;
	typed_lines_release(&player->lines);
	if (lines && !typed_lines_join(&player->lines, lines))
		return;
	player->no_return = no_return;
	player->policy = POLICY_REPLAY;
	player_restart(player);
}

void player_run_free(struct player *player)
{
	player->playing = false;
	begin(player, true);
}

bool player_is_under_way(const struct player *player)
{
	return run_stop(player->run) == STOP_NONE;
}

/* --- steps ----------------------------------------------------------------------------------- */

static void grant(struct player *player, unsigned actor)
{
	if (run_step(player->run, actor) < 0)
		return;
	player->carrying = (int)actor;
}

/* A step that the scheduler did not choose. */
static void grant_by_hand(struct player *player, unsigned actor)
{
	scheduler_stepped(&player->scheduler, actor);
	grant(player, actor);
}

static void say_why_not(struct player *player, const struct stage *stage, unsigned number)
{
	char wait[120];
	const struct actor *actor = &stage->actors[number];

	if (number >= stage->actor_count)
		snprintf(player->message, sizeof(player->message), "there is no process %u",
			 number);
	else if (actor_over(actor))
		snprintf(player->message, sizeof(player->message), "%u has ended", number);
	else if (say_wait(stage, actor, wait, sizeof(wait)) > 0)
		snprintf(player->message, sizeof(player->message),
			 "%u cannot go on: it waits for %s", number, wait);
	else
		snprintf(player->message, sizeof(player->message), "%u cannot go on now", number);
}

/* Who types fast is not to wait for the processes. */
static void ask_ahead(struct player *player, int actor)
{
	if (player->ahead_count < PLAYER_AHEAD)
		player->ahead[player->ahead_count++] = (int8_t)actor;
}

static void branch(struct player *player, unsigned actor)
{
	int error = run_branch(player->run, player->shown);

	if (error < 0)
		snprintf(player->message, sizeof(player->message), "no branch from here: %s",
			 strerror(-error));
	else
		player->wanted = (int)actor;
	scheduler_leave(&player->scheduler);
	player->changes++;
}

void player_step_actor(struct player *player, unsigned actor, int64_t now_ms)
{
	const struct stage *stage = history_at(history(player), player->shown);

	player->playing = false;
	if (player->free)
		snprintf(player->message, sizeof(player->message),
			 "a free run takes its own steps: r starts one that is held");
	else if (player_is_under_way(player))
		ask_ahead(player, (int)actor);
	if (player->free || player_is_under_way(player))
		return;
	if (!(set_has(stage->enabled, actor))) {
		say_why_not(player, stage, actor);
		return;
	}
	if (!player_in_past(player)) {
		grant_by_hand(player, actor);
		return;
	}
	if (history_stepper(history(player), player->shown + 1) == actor) {
		player_forward(player, now_ms);
		return;
	}
	branch(player, actor);
}

/* A line for the newest moment. */
static void type_now(struct player *player, unsigned actor, const char *line)
{
	int error = run_type(player->run, actor, line);

	if (error)
		snprintf(player->message, sizeof(player->message), "it cannot be typed: %s",
			 strerror(-error));
	if (error)
		return;
	scheduler_leave(&player->scheduler);
	scheduler_stepped(&player->scheduler, actor);
	player->carrying = (int)actor;
}

struct set player_awaits_input(const struct player *player)
{
	if (!player->run || player->free || player_is_under_way(player) ||
	    player->subject->input.is_given)
		return set_none();
	return waits_for_input(history_at(history(player), player->shown));
}

void player_type(struct player *player, const char *line)
{
	struct set waiting = player_awaits_input(player);
	unsigned actor;

	player->playing = false;
	if (set_is_empty(waiting))
		return;
	actor = (unsigned)set_first(waiting);
	if (!player_in_past(player)) {
		type_now(player, actor, line);
		return;
	}
	forget_line(player);
	player->wanted_line = strdup(line);
	branch(player, actor);
}

/* The schedule names a process that cannot move: say so, and let them take turns from here on. */
static int leave_schedule(struct player *player, struct set enabled)
{
	unsigned actor = scheduler_named(&player->scheduler);
	char why[120];

	run_why_not(player->run, actor, why, sizeof(why));
	snprintf(player->message, sizeof(player->message),
		 "step %u: %u cannot move as scheduled: %s; they take turns now",
		 player_newest(player) + 1, actor, why);
	scheduler_leave(&player->scheduler);
	return scheduler_choose(&player->scheduler, enabled);
}

/* Nobody can go on, but by what somebody types. */
static bool says_input(struct player *player)
{
	struct set waiting = run_awaits_input(player->run);

	if (set_is_empty(waiting))
		return false;
	player->playing = false;
	snprintf(player->message, sizeof(player->message),
		 "%d waits for input: i types a line, which is a step", set_first(waiting));
	return true;
}

static void step_by_scheduler(struct player *player)
{
	struct set enabled = run_enabled(player->run);
	int choice;

	if (player->wanted >= 0 || (set_is_empty(enabled) && says_input(player)))
		return;
	if (set_is_empty(enabled))
		return;
	choice = scheduler_choose(&player->scheduler, enabled);
	if (choice < 0)
		choice = leave_schedule(player, enabled);
	grant(player, (unsigned)choice);
}

/* It has stopped where nobody can choose, and will not go on. */
static bool is_broken_off(const struct player *player)
{
	enum stop_reason stop = run_stop(player->run);

	return stop == STOP_CANNOT_MOVE || stop == STOP_DISAGREE;
}

static void say_what_went_wrong(struct player *player, enum stop_reason stop)
{
	if (is_broken_off(player))
		player->playing = false;
	if (run_divergence(player->run))
		snprintf(player->message, sizeof(player->message), "%s",
			 run_divergence(player->run));
	else if (stop == STOP_CANNOT_MOVE)
		snprintf(player->message, sizeof(player->message),
			 "the program did not do the same again: r starts it again");
	else if (stop == STOP_DISAGREE)
		snprintf(player->message, sizeof(player->message),
			 "the kernel did not let a step finish that it had promised");
}

/* Says so if there is nothing left to come. */
static bool is_over(struct player *player)
{
	if (player_in_past(player))
		return false;
	if (is_broken_off(player))
		say_what_went_wrong(player, run_stop(player->run));
	else if (player_at_end(player))
		snprintf(player->message, sizeof(player->message),
			 "the run is over: r starts it again");
	return is_broken_off(player) || player_at_end(player);
}

void player_step(struct player *player, int64_t now_ms)
{
	player->playing = false;
	if (is_over(player))
		return;
	if (player_in_past(player))
		player_forward(player, now_ms);
	else if (player_is_under_way(player))
		ask_ahead(player, -1);
	else
		step_by_scheduler(player);
}

void player_play(struct player *player, int64_t now_ms)
{
	if (is_over(player))
		return;
	player->playing = !player->playing;
	player->due_ms = now_ms;
}

void player_change_speed(struct player *player, int by)
{
	int speed = (int)player->speed + by;

	if (speed >= 0 && speed < PLAYER_SPEEDS)
		player->speed = (unsigned)speed;
}

/* --- going on ------------------------------------------------------------------------------- */

/* A branch that begins by a line. */
static bool types_wanted(struct player *player)
{
	char *line = player->wanted_line;
	unsigned actor = (unsigned)player->wanted;

	if (player->wanted < 0 || !line || !set_has(run_awaits_input(player->run), actor))
		return false;
	player->wanted = -1;
	player->wanted_line = NULL;
	type_now(player, actor, line);
	free(line);
	return true;
}

/* The run has come to a decision that is not ours: a branch's first step, or on in a scope. */
static bool go_on_by_itself(struct player *player)
{
	uint32_t newest = player_newest(player);
	int actor = player->wanted >= 0 ? player->wanted : player->carrying;

	if (types_wanted(player))
		return true;
	if (actor < 0 || !set_has(run_enabled(player->run), (unsigned)actor))
		return false;
	if (player->wanted < 0 &&
	    (player->zoomed || newest == 0 || player_completes(player, newest)))
		return false;
	/* A schedule that is followed goes before: it may switch inside a call. */
	if (player->wanted < 0 && scheduler_follows(&player->scheduler) &&
	    scheduler_named(&player->scheduler) != (unsigned)actor)
		return false;
	player->wanted = -1;
	grant_by_hand(player, (unsigned)actor);
	return true;
}

static void step_as_asked(struct player *player, int64_t now_ms)
{
	while (player->ahead_count > 0 && !player_is_under_way(player)) {
		int actor = player->ahead[0];

		player->ahead_count--;
		memmove(player->ahead, player->ahead + 1,
			player->ahead_count * sizeof(player->ahead[0]));
		if (actor < 0)
			player_step(player, now_ms);
		else
			player_step_actor(player, (unsigned)actor, now_ms);
	}
}

/* As far as the schedule goes, and the run. */
static void go_to_target(struct player *player)
{
	if (player->target <= player_newest(player) || !scheduler_follows(&player->scheduler))
		player->target = 0;
	if (player->target && run_stop(player->run) == STOP_DECIDE)
		step_by_scheduler(player);
}

static bool take_in(struct player *player, int64_t now_ms)
{
	enum stop_reason stop = run_look(player->run);

	if (stop == STOP_NONE || (stop == STOP_DECIDE && go_on_by_itself(player)))
		return false;
	say_what_went_wrong(player, stop);
	player->changes++;
	player->wanted = -1;
	if (player->carrying >= 0)
		player_move_to(player, player_newest(player), now_ms);
	player->carrying = -1;
	step_as_asked(player, now_ms);
	go_to_target(player);
	if (stop == STOP_DECIDE && run_stop(player->run) == STOP_DECIDE && !player->message[0] &&
	    set_is_empty(run_enabled(player->run)))
		says_input(player);
	return true;
}

/* At full speed there is nothing to step through: the newest moment is shown. */
static bool take_in_free(struct player *player)
{
	run_look(player->run);
	player_show(player, player_newest(player));
	return true;
}

static void play_on(struct player *player, int64_t now_ms)
{
	player->due_ms = now_ms + interval_ms(player);
	if (player_in_past(player))
		player_forward(player, now_ms);
	else if (run_verdict(player->run) == VERDICT_NONE && !is_broken_off(player))
		step_by_scheduler(player);
	else
		player->playing = false;
}

bool player_advance(struct player *player, int64_t now_ms)
{
	if (player_is_under_way(player))
		return player->free ? take_in_free(player) : take_in(player, now_ms);
	if (!player->playing || now_ms < player->due_ms)
		return false;
	play_on(player, now_ms);
	return true;
}

int player_wait_ms(const struct player *player, int64_t now_ms)
{
	if (player_is_under_way(player))
		return player->free ? FREE_LOOK_MS : SESSION_WATCH_MS;
	if (!player->playing)
		return -1;
	return player->due_ms > now_ms ? (int)(player->due_ms - now_ms) : 0;
}

/* --- looking at it -------------------------------------------------------------------------- */

bool player_at_end(const struct player *player)
{
	return run_verdict(player->run) != VERDICT_NONE && !player_in_past(player);
}

bool player_replays(const struct player *player, uint32_t steps)
{
	uint32_t newest = player_newest(player);

	if (player->free || !player->replayed)
		return false;
	for (uint32_t i = 0; i < steps && i < newest && i < player->replayed_length; i++)
		if (history_stepper(history(player), i + 1) != player->replayed[i])
			return false;
	return true;
}

uint32_t player_no_return(const struct player *player)
{
	/* Who branches before that step, or takes another seed, has not come to it. */
	return player_replays(player, player->no_return) ? player->no_return : 0;
}

uint32_t player_fault(const struct player *player)
{
	const struct stage *stage = history_now(history(player));
	uint32_t fault = stage->step;

	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct value_state *value = object_value(stage_nth(stage, i));

		if (value && value->first_lost_step && value->first_lost_step < fault)
			fault = value->first_lost_step;
	}
	return fault;
}

const char *player_state_word(const struct player *player)
{
	if (player->free && run_verdict(player->run) == VERDICT_NONE)
		return "free";
	if (player->playing)
		return "playing";
	if (player_is_under_way(player))
		return "running";
	if (player_in_past(player))
		return "past";
	if (is_broken_off(player))
		return "broken off";
	if (run_verdict(player->run) != VERDICT_NONE)
		return "ended";
	return set_is_empty(run_enabled(player->run)) ? "waits for input" : "paused";
}
