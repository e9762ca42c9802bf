/*
 * Text in JSON (jansson), which is UTF-8; what programs say may be anything.
 */
#ifndef IPCSTAGE_RUN_JSON_TEXT_H
#define IPCSTAGE_RUN_JSON_TEXT_H

struct json_t;

/* A string of a text; in one that is no UTF-8 every byte that is no ASCII becomes '?'. */
struct json_t *json_text(const char *text);

#endif
