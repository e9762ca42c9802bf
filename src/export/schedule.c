#include "export/schedule.h"

#include <stdlib.h>
#include "explore/explore.h"

char *schedule_of_history(const struct history *history)
{
	uint32_t steps = history_steps(history);
	size_t length = history_schedule(history, steps, NULL, 0);
	char *text = malloc(length + 1);

	if (text)
		history_schedule(history, steps, text, length + 1);
	return text;
}

char *schedule_of_witness(const struct witness *witness)
{
	size_t length = explore_schedule_text(witness, NULL, 0);
	char *text = malloc(length + 1);

	if (text)
		explore_schedule_text(witness, text, length + 1);
	return text;
}
