/*
 * JSON, the row. Its functions are in the files named after what they tell of.
 */
#include "export/json.h"

const struct exporter exporter_json = {
	.name = "json",
	.suffix = "json",
	.begin = json_run,
	.exploration = json_exploration,
	.sample = json_sample,
	.demos = json_demos,
	.seeds = json_seeds,
};
