/*
 * What stands in front of functions that print: the calls come from library.c, with texts that are
 * the process's own.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_PRINTING_H
#define IPCSTAGE_AGENT_HOOKS_PRINTING_H

#include <stdarg.h>
#include <stddef.h>

#if defined(__x86_64__) || defined(__aarch64__)
#define AGENT_LOOKS /* there is code to stand in front of what takes any arguments */
#endif

int agent_vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list list);
int agent_snprintf(char *restrict to, size_t size, const char *restrict format, ...);
int agent_vsprintf(char *restrict to, const char *restrict format, va_list list);
int agent_sprintf(char *restrict to, const char *restrict format, ...);

/* Those of _FORTIFY_SOURCE. */
int agent_vsnprintf_chk(char *to, size_t size, int flag, size_t capacity, const char *format,
			va_list list);
int agent_snprintf_chk(char *to, size_t size, int flag, size_t capacity, const char *format, ...);
int agent_vsprintf_chk(char *to, int flag, size_t capacity, const char *format, va_list list);
int agent_sprintf_chk(char *to, int flag, size_t capacity, const char *format, ...);

/* Of calls/stream.c. */
int agent_dprintf(int fd, const char *restrict format, ...);
int agent_vdprintf(int fd, const char *restrict format, va_list arguments);
int agent_dprintf_chk(int fd, int flag, const char *format, ...);
int agent_vdprintf_chk(int fd, int flag, const char *format, va_list arguments);

#endif
