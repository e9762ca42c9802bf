/*
 * A record as a line of text: what is 0 is left out.
 *
 *	STAMP PROCESS WORD [oOBJECT] [vVALUE] [aARGUMENT] [@WHERE] [sSIZE] [eERROR] [fFLAGS]
 *	[tTEXT_LENGTH] ["TEXT"]
 *
 * In a text, %XX is the byte with that number.
 */
#ifndef IPCSTAGE_TESTS_GOLDEN_RECORD_LINE_H
#define IPCSTAGE_TESTS_GOLDEN_RECORD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "trace/record.h"

/* Write a record, without the end of the line. */
void record_line_write(FILE *file, const struct record *record);

/* Read one back, every byte of it. Returns false when the line is none. */
bool record_line_read(struct record *record, const char *line);

/* Write bytes in quotes. */
void text_write(FILE *file, const char *bytes, size_t length);

/* Read what is in quotes; returns how many bytes were stored, at most `size`. */
size_t text_read(char *out, size_t size, const char *quoted);

#endif
