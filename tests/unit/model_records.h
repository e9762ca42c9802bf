/*
 * Records built by hand, for the tests of model/: what an agent would have written, one function
 * for each thing that a record may say besides who did what on which object.
 */
#ifndef TESTS_MODEL_RECORDS_H
#define TESTS_MODEL_RECORDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "model/say.h"
#include "model/stage.h"
#include "model/fold.h"

static inline struct record did(unsigned actor, enum operation operation, unsigned object,
				uint64_t value)
{
	return (struct record){.actor = (uint8_t)actor,
			       .operation = (uint8_t)operation,
			       .object = (uint16_t)object,
			       .value = value};
}

/* The same as a step, about four bytes as far as it is about any. */
static inline struct record step(unsigned actor, enum operation operation, unsigned object,
				 uint64_t value)
{
	struct record record = did(actor, operation, object, value);
	record.flags = RECORD_VISIBLE;
	record.size = 4;
	return record;
}

static inline struct record with_argument(struct record record, uint64_t argument)
{
	record.argument = argument;
	return record;
}

static inline struct record with_size(struct record record, uint32_t size)
{
	record.size = size;
	return record;
}

static inline struct record with_flags(struct record record, unsigned flags)
{
	record.flags |= (uint8_t)flags;
	return record;
}

static inline struct record with_error(struct record record, int error)
{
	record.error = error;
	record.value = UINT64_MAX;
	return record;
}

static inline struct record at_place(struct record record, uint32_t where)
{
	record.where = where;
	return record;
}

static inline struct record with_bytes(struct record record, const void *bytes, size_t length)
{
	record.text_length = (uint8_t)(length < RECORD_TEXT ? length : RECORD_TEXT);
	memcpy(record.text, bytes, record.text_length);
	return record;
}

static inline struct record with_text(struct record record, const char *text)
{
	return with_bytes(record, text, strlen(text));
}

static inline struct record park(unsigned actor, enum operation operation, unsigned object)
{
	struct record record = did(actor, OP_PARK, object, operation);
	record.flags = operation == OP_WAIT || operation == OP_SLEEP ? 0 : RECORD_VISIBLE;
	record.size = 4;
	return record;
}

static inline struct record begin(unsigned actor, unsigned parent)
{
	return with_argument(did(actor, OP_BEGIN, 0, 0), parent);
}

static inline struct record name(unsigned object, enum object_kind kind, const char *text)
{
	return with_text(with_argument(did(0, OP_NAME, object, 0), kind), text);
}

static inline struct stage *stage_new(void)
{
	struct stage *stage = malloc(sizeof *stage);
	assert_non_null(stage);
	stage_init(stage);
	return stage;
}

/* Process 0 and as many children of it as asked for. */
static inline void births(struct stage *stage, unsigned children)
{
	struct record first = begin(0, 0);
	stage_fold(stage, &first);
	for (unsigned i = 1; i <= children; i++) {
		struct record born = begin(i, 0), fork = did(0, OP_FORK, 0, i);
		stage_fold(stage, &born);
		stage_fold(stage, &fork);
	}
}

static inline void fold(struct stage *stage, struct record record)
{
	stage_fold(stage, &record);
}

/* Fold a record after checking what is said of it. */
static inline void says(struct stage *stage, struct record record, const char *sentence)
{
	char text[256];
	int length = say_record(stage, &record, text, sizeof text);
	assert_string_equal(length ? text : "", sentence);
	assert_int_equal(length, strlen(sentence));
	stage_fold(stage, &record);
}

static inline void says_next(const struct stage *stage, unsigned actor, const char *sentence)
{
	char text[256];
	say_next(stage, &stage->actors[actor], text, sizeof text);
	assert_string_equal(text, sentence);
}

static inline void says_wait(const struct stage *stage, unsigned actor, const char *sentence)
{
	char text[256];
	say_wait(stage, &stage->actors[actor], text, sizeof text);
	assert_string_equal(text, sentence);
}

static inline void says_pattern(const struct stage *stage, const char *sentence)
{
	char text[256];
	say_pattern(stage, text, sizeof text);
	assert_string_equal(text, sentence);
}

#endif
