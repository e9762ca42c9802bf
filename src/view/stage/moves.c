/*
 * Records into moves: what operations.def says of them, made visible.
 */
#include "view/stage/moves.h"

#include <stdio.h>
#include "kinds/value/state.h"
#include "model/item.h"
#include "model/kind.h"
#include "model/say.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"

/* The text of an item that is taken: its record has only the number. */
static const char *item_text(const struct stage *stage, const struct record *record)
{
	const struct object *object = stage ? stage_find(stage, record->object) : NULL;
	const struct item *item = object ? object_item(object, record->argument) : NULL;

	return item ? item->text : "";
}

static enum cargo cargo_of(const struct scene *scene, const struct record *record)
{
	const struct object *object = stage_find(scene->now, record->object);
	enum cargo cargo = operation_row(record->operation)->cargo;
	bool token_of_lock = cargo == CARGO_TOKEN && object && object_lock(object) != LOCK_NONE;

	return token_of_lock ? CARGO_LOCK : cargo;
}

/* In the words of the log. */
static void number_text(const struct scene *scene, const struct record *record, struct move *move)
{
	const struct object *object = stage_find(scene->now, record->object);
	struct words words = words_begin(move->text, sizeof(move->text));

	words_add(&words, "[");
	value_say_moved(object ? object_value(object) : NULL, record, &words);
	words_add(&words, "]");
}

static void cargo_text(const struct scene *scene, const struct record *record, struct move *move)
{
	size_t whole = record->text_length < RECORD_TEXT ? record->text_length : RECORD_TEXT;
	char bytes[RECORD_TEXT * 4];

	switch (cargo_of(scene, record)) {
	case CARGO_VALUE:
		number_text(scene, record, move);
		break;
	case CARGO_TOKEN:
		snprintf(move->text, sizeof(move->text), "%s", GLYPH_TOKEN);
		break;
	case CARGO_WAITER:
		snprintf(move->text, sizeof(move->text), "[%u]", record->actor);
		break;
	case CARGO_CALL:
		snprintf(move->text, sizeof(move->text),
			 record->operation == OP_COND_SIGNAL ? "[!]" : "[!!]");
		break;
	case CARGO_LOCK:
		snprintf(move->text, sizeof(move->text), "[lock]");
		break;
	case CARGO_NOTHING:
		break;
	case CARGO_TEXT:
		say_bytes(record->text, whole, whole, bytes, sizeof(bytes));
		if (record->operation == OP_ITEM_TAKE)
			snprintf(bytes, sizeof(bytes), "%s", item_text(scene->before, record));
		snprintf(move->text, sizeof(move->text), "[%.*s]", (int)text_fit(bytes, 16), bytes);
		break;
	}
}

/* How far along `since_ms` is in the part of the move's time between two thousandths. */
static int progress(const struct scene *scene, int from, int to)
{
	int64_t now;

	if (!scene->before || scene->move_ms <= 0 || scene->since_ms >= scene->move_ms)
		return MOVE_WHOLE;
	now = scene->since_ms < 0 ? 0 : scene->since_ms * MOVE_WHOLE / scene->move_ms;
	if (now <= from)
		return 0;
	return now >= to ? MOVE_WHOLE : (int)((now - from) * MOVE_WHOLE / (to - from));
}

/* A record that moved nothing: it failed, or reached the end of a file. */
static bool moved(const struct record *record)
{
	bool stream = record->operation == OP_READ || record->operation == OP_WRITE;

	return !record->error && !(stream && (int64_t)record->value <= 0);
}

/* Whether something is seen moving, and not only an arrow. */
static bool carries(const struct record *record)
{
	const struct operation_row *operation = operation_row(record->operation);

	return operation->direction != DIRECTION_NONE && operation->cargo != CARGO_NOTHING;
}

int moves_of(const struct scene *scene, struct move *moves)
{
	int count = 0;

	for (size_t i = 0; i < scene->record_count && count + 1 < MOVES; i++) {
		const struct record *record = &scene->records[i];
		struct move move = {.actor = record->actor, .object = record->object};
		enum direction direction;

		if (!record->object || !moved(record) || !carries(record))
			continue;
		direction = operation_row(record->operation)->direction;
		move.result = record->operation == OP_ITEM_DONE;
		cargo_text(scene, record, &move);
		move.outward = direction == DIRECTION_OUT;
		move.progress = progress(scene, 0,
					 direction == DIRECTION_BOTH ? MOVE_WHOLE / 2 : MOVE_WHOLE);
		moves[count++] = move;
		if (direction != DIRECTION_BOTH)
			continue;
		move.outward = true;
		move.progress = progress(scene, MOVE_WHOLE / 2, MOVE_WHOLE);
		moves[count++] = move;
	}
	return count;
}

bool moving_to(const struct scene *scene, uint16_t object)
{
	struct move moves[MOVES];
	int count = moves_of(scene, moves);

	for (int i = 0; i < count; i++)
		if (moves[i].object == object && moves[i].outward && moves[i].progress < MOVE_WHOLE)
			return true;
	return false;
}

bool moving_from(const struct scene *scene, uint16_t object, uint8_t actor)
{
	struct move moves[MOVES];
	int count = moves_of(scene, moves);

	for (int i = 0; i < count; i++)
		if (moves[i].object == object && moves[i].actor == actor && !moves[i].outward &&
		    moves[i].progress < MOVE_WHOLE)
			return true;
	return false;
}
