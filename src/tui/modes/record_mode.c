/*
 * The run on the stage as a file: ./DEMO-N.ipcstage.json, with the first number that is free.
 */
#include "tui/modes/record_mode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/utf8.h"
#include "export/export.h"

enum { FILES = 9999, NAME = 150 };

/* A name that is not taken; "" when all are. */
static void find_name(const char *subject, char *name, size_t size)
{
	const char *slash = strrchr(subject, '/'), *base = slash ? slash + 1 : subject;

	for (int i = 1; i <= FILES; i++) {
		snprintf(name, size, "%.*s-%d.%s", utf8_fit(base, 120), base, i,
			 exporter_recording.suffix);
		if (access(name, F_OK) < 0)
			return;
	}
	name[0] = '\0';
}

static void write_file(struct staged *staged, const char *name)
{
	const struct player *player = &staged->player;
	char *places = session_learned(run_session(player->run));
	struct subject subject = staged->subject;
	const struct told_run told = {.subject = &subject,
				      .history = run_history(player->run),
				      .has_seed = player->policy == POLICY_RANDOM,
				      .seed = player->seed,
				      .verdict = run_verdict(player->run),
				      .why = run_why(player->run)};
	struct error error;

	subject.places = places;
	if (recording_write(name, &told, &error) < 0)
		staged_say(staged, "%s", error.text);
	else
		staged_say(staged, "written: %s; ipcstage --replay shows it", name);
	free(places);
}

static void record(void *state, struct staged *staged, const struct keymap *keymap)
{
	const struct player *player = &staged->player;
	char name[NAME];

	(void)state;
	(void)keymap;
	if (!player->run)
		return; /* it could not be started, and that is what is said */
	find_name(staged->subject.name, name, sizeof(name));
	if (player->free)
		staged_say(staged, "a free run has no schedule: r starts one that is held");
	else if (player_is_under_way(player))
		staged_say(staged, "a step is under way: once more, please");
	else if (!name[0])
		staged_say(staged, "there are too many recordings in this folder");
	else
		write_file(staged, name);
}

const struct mode record_mode = {
	.name = "record",
	.opened_by = REQUEST_RECORD,
	.open = record,
};
