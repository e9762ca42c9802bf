#include "trace/kind.h"

/* The column OUTER. */
enum { OUTER_APART = false, OUTER_MEET = true };

static const struct kind_row rows[] = {
	[OBJECT_NONE] = {.word = "object", .left = left_nothing},
#define KIND(name, folder, word, reach, bytes, outer, left)                                        \
	[OBJECT_##name] = {word, REACH_##reach, BYTES_##bytes, OUTER_##outer, left_##left},
#include "kinds/kinds.def"
#undef KIND
};

const struct kind_row *kind_row(unsigned kind)
{
	return &rows[kind < OBJECT_KINDS ? kind : OBJECT_NONE];
}

void left_nothing(const struct trace *trace, unsigned object)
{
	(void)trace;
	(void)object;
}
