/*
 * In which format a command reports, when not in words.
 */
#ifndef IPCSTAGE_CLI_EXPORTING_H
#define IPCSTAGE_CLI_EXPORTING_H

#include <argp.h>
#include "export/exporter.h"

/* argp: --json; its input is a const struct exporter *, NULL as long as none is asked for. */
extern const struct argp exporting_argp;

#endif
