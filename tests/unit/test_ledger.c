/* The ledger of blind spots: what is written down once, what takes claims back, what is full. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <cmocka.h>
#include "model/unseen.h"
#include "trace/ledger.h"

enum { WRITERS = 4, SPOTS_EACH = 15 };

static struct blind_spot spot(enum unseen what, uint64_t detail, uint32_t where)
{
	return (struct blind_spot){.what = (uint8_t)what, .detail = detail, .where = where};
}

static void note(struct ledger *ledger, enum unseen what, uint64_t detail, uint32_t where)
{
	const struct blind_spot noted = spot(what, detail, where);

	ledger_note(ledger, &noted);
}

static void the_same_from_the_same_place_is_one_entry(void **state)
{
	struct ledger ledger = {0}, other = {0};

	(void)state;
	note(&ledger, UNSEEN_CALL, 5, 100);
	note(&ledger, UNSEEN_CALL, 5, 100);
	note(&ledger, UNSEEN_CALL, 5, 200);
	assert_int_equal(ledger_count(&ledger), 2);
	note(&other, UNSEEN_CALL, 5, 200);
	note(&other, UNSEEN_BYPASS, 1, 300);
	ledger_merge(&ledger, &other);
	assert_int_equal(ledger_count(&ledger), 3);
	assert_true(ledger_has(&ledger, UNSEEN_BYPASS));
	ledger_clear(&ledger);
	assert_int_equal(ledger_count(&ledger), 0);
	assert_false(ledger_has(&ledger, UNSEEN_BYPASS));
}

static void what_is_private_takes_nothing_back(void **state)
{
	struct ledger ledger = {0};

	(void)state;
	assert_false(ledger_is_blind(&ledger));
	note(&ledger, UNSEEN_PRIVATE, 5, 100);
	assert_false(ledger_is_blind(&ledger));
	note(&ledger, UNSEEN_CALL, 6, 100);
	assert_true(ledger_is_blind(&ledger));
}

static void a_full_one_says_that_there_is_more(void **state)
{
	struct ledger ledger = {0};
	char text[UNSEEN_SENTENCE];

	(void)state;
	for (unsigned i = 0; i < 3 * LIMIT_BLIND_SPOTS; i++)
		note(&ledger, UNSEEN_CALL, 5, i);
	assert_int_equal(ledger_count(&ledger), LIMIT_BLIND_SPOTS);
	assert_string_equal(unseen_say(&ledger.spots[LIMIT_BLIND_SPOTS - 1], text, sizeof(text)),
			    "there is more that is not seen than can be listed");
}

static void *note_many(void *context)
{
	struct ledger *ledger = context;

	for (unsigned i = 0; i < SPOTS_EACH; i++)
		note(ledger, UNSEEN_CALL, (uint64_t)(uintptr_t)pthread_self(), i);
	return NULL;
}

/* In a free run nobody is held: none of several who look away at once is lost. */
static void several_may_note_at_once(void **state)
{
	struct ledger ledger = {0};

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		pthread_t threads[WRITERS];

		ledger_clear(&ledger);
		for (unsigned i = 0; i < WRITERS; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, note_many, &ledger), 0);
		for (unsigned i = 0; i < WRITERS; i++)
			pthread_join(threads[i], NULL);
		assert_int_equal(ledger_count(&ledger), WRITERS * SPOTS_EACH);
		assert_false(ledger_has(&ledger, UNSEEN_MORE));
	}
}

/* Every row has both sentences, and fits. */
static void everything_is_said(void **state)
{
	(void)state;
	for (unsigned what = 0; what < UNSEEN_COUNT; what++) {
		const struct blind_spot noted = spot(what, 39, 0); /* getpid on x86-64 */
		char text[UNSEEN_SENTENCE];

		unseen_say(&noted, text, sizeof(text));
		assert_int_not_equal(strlen(text), 0);
		assert_true(strlen(text) < sizeof(text) - 1);
		assert_int_not_equal(strlen(unseen_advice(&noted)), 0);
	}
}

static void what_is_not_followed_may_end_a_deadlock(void **state)
{
	struct ledger ledger = {0};
	struct ending ending = {.stop = STOP_DEADLOCK};

	(void)state;
	note(&ledger, UNSEEN_PRIVATE, 5, 100);
	assert_false(unseen_cuts_off(&ledger, &ending));
	assert_false(ending.cut_off);
	note(&ledger, UNSEEN_CALL, SYS_splice, 100);
	assert_true(unseen_cuts_off(&ledger, &ending));
	assert_true(ending.cut_off);
	assert_string_equal(ending.detail,
			    "everybody who is held waits, but splice is called, and what it does "
			    "is not followed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_from_the_same_place_is_one_entry),
		cmocka_unit_test(what_is_private_takes_nothing_back),
		cmocka_unit_test(a_full_one_says_that_there_is_more),
		cmocka_unit_test(several_may_note_at_once),
		cmocka_unit_test(everything_is_said),
		cmocka_unit_test(what_is_not_followed_may_end_a_deadlock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
