#include "trace/library_call.h"

static const char *const names[LIBRARY_CALLS] = {
#define LIBRARY(name, how, n, texts, points) #name,
#include "trace/library_calls.def"
#undef LIBRARY
};

const char *library_call_name(unsigned long number)
{
	return number < LIBRARY_CALLS ? names[number] : "a function of the C library";
}
