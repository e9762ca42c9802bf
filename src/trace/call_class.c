#include "trace/call_class.h"

const struct call_row call_rows[CALL_ROWS] = {
#define QUERY(name, n)	  {SYS_##name, CALL_QUERY, n},
#define FOLLOWED(name, n) {SYS_##name, CALL_FOLLOWED, n},
#define SIGNAL(name, n)	  {SYS_##name, CALL_SIGNAL, n},
#define PRIVATE(name, n)  {SYS_##name, CALL_PRIVATE, n},
#include "trace/system_calls.def"
#undef QUERY
#undef FOLLOWED
#undef SIGNAL
#undef PRIVATE
};

/* A call that has two rows does not compile. */
enum call_class call_class(long number)
{
	switch (number) {
#define QUERY(name, n)                                                                             \
	case SYS_##name:                                                                           \
		return CALL_QUERY;
#define FOLLOWED(name, n)                                                                          \
	case SYS_##name:                                                                           \
		return CALL_FOLLOWED;
#define SIGNAL(name, n)                                                                            \
	case SYS_##name:                                                                           \
		return CALL_SIGNAL;
#define PRIVATE(name, n)                                                                           \
	case SYS_##name:                                                                           \
		return CALL_PRIVATE;
#include "trace/system_calls.def"
#undef QUERY
#undef FOLLOWED
#undef SIGNAL
#undef PRIVATE
	default:
		return CALL_UNKNOWN;
	}
}
