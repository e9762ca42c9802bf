/*
 * A value in shared memory: what is in it, who holds which version of it, and whose updates got
 * lost.
 *
 * Every store makes a new version. One that a process computes from a version it has loaded keeps
 * the updates that version was built on and its own, and no others: what it does not keep is lost.
 */
#include "kinds/value/state.h"

#include <endian.h>
#include <inttypes.h>
#include <string.h>
#include "model/actor.h"
#include "model/kind.h"

/* Versions are about the whole value, not about one element of an array. */
static bool whole_access(const struct object *object, const struct record *record)
{
	return record->argument == 0 && (object->size == 0 || record->size >= object->size);
}

/* Larger ones are kept as bytes, and not on the stage. */
static bool is_readable(const struct record *record)
{
	return record->size <= sizeof record->value && !(record->flags & RECORD_UNSETTLED);
}

bool value_stale(const struct object *object, unsigned actor)
{
	const struct value_state *value = value_of(object);
	uint32_t loaded = value->loaded_version[actor];
	return loaded > 0 && loaded - 1 < value->version;
}

static void hold(struct stage *stage, struct object *object, unsigned actor, uint64_t content)
{
	value_own(object)->content = content;
	stage->actors[actor].loaded_object = object->number;
	stage->actors[actor].loaded_value = content;
}

void value_load(struct stage *stage, struct object *object, unsigned actor, uint64_t content)
{
	struct value_state *value = value_own(object);
	hold(stage, object, actor, content);
	value->known = true;
	value->loaded_version[actor] = value->version + 1;
	value->loaded_kept[actor] = value->kept;
}

static void load(struct stage *stage, struct object *object, const struct record *record)
{
	if (whole_access(object, record))
		value_load(stage, object, record->actor, record->value);
	else
		hold(stage, object, record->actor, record->value);
	value_own(object)->known = is_readable(record);
}

/* The first lost update is told in the verdict: remember how it came about. */
static void lose(struct stage *stage, struct value_state *value, unsigned actor, uint32_t lost)
{
	stage->lost_updates += lost - value->lost;
	value->lost = lost;
	if (value->first_lost_step || lost == 0)
		return;
	value->first_lost_step = stage->step;
	value->first_lost_loaded = stage->actors[actor].loaded_value;
	value->first_lost_by = (uint8_t)(actor + 1);
	value->first_lost_of = value->writer;
}

void value_store(struct stage *stage, struct object *object, unsigned actor, uint64_t content)
{
	struct value_state *value = value_own(object);
	bool stale = value_stale(object, actor);
	value->version++;
	value->kept = stale ? value->loaded_kept[actor] + 1 : value->kept + 1;
	lose(stage, value, actor, value->version - value->kept);
	value->loaded_version[actor] = 0;
	value->old = value->content;
	value->content = content;
	value->known = true;
	value->writer = (uint8_t)(actor + 1);
	if (stage->actors[actor].loaded_object == object->number)
		stage->actors[actor].loaded_object = 0;
}

static void store(struct stage *stage, struct object *object, const struct record *record)
{
	value_store(stage, object, record->actor, record->value);
	value_own(object)->known = is_readable(record);
}

static uint64_t atomic_old(const struct record *record)
{
	uint64_t old = 0;
	memcpy(&old, record->text, sizeof old);
	return le64toh(old);
}

/* A load and a store with nothing between them: it never wipes out anything. */
static void update(struct stage *stage, struct object *object, const struct record *record)
{
	struct value_state *value = value_own(object);
	value->loaded_version[record->actor] = 0;
	value->content = atomic_old(record);
	value->atomic = true;
	store(stage, object, record);
}

static const struct object *copy_of(const struct stage *stage, const struct object *object,
				    unsigned actor)
{
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *other = stage_nth(stage, i);
		if (other->kind == OBJECT_VALUE && other->owner_space == actor + 1 &&
		    strcmp(other->name, object->name) == 0)
			return other;
	}
	return NULL;
}

/* A newborn process has what its parent has, in the same page until one of them stores. */
static void begin_copy(struct stage *stage, struct object *object, unsigned actor)
{
	unsigned parent = stage_parent(stage, &stage->actors[actor]);
	const struct object *source = copy_of(stage, object, parent);
	if (value_of(object)->page)
		return;
	if (parent == actor || !source) {
		value_own(object)->page = ++stage->pages;
		return;
	}
	value_own(object)->page = value_of(source)->page;
	value_own(object)->content = value_of(source)->content;
	value_own(object)->known = value_of(source)->known;
	value_own(object)->bytes = value_of(source)->bytes;
}

/* Whether somebody else who is alive has the same page. */
static bool shares_page(const struct stage *stage, const struct object *object)
{
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object *other = stage_nth(stage, i);
		if (other != object && other->kind == OBJECT_VALUE &&
		    value_of(other)->page == value_of(object)->page &&
		    !actor_over(&stage->actors[other->owner_space - 1]))
			return true;
	}
	return false;
}

/* Copy on write: whoever stores first into a page that others have, too, gets one of its own. */
static void copy_page(struct stage *stage, struct object *object, const struct record *record)
{
	if (!object->owner_space || object->kind != OBJECT_VALUE)
		return;
	if (record->operation == OP_NAME)
		begin_copy(stage, object, record->actor);
	else if (record->operation != OP_LOAD && value_of(object)->page &&
		 shares_page(stage, object))
		value_own(object)->page = ++stage->pages;
}

static unsigned type_bytes(char type)
{
	return type == 'd' ? 8 : type == 'i' || type == 'f' ? 4 : 1;
}

bool value_is_array(const struct value_state *value)
{
	return value->length > 1;
}

/* What its numbers are, and how many. */
static void be_told(struct stage *stage, struct object *object, const struct record *record)
{
	char text[STAGE_REPORT];
	uint32_t length;
	if (stage_text(stage, record, text) != 1 || !strchr("idfcbB", text[0]))
		return;
	length = object->size / type_bytes(text[0]);
	value_own(object)->type = text[0];
	value_own(object)->length = length < UINT16_MAX ? (uint16_t)length : UINT16_MAX;
}

static void use_cell(struct value_state *value, const struct record *record)
{
	uint64_t index = record->argument / type_bytes(value->type);

	if (record->size != type_bytes(value->type) || index >= value->length)
		return;
	value->touched = (uint16_t)(index + 1);
	if (index >= VALUE_CELLS)
		return;
	value->cells[index] = record->value;
	value->cells_known |= UINT32_C(1) << index;
}

/* Of what lies in the kernel or the C library there is no value. */
static bool is_common(unsigned operation)
{
	return operation == OP_ASK_COMMON || operation == OP_CHANGE_COMMON;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	copy_page(stage, object, record);
	if (record->operation == OP_TELL) {
		be_told(stage, object, record);
		return;
	}
	if (is_common(record->operation))
		value_own(object)->elsewhere = true;
	if (record->operation == OP_FREE || is_common(record->operation))
		return;
	if (record->operation == OP_FREED) {
		value_own(object)->known = false;
		return;
	}
	if (value_is_array(value_of(object)) && is_readable(record))
		use_cell(value_own(object), record);
	if (record->size > 0 && record->size <= 8)
		value_own(object)->bytes = (uint8_t)record->size;
	if (record->operation == OP_LOAD)
		load(stage, object, record);
	else if (record->operation == OP_STORE)
		store(stage, object, record);
	else if (record->operation == OP_ATOMIC)
		update(stage, object, record);
}

/* Words. */

int64_t value_signed(uint64_t content, unsigned bytes)
{
	unsigned unused = bytes > 0 && bytes < 8 ? 64 - 8 * bytes : 0;
	return (int64_t)(content << unused) >> unused;
}

void value_say_content(uint64_t content, unsigned bytes, struct words *words)
{
	words_add(words, "%" PRId64, value_signed(content, bytes));
}

void value_say(const struct value_state *value, uint64_t content, struct words *words)
{
	uint32_t low = (uint32_t)content;
	double number;
	float small;

	memcpy(&number, &content, sizeof number);
	memcpy(&small, &low, sizeof small);
	if (value->type == 'd')
		words_add(words, "%.8g", number);
	else if (value->type == 'f')
		words_add(words, "%.7g", (double)small);
	else if (value->type == 'B')
		words_add(words, "%u", (unsigned)(content & 0xff));
	else
		value_say_content(content, value->bytes, words);
}

void value_say_moved(const struct value_state *value, const struct record *record,
		     struct words *words)
{
	if (value && value->type && record->size == type_bytes(value->type))
		value_say(value, record->value, words);
	else
		value_say_content(record->value, record->size, words);
}

void value_say_place(const struct object *object, uint64_t offset, uint32_t size,
		     struct words *words)
{
	words_add(words, "%s", object->name);
	if (size > 0 && size <= 8 && object->size > size && offset % size == 0)
		words_add(words, "[%" PRIu64 "]", offset / size);
}

void value_say_lost(const struct object *object, unsigned actor, struct words *words)
{
	const struct value_state *value = value_of(object);
	if (!value_stale(object, actor))
		return;
	uint32_t others = value->version + 1 - value->loaded_version[actor];
	words_add(words, ", wiping out %u's ", value->writer - 1u);
	if (value->known)
		value_say(value, value->content, words);
	else
		words_add(words, "store");
	if (others > 1) {
		words_add(words, " and ");
		words_count(words, others - 1, "store");
		words_add(words, " before it");
	}
}

static void say_update(const struct object *object, const struct record *record,
		       struct words *words)
{
	int64_t old = value_signed(atomic_old(record), record->size);
	int64_t new = value_signed(record->value, record->size);
	const char *what = new > old ? "adds to" : new < old ? "takes from" : "tries";
	words_add(words, "%u %s ", record->actor, what);
	value_say_place(object, record->argument, record->size, words);
	if (new == old)
		words_add(words, ": it stays %" PRId64, old);
	else
		words_add(words, ": %" PRId64 " becomes %" PRId64, old, new);
}

static void say_accessed(const struct object *object, const struct record *record,
			 struct words *words)
{
	char text[STAGE_NOTE];
	if (is_readable(record)) {
		words_add(words, ": ");
		value_say_moved(value_of(object), record, words);
	} else if (record->text_length > 0 && record->text_length <= RECORD_TEXT) {
		say_bytes(record->text, record->text_length, record->size, text, sizeof text);
		words_add(words, ": %s", text);
	}
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->operation == OP_ATOMIC) {
		say_update(object, record, words);
		return;
	}
	if (record->operation == OP_FREE)
		words_add(words, "%u frees %s", record->actor, object->name);
	if (is_common(record->operation))
		words_add(words, "%u calls %.*s, which %s %s", record->actor, record->text_length,
			  record->text, record->operation == OP_ASK_COMMON ? "uses" : "changes",
			  object->name);
	if (record->operation != OP_LOAD && record->operation != OP_STORE)
		return;
	bool stores = record->operation == OP_STORE;
	words_add(words, "%u %s ", record->actor, stores ? "stores" : "loads");
	value_say_place(object, record->argument, record->size, words);
	say_accessed(object, record, words);
	if (stores)
		value_say_lost(object, record->actor, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const struct next *next = &actor->next;
	if (next->operation == OP_FREE) {
		words_add(words, "free %s", object->name);
		return;
	}
	if (is_common(next->operation)) {
		words_add(words, "%s %s", next->operation == OP_ASK_COMMON ? "use" : "change",
			  object->name);
		return;
	}
	const char *verb = next->operation == OP_STORE	? "store"
			   : next->operation == OP_LOAD ? "load"
							: "update";
	words_add(words, "%s ", verb);
	value_say_place(object, next->argument, next->size, words);
}

/* Nobody ever waits for memory; if a run says so, say where it is. */
static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	say_next(stage, object, actor, words);
}

/* Patterns. */

/* Those alive that are not merely waiting for their children: whom "both" can mean. */
static struct set at_work(const struct stage *stage)
{
	struct set set = stage_alive(stage);
	for (unsigned i = 0; i < stage->actor_count; i++) {
		const struct actor *actor = &stage->actors[i];
		if (actor->activity != ACTIVITY_RUNS && actor->next.operation == OP_WAIT)
			set_remove(&set, i);
	}
	return set;
}

/* Whether a process is parked to store over a value that it has loaded. */
static bool about_to_store(const struct actor *actor, const struct object *object)
{
	bool stores = actor->next.operation == OP_STORE || actor->next.operation == OP_WRITE;
	return actor->activity == ACTIVITY_READY && stores &&
	       actor->next.object == object->number && actor->loaded_object == object->number;
}

static void say_both_hold(const struct stage *stage, const struct object *object,
			  struct words *words)
{
	struct set holders = set_none();
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (about_to_store(&stage->actors[i], object) &&
		    value_of(object)->loaded_version[i] == value_of(object)->version + 1)
			set_add(&holders, i);
	int count = set_count(holders);
	if (count < 2)
		return;
	if (count == 2 && set_equals(holders, at_work(stage))) {
		words_add(words, "Both");
	} else {
		words_actors(words, holders, "and");
		words_add(words, count == 2 ? " both" : " all");
	}
	words_add(words, " hold ");
	value_say(value_of(object), value_of(object)->content, words);
	words_add(words, count == 2 ? ": whoever stores second wipes out the other's update."
				    : ": every store but the first wipes out another's update.");
}

static void say_stale(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct value_state *value = value_of(object);
	for (unsigned i = 0; i < stage->actor_count && words->length == 0; i++) {
		const struct actor *actor = &stage->actors[i];
		if (!about_to_store(actor, object) || !value_stale(object, i))
			continue;
		words_add(words, "%u still holds ", i);
		value_say(value, actor->loaded_value, words);
		words_add(words, ", but %s is ", object->name);
		value_say(value, value->content, words);
		words_add(words, " by now: its store will wipe out %u's update.",
			  value->writer - 1u);
	}
}

void value_say_pattern(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct value_state *value = object_value(object);
	if (!value || object->owner_space || !value->known)
		return;
	say_both_hold(stage, object, words);
	if (words->length == 0)
		say_stale(stage, object, words);
}

const struct kind_model value_model = {
	.state_size = sizeof(struct value_state),
	.value = value_of,
	.say_pattern = value_say_pattern,
	.fold = fold,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
