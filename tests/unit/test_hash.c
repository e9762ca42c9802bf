/* Hashes: every bit of what they are made of counts, in both of their halves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include "base/hash.h"

/* Bytes of the longest span: XXH3 has other ways up to 16, 128, 240 and 1024 bytes. */
enum { LONGEST = 1100, MANY = 3 * HASHING_WORDS };

static void assert_both_differ(struct hash a, struct hash b)
{
	assert_true(a.low != b.low && a.high != b.high);
}

static void fill(unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(i * i + 3 * i);
}

/*
 * What another machine or another xxHash makes, too: of nothing as it is known to be, of any length
 * as the library that is here makes it.
 */
static void is_xxh3(void **state)
{
	unsigned char bytes[LONGEST];

	(void)state;
	assert_true(hash_equals(hash_bytes("", 0),
				(struct hash){0x6001c324468d497f, 0x99aa06d3014798d8}));
	fill(bytes, sizeof(bytes));
	for (size_t length = 1; length <= sizeof(bytes); length++) {
		XXH128_hash_t there = XXH3_128bits(bytes, length);

		assert_true(hash_equals(hash_bytes(bytes, length),
					(struct hash){there.low64, there.high64}));
	}
}

static void every_bit_of_a_span_counts(void **state)
{
	static const size_t lengths[] = {1,  3,	 4,   8,   9,	16,  17,
					 24, 32, 128, 129, 240, 241, LONGEST};
	unsigned char bytes[LONGEST];

	(void)state;
	fill(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct hash all = hash_bytes(bytes, lengths[i]);

		for (size_t bit = 0; bit < 8 * lengths[i]; bit++) {
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
			assert_both_differ(hash_bytes(bytes, lengths[i]), all);
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
		assert_true(hash_equals(hash_bytes(bytes, lengths[i]), all));
	}
}

/* Zeros, too: a span is not another one with something behind it. */
static void the_length_counts(void **state)
{
	static const unsigned char zeros[LONGEST];

	(void)state;
	for (size_t length = 0; length < LONGEST; length++)
		assert_both_differ(hash_bytes(zeros, length), hash_bytes(zeros, length + 1));
}

static void every_bit_of_a_folding_counts(void **state)
{
	const struct hash hash = {3, 5}, next = {7, 11};

	(void)state;
	for (unsigned bit = 0; bit < 64; bit++) {
		const uint64_t flip = UINT64_C(1) << bit;
		const struct hash low = {hash.low ^ flip, hash.high};
		const struct hash high = {hash.low, hash.high ^ flip};

		assert_both_differ(hash_fold(low, 7), hash_fold(hash, 7));
		assert_both_differ(hash_fold(high, 7), hash_fold(hash, 7));
		assert_both_differ(hash_fold(hash, 7 ^ flip), hash_fold(hash, 7));
		assert_both_differ(hash_join(low, next), hash_join(hash, next));
		assert_both_differ(hash_join(high, next), hash_join(hash, next));
		assert_both_differ(hash_join(next, low), hash_join(next, hash));
		assert_both_differ(hash_join(next, high), hash_join(next, hash));
	}
	assert_both_differ(hash_join(hash, next), hash_join(next, hash));
	assert_both_differ(hash_fold(hash_fold(hash, 1), 2), hash_fold(hash_fold(hash, 2), 1));
}

/* Of words 1, 2, ... `count`, the one at `other` with a bit flipped. */
static struct hash hash_of_words(unsigned count, unsigned other, unsigned bit)
{
	struct hashing hashing;

	hashing_begin(&hashing);
	for (unsigned i = 0; i < count; i++)
		hashing_add(&hashing, (i + 1) ^ (uint64_t)(i == other) << bit);
	return hashing_end(&hashing);
}

static void every_bit_of_many_words_counts(void **state)
{
	const struct hash all = hash_of_words(MANY, MANY, 0);

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		for (unsigned bit = 0; bit < 64; bit++)
			assert_both_differ(hash_of_words(MANY, i, bit), all);
	}
	for (unsigned count = 0; count < MANY; count++)
		assert_both_differ(hash_of_words(count, MANY, 0),
				   hash_of_words(count + 1, MANY, 0));
}

static void nothing_is_no_hash(void **state)
{
	(void)state;
	assert_true(hash_is_none(hash_none()));
	assert_false(hash_is_none((struct hash){1, 0}) || hash_is_none((struct hash){0, 1}));
	assert_false(hash_equals((struct hash){1, 2}, (struct hash){1, 3}));
	assert_false(hash_equals((struct hash){1, 2}, (struct hash){3, 2}));
	assert_true(hash_equals((struct hash){1, 2}, (struct hash){1, 2}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_xxh3),
		cmocka_unit_test(every_bit_of_a_span_counts),
		cmocka_unit_test(the_length_counts),
		cmocka_unit_test(every_bit_of_a_folding_counts),
		cmocka_unit_test(every_bit_of_many_words_counts),
		cmocka_unit_test(nothing_is_no_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
