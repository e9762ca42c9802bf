/*
 * What a program reports, an outcome or an expectation, as text that has to fit.
 */
#ifndef IPCSTAGE_TRACE_REPORT_H
#define IPCSTAGE_TRACE_REPORT_H

#include <stddef.h>

enum { REPORT_MARK = 20 /* bytes that stand for a rest */ };

/*
 * Make a text of `length` bytes fit into `room` bytes with its NUL: what is longer ends in "..."
 * and a hash of all of it, so that what differs stays different. Returns its length.
 */
size_t report_shorten(char *text, size_t length, size_t room);

#endif
