/*
 * What went wrong, for people, in one line: "what: why; what to do". The one shape that errors of
 * the world have in the viewer (files, programs, what a person asked for); our own bugs are
 * asserts.
 *
 * Whoever fails fills it in and returns NULL or -1; whoever was asked by a person prints it.
 */
#ifndef IPCSTAGE_BASE_ERROR_H
#define IPCSTAGE_BASE_ERROR_H

#include <stdarg.h>

enum { ERROR_TEXT = 512 };

struct error {
	char text[ERROR_TEXT]; /* one printable line; "" nothing has gone wrong */
};

/* Fill it in, as printf(3); what may not be shown becomes '?'. Returns -1, so that a function may
 * end with it. */
int error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
int error_set_list(struct error *error, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* The same behind what is there already, cut where it no longer fits. */
int error_add(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
int error_add_list(struct error *error, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

#endif
