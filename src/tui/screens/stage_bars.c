/*
 * The bars of the stage's screen: what is run and how, and what may be pressed.
 */
#include <stdio.h>
#include "tui/hints.h"
#include "tui/screens/screen.h"
#include "tui/screens/stage_parts.h"
#include "view/panes/bars.h"

enum { TEXT = 160 };

/* --- header ---------------------------------------------------------------------------------- */

void stage_name_toggles(const struct staged *staged, bool faults_only, char *out, size_t size)
{
	const struct demo *demo = staged->subject.demo;
	size_t used = 0;

	out[0] = '\0';
	for (unsigned i = 0; demo && i < demo->toggle_count && used < size; i++) {
		const struct toggle *toggle = &demo->toggles[i];

		if (staged->subject.choice.toggled[i] && !(faults_only && toggle->fix))
			used += (size_t)snprintf(out + used, size - used,
						 faults_only ? "%s%s [%s]" : "%s%s",
						 used ? " " : "", toggle->name, toggle->key);
	}
}

/* "two-queues no-lock": what was chosen, for the header. */
static void name_choice(const struct staged *staged, char *out, size_t size)
{
	const struct scenario *scenario = staged_scenario(staged, staged->subject.choice.scenario);
	size_t used = 0;

	if (scenario)
		used = (size_t)snprintf(out, size, "%s ", scenario->name);
	stage_name_toggles(staged, false, out + used, size - used);
	if (scenario && !out[used])
		out[used - 1] = '\0';
}

unsigned stage_count_unseen(const struct player *player)
{
	const struct ledger *ledger = player->run ? run_unseen(player->run) : NULL;

	return ledger && ledger_is_blind(ledger) && !player->free ? ledger_count(ledger) : 0;
}

void stage_draw_header(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	const struct staged *staged = &screen->staged;
	const struct player *player = &staged->player;
	char toggles[TEXT], policy[32];
	struct header header = {.demo = staged->subject.name,
				.toggles = toggles,
				.step = player->shown,
				.steps = player->run ? player_newest(player) : 0,
				.speed = player_speed_word(player),
				.policy = policy,
				.state = player->run ? player_state_word(player) : "",
				.unseen = stage_count_unseen(player),
				.ready = player->run != NULL};

	name_choice(staged, toggles, sizeof(toggles));
	if (staged->by_hand)
		snprintf(policy, sizeof(policy), "you choose");
	else if (player->free)
		snprintf(policy, sizeof(policy), "free run");
	else if (player->policy == POLICY_RANDOM)
		snprintf(policy, sizeof(policy), "seed %llu", (unsigned long long)player->seed);
	else
		snprintf(policy, sizeof(policy), "%s", policy_word(player->policy));
	bar_header(canvas, at, &header);
}

/* --- footer ---------------------------------------------------------------------------------- */

/* The first toggle's own key, before the one that lists them all. */
static void add_first_toggle(struct hints *hints, const struct staged *staged)
{
	unsigned toggles[DEMO_TOGGLES];

	if (staged_toggles(staged, toggles)) {
		const struct toggle *first = &staged->subject.demo->toggles[toggles[0]];

		hints_add(hints, first->key, first->name, 3);
	}
}

void stage_draw_footer(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	const struct staged *staged = &screen->staged;
	const struct keymap *keymap = stage_keys(screen);
	bool is_source = subject_is_source(&staged->subject);
	struct hints hints = {.count = 0};
	struct binding row;

	if (staged->player.message[0]) {
		screen_draw_message(canvas, at, staged->player.message);
		return;
	}
	for (size_t i = 0; keys_row(keymap, i, &row); i++) {
		if (row.word && row.request == REQUEST_TOGGLES)
			add_first_toggle(&hints, staged);
		if (row.word && row.request == REQUEST_TOGGLES && is_source)
			hints_add(&hints, "e", "edit", 3); /* it has no faults but its own */
		else if (row.word)
			hints_add(&hints, row.shown ? row.shown : row.name, row.word, row.drop);
	}
	bar_footer(canvas, at, hints.list, hints.count);
}
