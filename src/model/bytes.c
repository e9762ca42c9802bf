/* How the bytes of a message are shown: as the text or the numbers they most likely are. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include "base/printable.h"
#include "model/words.h"

enum {
	HEAD = 4,
	NUMBERS = 5,	/* that are all of a message */
	FIRST_ONES = 3, /* of a longer one */
	HEX_MOST = 8,	/* bytes */
	NUMBER_SMALL = 1000000,
	TEXT_MIN = 3,
	LINES = 256 /* bytes of text, of which some may end lines */
};

/* Bytes at the beginning that are printable text; a character cut off at the end counts. */
static size_t printable(const char *bytes, size_t length)
{
	size_t used = 0;
	while (used < length) {
		size_t width = printable_character(bytes + used, length - used);
		if (width == 0 && bytes[used] == '\n')
			width = 1;
		if (width == 0)
			break;
		used += width;
	}
	return used;
}

/* Only zeros follow, or the character that the record's end cut off. */
static bool rest_is_nothing(const char *bytes, size_t length, size_t whole)
{
	if (length < whole && length < 4 && printable_character(bytes, length) == 0 &&
	    ((unsigned char)bytes[0] & 0xc0) == 0xc0)
		return true;
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != '\0')
			return false;
	return true;
}

/* The end of a line as C writes it. Returns the length. */
static size_t write_lines(const char *bytes, size_t length, char out[2 * LINES])
{
	size_t used = 0;
	for (size_t i = 0; i < length && i < LINES; i++) {
		if (bytes[i] == '\n')
			out[used++] = '\\';
		out[used++] = bytes[i] == '\n' ? 'n' : bytes[i];
	}
	return used;
}

static bool say_text(const char *bytes, size_t length, size_t whole, struct words *words)
{
	size_t text = printable(bytes, length);
	bool number_size = whole % 4 == 0 && whole <= 4 * NUMBERS;
	if (text == 0 || !rest_is_nothing(bytes + text, length - text, whole))
		return false;
	if (number_size && text < length && text < TEXT_MIN)
		return false;
	while (text > 1 && bytes[text - 1] == '\n')
		text--;
	char clean[256], lines[2 * LINES];
	size_t written = write_lines(bytes, text, lines);
	bool cut = length < whole;
	size_t capacity = words->size > 4 && cut ? words->size - 3 : words->size;
	size_t taken = printable_copy(clean, capacity < sizeof clean ? capacity : sizeof clean,
				      lines, written);
	words_add(words, "%s%s", clean, cut || taken < written ? "..." : "");
	return true;
}

static int64_t number_at(const char *bytes, size_t size)
{
	uint64_t number = 0;
	for (size_t i = size; i > 0; i--)
		number = number << 8 | (unsigned char)bytes[i - 1];
	unsigned unused = (unsigned)(64 - 8 * size);
	return (int64_t)(number << unused) >> unused;
}

static bool is_small(int64_t number)
{
	return number > -NUMBER_SMALL && number < NUMBER_SMALL;
}

/* A word of four bytes in this machine's order, or in the network's if only that makes sense. */
static int64_t word_at(const char *bytes)
{
	const char swapped[4] = {bytes[3], bytes[2], bytes[1], bytes[0]};
	int64_t here = number_at(bytes, 4), there = number_at(swapped, 4);
	return !is_small(here) && is_small(there) ? there : here;
}

/*
 * Several small numbers, such as the head and the content of a message. Of more than there is room
 * for, and of what ends in zeros, the first ones; where those say nothing, only how many bytes.
 */
static bool say_words(const char *bytes, size_t length, size_t whole, struct words *words)
{
	size_t count = length / 4 < NUMBERS ? length / 4 : NUMBERS;
	if (count == 0 || whole % 4 != 0)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_small(word_at(bytes + 4 * i)))
			return false;
	bool all = 4 * count == whole && (count <= FIRST_ONES || word_at(bytes + whole - 4));
	while (!all && count > 0 && !word_at(bytes + 4 * (count - 1)))
		count--;
	if (!all && count < 2) {
		words_add(words, "(%zu bytes)", whole);
		return true;
	}
	if (!all && count > FIRST_ONES)
		count = FIRST_ONES;
	for (size_t i = 0; i < count; i++)
		words_add(words, "%s%" PRId64, i ? " " : "", word_at(bytes + 4 * i));
	words_add(words, "%s", all ? "" : " ...");
	return true;
}

/* One number of 1, 2, 4 or 8 bytes, or several of 4. */
static bool say_numbers(const char *bytes, size_t length, size_t whole, struct words *words)
{
	int64_t high = length == 8 ? number_at(bytes + 4, 4) : -1;
	bool one = length == 1 || length == 2 || length == 4 || length == 8;
	if (length != whole || !one || (high != 0 && high != -1))
		return say_words(bytes, length, whole, words);
	words_add(words, "%" PRId64, length == 4 ? word_at(bytes) : number_at(bytes, length));
	return true;
}

static void say_hex(const char *bytes, size_t length, size_t whole, struct words *words)
{
	enum { EACH = 5 };
	size_t i = 0;
	if (whole > HEX_MOST) {
		words_add(words, "(%zu bytes)", whole);
		return;
	}
	for (; i < length && words->length + EACH + 4 < words->size; i++)
		words_add(words, "%s0x%02x", i ? " " : "", (unsigned char)bytes[i]);
	if (i < whole)
		words_add(words, "%s", i ? " ..." : "...");
}

bool bytes_framed(const char *bytes, size_t length, size_t whole)
{
	if (whole <= HEAD || length <= HEAD)
		return false;
	const char swapped[4] = {bytes[3], bytes[2], bytes[1], bytes[0]};
	return number_at(swapped, HEAD) == (int64_t)(whole - HEAD);
}

int say_bytes(const char *bytes, size_t length, size_t whole, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	if (bytes_framed(bytes, length, whole))
		return say_bytes(bytes + HEAD, length - HEAD, whole - HEAD, out, size);
	if (whole == 0)
		words_add(&words, "nothing");
	else if (length == 0)
		words_count(&words, whole, "byte");
	else if (!say_text(bytes, length, whole, &words) &&
		 !say_numbers(bytes, length, whole, &words))
		say_hex(bytes, length, whole, &words);
	return (int)words.length;
}
