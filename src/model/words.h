/*
 * Words: a sentence that is put together piece by piece in a buffer of the caller's.
 *
 * Always terminated, never longer than the buffer, never cut in the middle of a character.
 */
#ifndef IPCSTAGE_MODEL_WORDS_H
#define IPCSTAGE_MODEL_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "trace/set.h"

struct words {
	char *out;
	size_t size;   /* of `out`, with the NUL; at least 1 */
	size_t length; /* bytes in it */
};

struct words words_begin(char *out, size_t size);

void words_add(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The processes of a set as a list: "1", "1 and 2", "1, 2 and 3"; `last` is "and" or "or". */
void words_actors(struct words *words, struct set set, const char *last);

/*
 * The same in little room, with `between` between two: "1, 4-6"; three numbers in a row become a
 * range.
 */
void words_ranges(struct words *words, struct set set, const char *between);

/* "1 and 2 can go round for ever: steps 4 to 9" */
void words_round(struct words *words, struct set movers, uint32_t first, uint32_t last);

/* "1 byte", "3 bytes": a number and what is counted, which takes an s but for 1. */
void words_count(struct words *words, uint64_t count, const char *one);

/* "1.5 s": nanoseconds, with as many decimals as they need, at least one. */
void words_seconds(struct words *words, uint64_t ns);

/* "SIGPIPE". */
void words_signal(struct words *words, unsigned signal);

/*
 * How the bytes of a message are shown: "3", "hello", "0x1f 0x02", "(32 bytes)"; never empty.
 * `length` of its `whole` bytes are there. Writes at most `size` bytes with the NUL and returns the
 * length.
 */
int say_bytes(const char *bytes, size_t length, size_t whole, char *out, size_t size);

/*
 * Whether a message begins with its own length in four bytes, as those of Python's connections do:
 * it is read in two parts, and shown without.
 */
bool bytes_framed(const char *bytes, size_t length, size_t whole);

#endif
