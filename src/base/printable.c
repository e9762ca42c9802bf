#include "base/printable.h"

#include <string.h>
#include "base/utf8.h"

bool printable_is(uint32_t character)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c},	{0x180e, 0x180e},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},	{0xfeff, 0xfeff},
		{0xfff9, 0xfffb}, {0xfffd, 0xffff}, {0xe0000, 0xe007f},
	};

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		if (character >= hidden[i].first && character <= hidden[i].last)
			return false;
	}
	return true;
}

size_t printable_character(const char *bytes, size_t length)
{
	uint32_t character;
	size_t taken = utf8_decode(bytes, length, &character);

	return taken && printable_is(character) ? taken : 0;
}

size_t printable_copy(char *out, size_t size, const char *bytes, size_t length)
{
	size_t used = 0, taken;

	for (size_t i = 0; i < length; i += taken) {
		uint32_t character;
		bool is_shown;
		size_t width;

		taken = utf8_decode(bytes + i, length - i, &character);
		is_shown = printable_is(character);
		width = is_shown ? taken : 1;
		if (used + width >= size)
			break;
		memmove(out + used, is_shown ? bytes + i : "?", width);
		used += width;
	}
	out[used] = '\0';
	return used;
}

size_t printable_line(char *text)
{
	size_t length = strlen(text);

	return printable_copy(text, length + 1, text, length);
}
