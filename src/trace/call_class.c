#include "trace/call_class.h"

const struct call_row call_rows[CALL_ROWS] = {
#define QUERY(name)    {SYS_##name, CALL_QUERY},
#define FOLLOWED(name) {SYS_##name, CALL_FOLLOWED},
#define SIGNAL(name)   {SYS_##name, CALL_SIGNAL},
#define PRIVATE(name)  {SYS_##name, CALL_PRIVATE},
#include "trace/system_calls.def"
#undef QUERY
#undef FOLLOWED
#undef SIGNAL
#undef PRIVATE
};

enum call_class call_class(long number)
{
	for (unsigned i = 0; i < CALL_ROWS; i++) {
		if (call_rows[i].number == number)
			return (enum call_class)call_rows[i].class;
	}
	return CALL_UNKNOWN;
}
