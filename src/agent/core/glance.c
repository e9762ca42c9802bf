#include "agent/core/glance.h"

#include "agent/core/blind.h"
#include "agent/core/company.h"

static struct glance *known(const struct stat *file, enum unseen what)
{
	struct trace *trace = agent.trace;
	unsigned count = trace->glance_count % (LIMIT_GLANCES + 1);

	for (struct glance *glance = trace->glances; glance < &trace->glances[count]; glance++) {
		if (glance->key[0] == file->st_dev && glance->key[1] == file->st_ino &&
		    glance->what == what)
			return glance;
	}
	return NULL;
}

static struct glance *find(const struct stat *file, enum unseen what)
{
	struct trace *trace = agent.trace;
	struct glance *glance = known(file, what);

	if (glance || trace->glance_count >= LIMIT_GLANCES)
		return glance;
	glance = &trace->glances[trace->glance_count++];
	*glance = (struct glance){.key = {file->st_dev, file->st_ino}, .what = (uint8_t)what};
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
					.what = glance->what,
					.actor = glance->looker};

	if (!set_is_empty(glance->lookers) && !set_is_empty(glance->changers) &&
	    set_count(set_union(glance->lookers, glance->changers)) > 1)
		ledger_note(&agent.trace->ledger, &spot);
}

void agent_note_look(const struct stat *file, uint32_t where)
{
	struct glance *glance = counts() ? find(file, UNSEEN_LOOK) : NULL;

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

static void change(struct glance *glance)
{
	if (!glance)
		return;
	set_add(&glance->changers, agent_own.self);
	compare(glance);
}

void agent_note_touch(const struct stat *file)
{
	if (!counts())
		return;
	change(find(file, UNSEEN_LOOK));
	change(known(file, UNSEEN_PRIVATE_FILE));
}

void agent_note_mapped(const struct stat *file, bool changes, uint32_t where)
{
	struct glance *glance;

	if (!agent_on() || !agent.gated)
		return;
	glance = find(file, UNSEEN_PRIVATE_FILE);
	if (!glance) {
		agent_blind(UNSEEN_MORE, 0, where);
		return;
	}
	if (changes) {
		glance->changers = set_all();
	} else {
		glance->lookers = set_all();
		glance->where = where;
		glance->looker = (uint8_t)agent_own.self;
	}
	compare(glance);
}
