#include "base/error.h"

#include <stdio.h>
#include <string.h>
#include "base/printable.h"
#include "base/utf8.h"

int error_add_list(struct error *error, const char *format, va_list arguments)
{
	size_t used = strnlen(error->text, sizeof(error->text) - 1);

	vsnprintf(error->text + used, sizeof(error->text) - used, format, arguments);
	error->text[utf8_whole(error->text, strlen(error->text))] = '\0';
	printable_line(error->text + used);
	return -1;
}

int error_set_list(struct error *error, const char *format, va_list arguments)
{
	error->text[0] = '\0';
	return error_add_list(error, format, arguments);
}

int error_set(struct error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_set_list(error, format, arguments);
	va_end(arguments);
	return -1;
}

int error_add(struct error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_add_list(error, format, arguments);
	va_end(arguments);
	return -1;
}
