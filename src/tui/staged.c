#include "tui/staged.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore/count.h"
#include "export/export.h"
#include "play/progress.h"

/* A source was compiled when it was chosen: that is what was looked at. */
static int take_compiled(struct subject *subject, const struct subject *chosen, struct error *error)
{
	if (!subject_is_source(subject))
		return 0;
	if (subject->part_count)
		return subject_take_parts(subject, chosen, error);
	subject->cflags = chosen->cflags;
	subject->program = strdup(chosen->program);
	subject->source = subject->program ? source_open(subject->program, subject->name) : NULL;
	return subject->source ? 0 : error_set(error, "out of memory");
}

int staged_open(struct staged *staged, const struct surroundings *around, const char *name,
		char *const *arguments, const struct subject *chosen, struct error *error)
{
	memset(staged, 0, sizeof(*staged));
	staged->language = around->language;
	staged->progress = around->progress;
	if ((chosen ? subject_init_like(&staged->subject, around->catalogue, chosen, error)
		    : subject_init(&staged->subject, around->catalogue, name, arguments, error)) <
	    0)
		return -1;
	if (chosen && take_compiled(&staged->subject, chosen, error) < 0) {
		subject_release(&staged->subject);
		return -1;
	}
	if (chosen) {
		staged->subject.choice = chosen->choice;
		staged->subject.sleepers_free = chosen->sleepers_free;
		staged->subject.ends_free = chosen->ends_free;
		staged->subject.limits = chosen->limits;
		staged->subject.output_counts = chosen->output_counts;
		if (subject_type(&staged->subject, &chosen->lines) < 0) {
			subject_release(&staged->subject);
			return error_set(error, "out of memory");
		}
		if (chosen->input.is_given &&
		    subject_give(&staged->subject, chosen->input.bytes, chosen->input.length) < 0) {
			subject_release(&staged->subject);
			return error_set(error, "out of memory");
		}
		staged->subject.places = chosen->places;
	}
	progress_names(staged->progress, &staged->subject);
	if (player_open(&staged->player, &staged->subject, error) == 0)
		return 0;
	subject_release(&staged->subject);
	return -1;
}

void staged_close(struct staged *staged)
{
	shown_step_release(&staged->shown_step);
	player_close(&staged->player);
	free(staged->places);
	subject_release(&staged->subject);
}

void staged_say(struct staged *staged, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(staged->player.message, sizeof(staged->player.message), format, arguments);
	va_end(arguments);
}

/* --- another run ------------------------------------------------------------------------------ */

static void begin_anew(struct staged *staged)
{
	staged->verdict_away = false;
	staged->beginnings++;
}

void staged_reopen(struct staged *staged, bool same_schedule)
{
	struct error error;

	begin_anew(staged);
	staged->recording = NULL; /* of another choice */
	if (player_reopen(&staged->player, same_schedule, &error) < 0)
		staged_say(staged, "%s", error.text);
}

void staged_renew(struct staged *staged)
{
	struct error error;

	begin_anew(staged);
	staged->recording = NULL;      /* of what it was before ... */
	staged->subject.places = NULL; /* ... where it had other addresses */
	if (player_renew(&staged->player, &error) < 0)
		staged_say(staged, "%s", error.text);
	else
		staged_say(staged, "compiled anew, and %s; x counts",
			   staged->player.policy == POLICY_REPLAY
				   ? "the same schedule is followed as far as it goes"
				   : "begun again");
}

void staged_restart(struct staged *staged, void (*how)(struct player *player))
{
	begin_anew(staged);
	staged->check = (struct recording_check){0};
	how(&staged->player);
}

void staged_free(struct staged *staged, struct freed freed)
{
	staged->subject.sleepers_free |= freed.sleepers;
	staged->subject.ends_free |= freed.ends;
	if (staged->player.run)
		session_free(
			run_session(staged->player.run),
			(struct freed){staged->subject.sleepers_free, staged->subject.ends_free});
}

void staged_learn(struct staged *staged, const char *places)
{
	char *copy = places ? strdup(places) : NULL;

	if (!copy)
		return;
	free(staged->places);
	staged->subject.places = staged->places = copy;
	if (staged->player.run)
		session_learn(run_session(staged->player.run), copy);
}

void staged_replay(struct staged *staged, const struct witness *witness,
		   const struct typed_lines *lines)
{
	uint32_t no_return = witness->no_return < UINT32_MAX ? witness->no_return : 0;

	if (!staged->player.run)
		return; /* it could not be started again, and that is what is said */
	begin_anew(staged);
	staged->recording = NULL;
	player_replay(&staged->player, witness->schedule, witness->length, lines, no_return);
	staged_say(staged, "the run that was found: . and space follow it");
}

void staged_replay_recording(struct staged *staged, const struct recording *recording)
{
	staged->recording = recording;
	player_replay(&staged->player, recording->schedule, recording->length, &recording->typed,
		      0);
}

/* --- choices ---------------------------------------------------------------------------------- */

const struct scenario *staged_scenario(const struct staged *staged, unsigned number)
{
	const struct demo *demo = staged->subject.demo;

	return demo && demo->scenario_count ? &demo->scenarios[number] : NULL;
}

void staged_choose_scenario(struct staged *staged, unsigned number)
{
	struct error error;

	choice_scenario(&staged->subject.choice, staged_scenario(staged, number)->name, &error);
	staged_reopen(staged, false);
}

unsigned staged_toggles(const struct staged *staged, unsigned toggles[DEMO_TOGGLES])
{
	const struct demo *demo = staged->subject.demo;
	unsigned count = 0;

	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		if (demo_applies(demo, &demo->toggles[i].scenarios,
				 staged->subject.choice.scenario))
			toggles[count++] = i;
	}
	return count;
}

/* The same schedule with and without a fault: what has it to do with it? */
static void toggle(struct staged *staged, unsigned number)
{
	struct choice *choice = &staged->subject.choice;
	const char *name = choice->demo->toggles[number].name;
	struct error error;

	if (choice_toggle(choice, name, &error) < 0) {
		staged_say(staged, "%s", error.text);
		return;
	}
	staged_reopen(staged, true);
	if (staged->player.run && staged->player.policy == POLICY_REPLAY)
		staged_say(staged, "the same schedule again, %s %s: . and space follow it",
			   choice->toggled[number] ? "with" : "without", name);
}

bool staged_press_toggle(struct staged *staged, int key)
{
	const struct demo *demo = staged->subject.demo;

	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		if (demo->toggles[i].key[0] != key)
			continue;
		toggle(staged, i);
		return true;
	}
	return false;
}

/* --- time ------------------------------------------------------------------------------------- */

/* Where the recording ends: whether all is as the file says. */
static bool ends_as_recorded(struct staged *staged, char *why)
{
	const struct recording *recording = staged->recording;
	struct run *run = staged->player.run;
	const struct told_run told = {.subject = &staged->subject,
				      .history = run_history(run),
				      .verdict = run_verdict(run),
				      .why = run_why(run)};

	if (staged->check.next != recording->length + 1 ||
	    history_steps(told.history) != recording->length ||
	    (told.verdict == VERDICT_NONE && recording->verdict != VERDICT_NONE))
		return true;
	staged->check.next = UINT32_MAX; /* it is said once, whatever it is */
	return recording_compare(recording, &told, why);
}

/* Compare with the recording as long as it is what is replayed; it is said once. */
static void compare(struct staged *staged)
{
	struct player *player = &staged->player;
	char why[RECORDING_WHY];

	if (!staged->recording || player_is_under_way(player) ||
	    !player_replays(player, UINT32_MAX) ||
	    (recording_fits(staged->recording, run_history(player->run), &staged->check, why) &&
	     ends_as_recorded(staged, why)))
		return;
	staged->check.next = UINT32_MAX;
	player->playing = false;
	staged_say(staged, "%s", why);
}

bool staged_advance(struct staged *staged, int64_t now_ms)
{
	if (!staged->player.run || !player_advance(&staged->player, now_ms))
		return false;
	compare(staged);
	return true;
}

void staged_follow(struct staged *staged)
{
	if (shown_step_follow(&staged->shown_step, &staged->player))
		narration_tell(&staged->narration, run_history(staged->player.run),
			       staged->player.shown, staged->player.zoomed,
			       staged->shown_step.races.list, staged->shown_step.races.count);
}

bool staged_shows_verdict(const struct staged *staged)
{
	return player_at_end(&staged->player) && !staged->verdict_away;
}
