/* What processes do, apart from what they do to objects, in words. */
#include <errno.h>
#include <string.h>
#include "base/printable.h"
#include "model/actor.h"

/* "producer()" */
static bool is_function(const char *name)
{
	size_t length = strlen(name);
	return length > 2 && strcmp(name + length - 2, "()") == 0;
}

void actor_say_name(const struct actor *actor, struct words *words)
{
	words_add(words, "%u", actor->number);
	if (is_function(actor->name))
		words_add(words, " %s", actor->name);
	else if (actor->name[0])
		words_add(words, " (%s)", actor->name);
}

/* The first of the process whose threads they all are; -1: they are not. */
static int process_of(const struct stage *stage, struct set set)
{
	int process = -1;
	for (; !set_is_empty(set); set_drop_first(&set)) {
		const struct actor *actor = &stage->actors[set_first(set)];
		int first = stage_space(stage, actor)->first;
		if (!stage_is_thread(stage, actor) || (process >= 0 && process != first))
			return -1;
		process = first;
	}
	return process;
}

void actor_say_threads(const struct stage *stage, struct set set, struct words *words)
{
	int process = process_of(stage, set);
	if (process >= 0)
		words_add(words, set_count(set) == 1 ? ", a thread of %d" : ", threads of %d",
			  process);
}

/* One after the other, for each what it is. */
static void say_each(const struct stage *stage, struct set set, struct words *words)
{
	for (int left = set_count(set); left > 0; left--, set_drop_first(&set)) {
		struct set one = set_of((unsigned)set_first(set));
		bool thread = process_of(stage, one) >= 0;
		words_add(words, "%d", set_first(set));
		actor_say_threads(stage, one, words);
		words_add(words, thread || left > 2 ? "," : "");
		words_add(words, left == 2 ? " and " : left > 2 ? " " : "");
	}
}

void actor_say_who(const struct stage *stage, struct set set, struct words *words)
{
	if (process_of(stage, set) < 0) {
		say_each(stage, set, words);
		return;
	}
	words_actors(words, set, "and");
	actor_say_threads(stage, set, words);
	words_add(words, ",");
}

void actor_say_holders(const struct stage *stage, struct set holders, const char *what,
		       struct words *words)
{
	struct set ended = set_minus(holders, stage_alive(stage));
	words_actors(words, holders, "and");
	words_add(words, set_count(holders) == 1 ? " has %s" : " have %s", what);
	if (set_is_empty(ended))
		return;
	words_add(words, ", and ");
	if (!set_equals(ended, holders)) {
		words_actors(words, ended, "and");
		words_add(words, " ");
	}
	words_add(words, set_count(ended) == 1 ? "has ended" : "have ended");
}

/* Whoever the process of an actor began with. */
static unsigned first_of(const struct stage *stage, uint64_t actor)
{
	return stage_space(stage, &stage->actors[actor % LIMIT_ACTORS])->first;
}

static void say_begin(const struct stage *stage, const struct record *record, struct words *words)
{
	words_add(words, "%u begins", record->actor);
	if (record->value == 1)
		words_add(words, ", a thread of %u", first_of(stage, record->argument));
	else if (record->argument != record->actor)
		words_add(words, ", a child of %u", (unsigned)(record->argument & 0xff));
}

static void say_fork(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	if (record->error)
		words_add(words, "%u cannot fork: %s", record->actor, strerror(record->error));
	else
		words_add(words, "%u forks %u", record->actor, (unsigned)(record->value & 0xff));
}

static void say_thread(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u starts thread %u", record->actor, (unsigned)(record->value & 0xff));
}

static void say_thread_end(const struct stage *stage, const struct record *record,
			   struct words *words)
{
	(void)stage;
	words_add(words, record->value ? "%u ends: it was cancelled" : "%u ends", record->actor);
}

static void say_join(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	if (record->error)
		words_add(words, "%u has waited in vain for %u to end", record->actor,
			  (unsigned)(record->argument & 0xff));
	else
		words_add(words, "%u sees that %u has ended", record->actor,
			  (unsigned)(record->argument & 0xff));
}

static void say_cancel(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u cancels %u", record->actor, (unsigned)(record->argument & 0xff));
}

static void say_cancelled(const struct stage *stage, const struct record *record,
			  struct words *words)
{
	(void)stage;
	words_add(words, "%u has been cancelled, and ends", record->actor);
}

static void say_once(const struct stage *stage, const struct record *record, struct words *words)
{
	static const char *const answers[] = {
		[ONCE_DONE] = "another one has been it",
		[ONCE_RUNS] = "it is the one that runs the function",
		[ONCE_WAITS] = "another one is it, and not done yet",
	};

	(void)stage;
	words_add(words, "%u calls pthread_once: %s", record->actor,
		  answers[record->value <= ONCE_WAITS ? record->value : ONCE_DONE]);
}

static void say_detach(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u detaches %u: nobody will wait for it", record->actor,
		  (unsigned)(record->argument & 0xff));
}

static void say_exit(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u ends", record->actor);
	if (record->value)
		words_add(words, " with status %u", (unsigned)(record->value & 0xff));
}

static void say_death(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u is killed by ", record->actor);
	words_signal(words, (unsigned)(record->value & 0xff));
	if (record->argument == record->actor + 1u)
		words_add(words, ", sent by itself");
	else if (record->argument)
		words_add(words, ", sent by %u", (unsigned)(record->argument & 0xff) - 1);
}

static void say_reaped(const struct stage *stage, const struct record *record, struct words *words)
{
	const struct actor *child = &stage->actors[record->value % LIMIT_ACTORS];
	words_add(words, "%u sees that %u has ended", record->actor, child->number);
	if (child->activity == ACTIVITY_KILLED) {
		words_add(words, ", killed by ");
		words_signal(words, stage_space(stage, child)->signal);
	} else if (stage_space(stage, child)->exit_status) {
		words_add(words, " with status %u", stage_space(stage, child)->exit_status);
	}
}

static void say_waited(const struct stage *stage, const struct record *record, struct words *words)
{
	if (record->error == EINTR)
		words_add(words, "%u is interrupted in its wait by a signal", record->actor);
	else if (record->error == EAGAIN && record->argument)
		words_add(words, "%u sees that %u has not ended yet", record->actor,
			  (unsigned)(record->argument & 0xff) - 1);
	else if (record->error == EAGAIN)
		words_add(words, "%u sees that no child has ended yet", record->actor);
	else if (record->error)
		words_add(words, "%u has no child to wait for", record->actor);
	else
		say_reaped(stage, record, words);
}

static void say_kill(const struct stage *stage, const struct record *record, struct words *words)
{
	unsigned target = (unsigned)record->argument % LIMIT_ACTORS;
	if (record->value == 0) {
		words_add(words, "%u asks whether %u is there", record->actor, target);
		return;
	}
	words_add(words, "%u sends ", record->actor);
	words_signal(words, (unsigned)(record->value & 0xff));
	if (record->size && stage->actors[target].space == stage->actors[record->actor].space)
		words_add(words, " to its process");
	else if (record->size)
		words_add(words, " to the process of %u", target);
	else if (record->argument == record->actor)
		words_add(words, " to itself");
	else
		words_add(words, " to %u", (unsigned)(record->argument & 0xff));
}

void actor_say_signals(uint64_t signals, struct words *words)
{
	enum { SIGNALS = 64, MANY = 4 };
	const char *separator = "";
	if (signals == 0 || __builtin_popcountll(signals) > MANY) {
		words_add(words, "a signal");
		return;
	}
	for (unsigned i = 0; i < SIGNALS; i++) {
		if (!(signals >> i & 1))
			continue;
		words_add(words, "%s", separator);
		words_signal(words, i + 1);
		separator = " or ";
	}
}

static void say_pause(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u begins to wait for a signal", record->actor);
}

static void say_begin_wait(const struct stage *stage, const struct record *record,
			   struct words *words)
{
	(void)stage;
	words_add(words, "%u begins to wait, before a signal comes", record->actor);
}

static void say_treat(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u changes how it treats ", record->actor);
	actor_say_signals(record->argument, words);
}

static void say_handled(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u has had a signal, and goes on", record->actor);
}

static void say_sigwait(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u ", record->actor);
	if (record->error == 0) {
		words_add(words, "takes ");
		words_signal(words, (unsigned)(record->value & 0xff));
		return;
	}
	words_add(words, "has not been sent ");
	actor_say_signals(record->argument, words);
	words_add(words, record->error == EAGAIN ? " in time" : ", but another signal");
}

void actor_say_timer(const struct record *record, const char *name, struct words *words)
{
	if (record->argument == 0) {
		words_add(words, "%u stops %s", record->actor, name);
		return;
	}
	words_add(words, "%u sets %s: ", record->actor, name);
	if (record->size) {
		words_signal(words, record->size);
		words_add(words, " ");
	}
	words_add(words, "in ");
	words_seconds(words, record->argument);
	if (record->value == 0)
		return;
	words_add(words, ", then every ");
	words_seconds(words, record->value);
}

static void say_set_timer(const struct stage *stage, const struct record *record,
			  struct words *words)
{
	(void)stage;
	if (record->object == 0)
		actor_say_timer(record, "a timer", words);
}

static void say_expire(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u's timer goes off: ", record->actor);
	words_signal(words, (unsigned)(record->value & 0xff));
}

static void say_slept(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	if (record->error == EINTR) {
		words_add(words, "%u is woken by a signal before its time", record->actor);
		return;
	}
	words_add(words, "%u has slept ", record->actor);
	words_seconds(words, record->argument);
}

static void say_clock(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "the clock jumps to ");
	words_seconds(words, record->value);
	words_add(words, ": everybody slept");
}

/* Of a file that nothing is known of; of others their kind speaks. */
static void say_not_opened(const struct stage *stage, const struct record *record,
			   struct words *words)
{
	(void)stage;
	if (!record->object)
		words_add(words, "%u cannot open a file: %s", record->actor,
			  strerror(record->error));
}

static void say_quoted(const struct stage *stage, const struct record *record, const char *before,
		       const char *after, struct words *words)
{
	char text[STAGE_REPORT], clean[STAGE_REPORT + 1];
	size_t length = stage_text(stage, record, text);
	while (length > 0 && text[length - 1] == '\n')
		length--;
	printable_copy(clean, sizeof clean, text, length);
	words_add(words, "%u %s%s%s", record->actor, before, clean, after);
}

static void say_print(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "prints \"", "\"", words);
}

static void say_exec(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, record->error ? "cannot become " : "becomes ", "", words);
	if (record->error)
		words_add(words, ": %s", strerror(record->error));
}

/* Of an object it is seen in whatever is said of it. */
static void say_called(const struct stage *stage, const struct record *record, struct words *words)
{
	if (!record->object)
		say_quoted(stage, record, "is called ", "", words);
}

static void say_named(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "is called ", "", words);
}

static void say_note(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "says: ", "", words);
}

static void say_outcome(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "reports ", "", words);
}

static void say_expected(const struct stage *stage, const struct record *record,
			 struct words *words)
{
	say_quoted(stage, record, "expected ", "", words);
}

static void say_parent(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u asks who its parent is: %s", record->actor,
		  record->value ? "still the one that forked it" : "that one has ended");
}

/* "the process group of 1": which are numbered from 1 in records, 0 is outside the run. */
static void say_group(const struct stage *stage, const struct record *record, struct words *words)
{
	static const char *const calls[] = {[GROUP_ASKED] = "asks for the process group of",
					    [GROUP_MOVED] = "sets the process group of",
					    [GROUP_LED] = "begins a session and group of",
					    [GROUP_SIGNALLED] = "sends to a process group"};
	unsigned call = record->size <= GROUP_SIGNALLED ? record->size : GROUP_ASKED;

	(void)stage;
	words_add(words, "%u %s", record->actor, calls[call]);
	if (call == GROUP_SIGNALLED) {
		words_add(words, " of %u", (unsigned)record->value);
		return;
	}
	if (record->argument == record->actor)
		words_add(words, call == GROUP_LED ? " its own" : " itself");
	else
		words_add(words, " %u", (unsigned)(record->argument & 0xff));
	if (record->error)
		words_add(words, ": %s", strerror(record->error));
	else if (record->value && call != GROUP_LED)
		words_add(words, ": that of %u", (unsigned)(record->value & 0xff) - 1);
}

static void say_asked(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u asks which signals wait: ", record->actor);
	if (record->value)
		actor_say_signals(record->value, words);
	else
		words_add(words, "none");
}

static void say_watch(const struct stage *stage, const struct record *record, struct words *words)
{
	const struct object *object = stage_find(stage, record->object);

	words_add(words, "%u has its epoll watch %s", record->actor,
		  object ? object->name : "a descriptor");
	if (record->error)
		words_add(words, ": %s", strerror(record->error));
}

static const struct {
	uint8_t operation;
	void (*say)(const struct stage *stage, const struct record *record, struct words *words);
} sentences[] = {
	{OP_BEGIN, say_begin},
	{OP_FORK, say_fork},
	{OP_EXEC, say_exec},
	{OP_EXIT, say_exit},
	{OP_DEATH, say_death},
	{OP_PARENT, say_parent},
	{OP_WAIT, say_waited},
	{OP_KILL, say_kill},
	{OP_SLEEP, say_slept},
	{OP_CLOCK, say_clock},
	{OP_SET_TIMER, say_set_timer},
	{OP_EXPIRE, say_expire},
	{OP_PAUSE, say_pause},
	{OP_HANDLED, say_handled},
	{OP_BEGIN_WAIT, say_begin_wait},
	{OP_SIGWAIT, say_sigwait},
	{OP_PRINT, say_print},
	{OP_NAME_PROCESS, say_named},
	{OP_CALLED, say_called},
	{OP_NOTE, say_note},
	{OP_OPEN, say_not_opened},
	{OP_OUTCOME, say_outcome},
	{OP_EXPECTED, say_expected},
	{OP_THREAD, say_thread},
	{OP_THREAD_END, say_thread_end},
	{OP_JOIN, say_join},
	{OP_DETACH, say_detach},
	{OP_CANCEL, say_cancel},
	{OP_ONCE, say_once},
	{OP_GROUP, say_group},
	{OP_TREAT, say_treat},
	{OP_EPOLL_WATCH, say_watch},
	{OP_ASK_SIGNALS, say_asked},
	{OP_CANCELLED, say_cancelled},
};

void actor_say(const struct stage *stage, const struct record *record, struct words *words)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		if (sentences[i].operation == record->operation)
			sentences[i].say(stage, record, words);
	}
}

void actor_say_next(const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;
	if (next->operation == OP_SLEEP) {
		words_add(words, "sleep ");
		words_seconds(words, next->argument);
	} else if (next->operation == OP_WAIT && next->argument) {
		words_add(words, "wait for %u to end", (unsigned)(next->argument & 0xff) - 1);
	} else if (next->operation == OP_JOIN) {
		words_add(words, "wait for %u to end", (unsigned)(next->argument & 0xff));
	} else if (next->operation == OP_CANCEL) {
		words_add(words, "cancel %u", (unsigned)(next->argument & 0xff));
	} else if (next->operation == OP_ONCE) {
		words_add(words, "call pthread_once");
	} else if (next->operation == OP_ONCE_WAIT) {
		words_add(words, "wait until %u has run the function of pthread_once",
			  (unsigned)(next->argument & 0xff));
	} else if (next->operation == OP_WAIT) {
		words_add(words, "wait for a child to end");
	} else if (next->operation == OP_KILL && next->argument == LIMIT_ACTORS) {
		words_add(words, "send a signal to a process group");
	} else if (next->operation == OP_KILL) {
		words_add(words, "send a signal to %u", (unsigned)(next->argument & 0xff));
	} else if (next->operation == OP_OPEN) {
		words_add(words, "open a file");
	} else if (next->operation == OP_EXIT || next->operation == OP_DEATH ||
		   next->operation == OP_THREAD_END) {
		words_add(words, "end");
	} else if (next->operation == OP_FORK) {
		words_add(words, "fork");
	} else if (next->operation == OP_EXEC) {
		words_add(words, "become another program");
	} else if (next->operation == OP_PARENT) {
		words_add(words, "ask who its parent is");
	} else if (next->operation == OP_GROUP) {
		words_add(words, "look at a process group, or change one");
	} else if (next->operation == OP_PAUSE) {
		words_add(words, "begin to wait for a signal");
	} else if (next->operation == OP_HANDLED) {
		words_add(words, "wait for a signal");
	} else if (next->operation == OP_TREAT) {
		words_add(words, "change how it treats ");
		actor_say_signals(next->argument, words);
	} else if (next->operation == OP_ASK_SIGNALS) {
		words_add(words, "ask which signals wait");
	} else if (next->operation == OP_SIGWAIT) {
		words_add(words, "take ");
		actor_say_signals(next->argument, words);
	} else if (next->operation != OP_NONE) {
		words_add(words, "%s", operation_word(next->operation));
	}
}

/* One that comes before the wait begins is lost to it: the race of pause(2). */
static void say_wait_for_signal(const struct actor *actor, struct words *words)
{
	actor_say_signals(actor->next.argument, words);
	if (actor->next.operation != OP_HANDLED || actor->signal == 0)
		return;
	words_add(words, ", and ");
	words_signal(words, actor->signal);
	words_add(words, " of %u came before it waited", actor->signal_by);
}

void actor_say_wait(const struct stage *stage, const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;
	if (next->operation == OP_HANDLED || next->operation == OP_SIGWAIT) {
		say_wait_for_signal(actor, words);
		return;
	}
	if (next->operation == OP_SLEEP) {
		words_seconds(words, next->argument);
		words_add(words, " to pass");
		return;
	}
	if (next->operation == OP_POLL && next->size & POLL_INPUT) {
		words_add(words, "input, or what else it polls");
		return;
	}
	if (next->operation == OP_POLL) {
		words_add(words,
			  next->argument > 1 ? "one of %u descriptors to be ready"
					     : "a descriptor to be ready",
			  (unsigned)next->argument);
		return;
	}
	if (next->operation == OP_ONCE_WAIT) {
		words_add(words, "%u to have run the function of pthread_once",
			  (unsigned)(next->argument & 0xff));
		return;
	}
	if (next->operation != OP_WAIT && next->operation != OP_JOIN) {
		actor_say_next(actor, words);
		return;
	}
	struct wait wait = {0};
	actor_wait(stage, actor, &wait);
	if (next->operation == OP_WAIT)
		wait.enders = stage_processes(stage, wait.enders);
	if (!set_is_empty(wait.enders))
		words_actors(words, wait.enders, "or");
	else
		words_add(words, "a child");
	words_add(words, " to end");
}
