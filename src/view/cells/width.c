/*
 * Widths: UAX #11, blocks that are wide or combining as a whole. A table of blocks is enough here:
 * lesson texts are English and Chinese, and what a demo prints is shown, not edited.
 */
#include "view/cells/width.h"

#include <stdbool.h>
#include <stddef.h>
#include "base/printable.h"

struct range {
	uint32_t first, last;
};

/* Zero columns: combining marks, variation selectors. */
static const struct range combining[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f}, {0x0e31, 0x0e31},
	{0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20f0},
	{0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
};

/* Two columns: Hangul jamo, CJK, kana, Hangul, fullwidth forms, emoji. */
static const struct range wide[] = {
	{0x1100, 0x115f},   {0x231a, 0x231b},	{0x2e80, 0x303e},   {0x3041, 0x33ff},
	{0x3400, 0x4dbf},   {0x4e00, 0x9fff},	{0xa000, 0xa4cf},   {0xa960, 0xa97f},
	{0xac00, 0xd7a3},   {0xf900, 0xfaff},	{0xfe30, 0xfe6f},   {0xff00, 0xff60},
	{0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
	{0x20000, 0x3fffd},
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t i = 0; i < count && character >= ranges[i].first; i++)
		if (character <= ranges[i].last)
			return true;
	return false;
}

int width_of(uint32_t character)
{
	if (character < 0x300 || !printable_is(character))
		return 1;
	if (in_ranges(combining, sizeof(combining) / sizeof(combining[0]), character))
		return 0;
	return in_ranges(wide, sizeof(wide) / sizeof(wide[0]), character) ? 2 : 1;
}
