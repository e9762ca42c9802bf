#include "tui/modes/type_mode.h"

#include <string.h>

enum { LINE = 240, CHARACTER = 4, SHOWN = 100, CTRL_D = 4 };

struct type_mode {
	bool on;
	char line[LINE + 2]; /* and the end of it */
};

static void prompt(const struct type_mode *mode, struct staged *staged)
{
	size_t length = strlen(mode->line), from = length > SHOWN ? length - SHOWN : 0;
	struct set waiting = player_awaits_input(&staged->player);

	while (from < length && ((unsigned char)mode->line[from] & 0xc0) == 0x80)
		from++;
	staged_say(staged, "input for %d: %s%s_   enter: type it; ctrl-d: the end; esc",
		   set_first(waiting), from ? "..." : "", mode->line + from);
}

static void open_prompt(void *state, struct staged *staged, const struct keymap *keymap)
{
	struct type_mode *mode = state;

	(void)keymap;
	if (!staged->player.run)
		return; /* it could not be started, and that is what is said */
	staged->player.playing = false;
	if (staged->subject.input.is_given) {
		staged_say(staged, "it was given its input: --input, or the lines of a run before");
		return;
	}
	if (set_is_empty(player_awaits_input(&staged->player))) {
		staged_say(staged, "nobody waits for input here");
		return;
	}
	*mode = (struct type_mode){.on = true};
	prompt(mode, staged);
}

static bool is_on(const void *state)
{
	return ((const struct type_mode *)state)->on;
}

/* A character as UTF-8. Returns its bytes. */
static size_t encode(uint32_t character, char out[CHARACTER])
{
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		out[0] = (char)(0xc0 | character >> 6);
		out[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		out[0] = (char)(0xe0 | character >> 12);
		out[1] = (char)(0x80 | (character >> 6 & 0x3f));
		out[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | character >> 18);
	out[1] = (char)(0x80 | (character >> 12 & 0x3f));
	out[2] = (char)(0x80 | (character >> 6 & 0x3f));
	out[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

/* What has no character is not taken; a tab is. */
static void add(struct type_mode *mode, int key)
{
	size_t length = strlen(mode->line);
	char bytes[CHARACTER];
	size_t more;

	if (key == K_TAB)
		key = '\t';
	if ((key < ' ' && key != '\t') || key == 0x7f || key >= K_UP)
		return;
	more = encode((uint32_t)key, bytes);
	if (length + more <= LINE)
		memcpy(mode->line + length, bytes, more);
}

static void take_back(struct type_mode *mode)
{
	size_t length = strlen(mode->line);

	while (length && ((unsigned char)mode->line[length - 1] & 0xc0) == 0x80)
		mode->line[--length] = '\0';
	if (length)
		mode->line[length - 1] = '\0';
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct type_mode *mode = state;

	(void)now_ms;
	mode->on = false;
	switch (press->request) {
	case REQUEST_ENTER:
		strcat(mode->line, "\n");
		player_type(&staged->player, mode->line);
		return true;
	case REQUEST_END:
		player_type(&staged->player, "");
		return true;
	case REQUEST_QUIT:
		return true;
	case REQUEST_LESS:
		take_back(mode);
		break;
	case REQUEST_REDRAW:
	case REQUEST_SUSPEND:
		mode->on = true;
		return false;
	default:
		add(mode, press->key);
	}
	mode->on = true;
	prompt(mode, staged);
	return true;
}

static const struct binding rows[] = {
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "type the line: a step of who waits for it",
	 .word = "type it"},
	{.key = CTRL_D,
	 .request = REQUEST_END,
	 .name = "ctrl-d",
	 .help = "the end of the input: no more will come"},
	{.key = K_BACKSPACE,
	 .request = REQUEST_LESS,
	 .name = "backspace",
	 .help = "take the last character back"},
	{.key = K_ESCAPE,
	 .request = REQUEST_QUIT,
	 .name = "esc",
	 .help = "type nothing",
	 .word = "back"},
	{0},
};

static const struct keymap type_keymap = {
	.title = "Where a line is typed",
	.groups = {rows, keys_terminal},
};

static const struct keymap *keymap(const void *state)
{
	(void)state;
	return &type_keymap;
}

const struct mode type_mode = {
	.name = "type",
	.state_size = sizeof(struct type_mode),
	.keymaps = {&type_keymap},
	.opened_by = REQUEST_TYPE,
	.open = open_prompt,
	.is_on = is_on,
	.keymap = keymap,
	.press = press_key,
};
