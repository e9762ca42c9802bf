/*
 * Formatting, cheaper than the C library's for what is usual.
 */
#ifndef IPCSTAGE_AGENT_CORE_FORMAT_H
#define IPCSTAGE_AGENT_CORE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* vsnprintf(3); returns the length that is there, cut to `size` - 1. */
size_t agent_format(char *out, size_t size, const char *format, va_list arguments);

#endif
