/*
 * What gets the name is what the last step was about, until up or down choose something else. A
 * demo says itself what its objects are called, and its letters are its own.
 */
#include "tui/modes/rename_mode.h"

#include <stdio.h>
#include <string.h>
#include "base/printable.h"
#include "model/given_names.h"
#include "play/progress.h"
#include "view/stage/kind.h"

struct rename_mode {
	bool on;
	unsigned chosen; /* of the objects that are shown, and then of the processes */
	char typed[TRACE_NAME];
};

/* --- what there is --------------------------------------------------------------------------- */

static const struct stage *stage_of(const struct staged *staged)
{
	return &staged->shown_step.now;
}

/* A mapping has no place on the stage: what lies in it has. */
static bool is_shown(const struct stage *stage, unsigned number)
{
	const struct object *object;

	if (number >= stage->object_count)
		return true;
	object = stage_nth(stage, number);
	return kind_view(object->kind)->shape(object) != SHAPE_NONE;
}

static unsigned count_all(const struct stage *stage)
{
	return (unsigned)stage->object_count + stage->actor_count;
}

/* What it is called on the stage, and without the person. */
static void name_of(const struct staged *staged, unsigned number, char shown[TRACE_NAME],
		    char origin[TRACE_NAME])
{
	const struct stage *stage = stage_of(staged);

	if (number >= stage->object_count) {
		number -= stage->object_count;
		stage_name_actor(number, origin);
		snprintf(shown, TRACE_NAME, "%s",
			 stage->actors[number].name[0] ? stage->actors[number].name : origin);
		return;
	}
	snprintf(shown, TRACE_NAME, "%s", stage_nth(stage, number)->name);
	snprintf(origin, TRACE_NAME, "%s", given_names_origin(&staged->subject.given, shown));
}

/* The object that the last step was about; else the first one. */
static unsigned last_object(const struct stage *stage)
{
	const struct actor *stepper = stage->stepper ? &stage->actors[stage->stepper - 1] : NULL;
	unsigned index = stepper ? stage->number_to_index[stepper->last_object % LIMIT_OBJECTS] : 0;

	return index ? index - 1 : 0;
}

/* --- the name -------------------------------------------------------------------------------- */

/* Two things with one name could not be told apart. */
static bool is_taken(const struct staged *staged, unsigned number, const char *name)
{
	unsigned count = count_all(stage_of(staged));
	char shown[TRACE_NAME], origin[TRACE_NAME];

	for (unsigned i = 0; i < count; i++) {
		name_of(staged, i, shown, origin);
		if (i != number && (strcmp(shown, name) == 0 || strcmp(origin, name) == 0))
			return true;
	}
	return false;
}

static void give(struct staged *staged, unsigned number, const char *name)
{
	char shown[TRACE_NAME], origin[TRACE_NAME];
	struct subject *subject = &staged->subject;

	name_of(staged, number, shown, origin);
	if (*name && is_taken(staged, number, name)) {
		staged_say(staged, "there is a %s already", name);
		return;
	}
	if (!given_names_put(&subject->given, origin, name)) {
		staged_say(staged, "no more than %d names can be given", GIVEN_NAMES);
		return;
	}
	progress_name(staged->progress, subject, origin, name);
	history_give(run_history(staged->player.run), &subject->given);
	staged->player.changes++; /* it is shown and told anew */
	if (*name)
		staged_say(staged, "%s is called %s from now on, in every run of this program",
			   shown, name);
	else
		staged_say(staged, "%s is called as the program calls it", shown);
}

static void choose(struct rename_mode *mode, const struct staged *staged, unsigned by)
{
	unsigned count = count_all(stage_of(staged));

	for (unsigned i = 0; i < count; i++) {
		mode->chosen = (mode->chosen + by) % count;
		if (is_shown(stage_of(staged), mode->chosen))
			break;
	}
}

/* --- the prompt ------------------------------------------------------------------------------ */

static void prompt(const struct rename_mode *mode, struct staged *staged)
{
	char shown[TRACE_NAME], origin[TRACE_NAME];

	name_of(staged, mode->chosen, shown, origin);
	staged_say(staged, "call %s: %s_   up, down: something else  enter, esc", shown,
		   mode->typed);
}

static void open_prompt(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct rename_mode *mode = state;

	(void)keymap;
	if (!staged->player.run)
		return; /* it could not be started, and that is what is said */
	staged->player.playing = false;
	if (staged->subject.demo) {
		staged_say(staged, "a demo says itself what its objects are called: n is for "
				   "programs of your own");
		return;
	}
	staged_follow(staged);
	*mode = (struct rename_mode){.on = true, .chosen = last_object(stage_of(staged))};
	if (!is_shown(stage_of(staged), mode->chosen))
		choose(mode, staged, 1);
	prompt(mode, staged);
}

static bool is_on(const void *state)
{
	return ((const struct rename_mode *)state)->on;
}

static size_t encode(int key, char out[4])
{
	unsigned code = (unsigned)key;

	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | code >> 12);
	out[1] = (char)(0x80 | (code >> 6 & 0x3f));
	out[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

static void type(struct rename_mode *mode, int key)
{
	size_t length = strlen(mode->typed), bytes;
	char text[4];

	if (key < ' ' || key > 0xffff || !printable_is((uint32_t)key))
		return;
	bytes = encode(key, text);
	if (length + bytes >= sizeof(mode->typed))
		return;
	memcpy(mode->typed + length, text, bytes);
	mode->typed[length + bytes] = '\0';
}

static void rub_out(struct rename_mode *mode)
{
	size_t length = strlen(mode->typed);

	while (length && ((unsigned char)mode->typed[length - 1] & 0xc0) == 0x80)
		length--;
	mode->typed[length ? length - 1 : 0] = '\0';
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct rename_mode *mode = state;

	(void)now_ms;
	mode->on = press->request != REQUEST_QUIT && press->request != REQUEST_ENTER;
	switch (press->request) {
	case REQUEST_ENTER:
		give(staged, mode->chosen, mode->typed);
		break;
	case REQUEST_LESS:
		rub_out(mode);
		break;
	case REQUEST_UP:
		choose(mode, staged, count_all(stage_of(staged)) - 1);
		break;
	case REQUEST_DOWN:
		choose(mode, staged, 1);
		break;
	case REQUEST_NONE:
		type(mode, press->key);
		break;
	default:
		break;
	}
	if (mode->on)
		prompt(mode, staged);
	return true;
}

static const struct binding rows[] = {
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "call it so; with nothing typed, as the program does",
	 .word = "call it so"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up", .help = "what comes before"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down", .help = "what comes next"},
	{.key = K_BACKSPACE,
	 .request = REQUEST_LESS,
	 .name = "backspace",
	 .help = "take the last character back"},
	{.key = K_ESCAPE,
	 .request = REQUEST_QUIT,
	 .name = "esc",
	 .help = "leave it as it is",
	 .word = "back"},
	{0},
};

static const struct keymap rename_keymap = {
	.title = "Where a name is typed",
	.groups = {rows, keys_terminal},
};

static const struct keymap *keymap(const void *state)
{
	(void)state;
	return &rename_keymap;
}

const struct mode rename_mode = {
	.name = "rename",
	.state_size = sizeof(struct rename_mode),
	.keymaps = {&rename_keymap},
	.opened_by = REQUEST_RENAME,
	.open = open_prompt,
	.is_on = is_on,
	.keymap = keymap,
	.press = press_key,
};
