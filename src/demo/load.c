/*
 * Loading a demo's YAML file with libcyaml: it is read once, held against the schema and turned
 * into structs, given its defaults and checked.
 */
#include "demo/load.h"

#include <stdlib.h>
#include <string.h>
#include "demo/check.h"
#include "demo/demo_schema.h"
#include "demo/document.h"
#include "demo/schema.h"
#include "demo/text.h"

enum { DEFAULT_ORDER = 100 };

/* "demos/counter/counter.yaml" is the demo "counter". */
static char *name_of(const char *path)
{
	const char *name = path_base(path);
	const char *dot = strrchr(name, '.');
	size_t length = dot && strcmp(dot, ".yaml") == 0 ? (size_t)(dot - name) : strlen(name);

	return strndup(name, length);
}

/* Where the file names no challenges there is one for every fault. */
static int add_challenges(struct demo *demo)
{
	demo->challenges = calloc(demo->toggle_count + 1u, sizeof(*demo->challenges));
	if (!demo->challenges)
		return -1;
	for (unsigned i = 0; i < demo->toggle_count; i++) {
		struct challenge *challenge = &demo->challenges[demo->challenge_count];

		if (demo->toggles[i].fix)
			continue;
		challenge->toggle = strdup(demo->toggles[i].name);
		demo->challenge_count++;
		if (!challenge->toggle)
			return -1;
	}
	return 0;
}

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

/* A challenge without a title is called what its toggle is called. */
static int name_challenges(struct demo *demo)
{
	for (unsigned i = 0; i < demo->challenge_count; i++) {
		struct text *title = &demo->challenges[i].title;
		int toggle = demo_toggle(demo, demo->challenges[i].toggle);

		if (title->en)
			continue;
		title->en = strdup(toggle < 0 ? "" : demo->toggles[toggle].label.en);
		title->zh = toggle < 0 ? NULL : copy(demo->toggles[toggle].label.zh);
		if (!title->en)
			return -1;
	}
	return 0;
}

/* What the file leaves out. */
static int fill_in(struct demo *demo, struct document *document)
{
	demo->name = name_of(document->path);
	if (demo->name && !demo->program)
		demo->program = strdup(demo->name);
	if (!demo->order && !document_has(document, "order"))
		demo->order = DEFAULT_ORDER;
	if (!document_has(document, "challenges") && add_challenges(demo) < 0)
		return -1;
	if (name_challenges(demo) < 0)
		return -1;
	return demo->program && demo->name ? 0 : -1;
}

static struct demo *load_document(struct document *document)
{
	struct demo *demo = schema_load(document, &demo_schema);

	if (!demo)
		return NULL;
	if (fill_in(demo, document) < 0)
		document_wrong(document, (yaml_mark_t){0}, "%s", "out of memory");
	else if (demo_check(demo, document) == 0)
		return demo;
	demo_free(demo);
	return NULL;
}

struct demo *demo_load(const char *path, struct error *error)
{
	struct document document;
	struct demo *demo;

	if (document_read(&document, path, error) < 0)
		return NULL;
	demo = load_document(&document);
	document_release(&document);
	return demo;
}

void demo_free(struct demo *demo)
{
	if (!demo)
		return;
	free(demo->name);
	schema_free(&demo_schema, demo);
}
