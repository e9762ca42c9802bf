/*
 * Text in JSON (jansson), which is UTF-8; what programs say may be anything.
 */
#ifndef IPCSTAGE_RUN_JSON_TEXT_H
#define IPCSTAGE_RUN_JSON_TEXT_H

#include <stddef.h>

struct json_t;

/*
 * What a program is given to read, as a string where it is text (UTF-8 without NUL), else an object
 * with its bytes in hexadecimal digits: {"hex": "00ff"}. NULL: memory is out.
 */
struct json_t *json_bytes(const char *bytes, size_t length);

/* Such bytes, which the caller frees; *length of them. NULL: it is none of the two, or memory is
 * out. */
char *json_read_bytes(const struct json_t *value, size_t *length);

/* A string of a text; in one that is no UTF-8 every byte that is no ASCII becomes '?'. */
struct json_t *json_text(const char *text);

#endif
