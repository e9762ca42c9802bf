#include "trace/in_place.h"

static const char *const names[IN_PLACE_COUNT] = {
	[IN_PLACE_MEMCPY] = "memcpy",	[IN_PLACE_MEMPCPY] = "mempcpy",
	[IN_PLACE_MEMMOVE] = "memmove", [IN_PLACE_MEMSET] = "memset",
	[IN_PLACE_STRCPY] = "strcpy",	[IN_PLACE_STPCPY] = "stpcpy",
	[IN_PLACE_STRNCPY] = "strncpy", [IN_PLACE_STRCAT] = "strcat",
	[IN_PLACE_STRNCAT] = "strncat", [IN_PLACE_BCOPY] = "bcopy",
	[IN_PLACE_BZERO] = "bzero",
};

const char *in_place_name(unsigned long number)
{
	return number < IN_PLACE_COUNT ? names[number] : "a copy";
}
