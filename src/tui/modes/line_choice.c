#include "tui/modes/line_choice.h"

bool line_choice_press(unsigned *line, unsigned count, enum request request)
{
	if (request == REQUEST_UP && *line > 0)
		--*line;
	else if (request == REQUEST_DOWN && *line + 1 < count)
		++*line;
	return request == REQUEST_UP || request == REQUEST_DOWN;
}
