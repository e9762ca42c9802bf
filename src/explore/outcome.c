#include "explore/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "model/printed.h"
#include "trace/report.h"

void outcomes_release(struct outcomes *outcomes)
{
	free(outcomes->list);
	*outcomes = (struct outcomes){0};
}

void outcome_reported(const struct stage *stage, char *text)
{
	char whole[STAGE_REPORTS * (TRACE_NAME + STAGE_REPORT + 3) + PRINTED_TEXT + 16];
	char printed[PRINTED_TEXT];
	size_t used = 0;

	for (unsigned i = 0; i < stage->report_count; i++) {
		const struct report *report = &stage->reports[i];

		if (report->has_outcome)
			used += (size_t)snprintf(whole + used, sizeof(whole) - used, "%s%s=%s",
						 used ? ", " : "", report->name, report->outcome);
	}
	if (stage->report_count == 0 && stage->actors[0].activity == ACTIVITY_ENDED)
		used = (size_t)snprintf(whole, sizeof(whole), "exit=%u",
					stage->spaces[0].exit_status);
	if (printed_text(&stage->printed, printed))
		used += (size_t)snprintf(whole + used, sizeof(whole) - used, "%soutput=%s",
					 used ? ", " : "", printed);
	used = report_shorten(whole, used, OUTCOME_TEXT);
	memcpy(text, whole, used + 1);
}

static void find_crash(const struct stage *stage, struct outcome *outcome)
{
	for (unsigned i = 0; i < stage->actor_count; i++) {
		const struct actor *actor = &stage->actors[i];

		if (actor->activity != ACTIVITY_KILLED || stage_space(stage, actor)->killed_by)
			continue;
		outcome->signal = stage_space(stage, actor)->signal;
		outcome->actor = (uint8_t)i;
		return;
	}
}

void outcome_of(struct outcome *outcome, struct history *history, const struct ending *ending,
		char *why)
{
	*outcome = (struct outcome){.verdict = verdict_of(history, ending, why)};
	outcome_reported(history_now(history), outcome->text);
	if (outcome->verdict == VERDICT_CRASH)
		find_crash(history_now(history), outcome);
}

bool outcome_is_same(const struct outcome *a, const struct outcome *b)
{
	return a->verdict == b->verdict && a->signal == b->signal && a->actor == b->actor &&
	       strcmp(a->text, b->text) == 0;
}

static uint32_t add(struct outcomes *outcomes, const struct outcome *outcome)
{
	if (outcomes->count == outcomes->capacity) {
		uint32_t capacity = outcomes->capacity ? 2 * outcomes->capacity : 16;
		struct outcome *list = realloc(outcomes->list, capacity * sizeof(*list));

		if (!list)
			return UINT32_MAX;
		outcomes->list = list;
		outcomes->capacity = capacity;
	}
	outcomes->list[outcomes->count] = *outcome;
	return outcomes->count++;
}

uint32_t outcomes_judge(struct outcomes *outcomes, struct history *history,
			const struct ending *ending)
{
	struct outcome outcome;
	char why[VERDICT_WHY];

	outcome_of(&outcome, history, ending, why);
	for (uint32_t i = 0; i < outcomes->count; i++) {
		if (outcome_is_same(&outcomes->list[i], &outcome))
			return i;
	}
	return add(outcomes, &outcome);
}
