/* A message in a channel, or an item of a queue or a pool. */
#ifndef IPCSTAGE_MODEL_ITEM_H
#define IPCSTAGE_MODEL_ITEM_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/record.h"

/* One message in a pipe, one item of a queue or a pool. */
struct item {
	uint64_t id;		    /* pipe: serial number of the write; else as annotated */
	uint32_t size;		    /* bytes, 0 for an annotated item */
	uint8_t actor;		    /* pipe, queue: who put it in; pool: who works on it or did */
	uint8_t stage;		    /* enum item_stage */
	uint8_t torn;		    /* pipe: a piece of a message whose pieces are apart */
	uint8_t reader;		    /* pipe: number + 1 of who took the first part of it, 0 whole */
	bool framed;		    /* pipe: its first part, of four bytes, is its length */
	char text[RECORD_TEXT + 1]; /* how it is shown: "3", "hello" */
	char result[RECORD_TEXT + 1]; /* pool: its result */
};

enum item_stage { ITEM_WAITING, ITEM_TAKEN, ITEM_FINISHED, ITEM_LOST };

#endif
