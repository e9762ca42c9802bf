/*
 * An address that can be connected to, a port or a path: who listens there, and the line of
 * connections that nobody has accepted yet (listen(2)).
 */
#include "kinds/listener/state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"
#include "kinds/pipe/state.h"
#include "model/kind.h"

static unsigned read_way(const struct record *record)
{
	return (unsigned)(record->value & 0xffff);
}

static unsigned written_way(const struct record *record)
{
	return (unsigned)(record->value >> 16 & 0xffff);
}

/* --- connections ------------------------------------------------------------------------------ */

/* The connections that a process has made to an address so far. */
static unsigned connections_of(const struct stage *stage, const struct object *listener,
			       const char *name)
{
	size_t length = strlen(name);
	unsigned count = 0;
	for (unsigned i = 0; i < stage->object_count; i++)
		count += stage_nth(stage, i)->kind == OBJECT_SOCKET &&
			 stage_nth(stage, i)->listener == listener->number &&
			 strncmp(stage_nth(stage, i)->name, name, length) == 0;
	return count;
}

enum { PLACE_SHOWN = 24 /* bytes of a place in the name of a connection to it */ };

static void name_way(const struct stage *stage, struct object *direction,
		     const struct object *listener, const char *name)
{
	unsigned before = connections_of(stage, listener, name);
	if (before)
		snprintf(direction->name, sizeof direction->name, "%.*s (%u)",
			 utf8_fit(name, PLACE_SHOWN), name, before + 1);
	else
		snprintf(direction->name, sizeof direction->name, "%s", name);
	direction->listener = listener->number;
	direction->whole = listener->whole; /* a connection to a part is one */
}

/* What the client's side of a new connection reads, and what it writes. */
static void connect_ways(struct stage *stage, const struct object *listener,
			 const struct record *record)
{
	struct object *in = stage_object(stage, read_way(record));
	struct object *out = stage_object(stage, written_way(record));
	const char *place = listener->name;
	char name[TRACE_NAME];
	if (strncmp(place, "port ", 5) == 0) /* it stands beside them in full */
		place += 5;
	if (!in || !out || in == out || in->kind != OBJECT_SOCKET || out->kind != OBJECT_SOCKET)
		return;
	in->peer = out->number;
	out->peer = in->number;
	snprintf(name, sizeof name, "%u to %.*s", record->actor, utf8_fit(place, PLACE_SHOWN),
		 place);
	name_way(stage, out, listener, name);
	snprintf(name, sizeof name, "%.*s to %u", utf8_fit(place, PLACE_SHOWN), place,
		 record->actor);
	name_way(stage, in, listener, name);
	set_add(&pipe_own(in)->readers, record->actor);
	set_add(&pipe_own(out)->writers, record->actor);
	in->to = out->from = (uint8_t)(record->actor + 1);
}

static void accept_ways(struct stage *stage, const struct record *record)
{
	struct object *in = stage_object(stage, read_way(record));
	struct object *out = stage_object(stage, written_way(record));
	if (!in || !out || in->kind != OBJECT_SOCKET || out->kind != OBJECT_SOCKET)
		return;
	set_add(&pipe_own(in)->readers, record->actor);
	set_add(&pipe_own(out)->writers, record->actor);
	in->to = out->from = (uint8_t)(record->actor + 1);
}

/* --- the line --------------------------------------------------------------------------------- */

static void stand_in_line(struct listener_state *listener, const struct record *record)
{
	if (listener->count == LISTENER_LINE)
		return;
	listener->line[listener->count].direction = (uint16_t)written_way(record);
	listener->line[listener->count].actor = record->actor;
	listener->count++;
}

/* Place in the line of the connection whose bytes go into that object, or `count`. */
static unsigned place_of(const struct listener_state *listener, unsigned direction)
{
	unsigned i = 0;
	while (i < listener->count && listener->line[i].direction != direction)
		i++;
	return i;
}

static void leave_line(struct listener_state *listener, unsigned direction)
{
	unsigned i = place_of(listener, direction);
	if (i == listener->count)
		return;
	listener->count--;
	memmove(&listener->line[i], &listener->line[i + 1],
		(listener->count - i) * sizeof listener->line[0]);
}

static void let_go(struct listener_state *listener, unsigned actor)
{
	set_remove(&listener->holders, actor);
	if (!set_is_empty(listener->holders))
		return;
	listener->bound = listener->listens = false;
	listener->count = 0;
}

static bool was_made(const struct record *record)
{
	return read_way(record) != 0;
}

static void fold_connect(struct stage *stage, struct object *object, const struct record *record)
{
	struct listener_state *listener = listener_own(object);
	if (was_made(record)) {
		connect_ways(stage, object, record);
		stand_in_line(listener, record);
	} else if (listener->refused++ == 0) {
		listener->refused_step = stage->step;
		listener->refused_by = (uint8_t)(record->actor + 1);
	}
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct listener_state *listener = listener_own(object);
	if (record->operation == OP_CONNECT) {
		fold_connect(stage, object, record);
		return;
	}
	if (record->error)
		return;
	switch (record->operation) {
	case OP_BIND:
		listener->bound = true;
		listener->listens = false;
		listener->holders = set_of(record->actor);
		break;
	case OP_LISTEN:
		listener->listens = true;
		listener->backlog = (uint32_t)record->value;
		break;
	case OP_ACCEPT:
		listener->accepted++;
		leave_line(listener, read_way(record));
		accept_ways(stage, record);
		break;
	case OP_SHUTDOWN:
		listener->listens = false;
		break;
	case OP_CLOSE:
		if (record->value)
			let_go(listener, record->actor);
		break;
	}
}

static void leave(struct object *object, const struct actor *actor)
{
	if (set_has(listener_of(object)->holders, actor->number))
		let_go(listener_own(object), actor->number);
}

static void inherit(struct object *object, unsigned parent, unsigned child)
{
	if (set_has(listener_of(object)->holders, parent))
		set_add(&listener_own(object)->holders, child);
}

struct set listener_line(const struct object *object)
{
	struct set set = set_none();
	for (unsigned i = 0; i < listener_of(object)->count; i++)
		set_add(&set, listener_of(object)->line[i].actor);
	return set;
}

/* --- words ------------------------------------------------------------------------------------ */

static void say_bind(const struct object *object, const struct record *record, struct words *words)
{
	if (record->error == EADDRINUSE)
		words_add(words, "%u cannot bind to %s: the address is in use", record->actor,
			  object->name);
	else if (record->error)
		words_add(words, "%u cannot bind to %s: %s", record->actor, object->name,
			  strerror(record->error));
	else
		words_add(words, "%u binds a socket to %s", record->actor, object->name);
}

static void say_connect(const struct object *object, const struct record *record,
			struct words *words)
{
	if (was_made(record)) {
		words_add(words, "%u connects to %s", record->actor, object->name);
		if (listener_of(object)->count)
			words_add(words, ", behind %u in the line", listener_of(object)->count);
		return;
	}
	words_add(words, "%u connects to %s: ", record->actor, object->name);
	switch (record->error) {
	case ECONNREFUSED:
		words_add(words, "refused, nobody listens");
		break;
	case EINPROGRESS:
		words_add(words, "nobody listens, and it will be refused");
		break;
	case ENOENT:
		words_add(words, "there is no such path");
		break;
	case EAGAIN:
		words_add(words, "the line is full");
		break;
	case EINTR:
		words_add(words, "interrupted by a signal");
		break;
	default:
		words_add(words, "%s", strerror(record->error));
	}
}

static void say_accept(const struct object *object, const struct record *record,
		       struct words *words)
{
	const struct listener_state *listener = listener_of(object);
	unsigned place = place_of(listener, read_way(record));
	if (record->error == EAGAIN)
		words_add(words, "%u finds nobody waiting at %s", record->actor, object->name);
	else if (record->error == EINTR)
		words_add(words, "%u is interrupted by a signal", record->actor);
	else if (record->error)
		words_add(words, "%u cannot accept at %s: %s", record->actor, object->name,
			  strerror(record->error));
	else if (place < listener->count)
		words_add(words, "%u accepts %u's connection at %s", record->actor,
			  listener->line[place].actor, object->name);
	else
		words_add(words, "%u accepts a connection at %s", record->actor, object->name);
}

static void say_close(const struct object *object, const struct record *record, struct words *words)
{
	const struct listener_state *listener = listener_of(object);
	words_add(words, "%u closes %s", record->actor, object->name);
	if (!record->value || !set_is_empty(set_without(listener->holders, record->actor)))
		words_add(words, ", which is still open");
	else if (listener->count) {
		words_add(words, ": ");
		words_actors(words, listener_line(object), "and");
		words_add(words, " waited to be accepted");
	} else if (listener->listens)
		words_add(words, ": nobody listens any more");
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	switch (record->operation) {
	case OP_BIND:
		say_bind(object, record, words);
		break;
	case OP_LISTEN:
		if (record->error)
			words_add(words, "%u cannot listen at %s: %s", record->actor, object->name,
				  strerror(record->error));
		else
			words_add(words, "%u listens at %s", record->actor, object->name);
		break;
	case OP_CONNECT:
		say_connect(object, record, words);
		break;
	case OP_ACCEPT:
		say_accept(object, record, words);
		break;
	case OP_SHUTDOWN:
		words_add(words, "%u does not listen at %s any more", record->actor, object->name);
		break;
	case OP_CLOSE:
		say_close(object, record, words);
		break;
	case OP_POLL:
		words_add(words, "%u asks whether somebody waits at %s: %s", record->actor,
			  object->name, record->value ? "yes" : "no");
		break;
	}
}

static const char *verb_of(enum operation operation)
{
	switch (operation) {
	case OP_BIND:
		return "bind to";
	case OP_LISTEN:
		return "listen at";
	case OP_CONNECT:
		return "connect to";
	case OP_ACCEPT:
		return "accept at";
	case OP_CLOSE:
		return "close";
	case OP_POLL:
		return "look at";
	case OP_SHUTDOWN:
		return "close off";
	default:
		return operation_word(operation);
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	words_add(words, "%s %s", verb_of((enum operation)actor->next.operation), object->name);
}

/*
 * Whether somebody of its own program was refused, and nobody has come: it is those two that should
 * have met, and nobody from outside is waited for.
 */
static bool has_missed_its_own(const struct stage *stage, const struct object *object,
			       const struct actor *actor)
{
	const struct listener_state *listener = listener_of(object);
	const struct actor *refused;
	if (!listener->refused || listener->accepted)
		return false;
	refused = &stage->actors[(listener->refused_by - 1u) % LIMIT_ACTORS];
	return stage_space(stage, refused)->image == stage_space(stage, actor)->image;
}

/* Who connects needs nobody's leave to try; who waits for room needs somebody to accept. */
static bool wait_at(const struct stage *stage, const struct object *object,
		    const struct actor *actor, struct wait *wait)
{
	bool connects = actor->next.operation == OP_CONNECT;
	wait->enders = connects ? listener_of(object)->holders
				: set_without(stage_alive(stage), actor->number);
	wait->others = set_is_empty(wait->enders);
	wait->by = connects ? "accepted by" : "in reach of";
	wait->open_to = connects				   ? OPEN_TO_PARTNER
			: has_missed_its_own(stage, object, actor) ? OPEN_TO_HOLDERS
								   : OPEN_TO_CLIENTS;
	snprintf(wait->lack, sizeof wait->lack, connects ? "full" : "nobody waits");
	return true;
}

/* Somebody was refused before, and somebody waits for connections now. */
static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct listener_state *listener = listener_of(object);
	bool awaited = false;
	for (struct set left = stage_alive(stage); !set_is_empty(left); set_drop_first(&left)) {
		const struct actor *actor = &stage->actors[set_first(left)];
		awaited |=
			actor->next.operation == OP_ACCEPT && actor->next.object == object->number;
	}
	if (awaited && listener->refused)
		words_add(words, " %u was refused at step %u, when nobody listened at %s yet.",
			  listener->refused_by - 1u, listener->refused_step, object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	if (actor->next.operation != OP_CONNECT) {
		words_add(words, "a connection at %s", object->name);
		return;
	}
	words_add(words, "room in the line at %s, where ", object->name);
	words_actors(words, listener_line(object), "and");
	words_add(words, listener_of(object)->count == 1 ? " waits" : " wait");
}

const struct kind_model listener_model = {
	.state_size = sizeof(struct listener_state),
	.fold = fold,
	.leave = leave,
	.inherit = inherit,
	.say = say,
	.say_next = say_next,
	.wait = wait_at,
	.say_wait = say_wait,
	.say_never = say_never,
};
