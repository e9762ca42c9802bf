#include "tui/modes/scenario_line.h"

#include <stdio.h>

unsigned scenario_lines(const struct staged *staged)
{
	return staged_scenario(staged, 0) != NULL;
}

unsigned scenario_line(const struct staged *staged, unsigned number, struct list_row *row,
		       char place[SCENARIO_PLACE])
{
	const struct scenario *scenario = staged_scenario(staged, number);

	if (!scenario)
		return 0;
	*row = (struct list_row){.key = "",
				 .label = "scenario",
				 .value = scenario->name,
				 .extra = place,
				 .help = text_in(&scenario->summary, staged->language),
				 .on = number > 0};
	snprintf(place, SCENARIO_PLACE, "%u of %u", number + 1,
		 staged->subject.demo->scenario_count);
	return 1;
}

unsigned scenario_next(const struct staged *staged, unsigned number, int by)
{
	unsigned count = staged->subject.demo->scenario_count;

	return (number + count + (unsigned)by) % count;
}
