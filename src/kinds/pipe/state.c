/*
 * A pipe: the messages in it, who can still read and write, and messages that are torn.
 *
 * The kernel knows bytes only. A message is what one write put in; one larger than PIPE_BUF may
 * come as several writes, and then others' may come between (pipe(7)). A read that takes a part
 * of a message is harmless as long as the same process reads on.
 */
#include "kinds/pipe/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include "model/kind.h"

/* Bytes that a call moved. */
uint32_t pipe_moved(const struct record *record)
{
	return record->error == 0 && record->value <= INT32_MAX ? (uint32_t)record->value : 0;
}

static void tear(struct stage *stage, struct pipe_state *pipe, unsigned of, unsigned by, bool read)
{
	pipe->torn++;
	pipe->torn_step = stage->step;
	if (pipe->torn > 1)
		return;
	pipe->first_torn_step = stage->step;
	pipe->first_torn_of = (uint8_t)of;
	pipe->first_torn_by = (uint8_t)by;
	pipe->first_torn_read = read;
}

static bool continues(const struct pipe_state *pipe, const struct record *record)
{
	return record->size > 0 && record->size <= pipe->rest[record->actor % LIMIT_ACTORS];
}

/* Notice a message that goes on after others have come between. True when this piece is torn. */
static bool write_pieces(struct stage *stage, struct pipe_state *pipe, const struct record *record)
{
	unsigned writer = record->actor % LIMIT_ACTORS;
	uint32_t bytes = pipe_moved(record);
	bool torn = continues(pipe, record) && (set_has(pipe->apart, writer));
	if (torn)
		tear(stage, pipe, writer + 1, pipe->cutter, false);
	pipe->rest[writer] = bytes < record->size ? record->size - bytes : 0;
	set_remove(&pipe->apart, writer);
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (i != writer && pipe->rest[i] > 0) {
			set_add(&pipe->apart, i);
			pipe->cutter = (uint8_t)(writer + 1);
		}
	return torn;
}

static void mark_torn(struct pipe_state *pipe, unsigned writer)
{
	for (unsigned i = 0; i < pipe->count; i++)
		if (pipe->items[i].actor == writer)
			pipe->items[i].torn = 1;
}

/* Bytes in the pipe that belong to messages which items[] had no room for. */
static uint32_t hidden(const struct pipe_state *pipe)
{
	uint32_t shown = 0;
	for (unsigned i = 0; i < pipe->count; i++)
		shown += pipe->items[i].size;
	return pipe->bytes - shown;
}

/* The bytes of a message that the record has room for. Returns how many they are. */
static size_t bytes_seen(const struct stage *stage, const struct record *record, uint32_t bytes,
			 char text[STAGE_REPORT])
{
	size_t seen = stage_text(stage, record, text);
	return seen < bytes ? seen : bytes;
}

static void say_text(const struct stage *stage, const struct record *record, uint32_t bytes,
		     char *out, size_t size)
{
	char text[STAGE_REPORT];
	say_bytes(text, bytes_seen(stage, record, bytes, text), bytes, out, size);
}

void pipe_keep(const struct stage *stage, struct pipe_state *pipe, const struct record *record,
	       bool torn)
{
	uint32_t bytes = pipe_moved(record);
	struct item *item = &pipe->items[pipe->count++];
	char text[STAGE_REPORT];

	*item = (struct item){
		.id = pipe->written, .size = bytes, .actor = record->actor, .torn = torn};
	item->framed = bytes_framed(text, bytes_seen(stage, record, bytes, text), bytes);
	say_text(stage, record, bytes, item->text, sizeof item->text);
}

static void put(const struct stage *stage, struct pipe_state *pipe, const struct record *record,
		bool torn)
{
	bool capacity = pipe->count < PIPE_ITEMS && hidden(pipe) == 0;

	pipe->written++;
	pipe->bytes += pipe_moved(record);
	if (!capacity)
		return;
	pipe_keep(stage, pipe, record, torn);
	if (torn)
		mark_torn(pipe, record->actor);
}

void pipe_drop(struct pipe_state *pipe, unsigned at)
{
	struct item *item = &pipe->items[at];

	pipe->count--;
	memmove(item, item + 1, (pipe->count - at) * sizeof *item);
}

static void fold_write(struct stage *stage, struct pipe_state *pipe, const struct record *record)
{
	set_add(&pipe->writers, record->actor);
	if (pipe_moved(record) > 0)
		put(stage, pipe, record, write_pieces(stage, pipe, record));
}

static void take(struct stage *stage, struct pipe_state *pipe, unsigned reader, uint32_t bytes)
{
	pipe->bytes -= bytes;
	while (bytes > 0 && pipe->count > 0) {
		struct item *item = &pipe->items[0];
		if (item->reader && item->reader != reader + 1 && !pipe->is_typed)
			tear(stage, pipe, item->actor + 1u, reader + 1, true);
		if (bytes < item->size) {
			item->size -= bytes;
			item->reader = (uint8_t)(reader + 1);
			return;
		}
		bytes -= item->size;
		pipe_drop(pipe, 0);
	}
}

static void fold_read(struct stage *stage, struct pipe_state *pipe, const struct record *record)
{
	uint32_t bytes = pipe_moved(record);
	set_add(&pipe->readers, record->actor);
	pipe->read += bytes > 0;
	take(stage, pipe, record->actor, bytes < pipe->bytes ? bytes : pipe->bytes);
}

static void fold_close(struct pipe_state *pipe, const struct record *record)
{
	if (record->value & END_READ)
		set_remove(&pipe->readers, record->actor);
	if (record->value & END_WRITE)
		set_remove(&pipe->writers, record->actor);
}

static bool sets_capacity(const struct record *record)
{
	return record->argument == F_SETPIPE_SZ && pipe_moved(record) > 0;
}

void pipe_fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct pipe_state *pipe = pipe_own(object);
	switch (record->operation) {
	case OP_PIPE:
	case OP_SOCKETPAIR:
		pipe->capacity = (uint32_t)record->value;
		set_add(&pipe->readers, record->actor);
		set_add(&pipe->writers, record->actor);
		break;
	case OP_OPEN:
		pipe->has_name = true;
		if (record->value & END_READ)
			set_add(&pipe->readers, record->actor);
		if (record->value & END_WRITE)
			set_add(&pipe->writers, record->actor);
		break;
	case OP_INPUT:
		pipe->is_typed = true;
		snprintf(object->name, sizeof object->name, "input");
		break;
	case OP_TYPED:
		pipe->is_over |= record->value == 0;
		if (pipe_moved(record) > 0)
			put(stage, pipe, record, false);
		break;
	case OP_READ:
		fold_read(stage, pipe, record);
		break;
	case OP_WRITE:
		fold_write(stage, pipe, record);
		break;
	case OP_CLOSE:
		fold_close(pipe, record);
		break;
	case OP_FCNTL:
		if (sets_capacity(record))
			pipe->capacity = pipe_moved(record);
		break;
	}
}

void pipe_leave(struct object *object, const struct actor *actor)
{
	set_remove(&pipe_own(object)->readers, actor->number);
	set_remove(&pipe_own(object)->writers, actor->number);
}

void pipe_inherit(struct object *object, unsigned parent, unsigned child)
{
	struct pipe_state *pipe = pipe_own(object);
	if (set_has(pipe->readers, parent))
		set_add(&pipe->readers, child);
	if (set_has(pipe->writers, parent))
		set_add(&pipe->writers, child);
}

/* Writers wait for readers and the other way round; who polls may wait for either. */
bool pipe_wait(const struct stage *stage, const struct object *object, const struct actor *actor,
	       struct wait *wait)
{
	(void)stage;
	const struct pipe_state *pipe = pipe_of(object);
	bool by_name = actor->next.operation == OP_OPEN ||
		       (pipe->has_name && actor->next.operation != OP_WRITE);
	wait->open_to = object->listener ? OPEN_TO_PARTNER
			: by_name	 ? OPEN_TO_KNOWING
					 : OPEN_TO_HOLDERS;
	if (actor->next.operation == OP_OPEN) {
		wait->others = true;
		wait->by = "opened by";
		return true;
	}
	if (pipe->is_typed) {
		wait->others = wait->typed = true;
		wait->open_to = OPEN_TO_CLIENTS;
		wait->by = "typed by";
		snprintf(wait->lack, sizeof wait->lack, "empty");
		return true;
	}
	bool polls = actor->next.operation == OP_POLL;
	bool writes = actor->next.operation == OP_WRITE;
	wait->enders = polls ? set_union(pipe->readers, pipe->writers)
			     : (writes ? pipe->readers : pipe->writers);
	wait->others = set_is_empty(wait->enders) || (polls && actor->next.argument > 1);
	wait->by = polls ? "used by" : writes ? "read by" : "written by";
	snprintf(wait->lack, sizeof wait->lack, polls ? "not ready" : writes ? "full" : "empty");
	return true;
}

/* Words. */

void pipe_say_content(const struct stage *stage, const struct record *record, struct words *words)
{
	char text[STAGE_NOTE];
	say_text(stage, record, pipe_moved(record), text, sizeof text);
	words_add(words, "%s", text);
}

static void say_failed(const struct object *object, const struct record *record,
		       struct words *words)
{
	bool reads = record->operation == OP_READ;
	if (record->error == EAGAIN)
		words_add(words, "%u finds %s %s", record->actor, object->name,
			  reads ? "empty" : "full");
	else if (record->error == EPIPE)
		words_add(words, "%u writes into %s, but nobody can read it any more: SIGPIPE",
			  record->actor, object->name);
	else
		words_add(words, "%u cannot %s %s: %s", record->actor,
			  reads ? "read" : "write into", object->name, strerror(record->error));
}

static void say_write(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	const struct pipe_state *pipe = pipe_of(object);
	uint32_t bytes = pipe_moved(record);
	bool goes_on = continues(pipe, record);
	words_add(words, "%u writes ", record->actor);
	if (bytes < record->size)
		words_add(words, "%u of %u bytes", bytes, record->size);
	else if (goes_on)
		words_add(words, "the last %u of its bytes", bytes);
	else
		pipe_say_content(stage, record, words);
	words_add(words, " into %s", object->name);
	if (goes_on && (set_has(pipe->apart, record->actor)))
		words_add(words, ", after %u came between", pipe->cutter - 1u);
}

/* What a read takes that is no single whole message. */
void pipe_say_pieces(const struct pipe_state *pipe, const struct record *record,
		     struct words *words)
{
	uint32_t bytes = pipe_moved(record);
	struct set writers = set_none();
	unsigned count = 0, torn = 0;
	for (; count < pipe->count && bytes >= pipe->items[count].size && bytes > 0; count++) {
		bytes -= pipe->items[count].size;
		set_add(&writers, pipe->items[count].actor);
		torn += pipe->items[count].torn;
	}
	bool part = bytes > 0 && count < pipe->count;
	if (part) {
		set_add(&writers, pipe->items[count].actor);
		torn += pipe->items[count].torn;
	}
	uint8_t began = pipe->count > 0 ? pipe->items[0].reader : 0;
	if (began && began != record->actor + 1) {
		words_add(words, ", the rest of a message that %u has begun to read", began - 1u);
	} else if (torn > 0 && set_count(writers) > 1) {
		words_add(words, ", pieces of messages of ");
		words_actors(words, writers, "and");
	} else if (part && count == 0) {
		words_add(words, ", a part of %u's message", pipe->items[0].actor);
	} else if (count > 1) {
		words_add(words, ", %u messages at once", count);
	}
}

bool pipe_takes_length(const struct pipe_state *pipe, const struct record *record)
{
	return pipe->count > 0 && pipe->items[0].framed && !pipe->items[0].reader &&
	       pipe_moved(record) == sizeof(uint32_t);
}

static void say_read(const struct stage *stage, const struct object *object,
		     const struct record *record, struct words *words)
{
	if (pipe_moved(record) == 0 && record->size > 0) {
		words_add(words, "%u reads the end of %s%s", record->actor, object->name,
			  pipe_of(object)->is_typed ? "" : ": nobody can write any more");
		return;
	}
	words_add(words, "%u reads ", record->actor);
	if (pipe_takes_length(pipe_of(object), record)) {
		words_add(words, "the length of %u's message from %s",
			  pipe_of(object)->items[0].actor, object->name);
		return;
	}
	pipe_say_content(stage, record, words);
	words_add(words, " from %s", object->name);
	if (!pipe_of(object)->is_typed)
		pipe_say_pieces(pipe_of(object), record, words);
}

static void say_typed(const struct stage *stage, const struct record *record, struct words *words)
{
	if (record->value == 0) {
		words_add(words, "%u is given the end, which is typed", record->actor);
		return;
	}
	words_add(words, "%u is given ", record->actor);
	pipe_say_content(stage, record, words);
	words_add(words, ", which is typed");
}

static void say_close(const struct object *object, const struct record *record, struct words *words)
{
	const struct pipe_state *pipe = pipe_of(object);
	uint64_t ends = record->value & (END_READ | END_WRITE);
	const char *end = ends == END_READ    ? "the read end of "
			  : ends == END_WRITE ? "the write end of "
			  : ends	      ? "both ends of "
					      : "a second descriptor of ";
	words_add(words, "%u closes %s%s", record->actor, end, object->name);
	if (pipe->is_typed)
		return;
	if ((ends & END_WRITE) && set_is_empty(set_without(pipe->writers, record->actor)))
		words_add(words, ": nobody can write any more");
	else if ((ends & END_READ) && set_is_empty(set_without(pipe->readers, record->actor)))
		words_add(words, ": nobody can read it any more");
}

static const char *end_word(uint64_t ends)
{
	return ends == END_READ	   ? "the read end"
	       : ends == END_WRITE ? "the write end"
				   : "both ends";
}

static void say_open(const struct object *object, const struct record *record, struct words *words)
{
	if (record->error)
		words_add(words, "%u cannot open %s: %s", record->actor, object->name,
			  strerror(record->error));
	else
		words_add(words, "%u opens %s of %s", record->actor, end_word(record->value),
			  object->name);
}

void pipe_say(const struct stage *stage, const struct object *object, const struct record *record,
	      struct words *words)
{
	switch (record->operation) {
	case OP_PIPE:
		words_add(words, "%u makes %s", record->actor, object->name);
		break;
	case OP_TYPED:
		say_typed(stage, record, words);
		break;
	case OP_OPEN:
		say_open(object, record, words);
		break;
	case OP_READ:
	case OP_WRITE:
		if (record->error)
			say_failed(object, record, words);
		else if (record->operation == OP_READ)
			say_read(stage, object, record, words);
		else
			say_write(stage, object, record, words);
		break;
	case OP_PEEK:
		if (record->error) {
			say_failed(object, record, words);
			break;
		}
		words_add(words, "%u looks at ", record->actor);
		pipe_say_content(stage, record, words);
		words_add(words, " in %s, where it stays", object->name);
		break;
	case OP_CLOSE:
		say_close(object, record, words);
		break;
	case OP_POLL:
		words_add(words, "%u asks whether %s is ready: it is%s", record->actor,
			  object->name, record->value ? "" : " not");
		break;
	case OP_FCNTL:
		if (sets_capacity(record))
			words_add(words, "%u makes %s hold %u bytes", record->actor, object->name,
				  pipe_moved(record));
		else
			words_add(words, "%u asks or sets how %s works", record->actor,
				  object->name);
		break;
	}
}

void pipe_say_next(const struct stage *stage, const struct object *object,
		   const struct actor *actor, struct words *words)
{
	(void)stage;
	const struct next *next = &actor->next;
	if (next->operation == OP_WRITE && next->size > 0) {
		words_add(words, "write ");
		words_count(words, next->size, "byte");
		words_add(words, " into %s", object->name);
	} else if (next->operation == OP_OPEN) {
		words_add(words, "open %s of %s", end_word(next->size), object->name);
	} else if (next->operation == OP_CLOSE) {
		words_add(words, "close an end of %s", object->name);
	} else {
		words_add(words, "%s %s", operation_word(next->operation), object->name);
	}
}

void pipe_say_wait(const struct stage *stage, const struct object *object,
		   const struct actor *actor, struct words *words)
{
	(void)stage;
	if (actor->next.operation == OP_OPEN) {
		words_add(words, "somebody to open %s of %s",
			  end_word((END_READ | END_WRITE) ^ actor->next.size), object->name);
		return;
	}
	if (pipe_of(object)->is_typed) {
		words_add(words, "input");
		return;
	}
	struct set writers = pipe_of(object)->writers;
	struct set others = set_without(writers, actor->number);
	if (actor->next.operation == OP_WRITE) {
		words_add(words, "room in %s, which is full", object->name);
		return;
	}
	words_add(words, "a message in %s, which is empty", object->name);
	if (!set_is_empty(writers))
		words_add(words, " and can still be written by ");
	words_actors(words, others, "and");
	if (!set_equals(writers, others))
		words_add(words, "%s%u itself", !set_is_empty(others) ? " and by " : "",
			  actor->number);
}

void pipe_say_pattern(const struct stage *stage, const struct object *object, struct words *words)
{
	if (pipe_of(object)->torn == 0 || pipe_of(object)->torn_step != stage->step)
		return;
	words_add(words, "A message in %s is torn: another process came between its pieces.",
		  object->name);
}

void pipe_say_damage(const struct object *object, bool free_run, struct words *words)
{
	const struct pipe_state *pipe = pipe_of(object);
	if (pipe->torn == 0)
		return;
	unsigned of = pipe->first_torn_of - 1u, by = pipe->first_torn_by - 1u;
	/* How many is not said: one may be torn several times, and tears others with it. */
	words_add(words,
		  pipe->torn == 1 ? "a message was torn in %s"
				  : "messages were torn in %s, the first",
		  object->name);
	if (!free_run)
		words_add(words, " at step %u", pipe->first_torn_step);
	if (pipe->first_torn_read)
		words_add(words,
			  ": %u read on in a message of %u's that another process had "
			  "begun to read.",
			  by, of);
	else
		words_add(words,
			  ": %u wrote between two pieces of %u's message, which was too "
			  "large to be written in one.",
			  by, of);
}

/* Whether somebody who is left waits for it, as far as is known: of a free run nothing is. */
static bool may_be_awaited(const struct stage *stage, const struct object *object, bool *known)
{
	bool awaited = false;
	*known = false;
	for (unsigned i = 0; i < stage->actor_count; i++) {
		const struct actor *actor = &stage->actors[i];
		bool waits = actor->activity == ACTIVITY_WAITS;
		bool here = actor->next.object == object->number ||
			    (actor->next.operation == OP_POLL && actor->next.size & POLL_INPUT);
		*known |= waits;
		awaited |= waits && here;
	}
	return awaited || !*known;
}

/* What is typed comes from nobody of the run. */
static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct pipe_state *pipe = pipe_of(object);
	bool known;
	if (!pipe->is_typed || pipe->is_over || !may_be_awaited(stage, object, &known))
		return;
	words_add(words, " %s: --input FILE does, or < FILE.",
		  known ? "Nobody gives any input" : "If it waits for input, nobody gives any");
}

const struct kind_model pipe_model = {
	.state_size = sizeof(struct pipe_state),
	.say_pattern = pipe_say_pattern,
	.say_damage = pipe_say_damage,
	.fold = pipe_fold,
	.leave = pipe_leave,
	.inherit = pipe_inherit,
	.wait = pipe_wait,
	.say = pipe_say,
	.say_next = pipe_say_next,
	.say_wait = pipe_say_wait,
	.say_never = say_never,
};
