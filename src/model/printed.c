#include "model/printed.h"

#include <stdio.h>
#include <string.h>
#include "base/printable.h"
#include "trace/report.h"

enum { ESCAPED = 4 /* bytes at most that stand for one */ };

/* Byte by byte: the same whatever pieces it came in. */
static void keep(struct printed *printed, char byte)
{
	if (printed->length < STAGE_PRINTED)
		printed->bytes[printed->length] = byte;
	else
		printed->rest = hash_fold(printed->rest, (unsigned char)byte);
	printed->length++;
}

void printed_fold(struct printed *printed, const struct record *record)
{
	size_t length = record->text_length < RECORD_TEXT ? record->text_length : RECORD_TEXT;

	if (!record->value)
		return;
	printed->counts = true;
	for (size_t i = 0; i < length; i++)
		keep(printed, record->text[i]);
}

/* As C writes a byte that is not to be shown, or one that would be taken for such. */
static size_t escape(char byte, char *out)
{
	static const struct {
		char byte;
		const char *text;
	} known[] = {{'\n', "\\n"}, {'\t', "\\t"}, {'\r', "\\r"}, {'\\', "\\\\"}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (byte == known[i].byte)
			return (size_t)snprintf(out, ESCAPED + 1, "%s", known[i].text);
	}
	return (size_t)snprintf(out, ESCAPED + 1, "\\x%02x", (unsigned char)byte);
}

/* What is kept, of which a last character may have been cut. */
static size_t escape_all(const struct printed *printed, char *out)
{
	size_t kept = printed->length < STAGE_PRINTED ? (size_t)printed->length : STAGE_PRINTED;
	size_t used = 0;

	for (size_t at = 0; at < kept;) {
		size_t bytes = printable_character(printed->bytes + at, kept - at);

		if (bytes && printed->bytes[at] != '\\') {
			memcpy(out + used, printed->bytes + at, bytes);
			used += bytes;
			at += bytes;
		} else {
			used += escape(printed->bytes[at++], out + used);
		}
	}
	return used;
}

size_t printed_text(const struct printed *printed, char *out)
{
	char whole[ESCAPED * STAGE_PRINTED + 64];
	size_t used;

	out[0] = '\0';
	if (!printed->counts)
		return 0;
	used = escape_all(printed, whole);
	if (printed->length > STAGE_PRINTED)
		used += (size_t)snprintf(whole + used, 64, "...%016llx",
					 (unsigned long long)printed->rest.low);
	used = report_shorten(whole, used, PRINTED_TEXT);
	memcpy(out, whole, used + 1);
	return used;
}
