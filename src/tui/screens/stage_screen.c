/*
 * The screen of a demo: keys become requests, requests become steps. The modes come first; what is
 * the stage's own is here.
 */
#include "tui/screens/stage_screen.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "play/kept_counts.h"
#include "tui/screens/menu_screen.h"
#include "tui/screens/stage_parts.h"
#include "view/panes/message.h"

/* As `chosen` has it, or NULL for what is usual. */
static struct stage_screen *open_screen(const struct surroundings *around, const char *name,
					char *const *arguments, const struct subject *chosen,
					struct error *error)
{
	struct stage_screen *screen = calloc(1, sizeof(*screen));

	if (!screen || modes_init(&screen->modes) < 0)
		error_set(error, "out of memory");
	else if (staged_open(&screen->staged, around, name, arguments, chosen, error) == 0)
		return screen;
	if (screen)
		modes_release(&screen->modes);
	free(screen);
	return NULL;
}

struct stage_screen *stage_screen_open(const struct surroundings *around, const char *name,
				       char *const *arguments, struct error *error)
{
	return open_screen(around, name, arguments, NULL, error);
}

struct stage_screen *stage_screen_open_chosen(const struct surroundings *around,
					      const struct subject *chosen, struct error *error)
{
	return open_screen(around, chosen->name, chosen->arguments, chosen, error);
}

struct stage_screen *stage_screen_open_recording(const struct surroundings *around,
						 const struct recording *recording,
						 struct error *error)
{
	struct stage_screen *screen = stage_screen_open_chosen(around, &recording->subject, error);

	if (screen)
		staged_replay_recording(&screen->staged, recording);
	return screen;
}

/* What the cursor of the menu is on. */
static void *open_choice(const struct surroundings *around, const struct screen *below,
			 struct error *error)
{
	assert(below->type == &menu_screen_type);
	return stage_screen_open(around, menu_screen_choice(below->state), NULL, error);
}

static void close_screen(void *state)
{
	struct stage_screen *screen = state;

	modes_release(&screen->modes);
	kept_counts_free(screen->counts);
	staged_close(&screen->staged);
	free(screen);
}

static void say(void *state, const char *text)
{
	staged_say(&((struct stage_screen *)state)->staged, "%s", text);
}

/* --- what a screen over this one asks and gives ----------------------------------------------- */

const struct subject *stage_screen_subject(const struct stage_screen *screen)
{
	return &screen->staged.subject;
}

void stage_screen_free(struct stage_screen *screen, struct freed freed)
{
	staged_free(&screen->staged, freed);
}

void stage_screen_learn(struct stage_screen *screen, const char *places)
{
	staged_learn(&screen->staged, places);
}

bool stage_screen_typed(const struct stage_screen *screen, struct typed_lines *lines)
{
	const struct player *player = &screen->staged.player;

	if (!player->run || player->free)
		return true;
	return typed_gather(lines, run_history(player->run), player_newest(player));
}

void stage_screen_replay(struct stage_screen *screen, const struct witness *witness,
			 const struct typed_lines *lines)
{
	staged_replay(&screen->staged, witness, lines);
	modes_follow(&screen->modes, &screen->staged);
}

const struct kept_counts *stage_screen_counts(const struct stage_screen *screen)
{
	return screen->counts;
}

void stage_screen_keep_counts(struct stage_screen *screen, struct kept_counts *counts)
{
	kept_counts_free(screen->counts);
	screen->counts = counts;
}

/* --- panes ----------------------------------------------------------------------------------- */

/* The panes that can be scrolled, in the order of Tab. */
static const enum pane panes[] = {PANE_STAGE, PANE_SOURCE, PANE_LOG};

enum { PANES = sizeof(panes) / sizeof(panes[0]) };

static void move_focus(struct stage_screen *screen, unsigned by)
{
	for (unsigned i = 0; i < PANES; i++) {
		if (panes[i] == screen->focus) {
			screen->focus = panes[(i + by) % PANES];
			return;
		}
	}
}

static void scroll(struct stage_screen *screen, int by)
{
	int *scrolled = &screen->scrolled[screen->focus];

	if (screen->focus == PANE_LOG)
		by = -by; /* counted back from the newest sentence */
	*scrolled += by;
	if (screen->focus == PANE_LOG && *scrolled >= (int)screen->staged.narration.count)
		*scrolled = (int)screen->staged.narration.count - 1;
	if (screen->focus == PANE_LOG && *scrolled < 0)
		*scrolled = 0;
}

/* --- requests ------------------------------------------------------------------------------- */

static void restart(struct stage_screen *screen, void (*how)(struct player *player))
{
	memset(screen->scrolled, 0, sizeof(screen->scrolled));
	staged_restart(&screen->staged, how);
}

/* Requests that change the moment that is shown. */
static bool move(struct player *player, const struct press *press, int64_t now_ms)
{
	switch (press->request) {
	case REQUEST_PLAY:
		player_play(player, now_ms);
		return true;
	case REQUEST_STEP:
		player_step(player, now_ms);
		return true;
	case REQUEST_STEP_PROCESS:
		player_step_actor(player, (unsigned)press->argument, now_ms);
		return true;
	case REQUEST_BACK:
		player_back(player);
		return true;
	case REQUEST_HOME:
		player_show(player, 0);
		return true;
	case REQUEST_END:
		player_show(player, player_newest(player));
		return true;
	case REQUEST_GO_THERE:
		player_show(player, player_fault(player));
		return true;
	case REQUEST_FASTER:
		player_change_speed(player, 1);
		return true;
	case REQUEST_SLOWER:
		player_change_speed(player, -1);
		return true;
	default:
		return false;
	}
}

/* Requests that begin another run. */
static bool begin(struct stage_screen *screen, enum request request)
{
	switch (request) {
	case REQUEST_RESTART:
		restart(screen, player_restart);
		return true;
	case REQUEST_NEW_SEED:
		restart(screen, player_new_seed);
		return true;
	case REQUEST_FREE:
		restart(screen, player_run_free);
		return true;
	default:
		return false;
	}
}

/* Requests about what is on the screen. */
static bool look(struct stage_screen *screen, enum request request)
{
	struct staged *staged = &screen->staged;

	switch (request) {
	case REQUEST_ZOOM:
		staged->player.zoomed = !staged->player.zoomed;
		return true;
	case REQUEST_NEXT_PANE:
		move_focus(screen, 1);
		return true;
	case REQUEST_PREVIOUS_PANE:
		move_focus(screen, PANES - 1);
		return true;
	case REQUEST_UP:
		scroll(screen, -1);
		return true;
	case REQUEST_DOWN:
		scroll(screen, 1);
		return true;
	case REQUEST_ENTER:
		staged->verdict_away = !staged->verdict_away;
		return true;
	default:
		return false;
	}
}

/* Those who come first take a key; what nobody here takes is left to the app. */
static enum request press(struct stage_screen *screen, int key, int64_t now_ms)
{
	const struct keymap *keymap = stage_keys(screen);
	struct press press = keys_find(keymap, key);
	struct staged *staged = &screen->staged;

	/* The demo's letters come first: j and k, too. */
	if (keymap->demo_letters && staged_press_toggle(staged, key))
		return REQUEST_DRAW;
	if (modes_press(&screen->modes, staged, &press, now_ms) ||
	    modes_open(&screen->modes, staged, press.request, keymap))
		return REQUEST_DRAW;
	if (staged->player.run &&
	    (move(&staged->player, &press, now_ms) || begin(screen, press.request)))
		return REQUEST_DRAW;
	return look(screen, press.request) ? REQUEST_DRAW : press.request;
}

static enum request press_key(void *state, int key, int64_t now_ms)
{
	struct stage_screen *screen = state;
	enum request left;

	if (screen->staged.player.run) /* else it says why there is none */
		screen->staged.player.message[0] = '\0';
	left = press(screen, key, now_ms);
	modes_follow(&screen->modes, &screen->staged);
	return left;
}

/* --- time ----------------------------------------------------------------------------------- */

/* A planted fault need not show: not in every order, and not where calls are single steps. */
static void say_where_faults_show(struct staged *staged)
{
	const struct demo *demo = staged->subject.demo;
	const struct player *player = &staged->player;

	if (player->free || staged->by_hand || run_verdict(player->run) != VERDICT_AS_EXPECTED)
		return;
	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		const struct toggle *toggle = &demo->toggles[i];

		if (staged->subject.choice.toggled[i] && !toggle->fix)
			staged_say(staged, "%s did not show: %sR another order, x all of them",
				   toggle->name, player->zoomed ? "" : "z r opens the calls, ");
	}
}

static bool advance(void *state, int64_t now_ms)
{
	struct stage_screen *screen = state;
	struct staged *staged = &screen->staged;
	bool known = modes_advance(&screen->modes, staged);

	if (!staged_advance(staged, now_ms))
		return known;
	modes_follow(&screen->modes, staged);
	if (player_at_end(&staged->player) && !staged->player.message[0])
		say_where_faults_show(staged);
	return true;
}

static int watched_fd(const void *state)
{
	const struct player *player = &((const struct stage_screen *)state)->staged.player;

	return player->run ? run_fd(player->run) : -1;
}

static int wait_ms(const void *state, int64_t now_ms)
{
	const struct stage_screen *screen = state;
	const struct staged *staged = &screen->staged;
	int wait = modes_are_busy(&screen->modes) ? 0 : -1;

	if (wait < 0 && staged->player.run)
		wait = player_wait_ms(&staged->player, now_ms);
	if (shown_step_moves(&staged->shown_step, &staged->player, now_ms) &&
	    (wait < 0 || wait > FRAME_MS))
		return FRAME_MS;
	return wait;
}

/* --- drawing --------------------------------------------------------------------------------- */

static void draw(void *state, struct canvas *canvas, int64_t now_ms)
{
	struct stage_screen *screen = state;
	struct staged *staged = &screen->staged;
	struct layout layout;

	if (staged->player.run)
		staged_follow(staged);
	layout_compute(&layout, canvas->rows, canvas->cols, staged->shown_step.now.actor_count,
		       modes_want(&screen->modes, PANE_WAITS));
	if (layout.too_small) {
		screen_too_small(canvas, layout.message);
		return;
	}
	stage_draw_header(screen, canvas, layout.header);
	stage_draw_footer(screen, canvas, layout.footer);
	if (staged->player.run) {
		stage_draw_panes(screen, canvas, &layout, now_ms);
		stage_draw_verdict(screen, canvas, layout.verdict);
	}
	modes_draw_over(&screen->modes, staged, canvas, layout.overlay);
}

const struct screen_type stage_screen_type = {
	.name = "stage",
	.keymap = &stage_keymap,
	.opened_by = REQUEST_OPEN,
	.open = open_choice,
	.say = say,
	.key = press_key,
	.outside = stage_edit,
	.advance = advance,
	.fd = watched_fd,
	.wait_ms = wait_ms,
	.draw = draw,
	.close = close_screen,
};

/* --- for tests ------------------------------------------------------------------------------- */

struct staged *stage_screen_staged(struct stage_screen *screen)
{
	return &screen->staged;
}

void *stage_screen_mode(struct stage_screen *screen, const struct mode *mode)
{
	return modes_state(&screen->modes, mode);
}

bool stage_screen_is_busy(const struct stage_screen *screen)
{
	const struct player *player = &screen->staged.player;

	return (player->run && run_stop(player->run) == STOP_NONE) ||
	       modes_are_busy(&screen->modes);
}
