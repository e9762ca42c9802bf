/*
 * What the demo has to teach, of which the latest that applies is shown.
 */
#include <string.h>
#include "tui/screens/stage_parts.h"

/* Whether a lesson is for a run that has ended, and has ended as this one. */
static bool is_for_this_end(const struct staged *staged, const struct lesson *lesson)
{
	const struct player *player = &staged->player;

	return player_at_end(player) &&
	       (strcmp(lesson->at, "end") == 0 ||
		strcmp(lesson->at, verdict_word(run_verdict(player->run))) == 0);
}

bool stage_lesson_is_of_end(const struct staged *staged)
{
	const struct demo *demo = staged->subject.demo;
	bool explained = false;

	for (unsigned i = 0; demo && i < demo->lesson_count; i++)
		explained |= demo_applies(demo, &demo->lessons[i].scenarios,
					  staged->subject.choice.scenario) &&
			     is_for_this_end(staged, &demo->lessons[i]);
	return explained;
}

/* Whether a lesson is about what has been chosen. */
static bool is_for_choice(const struct staged *staged, const struct lesson *lesson)
{
	const struct demo *demo = staged->subject.demo;

	for (unsigned i = 0; i < demo->toggle_count; i++) {
		if (staged->subject.choice.toggled[i] && strncmp(lesson->at, "toggle ", 7) == 0 &&
		    strcmp(lesson->at + 7, demo->toggles[i].name) == 0)
			return true;
	}
	return strcmp(lesson->at, "start") == 0;
}

const char *stage_lesson(const struct staged *staged)
{
	const struct demo *demo = staged->subject.demo;
	const struct scenario *scenario = staged_scenario(staged, staged->subject.choice.scenario);
	const char *text = NULL;

	for (unsigned i = 0; demo && i < demo->lesson_count; i++) {
		const struct lesson *lesson = &demo->lessons[i];

		if (demo_applies(demo, &lesson->scenarios, staged->subject.choice.scenario) &&
		    (is_for_choice(staged, lesson) || is_for_this_end(staged, lesson)))
			text = text_in(&lesson->text, staged->language);
	}
	if (!text && demo)
		text = text_in(scenario ? &scenario->summary : &demo->summary, staged->language);
	return text ? text : "Any program: held at every operation on something shared.";
}
