/*
 * The words in a process's box, the most important first.
 */
#include "view/stage/process_lines.h"

#include <stdio.h>
#include <string.h>
#include "kinds/value/state.h"
#include "model/item.h"
#include "model/kind.h"
#include "model/say.h"
#include "model/words.h"
#include "view/cells/glyph.h"
#include "view/stage/moves.h"

static struct process_line *add(struct process_lines *lines, enum role role)
{
	struct process_line *line = &lines->line[lines->count++];

	*line = (struct process_line){.role = role};
	return line;
}

bool is_stepper(const struct scene *scene, const struct actor *actor)
{
	return scene->now->step && scene->now->stepper == actor->number + 1;
}

/* Whether a record is about something inside a queue or pool that is not opened. */
static bool hidden(const struct scene *scene, const struct record *record)
{
	const struct object *object = stage_find(scene->now, record->object);

	return !scene->zoomed && object && object->whole;
}

/* Whether a record is worth a line: a step itself, or what became of an item in it. */
static bool is_deed(const struct record *record)
{
	return record->flags & RECORD_VISIBLE || record->operation == OP_ITEM_PUT ||
	       record->operation == OP_ITEM_TAKE || record->operation == OP_ITEM_DONE;
}

/*
 * What it did in the last step, without its number: "stores counter: 4". What it did inside a
 * queue or a pool that is not looked into is not said.
 */
static void add_done(struct process_lines *lines, const struct scene *scene,
		     const struct actor *actor)
{
	const struct object *object = NULL;
	char text[PROCESS_TEXT] = "";
	struct process_line *line;
	const char *at;

	for (size_t i = 0; scene->before && i < scene->record_count && !text[0]; i++) {
		const struct record *record = &scene->records[i];

		if (record->actor != actor->number || !is_deed(record) || hidden(scene, record))
			continue;
		say_record(scene->before, record, text, sizeof(text));
		object = stage_find(scene->now, record->object);
	}
	at = text + strspn(text, "0123456789");
	if (!*at)
		return;
	line = add(lines, ROLE_RUNNING);
	line->object = object;
	snprintf(line->text, PROCESS_TEXT, "%s", at + (*at == ' '));
}

/* How it ended, and whether its parent has heard of it. */
static void add_end(struct process_lines *lines, const struct scene *scene,
		    const struct actor *actor)
{
	const struct space *space = stage_space(scene->now, actor);
	bool bad = actor->activity == ACTIVITY_KILLED;
	bool thread = stage_is_thread(scene->now, actor);
	enum role role = bad ? ROLE_BAD : ROLE_DIM;
	struct words words;

	if (thread && !bad) {
		snprintf(add(lines, ROLE_DIM)->text, PROCESS_TEXT, GLYPH_DONE " ended");
		return;
	}
	if (space->zombie)
		snprintf(add(lines, ROLE_STRONG)->text, PROCESS_TEXT, "zombie");
	words = words_begin(add(lines, role)->text, PROCESS_TEXT);
	if (bad && !space->killed_by && space->ended_by != actor->number) {
		words_add(&words, GLYPH_DEAD " killed with %u", space->ended_by);
	} else if (bad) {
		words_add(&words, GLYPH_DEAD " killed by ");
		words_signal(&words, space->signal);
	} else if (space->exit_status) {
		words_add(&words, space->zombie ? "exit %u" : GLYPH_DONE " exit %u",
			  space->exit_status);
	} else {
		words_add(&words, space->zombie ? "ended" : GLYPH_DONE " ended");
	}
	if (space->reaped && space->exit_status)
		snprintf(add(lines, ROLE_DIM)->text, PROCESS_TEXT, "reaped");
}

/* What it will do, or waits for. */
static void add_state(struct process_lines *lines, const struct scene *scene,
		      const struct actor *actor)
{
	bool waits = actor->activity == ACTIVITY_WAITS;
	char text[PROCESS_TEXT - 16] = "";
	struct process_line *line;

	if (actor_over(actor)) {
		add_end(lines, scene, actor);
		return;
	}
	if (waits && scene->zoomed)
		say_wait_part(scene->now, actor, text, sizeof(text));
	else if (waits)
		say_wait(scene->now, actor, text, sizeof(text));
	else if (actor->activity == ACTIVITY_READY && scene->zoomed)
		say_next_part(scene->now, actor, text, sizeof(text));
	else if (actor->activity == ACTIVITY_READY)
		say_next(scene->now, actor, text, sizeof(text));
	if (!text[0] && lines->count)
		return;
	line = add(lines, waits ? ROLE_WAITING : ROLE_PROCESS);
	line->clause = waits;
	line->object = stage_find(scene->now, actor->next.object);
	if (waits)
		snprintf(line->text, sizeof(line->text), text[0] ? "waits for %s" : "waits", text);
	else
		snprintf(line->text, sizeof(line->text), text[0] ? "next: %s" : "runs", text);
}

/* The text of the item of a pool or queue that it has in hand, or NULL. */
static const char *item_in_hand(const struct stage *stage, const struct actor *actor)
{
	const struct object *object = stage_find(stage, actor->item_object);
	const struct item *item = object ? object_item(object, actor->item) : NULL;

	return item ? item->text : NULL;
}

/* The value it loaded, with the sign that it has in so many bytes. */
static void add_loaded(struct process_lines *lines, const struct scene *scene,
		       const struct actor *actor)
{
	const struct object *object = stage_find(scene->now, actor->loaded_object);
	struct words words = words_begin(add(lines, ROLE_ITEM)->text, PROCESS_TEXT);
	const struct value_state *value = object ? object_value(object) : NULL;

	words_add(&words, "loaded ");
	if (value)
		value_say(value, actor->loaded_value, &words);
	else
		value_say_content(actor->loaded_value, 0, &words);
}

/* What it has: a value it loaded, a task, tokens; and what it says of itself. */
static void add_holdings(struct process_lines *lines, const struct scene *scene,
			 const struct actor *actor)
{
	const char *item = item_in_hand(scene->now, actor);

	if (actor_over(actor))
		return;
	if (actor->loaded_object && !moving_from(scene, actor->loaded_object, actor->number))
		add_loaded(lines, scene, actor);
	if (item && !moving_from(scene, actor->item_object, actor->number))
		snprintf(add(lines, ROLE_ITEM)->text, PROCESS_TEXT, "has [%s]", item);
	if (actor->note[0])
		snprintf(add(lines, ROLE_PROCESS)->text, PROCESS_TEXT, "%s", actor->note);
}

void process_lines(struct process_lines *lines, const struct scene *scene,
		   const struct actor *actor)
{
	lines->count = 0;
	if (is_stepper(scene, actor))
		add_done(lines, scene, actor);
	add_state(lines, scene, actor);
	add_holdings(lines, scene, actor);
}
