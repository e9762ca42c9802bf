/*
 * The screen of a demo as cells: what the panes of view/ are filled with.
 */
#include <stdio.h>
#include <string.h>
#include "tui/screens/stage_screen.h"
#include "view/panes/panes.h"
#include "view/stage/stage_view.h"

enum { HINTS = 64, TEXT = 160 };

/* The scenario that is run, or NULL where the demo has none. */
static const struct scenario *scenario_of(const struct stage_screen *screen, unsigned number)
{
	const struct demo *demo = screen->subject.demo;

	return demo && demo->scenario_count ? &demo->scenarios[number] : NULL;
}

/* "no-lock [l]", for what is planted. */
static void name_toggles(const struct stage_screen *screen, bool with_keys, char *out, size_t size)
{
	const struct demo *demo = screen->subject.demo;
	size_t used = 0;

	out[0] = '\0';
	for (unsigned i = 0; demo && i < demo->toggle_count && used < size; i++) {
		const struct toggle *toggle = &demo->toggles[i];

		if (screen->subject.choice.toggled[i])
			used += (size_t)snprintf(out + used, size - used,
						 with_keys ? "%s%s [%s]" : "%s%s", used ? " " : "",
						 toggle->name, toggle->key);
	}
}

/* "two-queues no-lock": what was chosen, for the header. */
static void name_choice(const struct stage_screen *screen, char *out, size_t size)
{
	const struct scenario *scenario = scenario_of(screen, screen->subject.choice.scenario);
	size_t used = 0;

	if (scenario)
		used = (size_t)snprintf(out, size, "%s ", scenario->name);
	name_toggles(screen, false, out + used, size - used);
	if (scenario && !out[used])
		out[used - 1] = '\0';
}

/* --- bars ----------------------------------------------------------------------------------- */

static void draw_header(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	const struct player *player = &screen->player;
	char toggles[TEXT], policy[32];
	struct header header = {.demo = screen->subject.name,
				.toggles = toggles,
				.step = player->shown,
				.steps = player->run ? player_newest(player) : 0,
				.speed = player_speed_word(player),
				.policy = policy,
				.state = player->run ? player_state_word(player) : "",
				.ready = player->run != NULL};

	name_choice(screen, toggles, sizeof(toggles));
	if (challenge_mode_is_on(&screen->challenge))
		snprintf(policy, sizeof(policy), "you choose");
	else if (player->free)
		snprintf(policy, sizeof(policy), "free run");
	else if (player->policy == POLICY_RANDOM)
		snprintf(policy, sizeof(policy), "seed %llu", (unsigned long long)player->seed);
	else
		snprintf(policy, sizeof(policy), "%s", policy_word(player->policy));
	bar_header(canvas, at, &header);
}

static unsigned add_hint(struct key_hint *hints, unsigned count, const char *key, const char *word)
{
	hints[count] = (struct key_hint){.key = key, .word = word};
	return count + 1;
}

static unsigned help_footer(struct key_hint *hints)
{
	unsigned used = add_hint(hints, 0, "up down", "scroll");

	return add_hint(hints, used, "q", "close");
}

static unsigned list_footer(struct key_hint *hints, const char *enter)
{
	unsigned used = add_hint(hints, 0, "up down", "choose");

	used = add_hint(hints, used, "enter", enter);
	return add_hint(hints, used, "q", "back");
}

/* What goes first where there is no room for all hints. */
static unsigned drop_of(enum request request)
{
	switch (request) {
	case REQUEST_FREE:
		return 9;
	case REQUEST_PARAMETERS:
		return 8;
	case REQUEST_ZOOM:
		return 7;
	case REQUEST_RESTART:
		return 6;
	case REQUEST_WAITS:
	case REQUEST_CHALLENGES:
		return 5;
	case REQUEST_BACK:
		return 4;
	case REQUEST_EXPLORE:
		return 2;
	default:
		return 0;
	}
}

/* The footer: the keys of the table, and between them the first toggle's own. */
static unsigned footer_hints(const struct stage_screen *screen, struct key_hint *hints)
{
	const struct demo *demo = screen->subject.demo;
	enum keymap map = screen->over == OVER_NOTHING ? stage_screen_keymap(screen) : KEYMAP_FORM;
	unsigned toggles[DEMO_TOGGLES];
	unsigned used = 0;
	size_t count;
	const struct binding *rows = keys_rows(map, &count);

	for (size_t i = 0; i < count && used < HINTS - 1; i++) {
		if (!rows[i].word)
			continue;
		if (rows[i].request == REQUEST_TOGGLES && demo &&
		    stage_screen_toggles(screen, toggles)) {
			const struct toggle *first = &demo->toggles[toggles[0]];

			used = add_hint(hints, used, first->key, first->name);
			hints[used - 1].drop = 3;
		}
		used = add_hint(hints, used, rows[i].name, rows[i].word);
		if (map == KEYMAP_STAGE)
			hints[used - 1].drop = drop_of(rows[i].request);
	}
	return used;
}

static void draw_footer(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	struct key_hint hints[HINTS];

	if (screen->player.message[0]) {
		canvas_fill(canvas, at, ROLE_BAR, " ");
		canvas_print(canvas, at.row, at.col + 1, at.cols - 2, ROLE_BAR_STRONG, "%s",
			     screen->player.message);
		return;
	}
	switch (screen->over) {
	case OVER_HELP:
		bar_footer(canvas, at, hints, help_footer(hints));
		break;
	case OVER_TOGGLES:
		bar_footer(canvas, at, hints, list_footer(hints, "switch over"));
		break;
	case OVER_CHALLENGES:
		bar_footer(canvas, at, hints, list_footer(hints, "play it"));
		break;
	default:
		bar_footer(canvas, at, hints, footer_hints(screen, hints));
	}
}

/* --- panes ---------------------------------------------------------------------------------- */

/* Whether a lesson is for a run that has ended, and has ended as this one. */
static bool is_for_this_end(const struct stage_screen *screen, const struct lesson *lesson)
{
	const struct player *player = &screen->player;

	return player_at_end(player) &&
	       (strcmp(lesson->at, "end") == 0 ||
		strcmp(lesson->at, verdict_word(run_verdict(player->run))) == 0);
}

/* At the end, where there is no room for the lesson: it stands where the verdict was put away. */
static bool end_is_explained(const struct stage_screen *screen)
{
	const struct demo *demo = screen->subject.demo;
	bool explained = false;

	for (unsigned i = 0; demo && i < demo->lesson_count; i++)
		explained |= demo_applies(demo, &demo->lessons[i].scenarios,
					  screen->subject.choice.scenario) &&
			     is_for_this_end(screen, &demo->lessons[i]);
	return explained && screen->verdict_away && screen->focus != PANE_LOG;
}

/* What the demo has to teach at this moment: the latest that applies. */
static const char *lesson_text(const struct stage_screen *screen)
{
	const struct demo *demo = screen->subject.demo;
	const struct scenario *scenario = scenario_of(screen, screen->subject.choice.scenario);
	const char *text = NULL;

	for (unsigned i = 0; demo && i < demo->lesson_count; i++) {
		const struct lesson *lesson = &demo->lessons[i];
		bool applies = strcmp(lesson->at, "start") == 0;

		if (!demo_applies(demo, &lesson->scenarios, screen->subject.choice.scenario))
			continue;
		for (unsigned t = 0; t < demo->toggle_count; t++)
			applies |= screen->subject.choice.toggled[t] &&
				   strncmp(lesson->at, "toggle ", 7) == 0 &&
				   strcmp(lesson->at + 7, demo->toggles[t].name) == 0;
		applies |= is_for_this_end(screen, lesson);
		if (applies)
			text = text_in(&lesson->text, screen->language);
	}
	if (!text && demo)
		text = text_in(scenario ? &scenario->summary : &demo->summary, screen->language);
	return text ? text : "Any program: held at every operation on something shared.";
}

static struct rect frame(const struct stage_screen *screen, struct canvas *canvas,
			 const struct layout *layout, enum pane pane, const char *title)
{
	return pane_frame(canvas, &layout->panes[pane], title, screen->focus == pane);
}

static bool has(const struct layout *layout, enum pane pane)
{
	return layout->panes[pane].at.rows > 0;
}

static void draw_parameters(const struct stage_screen *screen, struct canvas *canvas,
			    struct rect at);
static void draw_waits(const struct stage_screen *screen, struct canvas *canvas,
		       const struct layout *layout);

/* The goal, and below it what happened. */
static void draw_challenged_log(const struct stage_screen *screen, struct canvas *canvas,
				const struct layout *layout)
{
	struct rect in = frame(screen, canvas, layout, PANE_LOG, challenge_mode_title(screen));

	in = challenge_mode_draw(screen, canvas, in);
	pane_log(canvas, in, &screen->narration, (unsigned)screen->scrolled[PANE_LOG]);
}

/* The question, and below it what happened. */
static void draw_predicted_log(const struct stage_screen *screen, struct canvas *canvas,
			       const struct layout *layout)
{
	struct rect in = frame(screen, canvas, layout, PANE_LOG, "predict");

	in = predict_draw(screen, canvas, in);
	pane_log(canvas, in, &screen->narration, (unsigned)screen->scrolled[PANE_LOG]);
}

static void draw_panes(const struct stage_screen *screen, struct canvas *canvas,
		       const struct layout *layout, int64_t now_ms)
{
	const struct source *source = screen->subject.source;
	char planted[TEXT];
	struct scene scene;

	name_toggles(screen, true, planted, sizeof(planted));
	scene = shown_step_scene(&screen->shown_step, &screen->player, now_ms);
	scene.planted = *planted ? planted : NULL;
	if (has(layout, PANE_STAGE))
		stage_view_draw(canvas, frame(screen, canvas, layout, PANE_STAGE, "stage"), &scene);
	if (has(layout, PANE_WAITS))
		draw_waits(screen, canvas, layout);
	if (has(layout, PANE_LOG) && challenge_mode_is_on(&screen->challenge))
		draw_challenged_log(screen, canvas, layout);
	else if (has(layout, PANE_LOG) && screen->predict.on)
		draw_predicted_log(screen, canvas, layout);
	else if (has(layout, PANE_LOG) && screen->subject.demo && !screen->player.shown &&
		 !has(layout, PANE_LESSON))
		/* Nothing has happened yet: say what there is to see. */
		pane_lesson(canvas, frame(screen, canvas, layout, PANE_LOG, "what to look for"),
			    lesson_text(screen));
	else if (has(layout, PANE_LOG) && !has(layout, PANE_LESSON) && end_is_explained(screen))
		pane_lesson(canvas, frame(screen, canvas, layout, PANE_LOG, "lesson"),
			    lesson_text(screen));
	else if (has(layout, PANE_LOG))
		pane_log(canvas, frame(screen, canvas, layout, PANE_LOG, "what happened"),
			 &screen->narration, (unsigned)screen->scrolled[PANE_LOG]);
	if (has(layout, PANE_SOURCE))
		pane_source(canvas,
			    frame(screen, canvas, layout, PANE_SOURCE,
				  source && *source_name(source) ? source_name(source) : "source"),
			    source, &screen->shown_step.now, screen->player.zoomed,
			    screen->scrolled[PANE_SOURCE]);
	if (has(layout, PANE_SCHEDULE))
		pane_schedule(canvas, frame(screen, canvas, layout, PANE_SCHEDULE, "schedule"),
			      run_history(screen->player.run), &screen->shown_step.now,
			      screen->player.shown, player_no_return(&screen->player));
	if (has(layout, PANE_LESSON))
		pane_lesson(canvas, frame(screen, canvas, layout, PANE_LESSON, "lesson"),
			    lesson_text(screen));
	if (has(layout, PANE_OBJECTS))
		pane_objects(canvas, frame(screen, canvas, layout, PANE_OBJECTS, "objects"),
			     &screen->shown_step.now);
	if (has(layout, PANE_PARAMETERS))
		draw_parameters(screen, canvas,
				frame(screen, canvas, layout, PANE_PARAMETERS, "parameters"));
}

/* --- what lies over them -------------------------------------------------------------------- */

/* What to do about the toggles now: take back what is on, or plant the first. */
static unsigned toggle_hints(const struct stage_screen *screen, struct key_hint *hints,
			     unsigned used)
{
	const struct demo *demo = screen->subject.demo;
	unsigned toggles[DEMO_TOGGLES], before = used;

	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		const struct toggle *toggle = &demo->toggles[i];

		if (screen->subject.choice.toggled[i])
			used = add_hint(hints, used, toggle->key,
					toggle->fix ? "take it back" : "undo the fault");
	}
	if (used == before && demo && stage_screen_toggles(screen, toggles)) {
		const struct toggle *first = &demo->toggles[toggles[0]];

		used = add_hint(hints, used, first->key, text_in(&first->label, screen->language));
	}
	return used;
}

static bool verdict_shown(const struct stage_screen *screen)
{
	return player_at_end(&screen->player) && !screen->verdict_away;
}

/* What the box at the end borrows. */
struct end_texts {
	struct key_hint hints[HINTS];
	char why[CHALLENGE_WHY];
};

/* What the box says. */
static struct verdict_box verdict_box(const struct stage_screen *screen, struct end_texts *texts)
{
	const struct player *player = &screen->player;
	struct key_hint *hints = texts->hints;
	struct verdict_box box = {.verdict = run_verdict(player->run),
				  .stage = &screen->shown_step.now,
				  .why = run_why(player->run),
				  .keys = hints};
	unsigned used = 0;

	if (challenge_mode_is_on(&screen->challenge))
		return challenge_mode_end_box(screen, texts->why);
	if (box.verdict != VERDICT_AS_EXPECTED && !player->free &&
	    player_fault(player) != player_newest(player))
		used = add_hint(hints, used, "g", "go there");
	used = toggle_hints(screen, hints, used);
	if (box.verdict == VERDICT_DEADLOCK && !screen->waits)
		used = add_hint(hints, used, "w", "waits");
	used = add_hint(hints, used, "r", "again");
	if (!player->free && player->shown)
		used = add_hint(hints, used, ",", "back");
	box.key_count = add_hint(hints, used, "enter", "see the stage");
	return box;
}

static void draw_verdict(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	struct end_texts texts;
	struct verdict_box box = verdict_box(screen, &texts);

	overlay_verdict(canvas, at, &box);
}

/* Its words and the verdict's are to be seen at once: it has what that leaves. */
static void draw_waits(const struct stage_screen *screen, struct canvas *canvas,
		       const struct layout *layout)
{
	bool instead = !has(layout, PANE_STAGE);
	struct rect in = pane_frame(canvas, &layout->panes[PANE_WAITS], "who waits for whom",
				    instead && screen->focus == PANE_STAGE);
	struct end_texts texts;

	if (verdict_shown(screen)) {
		struct verdict_box box = verdict_box(screen, &texts);
		struct rect verdict = overlay_verdict_place(layout->verdict, &box);

		in.rows = verdict.row < in.row + in.rows ? verdict.row - in.row : in.rows;
	}
	pane_waits(canvas, in, &screen->shown_step.now, screen->player.zoomed);
}

static unsigned help_hints(const struct stage_screen *screen, struct key_hint *hints,
			   char names[HINTS][TEXT])
{
	const struct demo *demo = screen->subject.demo;
	unsigned toggles[DEMO_TOGGLES], toggle_count, used = 0;
	size_t count;
	enum keymap map = stage_screen_keymap(screen);
	const struct binding *rows = keys_rows(map, &count);

	for (size_t i = 0; i < count && used < HINTS; i++) {
		if (!rows[i].help)
			continue;
		keys_names(map, rows[i].request, names[used], TEXT);
		used = add_hint(hints, used, names[used], rows[i].help);
	}
	if (map != KEYMAP_STAGE)
		return used; /* faults are not planted meanwhile */
	if (demo && used < HINTS)
		used = add_hint(hints, used, "", "faults of this demo");
	toggle_count = demo ? stage_screen_toggles(screen, toggles) : 0;
	for (unsigned i = 0; i < toggle_count && used < HINTS; i++) {
		const struct toggle *toggle = &demo->toggles[toggles[i]];

		used = add_hint(hints, used, toggle->key,
				text_in(&toggle->label, screen->language));
	}
	return used;
}

static void draw_help(struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	struct key_hint hints[HINTS];
	char names[HINTS][TEXT];
	unsigned count = help_hints(screen, hints, names);

	screen->scroll = overlay_help(canvas, at, hints, count, screen->scroll);
}

/* The line of the scenario, if the demo has any; returns how many lines that makes. */
static unsigned fill_scenario(const struct stage_screen *screen, unsigned number,
			      struct list_row *row, char place[24])
{
	const struct scenario *scenario = scenario_of(screen, number);

	if (scenario)
		*row = (struct list_row){.key = "",
					 .label = "scenario",
					 .value = scenario->name,
					 .extra = place,
					 .help = text_in(&scenario->summary, screen->language),
					 .on = number > 0};
	if (scenario)
		snprintf(place, 24, "%u of %u", number + 1, screen->subject.demo->scenario_count);
	return scenario != NULL;
}

static void draw_toggles(const struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	const struct choice *choice = &screen->subject.choice;
	struct list_row rows[1 + DEMO_TOGGLES];
	unsigned toggles[DEMO_TOGGLES], count = stage_screen_toggles(screen, toggles);
	char place[24];
	unsigned first = fill_scenario(screen, choice->scenario, rows, place);
	struct list list = {.title = "faults",
			    .rows = rows,
			    .count = first + count,
			    .selected = screen->selected,
			    .hint = "enter, or the letter: switch it over"};

	for (unsigned i = 0; i < count; i++) {
		const struct toggle *toggle = &choice->demo->toggles[toggles[i]];
		bool on = choice->toggled[toggles[i]];

		rows[first + i] =
			(struct list_row){.key = toggle->key,
					  .label = text_in(&toggle->label, screen->language),
					  .value = on ? "on" : "off",
					  .extra = toggle->fix ? "stays right" : "",
					  .help = text_in(&toggle->symptom, screen->language),
					  .on = on};
	}
	overlay_list(canvas, at, &list);
}

struct parameter_rows {
	struct list_row rows[1 + DEMO_PARAMETERS];
	char values[DEMO_PARAMETERS][24], bounds[DEMO_PARAMETERS][48], place[24];
	unsigned count;
};

static void fill_parameters(const struct stage_screen *screen, unsigned scenario,
			    const long *values, struct parameter_rows *out)
{
	const struct demo *demo = screen->subject.demo;
	unsigned first = fill_scenario(screen, scenario, out->rows, out->place);

	out->count = first + (demo ? demo->parameter_count : 0);
	for (unsigned i = 0; demo && i < demo->parameter_count; i++) {
		const struct parameter *parameter = &demo->parameters[i];

		snprintf(out->values[i], sizeof(out->values[i]), "%ld", values[i]);
		snprintf(out->bounds[i], sizeof(out->bounds[i]), "%ld to %ld", parameter->min,
			 parameter->max);
		out->rows[first + i] =
			(struct list_row){.key = "",
					  .label = parameter->name,
					  .value = out->values[i],
					  .extra = out->bounds[i],
					  .help = text_in(&parameter->help, screen->language),
					  .on = values[i] != parameter->value};
	}
}

static void draw_parameters(const struct stage_screen *screen, struct canvas *canvas,
			    struct rect at)
{
	struct parameter_rows rows;
	struct list list = {.title = "parameters", .rows = rows.rows, .selected = -1};

	fill_parameters(screen, screen->subject.choice.scenario, screen->subject.choice.values,
			&rows);
	list.count = rows.count;
	pane_list(canvas, at, &list);
}

static void draw_parameter_form(const struct stage_screen *screen, struct canvas *canvas,
				struct rect at)
{
	struct parameter_rows rows;
	struct list list = {.title = "parameters",
			    .rows = rows.rows,
			    .selected = screen->selected,
			    .hint = "- + change   enter start again"};

	fill_parameters(screen, screen->edited_scenario, screen->edited, &rows);
	list.count = rows.count;
	overlay_list(canvas, at, &list);
}

static void draw_over(struct stage_screen *screen, struct canvas *canvas, struct rect at)
{
	switch (screen->over) {
	case OVER_HELP:
		draw_help(screen, canvas, at);
		break;
	case OVER_TOGGLES:
		draw_toggles(screen, canvas, at);
		break;
	case OVER_CHALLENGES:
		challenge_mode_draw_list(screen, canvas, at);
		break;
	case OVER_PARAMETERS:
		draw_parameter_form(screen, canvas, at);
		break;
	case OVER_NOTHING:
		break;
	}
}

void stage_screen_draw(void *context, struct canvas *canvas, int64_t now_ms)
{
	struct stage_screen *screen = context;
	struct layout layout;

	if (screen->player.run && shown_step_follow(&screen->shown_step, &screen->player))
		narration_tell(&screen->narration, run_history(screen->player.run),
			       screen->player.shown, screen->player.zoomed);
	layout_compute(&layout, canvas->rows, canvas->cols, screen->shown_step.now.actor_count,
		       screen->waits);
	if (layout.too_small) {
		screen_too_small(canvas, layout.message);
		return;
	}
	draw_header(screen, canvas, layout.header);
	draw_footer(screen, canvas, layout.footer);
	if (screen->player.run)
		draw_panes(screen, canvas, &layout, now_ms);
	if (screen->player.run && verdict_shown(screen))
		draw_verdict(screen, canvas, layout.verdict);
	draw_over(screen, canvas, layout.overlay);
}
