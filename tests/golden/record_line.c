#include "record_line.h"

#include <stdlib.h>
#include <string.h>

/* --- texts ---------------------------------------------------------------------------------- */

void text_write(FILE *file, const char *bytes, size_t length)
{
	fputc('"', file);
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte < ' ' || byte > '~' || byte == '%' || byte == '"')
			fprintf(file, "%%%02x", byte);
		else
			fputc(byte, file);
	}
	fputc('"', file);
}

static char hexadecimal(const char *digits)
{
	const char both[3] = {digits[0], digits[0] ? digits[1] : '\0', '\0'};

	return (char)strtoul(both, NULL, 16);
}

size_t text_read(char *out, size_t size, const char *quoted)
{
	const char *at = quoted + (*quoted == '"');
	size_t length = 0;

	for (; *at && *at != '"' && length < size; at++) {
		out[length++] = *at == '%' ? hexadecimal(at + 1) : *at;
		if (*at == '%' && at[1] && at[2])
			at += 2;
	}
	return length;
}

/* --- records -------------------------------------------------------------------------------- */

static void number(FILE *file, char letter, uint64_t value)
{
	if (value)
		fprintf(file, " %c%llu", letter, (unsigned long long)value);
}

/* What is behind the text belongs to a record's hash as well; it is nearly always zero. */
static size_t text_used(const struct record *record)
{
	size_t length = RECORD_TEXT;

	while (length > 0 && record->text[length - 1] == '\0')
		length--;
	return length;
}

void record_line_write(FILE *file, const struct record *record)
{
	size_t used = text_used(record);

	fprintf(file, "%llu %u %s", (unsigned long long)record->stamp, record->actor,
		operation_word(record->operation));
	number(file, 'o', record->object);
	number(file, 'v', record->value);
	number(file, 'a', record->argument);
	if (record->where)
		fprintf(file, " @%u", record->where);
	number(file, 's', record->size);
	number(file, 'e', (uint32_t)record->error);
	number(file, 'f', record->flags);
	if (record->text_length != used)
		fprintf(file, " t%u", record->text_length);
	if (used) {
		fputc(' ', file);
		text_write(file, record->text, used);
	}
}

static bool read_operation(struct record *record, const char *word)
{
	for (unsigned i = 0; i < OP_COUNT; i++) {
		if (strcmp(operation_word(i), word) != 0)
			continue;
		record->operation = (uint8_t)i;
		return true;
	}
	return false;
}

static bool read_field(struct record *record, char letter, const char *digits, char **end)
{
	uint64_t value = strtoull(digits, end, 10);

	switch (letter) {
	case 'o':
		record->object = (uint16_t)value;
		break;
	case 'v':
		record->value = value;
		break;
	case 'a':
		record->argument = value;
		break;
	case '@':
		record->where = (uint32_t)value;
		break;
	case 's':
		record->size = (uint32_t)value;
		break;
	case 'e':
		record->error = (int32_t)(uint32_t)value;
		break;
	case 'f':
		record->flags = (uint8_t)value;
		break;
	case 't':
		record->text_length = (uint8_t)value;
		break;
	default:
		return false;
	}
	return *end > digits;
}

bool record_line_read(struct record *record, const char *line)
{
	unsigned long long stamp;
	unsigned actor;
	char word[32];
	bool has_length = false;
	int used = 0;

	*record = (struct record){0};
	if (sscanf(line, "%llu %u %31s%n", &stamp, &actor, word, &used) != 3)
		return false;
	record->stamp = stamp;
	record->actor = (uint8_t)actor;
	if (!read_operation(record, word))
		return false;
	for (line += used; *line == ' ' && line[1] != '"';) {
		char *end;

		has_length |= line[1] == 't';
		if (!read_field(record, line[1], line + 2, &end))
			return false;
		line = end;
	}
	if (*line == ' ')
		used = (int)text_read(record->text, RECORD_TEXT, line + 1);
	else
		used = 0;
	if (!has_length)
		record->text_length = (uint8_t)used;
	return *line == ' ' || *line == '\0';
}
