#include "base/error.h"

#include <stdio.h>
#include <string.h>

int error_add_list(struct error *error, const char *format, va_list arguments)
{
	size_t used = strnlen(error->text, sizeof(error->text) - 1);

	vsnprintf(error->text + used, sizeof(error->text) - used, format, arguments);
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
