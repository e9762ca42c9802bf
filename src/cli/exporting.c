#include "cli/exporting.h"

enum { OPTION_JSON = 768 };

static const struct argp_option options[] = {
	{"json", OPTION_JSON, NULL, 0, "report as JSON", 0},
	{0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	const struct exporter **exporter = state->input;

	(void)argument;
	if (key != OPTION_JSON)
		return ARGP_ERR_UNKNOWN;
	*exporter = exporter_find("json");
	return 0;
}

const struct argp exporting_argp = {.options = options, .parser = parse};
