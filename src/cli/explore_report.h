/*
 * What `explore` says to people: a table, and how each failure comes about.
 */
#ifndef IPCSTAGE_CLI_EXPLORE_REPORT_H
#define IPCSTAGE_CLI_EXPLORE_REPORT_H

#include "export/findings.h"

void explore_report_text(const struct findings *findings);
void sample_report_text(const struct told_sample *sample);

#endif
