#include "agent/core/glance.h"

#include "agent/core/blind.h"
#include "agent/core/company.h"

static struct glance *find(const struct stat *file)
{
	struct trace *trace = agent.trace;
	struct glance *glance = trace->glances;

	for (; glance < &trace->glances[trace->glance_count % (LIMIT_GLANCES + 1)]; glance++) {
		if (glance->key[0] == file->st_dev && glance->key[1] == file->st_ino)
			return glance;
	}
	if (trace->glance_count >= LIMIT_GLANCES)
		return NULL;
	trace->glance_count++;
	*glance = (struct glance){.key = {file->st_dev, file->st_ino}};
	return glance;
}

/* In a free run nothing is claimed of the order in which things are done. */
static bool counts(void)
{
	return agent_on() && agent.gated && agent_has_company();
}

static void compare(const struct glance *glance)
{
	const struct blind_spot spot = {.where = glance->where,
					.step = (uint32_t)agent.trace->steps,
					.what = UNSEEN_LOOK,
					.actor = glance->looker};

	if (!set_is_empty(glance->lookers) && !set_is_empty(glance->changers) &&
	    set_count(set_union(glance->lookers, glance->changers)) > 1)
		ledger_note(&agent.trace->ledger, &spot);
}

void agent_note_look(const struct stat *file, uint32_t where)
{
	struct glance *glance = counts() ? find(file) : NULL;

	if (!glance) {
		if (counts())
			agent_blind(UNSEEN_MORE, 0, where);
		return;
	}
	set_add(&glance->lookers, agent_own.self);
	glance->where = where;
	glance->looker = (uint8_t)agent_own.self;
	compare(glance);
}

void agent_note_touch(const struct stat *file)
{
	struct glance *glance = counts() ? find(file) : NULL;

	if (!glance)
		return;
	set_add(&glance->changers, agent_own.self);
	compare(glance);
}
