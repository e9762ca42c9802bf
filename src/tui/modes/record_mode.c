/*
 * The run on the stage as a file: ./DEMO-N.ipcstage.json, with the first number that is free.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "export/export.h"
#include "tui/screens/stage_screen.h"

enum { FILES = 9999, NAME = 150 };

/* A name that is not taken; "" when all are. */
static void find_name(const char *subject, char *name, size_t size)
{
	const char *slash = strrchr(subject, '/');

	for (int i = 1; i <= FILES; i++) {
		snprintf(name, size, "%.120s-%d.ipcstage.json", slash ? slash + 1 : subject, i);
		if (access(name, F_OK) < 0)
			return;
	}
	name[0] = '\0';
}

static void record(struct stage_screen *screen, const char *name)
{
	struct player *player = &screen->player;
	const struct told_run told = {.subject = &screen->subject,
				      .history = run_history(player->run),
				      .has_seed = player->policy == POLICY_RANDOM,
				      .seed = player->seed,
				      .verdict = run_verdict(player->run),
				      .why = run_why(player->run)};
	char *message = player->message;
	struct error error;

	if (recording_write(name, &told, &error) < 0)
		stage_screen_say(screen, error.text);
	else
		snprintf(message, PLAYER_MESSAGE, "written: %s; ipcstage --replay shows it", name);
}

void stage_screen_record(struct stage_screen *screen)
{
	struct player *player = &screen->player;
	char name[NAME];

	if (!player->run)
		return; /* it could not be started, and that is what is said */
	find_name(screen->subject.name, name, sizeof(name));
	if (player->free)
		stage_screen_say(screen, "a free run has no schedule: r starts one that is held");
	else if (player_is_under_way(player))
		stage_screen_say(screen, "a step is under way: once more, please");
	else if (!name[0])
		stage_screen_say(screen, "there are too many recordings in this folder");
	else
		record(screen, name);
}
