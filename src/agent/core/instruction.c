/*
 * A table of opcodes by what they do to the memory that their second byte may name: Intel's manual,
 * volume 2, appendix A.
 */
#include "agent/core/instruction.h"

#include <stddef.h>
#include <string.h>

enum {
	REX_W = 8,
	REX_R = 4,
	REX_X = 2,
	REX_B = 1,
	MODE_REGISTER = 3,
	BASE_SIB = 4,
	INDEX_NONE = 4,
	BASE_NONE = 5,
	WORD = 8
};

/* Prefixes that tell instructions apart, as bits; and all that the second byte may say. */
enum { NONE = 1, P66 = 2, PF3 = 4, PF2 = 8, PACKED = NONE | P66, ANY = 15, ALL = 255 };

/* What precedes an opcode, and what it names. */
struct decoder {
	struct instruction *out;
	const uint8_t *code, *next; /* byte */
	const uint64_t *registers;
	bool is_16, is_32_address, has_lock, other_segment, is_256;
	uint8_t repeat; /* 0xf2, 0xf3, or 0 */
	uint8_t rex;
	bool has_memory;  /* the second byte names some ... */
	bool from_next;	  /* ... relative to the next instruction ... */
	uint64_t address; /* ... there */
};

/*
 * A row for opcodes that are alike: those from `first` to `last`, with one of these prefixes, whose
 * second byte has one of these numbers in it (bits).
 *
 * what: L a load, S a store, M both, X both at once, N none though an address is named; without a
 * second byte: . none, p a push, q a pop, s a string; and ? what is not known.
 *
 * size: its number of bytes, or v the operand's size; w 4 or 8; x a vector, h half of one, c a
 * quarter, e an eighth; m 8 bytes or a vector, by the prefix; f a vector or a number, likewise.
 *
 * constant: the bytes that follow, or z 4, or 2 where that is the operand's size; v up to 8; a an
 * address.
 */
struct row {
	uint8_t map, first, last, prefixes, which;
	char what;
	uint8_t size, constant;
};

/* The first row that fits. Arithmetic is folded: its opcodes from 0x08 on repeat the first ones. */
static const struct row rows[] = {
	{MAP_ONE, 0x00, 0x00, ANY, ALL, 'M', 1, 0},
	{MAP_ONE, 0x01, 0x01, ANY, ALL, 'M', 'v', 0},
	{MAP_ONE, 0x02, 0x02, ANY, ALL, 'L', 1, 0},
	{MAP_ONE, 0x03, 0x03, ANY, ALL, 'L', 'v', 0},
	{MAP_ONE, 0x04, 0x04, ANY, ALL, '.', 0, 1},
	{MAP_ONE, 0x05, 0x05, ANY, ALL, '.', 0, 'z'},
	{MAP_ONE, 0x38, 0x38, ANY, ALL, 'L', 1, 0},
	{MAP_ONE, 0x39, 0x39, ANY, ALL, 'L', 'v', 0},
	{MAP_ONE, 0x50, 0x57, ANY, ALL, 'p', 0, 0},
	{MAP_ONE, 0x58, 0x5f, ANY, ALL, 'q', 0, 0},
	{MAP_ONE, 0x63, 0x63, ANY, ALL, 'L', 4, 0},
	{MAP_ONE, 0x68, 0x68, ANY, ALL, 'p', 0, 'z'},
	{MAP_ONE, 0x69, 0x69, ANY, ALL, 'L', 'v', 'z'},
	{MAP_ONE, 0x6a, 0x6a, ANY, ALL, 'p', 0, 1},
	{MAP_ONE, 0x6b, 0x6b, ANY, ALL, 'L', 'v', 1},
	{MAP_ONE, 0x70, 0x7f, ANY, ALL, '.', 0, 1},
	{MAP_ONE, 0x80, 0x80, ANY, 0x7f, 'M', 1, 1},
	{MAP_ONE, 0x80, 0x80, ANY, 0x80, 'L', 1, 1},
	{MAP_ONE, 0x81, 0x81, ANY, 0x7f, 'M', 'v', 'z'},
	{MAP_ONE, 0x81, 0x81, ANY, 0x80, 'L', 'v', 'z'},
	{MAP_ONE, 0x83, 0x83, ANY, 0x7f, 'M', 'v', 1},
	{MAP_ONE, 0x83, 0x83, ANY, 0x80, 'L', 'v', 1},
	{MAP_ONE, 0x84, 0x84, ANY, ALL, 'L', 1, 0},
	{MAP_ONE, 0x85, 0x85, ANY, ALL, 'L', 'v', 0},
	{MAP_ONE, 0x86, 0x86, ANY, ALL, 'X', 1, 0},
	{MAP_ONE, 0x87, 0x87, ANY, ALL, 'X', 'v', 0},
	{MAP_ONE, 0x88, 0x88, ANY, ALL, 'S', 1, 0},
	{MAP_ONE, 0x89, 0x89, ANY, ALL, 'S', 'v', 0},
	{MAP_ONE, 0x8a, 0x8a, ANY, ALL, 'L', 1, 0},
	{MAP_ONE, 0x8b, 0x8b, ANY, ALL, 'L', 'v', 0},
	{MAP_ONE, 0x8c, 0x8c, ANY, ALL, 'S', 2, 0},
	{MAP_ONE, 0x8d, 0x8d, ANY, ALL, 'N', 0, 0},
	{MAP_ONE, 0x8e, 0x8e, ANY, ALL, 'L', 2, 0},
	{MAP_ONE, 0x90, 0x99, ANY, ALL, '.', 0, 0},
	{MAP_ONE, 0x9b, 0x9b, ANY, ALL, '.', 0, 0},
	{MAP_ONE, 0x9e, 0x9f, ANY, ALL, '.', 0, 0},
	{MAP_ONE, 0xa0, 0xa3, ANY, ALL, '?', 0, 'a'},
	{MAP_ONE, 0xa4, 0xa7, ANY, ALL, 's', 0, 0},
	{MAP_ONE, 0xa8, 0xa8, ANY, ALL, '.', 0, 1},
	{MAP_ONE, 0xa9, 0xa9, ANY, ALL, '.', 0, 'z'},
	{MAP_ONE, 0xaa, 0xaf, ANY, ALL, 's', 0, 0},
	{MAP_ONE, 0xb0, 0xb7, ANY, ALL, '.', 0, 1},
	{MAP_ONE, 0xb8, 0xbf, ANY, ALL, '.', 0, 'v'},
	{MAP_ONE, 0xc0, 0xc0, ANY, ALL, 'M', 1, 1},
	{MAP_ONE, 0xc1, 0xc1, ANY, ALL, 'M', 'v', 1},
	{MAP_ONE, 0xc2, 0xc2, ANY, ALL, 'q', 0, 2},
	{MAP_ONE, 0xc3, 0xc3, ANY, ALL, 'q', 0, 0},
	{MAP_ONE, 0xc6, 0xc6, ANY, 1, 'S', 1, 1},
	{MAP_ONE, 0xc7, 0xc7, ANY, 1, 'S', 'v', 'z'},
	{MAP_ONE, 0xcc, 0xcc, ANY, ALL, '.', 0, 0},
	{MAP_ONE, 0xd0, 0xd0, ANY, ALL, 'M', 1, 0},
	{MAP_ONE, 0xd1, 0xd1, ANY, ALL, 'M', 'v', 0},
	{MAP_ONE, 0xd2, 0xd2, ANY, ALL, 'M', 1, 0},
	{MAP_ONE, 0xd3, 0xd3, ANY, ALL, 'M', 'v', 0},
	{MAP_ONE, 0xd8, 0xd8, ANY, ALL, 'L', 4, 0},
	{MAP_ONE, 0xd9, 0xd9, ANY, 1 << 0, 'L', 4, 0},
	{MAP_ONE, 0xd9, 0xd9, ANY, 1 << 2 | 1 << 3, 'S', 4, 0},
	{MAP_ONE, 0xd9, 0xd9, ANY & ~P66, 1 << 4, 'L', 28, 0},
	{MAP_ONE, 0xd9, 0xd9, ANY, 1 << 5, 'L', 2, 0},
	{MAP_ONE, 0xd9, 0xd9, ANY & ~P66, 1 << 6, 'S', 28, 0},
	{MAP_ONE, 0xd9, 0xd9, ANY, 1 << 7, 'S', 2, 0},
	{MAP_ONE, 0xda, 0xda, ANY, ALL, 'L', 4, 0},
	{MAP_ONE, 0xdb, 0xdb, ANY, 1 << 0, 'L', 4, 0},
	{MAP_ONE, 0xdb, 0xdb, ANY, 0x0e, 'S', 4, 0},
	{MAP_ONE, 0xdb, 0xdb, ANY, 1 << 5, 'L', 10, 0},
	{MAP_ONE, 0xdb, 0xdb, ANY, 1 << 7, 'S', 10, 0},
	{MAP_ONE, 0xdc, 0xdc, ANY, ALL, 'L', 8, 0},
	{MAP_ONE, 0xdd, 0xdd, ANY, 1 << 0, 'L', 8, 0},
	{MAP_ONE, 0xdd, 0xdd, ANY, 0x0e, 'S', 8, 0},
	{MAP_ONE, 0xdd, 0xdd, ANY & ~P66, 1 << 4, 'L', 108, 0},
	{MAP_ONE, 0xdd, 0xdd, ANY & ~P66, 1 << 6, 'S', 108, 0},
	{MAP_ONE, 0xdd, 0xdd, ANY, 1 << 7, 'S', 2, 0},
	{MAP_ONE, 0xde, 0xde, ANY, ALL, 'L', 2, 0},
	{MAP_ONE, 0xdf, 0xdf, ANY, 1 << 0, 'L', 2, 0},
	{MAP_ONE, 0xdf, 0xdf, ANY, 0x0e, 'S', 2, 0},
	{MAP_ONE, 0xdf, 0xdf, ANY, 1 << 4, 'L', 10, 0},
	{MAP_ONE, 0xdf, 0xdf, ANY, 1 << 5, 'L', 8, 0},
	{MAP_ONE, 0xdf, 0xdf, ANY, 1 << 6, 'S', 10, 0},
	{MAP_ONE, 0xdf, 0xdf, ANY, 1 << 7, 'S', 8, 0},
	{MAP_ONE, 0xe0, 0xe3, ANY, ALL, '.', 0, 1},
	{MAP_ONE, 0xe8, 0xe8, ANY, ALL, 'p', 0, 4},
	{MAP_ONE, 0xe9, 0xe9, ANY, ALL, '.', 0, 4},
	{MAP_ONE, 0xeb, 0xeb, ANY, ALL, '.', 0, 1},
	{MAP_ONE, 0xf4, 0xf5, ANY, ALL, '.', 0, 0},
	{MAP_ONE, 0xf6, 0xf6, ANY, 0x03, 'L', 1, 1},
	{MAP_ONE, 0xf6, 0xf6, ANY, 0x0c, 'M', 1, 0},
	{MAP_ONE, 0xf6, 0xf6, ANY, 0xf0, 'L', 1, 0},
	{MAP_ONE, 0xf7, 0xf7, ANY, 0x03, 'L', 'v', 'z'},
	{MAP_ONE, 0xf7, 0xf7, ANY, 0x0c, 'M', 'v', 0},
	{MAP_ONE, 0xf7, 0xf7, ANY, 0xf0, 'L', 'v', 0},
	{MAP_ONE, 0xf8, 0xfd, ANY, ALL, '.', 0, 0},
	{MAP_ONE, 0xfe, 0xfe, ANY, 0x03, 'M', 1, 0},
	{MAP_ONE, 0xff, 0xff, ANY, 0x03, 'M', 'v', 0},
	{MAP_ONE, 0xff, 0xff, ANY, 0x54, 'L', 8, 0}, /* call, jmp, push */

	{MAP_0F, 0x05, 0x05, ANY, ALL, '.', 0, 0},
	{MAP_0F, 0x0b, 0x0b, ANY, ALL, '.', 0, 0},
	{MAP_0F, 0x0d, 0x0d, ANY, ALL, 'N', 0, 0},
	{MAP_0F, 0x10, 0x10, ANY, ALL, 'L', 'f', 0},
	{MAP_0F, 0x11, 0x11, ANY, ALL, 'S', 'f', 0},
	{MAP_0F, 0x12, 0x12, PACKED, ALL, 'L', 8, 0},
	{MAP_0F, 0x12, 0x12, PF3, ALL, 'L', 'x', 0},
	{MAP_0F, 0x12, 0x12, PF2, ALL, 'L', 'D', 0},
	{MAP_0F, 0x13, 0x13, ANY, ALL, 'S', 8, 0},
	{MAP_0F, 0x14, 0x15, ANY, ALL, 'L', 'x', 0},
	{MAP_0F, 0x16, 0x16, PACKED, ALL, 'L', 8, 0},
	{MAP_0F, 0x16, 0x16, PF3, ALL, 'L', 'x', 0},
	{MAP_0F, 0x17, 0x17, ANY, ALL, 'S', 8, 0},
	{MAP_0F, 0x18, 0x1f, ANY, ALL, 'N', 0, 0},
	{MAP_0F, 0x28, 0x28, ANY, ALL, 'L', 'x', 0},
	{MAP_0F, 0x29, 0x29, ANY, ALL, 'S', 'x', 0},
	{MAP_0F, 0x2a, 0x2a, PACKED, ALL, 'L', 8, 0},
	{MAP_0F, 0x2a, 0x2a, ANY, ALL, 'L', 'w', 0},
	{MAP_0F, 0x2b, 0x2b, PACKED, ALL, 'S', 'x', 0},
	{MAP_0F, 0x2c, 0x2d, NONE, ALL, 'L', 8, 0},
	{MAP_0F, 0x2c, 0x2d, P66, ALL, 'L', 16, 0},
	{MAP_0F, 0x2c, 0x2d, PF3, ALL, 'L', 4, 0},
	{MAP_0F, 0x2c, 0x2d, PF2, ALL, 'L', 8, 0},
	{MAP_0F, 0x2e, 0x2f, NONE, ALL, 'L', 4, 0},
	{MAP_0F, 0x2e, 0x2f, P66, ALL, 'L', 8, 0},
	{MAP_0F, 0x31, 0x31, ANY, ALL, '.', 0, 0},
	{MAP_0F, 0x40, 0x4f, ANY, ALL, 'L', 'v', 0},
	{MAP_0F, 0x50, 0x59, ANY, ALL, 'L', 'f', 0},
	{MAP_0F, 0x5a, 0x5a, NONE, ALL, 'L', 'h', 0},
	{MAP_0F, 0x5a, 0x5a, ANY, ALL, 'L', 'f', 0},
	{MAP_0F, 0x5b, 0x5b, ANY, ALL, 'L', 'x', 0},
	{MAP_0F, 0x5c, 0x5f, ANY, ALL, 'L', 'f', 0},
	{MAP_0F, 0x60, 0x62, NONE, ALL, 'L', 4, 0},
	{MAP_0F, 0x60, 0x6d, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0x6e, 0x6e, ANY, ALL, 'L', 'w', 0},
	{MAP_0F, 0x6f, 0x6f, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0x70, 0x73, ANY, ALL, 'L', 'm', 1},
	{MAP_0F, 0x74, 0x76, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0x77, 0x77, ANY, ALL, '.', 0, 0},
	{MAP_0F, 0x7c, 0x7d, ANY, ALL, 'L', 'x', 0},
	{MAP_0F, 0x7e, 0x7e, PF3, ALL, 'L', 8, 0},
	{MAP_0F, 0x7e, 0x7e, ANY, ALL, 'S', 'w', 0},
	{MAP_0F, 0x7f, 0x7f, ANY, ALL, 'S', 'm', 0},
	{MAP_0F, 0x80, 0x8f, ANY, ALL, '.', 0, 4},
	{MAP_0F, 0x90, 0x9f, ANY, ALL, 'S', 1, 0},
	{MAP_0F, 0xa2, 0xa2, ANY, ALL, '.', 0, 0},
	{MAP_0F, 0xa3, 0xa3, ANY, ALL, 'L', 'v', 0},
	{MAP_0F, 0xa4, 0xa4, ANY, ALL, 'M', 'v', 1},
	{MAP_0F, 0xa5, 0xa5, ANY, ALL, 'M', 'v', 0},
	{MAP_0F, 0xab, 0xab, ANY, ALL, 'M', 'v', 0},
	{MAP_0F, 0xac, 0xac, ANY, ALL, 'M', 'v', 1},
	{MAP_0F, 0xad, 0xad, ANY, ALL, 'M', 'v', 0},
	{MAP_0F, 0xae, 0xae, NONE, 1 << 2, 'L', 4, 0},
	{MAP_0F, 0xae, 0xae, NONE, 1 << 3, 'S', 4, 0},
	{MAP_0F, 0xae, 0xae, NONE | P66, 1 << 7, 'N', 0, 0},
	{MAP_0F, 0xaf, 0xaf, ANY, ALL, 'L', 'v', 0},
	{MAP_0F, 0xb0, 0xb0, ANY, ALL, 'M', 1, 0},
	{MAP_0F, 0xb1, 0xb1, ANY, ALL, 'M', 'v', 0},
	{MAP_0F, 0xb3, 0xb3, ANY, ALL, 'M', 'v', 0},
	{MAP_0F, 0xb6, 0xb6, ANY, ALL, 'L', 1, 0},
	{MAP_0F, 0xb7, 0xb7, ANY, ALL, 'L', 2, 0},
	{MAP_0F, 0xb8, 0xb8, PF3, ALL, 'L', 'v', 0},
	{MAP_0F, 0xba, 0xba, ANY, 1 << 4, 'L', 'v', 1},
	{MAP_0F, 0xba, 0xba, ANY, 0xe0, 'M', 'v', 1},
	{MAP_0F, 0xbb, 0xbb, ANY, ALL, 'M', 'v', 0},
	{MAP_0F, 0xbc, 0xbd, ANY, ALL, 'L', 'v', 0},
	{MAP_0F, 0xbe, 0xbe, ANY, ALL, 'L', 1, 0},
	{MAP_0F, 0xbf, 0xbf, ANY, ALL, 'L', 2, 0},
	{MAP_0F, 0xc0, 0xc0, ANY, ALL, 'M', 1, 0},
	{MAP_0F, 0xc1, 0xc1, ANY, ALL, 'M', 'v', 0},
	{MAP_0F, 0xc2, 0xc2, ANY, ALL, 'L', 'f', 1},
	{MAP_0F, 0xc3, 0xc3, NONE, ALL, 'S', 'w', 0},
	{MAP_0F, 0xc4, 0xc4, ANY, ALL, 'L', 2, 1},
	{MAP_0F, 0xc5, 0xc5, ANY, ALL, 'L', 2, 1}, /* of registers alone */
	{MAP_0F, 0xc6, 0xc6, ANY, ALL, 'L', 'x', 1},
	{MAP_0F, 0xc7, 0xc7, ANY, 1 << 1, 'M', 'W', 0},
	{MAP_0F, 0xc8, 0xcf, ANY, ALL, '.', 0, 0},
	{MAP_0F, 0xd0, 0xd0, ANY, ALL, 'L', 'x', 0},
	{MAP_0F, 0xd1, 0xd3, ANY, ALL, 'L', 'n', 0},
	{MAP_0F, 0xd4, 0xd5, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0xd6, 0xd6, P66, ALL, 'S', 8, 0},
	{MAP_0F, 0xd7, 0xe0, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0xe1, 0xe2, ANY, ALL, 'L', 'n', 0},
	{MAP_0F, 0xe3, 0xe5, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0xe6, 0xe6, PF3, ALL, 'L', 'h', 0},
	{MAP_0F, 0xe6, 0xe6, ANY, ALL, 'L', 'x', 0},
	{MAP_0F, 0xe7, 0xe7, ANY, ALL, 'S', 'm', 0},
	{MAP_0F, 0xe8, 0xef, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0xf0, 0xf0, PF2, ALL, 'L', 'x', 0},
	{MAP_0F, 0xf1, 0xf3, ANY, ALL, 'L', 'n', 0},
	{MAP_0F, 0xf4, 0xf6, ANY, ALL, 'L', 'm', 0},
	{MAP_0F, 0xf8, 0xfe, ANY, ALL, 'L', 'm', 0},

	{MAP_0F38, 0x13, 0x13, ANY, ALL, 'L', 'h', 0},
	{MAP_0F38, 0x18, 0x18, ANY, ALL, 'L', 4, 0},
	{MAP_0F38, 0x19, 0x19, ANY, ALL, 'L', 8, 0},
	{MAP_0F38, 0x1a, 0x1a, ANY, ALL, 'L', 16, 0},
	{MAP_0F38, 0x20, 0x20, ANY, ALL, 'L', 'h', 0},
	{MAP_0F38, 0x21, 0x21, ANY, ALL, 'L', 'c', 0},
	{MAP_0F38, 0x22, 0x22, ANY, ALL, 'L', 'e', 0},
	{MAP_0F38, 0x23, 0x23, ANY, ALL, 'L', 'h', 0},
	{MAP_0F38, 0x24, 0x24, ANY, ALL, 'L', 'c', 0},
	{MAP_0F38, 0x25, 0x25, ANY, ALL, 'L', 'h', 0},
	{MAP_0F38, 0x2c, 0x2f, ANY, ALL, '?', 0, 0},
	{MAP_0F38, 0x30, 0x30, ANY, ALL, 'L', 'h', 0},
	{MAP_0F38, 0x31, 0x31, ANY, ALL, 'L', 'c', 0},
	{MAP_0F38, 0x32, 0x32, ANY, ALL, 'L', 'e', 0},
	{MAP_0F38, 0x33, 0x33, ANY, ALL, 'L', 'h', 0},
	{MAP_0F38, 0x34, 0x34, ANY, ALL, 'L', 'c', 0},
	{MAP_0F38, 0x35, 0x35, ANY, ALL, 'L', 'h', 0},
	{MAP_0F38, 0x58, 0x58, ANY, ALL, 'L', 4, 0},
	{MAP_0F38, 0x59, 0x59, ANY, ALL, 'L', 8, 0},
	{MAP_0F38, 0x5a, 0x5a, ANY, ALL, 'L', 16, 0},
	{MAP_0F38, 0x78, 0x78, ANY, ALL, 'L', 1, 0},
	{MAP_0F38, 0x79, 0x79, ANY, ALL, 'L', 2, 0},
	{MAP_0F38, 0x80, 0x8f, ANY, ALL, '?', 0, 0},
	{MAP_0F38, 0x90, 0x93, ANY, ALL, '?', 0, 0},
	{MAP_0F38, 0x99, 0x99, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0x9b, 0x9b, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0x9d, 0x9d, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0x9f, 0x9f, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xa9, 0xa9, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xab, 0xab, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xad, 0xad, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xaf, 0xaf, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xb9, 0xb9, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xbb, 0xbb, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xbd, 0xbd, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xbf, 0xbf, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xc8, 0xcd, ANY, ALL, 'L', 16, 0},
	{MAP_0F38, 0xf0, 0xf0, PF2, ALL, 'L', 1, 0}, /* crc32 */
	{MAP_0F38, 0xf1, 0xf1, PF2, ALL, 'L', 'v', 0},
	{MAP_0F38, 0xf0, 0xf0, PACKED, ALL, 'L', 'v', 0}, /* movbe */
	{MAP_0F38, 0xf1, 0xf1, PACKED, ALL, 'S', 'v', 0},
	{MAP_0F38, 0xf2, 0xf3, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xf5, 0xf7, ANY, ALL, 'L', 'w', 0},
	{MAP_0F38, 0xf8, 0xff, ANY, ALL, '?', 0, 0},
	{MAP_0F38, 0xd8, 0xd8, PF3, ALL, '?', 0, 0},
	{MAP_0F38, 0xdc, 0xdf, PF3, ALL, '?', 0, 0},
	{MAP_0F38, 0x00, 0xef, ANY, ALL, 'L', 'm', 0},

	{MAP_0F3A, 0x0a, 0x0a, ANY, ALL, 'L', 4, 1},
	{MAP_0F3A, 0x0b, 0x0b, ANY, ALL, 'L', 8, 1},
	{MAP_0F3A, 0x14, 0x14, ANY, ALL, 'S', 1, 1},
	{MAP_0F3A, 0x15, 0x15, ANY, ALL, 'S', 2, 1},
	{MAP_0F3A, 0x16, 0x16, ANY, ALL, 'S', 'w', 1},
	{MAP_0F3A, 0x17, 0x17, ANY, ALL, 'S', 4, 1},
	{MAP_0F3A, 0x18, 0x18, ANY, ALL, 'L', 16, 1},
	{MAP_0F3A, 0x19, 0x19, ANY, ALL, 'S', 16, 1},
	{MAP_0F3A, 0x1d, 0x1d, ANY, ALL, 'S', 'h', 1},
	{MAP_0F3A, 0x20, 0x20, ANY, ALL, 'L', 1, 1},
	{MAP_0F3A, 0x21, 0x21, ANY, ALL, 'L', 4, 1},
	{MAP_0F3A, 0x22, 0x22, ANY, ALL, 'L', 'w', 1},
	{MAP_0F3A, 0x38, 0x38, ANY, ALL, 'L', 16, 1},
	{MAP_0F3A, 0x39, 0x39, ANY, ALL, 'S', 16, 1},
	{MAP_0F3A, 0xf0, 0xf0, ANY, ALL, 'L', 'w', 1},
	{MAP_0F3A, 0x00, 0x67, ANY, ALL, 'L', 'm', 1},
	{MAP_0F3A, 0xcc, 0xdf, ANY, ALL, 'L', 'm', 1},
};

/* --- what precedes it ------------------------------------------------------------------------- */

/* Whether it was one: then it is behind us. */
static bool take_prefix(struct decoder *in)
{
	switch (*in->next) {
	case 0x66:
		in->is_16 = true;
		break;
	case 0x67:
		in->is_32_address = true;
		break;
	case 0xf0:
		in->has_lock = true;
		break;
	case 0xf2:
	case 0xf3:
		in->repeat = *in->next;
		break;
	case 0x64:
	case 0x65:
		in->other_segment = true;
		break;
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		break;
	default:
		return false;
	}
	in->next++;
	return true;
}

static uint8_t map_of(struct decoder *in)
{
	if (*in->next != 0x0f)
		return MAP_ONE;
	in->next++;
	if (*in->next != 0x38 && *in->next != 0x3a)
		return MAP_0F;
	return *in->next++ == 0x38 ? MAP_0F38 : MAP_0F3A;
}

/* What the last two bits of a VEX prefix stand for. */
static void take_vex_prefix(struct decoder *in, uint8_t last)
{
	in->is_16 = (last & 3) == 1;
	in->repeat = (last & 3) == 2 ? 0xf3 : (last & 3) == 3 ? 0xf2 : 0;
	in->is_256 = last & 4;
	in->out->is_vector = true;
	in->out->third = (uint8_t)(~last >> 3 & 15);
}

/* Two bytes, or three. */
static bool take_vex(struct decoder *in)
{
	const uint8_t *at = in->next;

	in->rex = (at[1] & 0x80) ? 0 : REX_R;
	if (at[0] == 0xc5) {
		take_vex_prefix(in, at[1]);
		in->out->map = MAP_0F;
		in->next += 2;
		return true;
	}
	in->rex |= (uint8_t)(((at[1] & 0x40) ? 0 : REX_X) | ((at[1] & 0x20) ? 0 : REX_B) |
			     ((at[2] & 0x80) ? REX_W : 0));
	take_vex_prefix(in, at[2]);
	in->out->map = at[1] & 0x1f; /* numbered as ours are */
	in->next += 3;
	return in->out->map >= MAP_0F && in->out->map <= MAP_0F3A;
}

static bool take_opcode(struct decoder *in)
{
	while (take_prefix(in))
		;
	in->out->prefix = (uint8_t)(in->next - in->code);
	if (*in->next == 0xc4 || *in->next == 0xc5) {
		if (!take_vex(in))
			return false;
	} else {
		if ((*in->next & 0xf0) == 0x40)
			in->rex = *in->next++;
		in->out->has_rex = in->rex;
		in->out->map = map_of(in);
	}
	in->out->opcode = *in->next++;
	return true;
}

/* --- what its second byte names --------------------------------------------------------------- */

static int64_t take_number(struct decoder *in, unsigned bytes)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < bytes; i++)
		number |= (uint64_t)in->next[i] << (8 * i);
	in->next += bytes;
	if (bytes == 0 || bytes == WORD)
		return (int64_t)number;
	return (int64_t)(number << (64 - 8 * bytes)) >> (64 - 8 * bytes);
}

static void name(struct decoder *in, unsigned number)
{
	in->out->named |= (uint16_t)(1u << number);
}

static uint64_t take_index(struct decoder *in, unsigned *base)
{
	uint8_t sib = *in->next++;
	unsigned index = ((sib >> 3) & 7) | (in->rex & REX_X ? 8u : 0);

	*base = sib & 7;
	if (index != INDEX_NONE)
		name(in, index);
	return index == INDEX_NONE ? 0 : in->registers[index] << (sib >> 6);
}

static void take_address(struct decoder *in, uint8_t mode, unsigned base)
{
	uint64_t address = 0;

	in->has_memory = true;
	if (base == BASE_SIB) {
		address = take_index(in, &base);
		if (mode == 0 && base == BASE_NONE) {
			in->address = address + (uint64_t)take_number(in, 4);
			return;
		}
	} else if (mode == 0 && base == BASE_NONE) {
		in->from_next = true;
		in->address = (uint64_t)take_number(in, 4);
		return;
	}
	base |= in->rex & REX_B ? 8u : 0;
	name(in, base);
	address += in->registers[base];
	in->address = address + (uint64_t)take_number(in, mode == 0 ? 0 : mode == 1 ? 1 : 4);
}

static void take_second(struct decoder *in)
{
	uint8_t second = *in->next++, mode = second >> 6;

	in->out->second = mode != MODE_REGISTER ? (uint8_t)(in->next - 1 - in->code) : 0;
	in->out->which = (uint8_t)(((second >> 3) & 7) | (in->rex & REX_R ? 8 : 0));
	if (mode != MODE_REGISTER)
		take_address(in, mode, second & 7);
	else
		name(in, (second & 7) | (in->rex & REX_B ? 8u : 0));
}

/* --- rows ------------------------------------------------------------------------------------- */

static uint8_t prefix_of(const struct decoder *in)
{
	if (in->repeat)
		return in->repeat == 0xf3 ? PF3 : PF2;
	return in->is_16 ? P66 : NONE;
}

/* Add, or, adc, sbb, and, sub, xor: and cmp, which stores nothing. */
static uint8_t folded(const struct instruction *instruction)
{
	uint8_t opcode = instruction->opcode;

	if (instruction->map != MAP_ONE || opcode >= 0x40)
		return opcode;
	return opcode == 0x38 || opcode == 0x39 ? opcode : opcode & 7;
}

/* The second byte is not taken yet, and there may be none. */
static bool says(const struct decoder *in, uint8_t which)
{
	return which == ALL || which >> ((*in->next >> 3) & 7) & 1;
}

static const struct row *find_row(const struct decoder *in)
{
	uint8_t opcode = folded(in->out);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];

		if (row->map == in->out->map && opcode >= row->first && opcode <= row->last &&
		    row->prefixes & prefix_of(in) && says(in, row->which))
			return row->what == '?' ? NULL : row;
	}
	return NULL;
}

static uint8_t operand_size(const struct decoder *in)
{
	return in->rex & REX_W ? 8 : in->is_16 ? 2 : 4;
}

static uint8_t vector_size(const struct decoder *in)
{
	return in->is_256 ? 32 : 16;
}

static uint32_t number_size(const struct decoder *in)
{
	return in->repeat == 0xf3 ? 4 : in->repeat == 0xf2 ? 8 : vector_size(in);
}

/* Without a prefix these are of MMX. */
static bool is_wide(const struct decoder *in)
{
	return in->out->is_vector || in->is_16 || in->repeat;
}

static uint32_t size_of(const struct decoder *in, uint8_t size)
{
	switch (size) {
	case 'v':
		return operand_size(in);
	case 'w':
		return in->rex & REX_W ? 8 : 4;
	case 'W':
		return in->rex & REX_W ? 16 : 8;
	case 'x':
		return vector_size(in);
	case 'h':
		return vector_size(in) / 2;
	case 'c':
		return vector_size(in) / 4;
	case 'e':
		return vector_size(in) / 8;
	case 'm':
		return is_wide(in) ? vector_size(in) : 8;
	case 'n':
		return is_wide(in) ? 16 : 8;
	case 'f':
		return number_size(in);
	case 'D':
		return in->is_256 ? 32 : 8;
	default:
		return size;
	}
}

static unsigned constant_size(const struct decoder *in, uint8_t constant)
{
	switch (constant) {
	case 'z':
		return in->is_16 && !(in->rex & REX_W) ? 2 : 4;
	case 'v':
		return operand_size(in);
	default:
		return constant;
	}
}

/* --- operands --------------------------------------------------------------------------------- */

static void add(struct decoder *in, uint64_t at, uint32_t size, enum instruction_access access)
{
	in->out->operands[in->out->count++] =
		(struct instruction_operand){at, size, (uint8_t)access};
}

static void add_push(struct decoder *in)
{
	add(in, in->registers[R_SP] - WORD, WORD, ACCESS_STORE);
}

static bool add_string(struct decoder *in)
{
	uint8_t opcode = in->out->opcode;
	uint32_t size = opcode & 1 ? operand_size(in) : 1;
	bool loads_from = opcode <= 0xa7 || opcode == 0xac || opcode == 0xad;
	bool is_stored = opcode == 0xa4 || opcode == 0xa5 || opcode == 0xaa || opcode == 0xab;

	in->out->repeats = in->repeat;
	in->out->width = (uint8_t)size;
	if (loads_from)
		add(in, in->registers[R_SI], size, ACCESS_LOAD);
	if (opcode != 0xac && opcode != 0xad)
		add(in, in->registers[R_DI], size, is_stored ? ACCESS_STORE : ACCESS_LOAD);
	return !in->other_segment && !in->is_32_address;
}

/* bt and its like, of a register: the bit that it names may be far away. */
static void move_to_bit(struct decoder *in)
{
	struct instruction *out = in->out;
	unsigned size = operand_size(in);
	int64_t bit = (int64_t)in->registers[out->which];

	if (out->map != MAP_0F || (out->opcode & 0xe7) != 0xa3)
		return;
	bit = size == 2 ? (int16_t)bit : size == 4 ? (int32_t)bit : bit;
	in->address += (uint64_t)((bit >> (size == 2 ? 4 : size == 4 ? 5 : 6)) * (int64_t)size);
}

/* What is done besides to the stack: by push, call. */
static bool pushes(const struct instruction *out)
{
	unsigned which = out->which & 7;

	return out->map == MAP_ONE && out->opcode == 0xff && (which == 2 || which == 6);
}

static bool add_memory(struct decoder *in, const struct row *row)
{
	struct instruction *out = in->out;
	bool swaps = row->what == 'X';
	enum instruction_access access = row->what == 'L'   ? ACCESS_LOAD
					 : row->what == 'S' ? ACCESS_STORE
							    : ACCESS_CHANGE;

	out->width = (uint8_t)size_of(in, row->size);
	out->operand = operand_size(in);
	if (in->has_memory && row->what != 'N') {
		move_to_bit(in);
		add(in, in->address, size_of(in, row->size), access);
	}
	if (pushes(out))
		add_push(in);
	out->is_locked = in->has_memory && (in->has_lock || swaps);
	return !in->has_memory || row->what == 'N' || !(in->other_segment || in->is_32_address);
}

static bool add_operands(struct decoder *in, const struct row *row)
{
	switch (row->what) {
	case 's':
		return add_string(in);
	case 'p':
		add_push(in);
		return !in->is_16;
	case 'q':
		add(in, in->registers[R_SP], WORD, ACCESS_LOAD);
		return !in->is_16;
	case '.':
		return true;
	default:
		return add_memory(in, row);
	}
}

/* With VEX these are of AVX-512's masks (kmov), and no setcc. */
static bool is_of_masks(const struct instruction *out)
{
	return out->is_vector && out->map == MAP_0F && (out->opcode & 0xf0) == 0x90;
}

bool instruction_decode(struct instruction *instruction, const uint8_t *code, uint64_t at,
			const uint64_t registers[INSTRUCTION_REGISTERS])
{
	struct decoder in = {
		.out = instruction, .code = code, .next = code, .registers = registers};
	const struct row *row;

	memset(instruction, 0, sizeof(*instruction));
	instruction->third = INSTRUCTION_NO_REGISTER;
	if (!take_opcode(&in) || is_of_masks(instruction))
		return false;
	row = find_row(&in);
	if (!row)
		return false;
	if (!strchr(".pqs", row->what))
		take_second(&in);
	instruction->behind = (uint8_t)(in.next - code);
	if (row->constant != 'a')
		instruction->constant = take_number(&in, constant_size(&in, row->constant));
	instruction->length = (uint8_t)(in.next - code);
	in.address += in.from_next ? at + instruction->length : 0;
	instruction->address = in.address;
	return add_operands(&in, row) && instruction->length <= INSTRUCTION_LONGEST;
}
