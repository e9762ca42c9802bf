/*
 * What `explore` says: a table for people, an object for programs.
 */
#ifndef IPCSTAGE_CLI_EXPLORE_REPORT_H
#define IPCSTAGE_CLI_EXPLORE_REPORT_H

#include "explore/explore.h"
#include "run/subject.h"

void explore_report_text(const struct subject *subject, const struct explore_result *result,
			 double seconds);
void explore_report_json(const struct subject *subject, const struct explore_result *result,
			 double seconds);

#endif
