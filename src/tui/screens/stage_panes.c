/*
 * The panes of the stage's screen: what those of view/ are filled with.
 */
#include "tui/screens/stage_parts.h"
#include "view/panes/frame.h"
#include "view/panes/lesson.h"
#include "view/panes/log.h"
#include "view/panes/objects.h"
#include "view/panes/schedule.h"
#include "view/panes/source.h"
#include "view/stage/stage_view.h"

enum { TEXT = 160 };

static bool has(const struct layout *layout, enum pane pane)
{
	return layout->panes[pane].at.rows > 0;
}

static struct rect frame(const struct stage_screen *screen, struct canvas *canvas,
			 const struct layout *layout, enum pane pane, const char *title)
{
	return pane_frame(canvas, &layout->panes[pane], title, screen->focus == pane);
}

static void draw_stage(const struct stage_screen *screen, struct canvas *canvas,
		       const struct layout *layout, int64_t now_ms)
{
	const struct staged *staged = &screen->staged;
	struct scene scene = shown_step_scene(&staged->shown_step, &staged->player, now_ms);
	char planted[TEXT];

	stage_name_toggles(staged, true, planted, sizeof(planted));
	scene.planted = *planted ? planted : NULL;
	stage_view_draw(canvas, frame(screen, canvas, layout, PANE_STAGE, "stage"), &scene);
}

static void draw_objects(const struct stage_screen *screen, struct canvas *canvas,
			 const struct layout *layout, int64_t now_ms)
{
	const struct staged *staged = &screen->staged;
	const struct scene scene = shown_step_scene(&staged->shown_step, &staged->player, now_ms);

	pane_objects(canvas, frame(screen, canvas, layout, PANE_OBJECTS, "objects"), &scene);
}

/* --- what happened --------------------------------------------------------------------------- */

/*
 * The title of a lesson in the pane of what happened; NULL: it has a pane of its own, or nothing
 * to say just now.
 */
static const char *lesson_title(const struct stage_screen *screen, const struct layout *layout)
{
	const struct staged *staged = &screen->staged;

	if (has(layout, PANE_LESSON))
		return NULL;
	if (staged->subject.demo && !staged->player.shown)
		return "what to look for"; /* nothing has happened yet */
	/* Where the verdict was put away, but for those who want to see what happened. */
	if (stage_lesson_is_of_end(staged) && staged->verdict_away && screen->focus != PANE_LOG)
		return "lesson";
	return NULL;
}

static void draw_log(const struct stage_screen *screen, struct canvas *canvas,
		     const struct layout *layout)
{
	const struct staged *staged = &screen->staged;
	const char *title = "what happened", *lesson = lesson_title(screen, layout);
	void *state;
	const struct mode *task = modes_task(&screen->modes, staged, &title, &state);
	struct rect in;

	if (!task && lesson) {
		pane_lesson(canvas, frame(screen, canvas, layout, PANE_LOG, lesson),
			    stage_lesson(staged));
		return;
	}
	in = frame(screen, canvas, layout, PANE_LOG, task ? title : "what happened");
	if (task)
		in = task->draw_task(state, staged, canvas, in);
	pane_log(canvas, in, &staged->narration, (unsigned)screen->scrolled[PANE_LOG]);
}

/* --- the others ------------------------------------------------------------------------------ */

static void draw_source(const struct stage_screen *screen, struct canvas *canvas,
			const struct layout *layout)
{
	const struct staged *staged = &screen->staged;
	const struct source *source = stage_source(staged);
	const char *title = source && *source_name(source) ? source_name(source) : "source";

	pane_source(canvas, frame(screen, canvas, layout, PANE_SOURCE, title), source,
		    &staged->shown_step.now, staged->player.zoomed, screen->scrolled[PANE_SOURCE]);
}

static void draw_schedule(const struct stage_screen *screen, struct canvas *canvas,
			  const struct layout *layout)
{
	const struct player *player = &screen->staged.player;

	pane_schedule(canvas, frame(screen, canvas, layout, PANE_SCHEDULE, "schedule"),
		      run_history(player->run), &screen->staged.shown_step.now, player->shown,
		      player_no_return(player));
}

/* A mode's own: its words and the verdict's are to be seen at once, it has what that leaves. */
static void draw_pane_of(const struct stage_screen *screen, const struct mode *mode,
			 struct canvas *canvas, const struct layout *layout)
{
	bool instead = !has(layout, PANE_STAGE) && screen->focus == PANE_STAGE;
	const struct place *place = &layout->panes[mode->pane];
	struct rect in =
		pane_frame(canvas, place, mode->pane_title, instead || screen->focus == mode->pane);
	struct rect verdict = stage_verdict_place(screen, layout->verdict);

	if (verdict.col < in.col + in.cols && in.col < verdict.col + verdict.cols &&
	    verdict.row < in.row + in.rows)
		in.rows = verdict.row - in.row;
	mode->draw_pane(&screen->staged, canvas, in);
}

void stage_draw_panes(const struct stage_screen *screen, struct canvas *canvas,
		      const struct layout *layout, int64_t now_ms)
{
	if (has(layout, PANE_STAGE))
		draw_stage(screen, canvas, layout, now_ms);
	if (has(layout, PANE_LOG))
		draw_log(screen, canvas, layout);
	if (has(layout, PANE_SOURCE))
		draw_source(screen, canvas, layout);
	if (has(layout, PANE_SCHEDULE))
		draw_schedule(screen, canvas, layout);
	if (has(layout, PANE_LESSON))
		pane_lesson(canvas, frame(screen, canvas, layout, PANE_LESSON, "lesson"),
			    stage_lesson(&screen->staged));
	if (has(layout, PANE_OBJECTS))
		draw_objects(screen, canvas, layout, now_ms);
	for (size_t i = 0; modes[i]; i++) {
		if (modes[i]->draw_pane && has(layout, modes[i]->pane))
			draw_pane_of(screen, modes[i], canvas, layout);
	}
}
