#include "trace/operation.h"

static const struct operation_row rows[] = {
#define OP(name, word, letter, kind, direction, cargo, ready, early, key)                          \
	[OP_##name] = {word,	      letter,	     OBJECT_##kind, DIRECTION_##direction,         \
		       CARGO_##cargo, EARLY_##early, KEYED_##key,   ready_##ready},
#include "trace/operations.def"
#undef OP
};

const struct operation_row *operation_row(unsigned operation)
{
	return &rows[operation < OP_COUNT ? operation : OP_NONE];
}

const char *operation_word(unsigned operation)
{
	return operation < OP_COUNT ? rows[operation].word : "unknown";
}
