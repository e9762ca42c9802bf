/*
 * Keys of states: every bit of what two states may differ in changes both halves of the key. All is
 * done twice more with hashes of which one half says nothing: what is narrowed to that half
 * anywhere on its way into a key is lost then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "explore/fingerprint.h"
#include "trace/timers.h"
#include "sets.h"

enum { MAPPING = 1, PIPE, SEMAPHORE, CONDITION, SOCKET };

enum half { BOTH, LOW, HIGH, HALVES };

/* The halves of hashes that say something. */
static enum half alive = BOTH;

static const struct key_rules by_memory = {.memory = true}, by_histories = {.memory = false},
			      with_clock = {.memory = true, .clock = true};

struct fixture {
	struct trace *trace;
	struct fingerprint *fingerprint;
};

/* --- hashes ------------------------------------------------------------------------------------
 */

struct hash __real_hash_bytes(const void *bytes, size_t length);
struct hash __real_hash_fold(struct hash hash, uint64_t word);
struct hash __real_hash_join(struct hash hash, struct hash next);
void __real_hashing_press(struct hashing *hashing);

/* The linker puts these in the place of those. */
struct hash __wrap_hash_bytes(const void *bytes, size_t length);
struct hash __wrap_hash_fold(struct hash hash, uint64_t word);
struct hash __wrap_hash_join(struct hash hash, struct hash next);
void __wrap_hashing_press(struct hashing *hashing);

static struct hash halved(struct hash hash)
{
	return (struct hash){alive == HIGH ? 1 : hash.low, alive == LOW ? 1 : hash.high};
}

struct hash __wrap_hash_bytes(const void *bytes, size_t length)
{
	return halved(__real_hash_bytes(bytes, length));
}

struct hash __wrap_hash_fold(struct hash hash, uint64_t word)
{
	return halved(__real_hash_fold(hash, word));
}

struct hash __wrap_hash_join(struct hash hash, struct hash next)
{
	return halved(__real_hash_join(hash, next));
}

void __wrap_hashing_press(struct hashing *hashing)
{
	struct hash made;

	__real_hashing_press(hashing);
	made = halved((struct hash){hashing->words[0], hashing->words[1]});
	hashing->words[0] = made.low;
	hashing->words[1] = made.high;
}

static bool differ(struct hash a, struct hash b)
{
	return (a.low != b.low || alive == HIGH) && (a.high != b.high || alive == LOW);
}

/* --- states ------------------------------------------------------------------------------------
 */

/* Two parked processes, something of each kind of object that keys treat in its own way. */
static void make_state(struct trace *trace)
{
	static const enum object_kind kinds[] = {
		[MAPPING] = OBJECT_MAPPING,	[PIPE] = OBJECT_PIPE,
		[SEMAPHORE] = OBJECT_SEMAPHORE, [CONDITION] = OBJECT_CONDITION,
		[SOCKET] = OBJECT_SOCKET,
	};
	bool created;

	atomic_store(&trace->actor_count, 2);
	for (unsigned i = 0; i < 2; i++) {
		trace->actors[i].space = (uint8_t)i;
		trace->spaces[i].first = (uint8_t)i;
		trace->spaces[i].memory_key = (struct hash){100 + i, 200 + i};
		atomic_store(&trace->actors[i].state, ACTOR_PARKED);
	}
	for (unsigned i = MAPPING; i <= SOCKET; i++) {
		const uint64_t key[2] = {(uint64_t)KEY_INODE << KEY_SHIFT, i};

		assert_int_equal(trace_object(trace, kinds[i], key, bits(3), &created), i);
	}
	trace->objects[MAPPING].content = (struct hash){1, 2};
	trace->objects[CONDITION].waiting_count = 1;
	timer_set(trace, timer_new(trace, TIMER_INTERVAL, 1), 1000, 0);
	trace->fd_order_counts = true;
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	int fd;

	*state = fixture;
	fixture->trace = trace_create(&fd);
	fixture->fingerprint = fingerprint_new();
	if (!fixture->trace || !fixture->fingerprint)
		return -1;
	close(fd);
	fingerprint_clear(fixture->fingerprint);
	trace_reset(fixture->trace);
	make_state(fixture->trace);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	fingerprint_free(fixture->fingerprint);
	trace_unmap(fixture->trace);
	free(fixture);
	return 0;
}

static struct hash key_of(const struct fixture *fixture, struct key_rules rules)
{
	uint32_t unclear = 0;

	return fingerprint_key(fixture->fingerprint, fixture->trace, rules, &unclear);
}

static struct hash do_step(struct fixture *fixture, const struct record *record)
{
	fingerprint_begin_step(fixture->fingerprint, hash_none());
	fingerprint_fold(fixture->fingerprint, fixture->trace, record);
	return fingerprint_end_step(fixture->fingerprint, fixture->trace);
}

/* The key after this has been done; what first was done to an object is what it is known by. */
static struct hash key_after(struct fixture *fixture, const struct record *record,
			     struct key_rules rules)
{
	const struct record first = {.operation = OP_NAME, .object = record->object};

	fingerprint_clear(fixture->fingerprint);
	do_step(fixture, &first);
	do_step(fixture, record);
	return key_of(fixture, rules);
}

static void flip(void *bytes, size_t bit)
{
	((unsigned char *)bytes)[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

/* --- what processes and objects are --------------------------------------------------------------
 */

struct field {
	const char *what;
	size_t offset, size;
	struct key_rules rules;
};

#define FIELD(member, rules)                                                                       \
	{                                                                                          \
#member, offsetof(struct trace, member), sizeof(((struct trace *)0)->member),      \
			rules                                                                      \
	}

static void every_bit_of_the_tables_counts(struct fixture *fixture)
{
	const struct field fields[] = {
		FIELD(spaces[1].memory_key, by_memory),
		FIELD(actors[1].memory_key, by_memory),
		FIELD(actors[1].onces, by_memory),
		FIELD(actors[1].result, by_memory),
		FIELD(actors[1].intent.unbegun, by_memory),
		FIELD(spaces[1].untold, by_memory),
		FIELD(spaces[1].untold, by_histories),
		FIELD(spaces[1].told, by_histories),
		FIELD(spaces[1].held_back[0], by_memory),
		FIELD(spaces[1].held_back[SPACE_SIGNALS - 1], by_memory),
		FIELD(spaces[1].ignored, by_memory),
		FIELD(spaces[1].caught, by_memory),
		FIELD(spaces[1].parent, by_memory),
		FIELD(actors[1].intent.argument, by_memory),
		FIELD(actors[1].intent.size, by_memory),
		FIELD(actors[1].intent.where, by_memory),
		FIELD(actors[1].intent.object, by_memory),
		FIELD(actors[1].intent.operation, by_memory),
		FIELD(actors[1].intent.deadline_ns, with_clock),
		FIELD(objects[MAPPING].content, by_memory),
		FIELD(objects[SEMAPHORE].value, by_memory),
		FIELD(objects[SEMAPHORE].size, by_memory),
		FIELD(objects[SEMAPHORE].whole, by_memory),
		FIELD(objects[SEMAPHORE].options, by_memory),
		FIELD(objects[CONDITION].waiting[0], by_memory),
		FIELD(timers[0].deadline_ns, with_clock),
		FIELD(timers[0].period_ns, by_memory),
		FIELD(timers[0].expirations, by_memory),
		FIELD(timers[0].value, by_memory),
		FIELD(clock_ns, with_clock),
		FIELD(ports, by_memory),
		FIELD(fd_order, by_memory),
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		char *at = (char *)fixture->trace + fields[i].offset;
		struct hash usual = key_of(fixture, fields[i].rules);

		for (size_t bit = 0; bit < 8 * fields[i].size; bit++) {
			flip(at, bit);
			if (!differ(key_of(fixture, fields[i].rules), usual))
				fail_msg("%s: bit %zu is in no key", fields[i].what, bit);
			flip(at, bit);
		}
		assert_true(hash_equals(key_of(fixture, fields[i].rules), usual));
	}
}

static void every_bit_of_shared_memory_counts(struct fixture *fixture)
{
	struct hash *content = &fixture->trace->objects[MAPPING].content;
	struct hash usual = fingerprint_shared(fixture->trace);

	for (size_t bit = 0; bit < 8 * sizeof(*content); bit++) {
		flip(content, bit);
		assert_true(differ(fingerprint_shared(fixture->trace), usual));
		flip(content, bit);
	}
}

/* --- what has been done ------------------------------------------------------------------------
 */

/* Flip each bit of [from, to) of a record of the first process. */
static void flip_record(struct fixture *fixture, const struct record *record, size_t from,
			size_t to, struct key_rules rules)
{
	struct hash usual = key_after(fixture, record, rules);
	struct record other = *record;

	for (size_t bit = 8 * from; bit < 8 * to; bit++) {
		flip(&other, bit);
		if (!differ(key_after(fixture, &other, rules), usual))
			fail_msg("%s: bit %zu is in no key", operation_word(record->operation),
				 bit);
		flip(&other, bit);
	}
	assert_true(hash_equals(key_after(fixture, record, rules), usual));
}

static void every_bit_of_a_history_counts(struct fixture *fixture)
{
	const struct record load = {
		.operation = OP_LOAD, .object = SEMAPHORE, .actor = 1, .value = 7, .size = 4};
	struct record later = load;

	flip_record(fixture, &load, offsetof(struct record, value), offsetof(struct record, object),
		    by_histories);
	flip_record(fixture, &load, offsetof(struct record, flags), sizeof(load), by_histories);
	later.stamp = 9; /* is the place in the order, which folding has */
	assert_true(hash_equals(key_after(fixture, &load, by_histories),
				key_after(fixture, &later, by_histories)));
}

/* What lies in a pipe is known by its bytes; more of them than a record holds, by its writer. */
static void every_bit_in_a_pipe_counts(struct fixture *fixture)
{
	const struct record few = {.operation = OP_WRITE,
				   .object = PIPE,
				   .actor = 1,
				   .value = RECORD_TEXT,
				   .text_length = RECORD_TEXT};
	struct record many = few;

	many.value = RECORD_TEXT + 1;
	flip_record(fixture, &few, offsetof(struct record, text), sizeof(few), by_memory);
	flip_record(fixture, &many, offsetof(struct record, text), sizeof(many), by_memory);
	flip_record(fixture, &many, offsetof(struct record, argument),
		    offsetof(struct record, where), by_memory);
}

/* What a process was told besides is in its history, and no part of what it did. */
static void every_bit_of_what_was_told_counts(struct fixture *fixture)
{
	struct record park = {.operation = OP_PARK, .actor = 1, .text_length = sizeof(struct hash)};
	struct hash done;

	flip_record(fixture, &park, offsetof(struct record, text),
		    offsetof(struct record, text) + park.text_length, by_histories);
	done = do_step(fixture, &park);
	park.text[0] = 1;
	assert_true(hash_equals(do_step(fixture, &park), done));
}

/* What no process need see of what was done: its order, what a descriptor stands for. */
static void every_bit_beside_memory_counts(struct fixture *fixture)
{
	const size_t value = offsetof(struct record, value), where = offsetof(struct record, where);
	const struct record written = {.operation = OP_WRITE, .object = SOCKET, .actor = 1};
	const struct record closed = {.operation = OP_CLOSE, .object = PIPE, .actor = 1};
	const struct record load = {.operation = OP_LOAD, .object = SEMAPHORE, .actor = 1};
	const struct record other = {
		.operation = OP_LOAD, .object = SEMAPHORE, .actor = 1, .value = 9};
	struct hash *content = &fixture->trace->objects[MAPPING].content;
	const struct hash usual = *content;

	flip_record(fixture, &written, value, where, by_memory);
	flip_record(fixture, &closed, value, where, by_memory);
	assert_true(hash_equals(key_after(fixture, &load, by_memory),
				key_after(fixture, &other, by_memory)));
	*content = hash_none(); /* what cannot be told hangs on all that has happened */
	flip_record(fixture, &load, value, where, by_memory);
	*content = usual;
}

/* Objects that came to be known otherwise are others. */
static void every_bit_of_a_beginning_counts(struct fixture *fixture)
{
	struct record first = {.operation = OP_LOAD, .object = SEMAPHORE, .actor = 1};
	struct hash usual;

	fingerprint_clear(fixture->fingerprint);
	do_step(fixture, &first);
	usual = key_of(fixture, by_memory);
	for (unsigned bit = 0; bit < 64; bit++) {
		first.value = UINT64_C(1) << bit;
		fingerprint_clear(fixture->fingerprint);
		do_step(fixture, &first);
		assert_true(differ(key_of(fixture, by_memory), usual));
	}
}

static void every_bit_of_a_report_counts(struct fixture *fixture)
{
	const struct record report = {
		.operation = OP_OUTCOME, .actor = 1, .text = "counter=1", .text_length = 9};
	struct record other = report;
	struct hash usual;

	flip_record(fixture, &report, offsetof(struct record, text),
		    offsetof(struct record, text) + report.text_length, by_memory);
	key_after(fixture, &report, by_memory);
	usual = fingerprint_end_key(fixture->fingerprint, fixture->trace);
	for (size_t bit = 0; bit < 8u * report.text_length; bit++) {
		flip(other.text, bit);
		key_after(fixture, &other, by_memory);
		assert_true(
			differ(fingerprint_end_key(fixture->fingerprint, fixture->trace), usual));
		flip(other.text, bit);
	}
}

static void every_bit_counts(void **state)
{
	for (alive = BOTH; alive < HALVES; alive++) {
		every_bit_of_the_tables_counts(*state);
		every_bit_of_shared_memory_counts(*state);
		every_bit_of_a_history_counts(*state);
		every_bit_in_a_pipe_counts(*state);
		every_bit_of_what_was_told_counts(*state);
		every_bit_beside_memory_counts(*state);
		every_bit_of_a_beginning_counts(*state);
		every_bit_of_a_report_counts(*state);
	}
	alive = BOTH;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_bit_counts, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
