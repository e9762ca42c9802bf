#include "explore/rerun.h"

#include "model/unseen.h"

enum { BATCH = 256, STEPS_MAX = LIMIT_SCHEDULE };

static void collect(struct session *session, struct history *history)
{
	struct record batch[BATCH];
	uint64_t lost = 0;
	size_t count;

	while ((count = session_take(session, batch, BATCH, &lost)) > 0) {
		for (size_t i = 0; i < count; i++)
			history_append(history, &batch[i]);
	}
}

long rerun(struct session *session, const uint8_t *schedule, size_t length,
	   const struct chooser *chooser, struct history *history, struct ending *ending)
{
	enum stop_reason stop;

	history_clear(history);
	session_skip_names(session, false);
	if (session_start(session, RUN_GATED, schedule, length) < 0)
		return -1;
	while ((stop = session_await(session)) == STOP_DECIDE && chooser &&
	       session_steps(session) < STEPS_MAX)
		session_grant(session, chooser->choose(chooser->context, session_enabled(session)));
	collect(session, history);
	history_mark(history, set_none());
	ending->stop = stop;
	if (stop == STOP_DEADLOCK && !unseen_cuts_off(session_unseen(session), ending))
		session_diagnose(session, ending->detail, sizeof(ending->detail));
	if ((stop != STOP_END && stop != STOP_DEADLOCK && stop != STOP_LIMIT) ||
	    session_steps(session) < length)
		return -1;
	return (long)session_steps(session);
}
