/*
 * What no schema can say about a demo file: ranges, lists of words, unique names and keys.
 */
#ifndef IPCSTAGE_DEMO_CHECK_H
#define IPCSTAGE_DEMO_CHECK_H

#include "demo/demo.h"
#include "demo/document.h"

/*
 * Check a loaded demo; the document gives the places. Returns 0, or -1 with document_wrong()'s
 * text.
 */
int demo_check(const struct demo *demo, struct document *document);

#endif
