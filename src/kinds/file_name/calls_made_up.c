#include "kinds/file_name/calls_made_up.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/core/agent.h"
#include "agent/core/families.h"
#include "agent/core/real.h"
#include "kinds/file_name/calls_keep.h"
#include "kinds/file_name/calls_parted.h"

enum { MADE_UP = 32 /* of more than that the last ones are known */ };

struct made_up {
	struct parted_name name;
	struct stat itself; /* of a folder */
	char pattern[TRACE_NAME];
	bool is_secret;
};

static struct made_up names[MADE_UP];
static unsigned made; /* so far */

static unsigned kept(void)
{
	return made < MADE_UP ? made : MADE_UP;
}

/* Whoever is forked knows what we know. */
static void tell_all(void)
{
	for (unsigned i = 0; i < kept(); i++)
		names[i].is_secret = false;
}

const struct family family_made_up = {.on_share = tell_all};

void agent_note_made_up(const char *pattern, const char *path)
{
	struct made_up *name = &names[made % MADE_UP];
	const char *slash = strrchr(pattern, '/');

	*name = (struct made_up){.is_secret = true};
	if (!agent_take_apart(AT_FDCWD, path, &name->name) ||
	    REAL(fstatat)(AT_FDCWD, path, &name->itself, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	strncpy(name->pattern, slash ? slash + 1 : pattern, sizeof(name->pattern) - 1);
	made++;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_named(const struct made_up *made_up, const struct parted_name *name)
{
	return is_same_file(&made_up->name.folder, &name->folder) &&
	       strcmp(made_up->name.last, name->last) == 0;
}

const char *agent_made_up_from(const struct parted_name *name)
{
	for (unsigned i = 0; i < kept(); i++) {
		if (is_named(&names[i], name))
			return names[i].pattern;
	}
	return NULL;
}

bool agent_is_secret(const struct parted_name *name)
{
	for (unsigned i = 0; i < kept(); i++) {
		if (names[i].is_secret &&
		    (is_named(&names[i], name) || is_same_file(&names[i].itself, &name->folder)))
			return true;
	}
	return false;
}

AGENT_EXPORT char *mkdtemp(char *pattern)
{
	char before[TRACE_PATH] = "";
	char *path;

	strncpy(before, pattern, sizeof(before) - 1);
	path = REAL(mkdtemp)(pattern);
	if (agent_on() && path)
		agent_note_made_up(before, path);
	if (agent_on() && path) {
		trace_lock(agent.trace);
		agent_keep_made(path);
		trace_unlock(agent.trace);
	}
	return path;
}
