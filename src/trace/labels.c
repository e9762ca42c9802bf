#include "trace/labels.h"

#include <string.h>

const struct label *labels_find(const struct labels *labels, const struct label_way *way)
{
	for (uint32_t i = 0; i < labels->count && i < LIMIT_LABELS; i++) {
		if (memcmp(&labels->all[i].way, way, sizeof(*way)) == 0)
			return &labels->all[i];
	}
	return NULL;
}

void labels_ask(struct labels *labels, const struct label_way *way)
{
	if (labels->count < LIMIT_LABELS)
		labels->all[labels->count++] = (struct label){.way = *way};
}
