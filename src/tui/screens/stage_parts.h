/*
 * What the files of the stage's screen share, and nobody else.
 */
#ifndef IPCSTAGE_TUI_SCREENS_STAGE_PARTS_H
#define IPCSTAGE_TUI_SCREENS_STAGE_PARTS_H

#include "tui/modes/modes.h"
#include "tui/staged.h"
#include "view/panes/layout.h"
#include "view/panes/source.h"

struct stage_screen {
	struct staged staged;
	struct mode_states modes;
	struct kept_counts *counts; /* of the last search on this stage; NULL none */
	enum pane focus;
	int scrolled[PANE_COUNT];
};

/* What may be pressed while no mode has keys of its own. */
extern const struct keymap stage_keymap;

/* The keys that count now. */
const struct keymap *stage_keys(const struct stage_screen *screen);

/* The header, and the keys at the foot, or what there is to say. */
void stage_draw_header(const struct stage_screen *screen, struct canvas *canvas, struct rect at);
void stage_draw_footer(const struct stage_screen *screen, struct canvas *canvas, struct rect at);

/* How much of the run was not seen; what is private to a process is listed, but does not count. */
unsigned stage_count_unseen(const struct player *player);

/* All panes that the layout has room for. The run is there. */
void stage_draw_panes(const struct stage_screen *screen, struct canvas *canvas,
		      const struct layout *layout, int64_t now_ms);

/*
 * Edit the source at the line that is shown, and put what it becomes on the stage; `state` is the
 * screen. The terminal is the editor's, and the compiler's.
 */
void stage_edit(void *state);

/* The source that is shown: of several programs that of who took the last step. NULL none. */
static inline const struct source *stage_source(const struct staged *staged)
{
	const struct source *source = staged->subject.source;

	return source ? pane_source_part(source, &staged->shown_step.now) : NULL;
}

/* What the demo has to teach at this moment: the latest that applies. */
const char *stage_lesson(const struct staged *staged);

/* Whether that is about how the run has ended. */
bool stage_lesson_is_of_end(const struct staged *staged);

/* The box at the end of the run, if it is there, and where. */
void stage_draw_verdict(const struct stage_screen *screen, struct canvas *canvas, struct rect at);
struct rect stage_verdict_place(const struct stage_screen *screen, struct rect at);

/* "no-lock threads": the toggles that are on; "no-lock [l]": the faults among them, with keys. */
void stage_name_toggles(const struct staged *staged, bool faults_only, char *out, size_t size);

#endif
