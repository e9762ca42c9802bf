#include "explore/search.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	BATCH = 256,   /* records taken at a time */
	KNOWN_MAX = 24 /* known steps in a row before a new run is cheaper */
};

/* A session and its run. */
struct worker {
	struct session *session;
	struct past *past;
	struct record *records; /* of the run, to judge it by */
	size_t record_count, record_room;
	uint32_t length; /* steps of the path granted so far */
	uint32_t begun;	 /* parts of the run whose records have begun: 1 is before the first step */
	bool part_open;	 /* the last of them has not been ended */
	bool under_way;
	uint32_t known;			   /* known steps in a row */
	uint8_t schedule[TRACE_SCHEDULE];  /* `length` of it */
	uint32_t path[TRACE_SCHEDULE + 1]; /* the states between: path[0] is the root */
};

static void fail(struct search *search, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void fail(struct search *search, const char *format, ...)
{
	va_list arguments;

	if (search->state == SEARCH_FAILED)
		return;
	search->state = SEARCH_FAILED;
	va_start(arguments, format);
	vsnprintf(search->failure, sizeof(search->failure), format, arguments);
	va_end(arguments);
}

static void fail_divergence(struct search *search, uint32_t step, const char *what)
{
	fail(search,
	     "the program does not do the same again: at step %u %s. It depends on something that "
	     "is not held: a pid, a clock, a file, uninitialised memory",
	     step, what);
}

struct search *search_new(struct session *session, const struct search_rules *rules)
{
	struct search *search = calloc(1, sizeof(*search));

	if (!search)
		return NULL;
	search->rules = *rules;
	graph_init(&search->graph);
	search->history = history_new();
	search->worker = calloc(1, sizeof(*search->worker));
	if (search->worker) {
		search->worker->session = session;
		search->worker->past = past_new();
	}
	if (search->history && search->worker && search->worker->past)
		return search;
	search_free(search);
	return NULL;
}

void search_free(struct search *search)
{
	if (!search)
		return;
	if (search->worker) {
		past_free(search->worker->past);
		free(search->worker->records);
	}
	free(search->worker);
	free(search->open);
	history_free(search->history);
	outcomes_release(&search->outcomes);
	graph_release(&search->graph);
	free(search);
}

/* --- records -------------------------------------------------------------------------------- */

static void keep(struct search *search, struct worker *worker, const struct record *record)
{
	if (worker->record_count == worker->record_room) {
		size_t room = worker->record_room ? 2 * worker->record_room : 1024;
		struct record *records = realloc(worker->records, room * sizeof(*records));

		if (!records) {
			fail(search, "out of memory");
			return;
		}
		worker->records = records;
		worker->record_room = room;
	}
	worker->records[worker->record_count++] = *record;
}

/* A part of the run is over: was it done before, and the same? */
static void end_part(struct search *search, struct worker *worker)
{
	const struct trace *trace = session_trace(worker->session);
	uint32_t step = worker->begun - 1;
	uint32_t hash = (uint32_t)past_end_step(worker->past, trace);
	struct edge *edge;

	if (!worker->part_open)
		return;
	worker->part_open = false;
	if (step == 0) {
		if (search->runs > 1 && hash != search->root_hash)
			fail_divergence(search, 0, "it has begun differently");
		search->root_hash = hash;
		return;
	}
	edge = graph_edge(&search->graph, worker->path[step - 1], worker->schedule[step - 1]);
	if (edge->target < GRAPH_PENDING && edge->hash != hash)
		fail_divergence(search, step, "a process did something else than before");
	edge->hash = hash;
}

static void begin_part(struct search *search, struct worker *worker)
{
	const struct node *from = &search->graph.nodes[worker->path[worker->begun - 1]];

	end_part(search, worker);
	past_begin_step(worker->past, from->shared);
	worker->begun++;
	worker->part_open = true;
}

/* Fold in what has come, step by step. */
static void absorb(struct search *search, struct worker *worker)
{
	const struct trace *trace = session_trace(worker->session);
	uint64_t steps = session_steps(worker->session);
	struct record batch[BATCH];
	uint64_t lost = 0;
	size_t count;

	while ((count = session_take(worker->session, batch, BATCH, &lost)) > 0) {
		for (size_t i = 0; i < count; i++) {
			while (worker->begun <= steps &&
			       batch[i].stamp > trace->step_stamps[worker->begun - 1])
				begin_part(search, worker);
			past_fold(worker->past, trace, &batch[i]);
			keep(search, worker, &batch[i]);
		}
	}
	while (worker->begun <= steps)
		begin_part(search, worker);
	end_part(search, worker);
}

/* --- states --------------------------------------------------------------------------------- */

static uint64_t bit(unsigned process)
{
	return UINT64_C(1) << process;
}

/* How many preemptions the way to here has had: somebody went on though the last one could. */
static uint8_t preemptions_of(const struct search *search, const struct worker *worker)
{
	const struct node *from;

	if (search->rules.bound < 0 || worker->length == 0)
		return 0;
	from = &search->graph.nodes[worker->path[worker->length - 1]];
	if (from->depth && from->via != worker->schedule[worker->length - 1] &&
	    from->choices & bit(from->via))
		return (uint8_t)(from->preemptions + 1);
	return from->preemptions;
}

/* Describe the state that the run is stopped in, but for its key. */
static struct node describe(struct search *search, const struct worker *worker)
{
	struct node node = {
		.outcome = GRAPH_NONE,
		.choices = session_enabled(worker->session),
		.preemptions = preemptions_of(search, worker),
		.shared = past_shared(session_trace(worker->session)),
	};

	if (worker->length) {
		node.parent = worker->path[worker->length - 1];
		node.depth = search->graph.nodes[node.parent].depth + 1;
		node.via = worker->schedule[worker->length - 1];
		if (search->rules.bound == node.preemptions && node.choices & bit(node.via)) {
			search->restricted |= node.choices != bit(node.via);
			node.choices = bit(node.via);
		}
	}
	if (worker->length >= search->rules.steps) {
		search->cut_short = true;
		node.choices = 0;
	}
	return node;
}

static uint64_t key_of(struct search *search, struct worker *worker, const struct node *node)
{
	const struct trace *trace = session_trace(worker->session);
	uint64_t key;

	session_ask_keys(worker->session, past_stale(worker->past, trace));
	key = past_key(worker->past, trace, search->rules.keys, &search->unclear);
	if (search->rules.bound < 0)
		return key;
	return past_mix(key, worker->length ? node->via + 1u + node->preemptions * 256u : 0);
}

static void note_open(struct search *search, uint32_t node)
{
	if (search->open_count == search->open_room) {
		uint32_t room = search->open_room ? 2 * search->open_room : 1024;
		uint32_t *open = realloc(search->open, room * sizeof(*open));

		if (!open) {
			fail(search, "out of memory");
			return;
		}
		search->open = open;
		search->open_room = room;
	}
	search->open[search->open_count++] = node;
}

static uint32_t add_node(struct search *search, struct node *node)
{
	uint32_t number;

	if (search->graph.node_count >= search->rules.states) {
		search->state = SEARCH_OVER_BUDGET;
		return GRAPH_NONE;
	}
	node->closed = node->choices == 0;
	number = graph_add(&search->graph, node);
	if (number == GRAPH_NONE)
		fail(search, "out of memory");
	else if (node->choices)
		note_open(search, number);
	return number;
}

static uint32_t judge(struct search *search, struct worker *worker, enum stop_reason stop)
{
	struct ending ending = {.stop = stop};

	history_clear(search->history);
	for (size_t i = 0; i < worker->record_count; i++)
		history_append(search->history, &worker->records[i]);
	history_mark(search->history, 0);
	if (stop == STOP_DEADLOCK)
		session_diagnose(worker->session, ending.detail, sizeof(ending.detail));
	return outcomes_judge(&search->outcomes, search->history, &ending);
}

/* The end that the run has come to. */
static uint32_t find_end(struct search *search, struct worker *worker, enum stop_reason stop)
{
	struct node node = describe(search, worker);
	uint32_t number;

	node.key = past_end_key(worker->past, session_trace(worker->session));
	node.choices = 0;
	number = graph_find(&search->graph, node.key);
	if (number != GRAPH_NONE)
		return number;
	node.outcome = judge(search, worker, stop);
	return add_node(search, &node);
}

static uint32_t find_state(struct search *search, struct worker *worker)
{
	struct node node = describe(search, worker);
	uint32_t number;

	node.key = key_of(search, worker, &node);
	number = graph_find(&search->graph, node.key);
	if (number == GRAPH_NONE)
		return add_node(search, &node);
	if (search->graph.nodes[number].choices != node.choices)
		fail_divergence(search, worker->length, "others could move than before");
	return number;
}

/* The run has done its steps again: is it where it was? */
static void check_state(struct search *search, struct worker *worker, uint32_t number,
			enum stop_reason stop)
{
	const struct node *node = &search->graph.nodes[number];
	bool ended = stop != STOP_DECIDE;

	if (ended != (node->outcome != GRAPH_NONE))
		fail_divergence(search, worker->length, "it ended, or did not, unlike before");
	else if (!ended && describe(search, worker).choices != node->choices)
		fail_divergence(search, worker->length, "others could move than before");
}

/* The state that the run is in after its last step. */
static uint32_t arrive(struct search *search, struct worker *worker, enum stop_reason stop)
{
	struct edge *edge = NULL;
	uint32_t number;

	if (worker->length) {
		uint32_t from = worker->path[worker->length - 1];

		edge = graph_edge(&search->graph, from, worker->schedule[worker->length - 1]);
		if (edge->target < GRAPH_PENDING) {
			check_state(search, worker, edge->target, stop);
			return edge->target;
		}
	}
	number = stop == STOP_DECIDE ? find_state(search, worker) : find_end(search, worker, stop);
	if (worker->length && number != GRAPH_NONE) {
		edge = graph_edge(&search->graph, worker->path[worker->length - 1],
				  worker->schedule[worker->length - 1]);
		edge->target = number;
		search->transitions++;
		worker->known = 0;
	}
	return number;
}

/* --- where to go on ------------------------------------------------------------------------- */

/* An untried choice at a node: whoever came here first, else the lowest; -1 none. */
static int untried(const struct search *search, uint32_t number)
{
	const struct node *node = &search->graph.nodes[number];

	if (node->choices & bit(node->via) &&
	    graph_edge(&search->graph, number, node->via)->target == GRAPH_UNTRIED)
		return node->via;
	for (uint64_t set = node->choices; set; set &= set - 1) {
		unsigned process = (unsigned)__builtin_ctzll(set);

		if (graph_edge(&search->graph, number, process)->target == GRAPH_UNTRIED)
			return (int)process;
	}
	return -1;
}

/* A choice behind which something may be untried, to a state where this run has not been; or -1. */
static int promising(const struct search *search, uint32_t number)
{
	for (uint64_t set = search->graph.nodes[number].choices; set; set &= set - 1) {
		unsigned process = (unsigned)__builtin_ctzll(set);
		uint32_t target = graph_edge(&search->graph, number, process)->target;

		if (target < GRAPH_PENDING && !search->graph.nodes[target].closed &&
		    search->graph.nodes[target].walked != (uint32_t)search->runs)
			return (int)process;
	}
	return -1;
}

static bool is_closed(const struct search *search, uint32_t number)
{
	for (uint64_t set = search->graph.nodes[number].choices; set; set &= set - 1) {
		uint32_t target =
			graph_edge(&search->graph, number, (unsigned)__builtin_ctzll(set))->target;

		if (target >= GRAPH_PENDING || !search->graph.nodes[target].closed)
			return false;
	}
	return true;
}

/* Nothing is left to try behind the last states of the path. */
static void close_path(struct search *search, const struct worker *worker)
{
	for (uint32_t i = worker->length + 1; i-- > 0;) {
		struct node *node = &search->graph.nodes[worker->path[i]];

		if (!node->closed && !is_closed(search, worker->path[i]))
			return;
		node->closed = true;
	}
}

static void take_step(struct search *search, struct worker *worker, int process)
{
	struct edge *edge =
		graph_edge(&search->graph, worker->path[worker->length], (unsigned)process);

	if (edge->target == GRAPH_UNTRIED)
		edge->target = GRAPH_PENDING;
	worker->schedule[worker->length++] = (uint8_t)process;
}

/* Go on from the state at the end of the path, or leave the run. */
static void go_on(struct search *search, struct worker *worker)
{
	uint32_t here = worker->path[worker->length];
	int process = untried(search, here);

	search->graph.nodes[here].walked = (uint32_t)search->runs;
	if (process < 0 && worker->known++ < KNOWN_MAX)
		process = promising(search, here);
	if (process < 0 || worker->length == TRACE_SCHEDULE) {
		close_path(search, worker);
		worker->under_way = false;
		return;
	}
	take_step(search, worker, process);
	session_grant(worker->session, (unsigned)process);
}

/* The deepest state with something untried, GRAPH_NONE when there is none. */
static uint32_t next_open(struct search *search)
{
	while (search->open_count) {
		uint32_t number = search->open[search->open_count - 1];

		if (untried(search, number) >= 0)
			return number;
		search->open_count--;
	}
	return GRAPH_NONE;
}

/* Begin a run that follows what is known to an untried edge; the first one has nothing to follow.
 */
static void begin_run(struct search *search, struct worker *worker)
{
	uint32_t from = next_open(search);
	int error;

	if (from == GRAPH_NONE && search->runs) {
		search->state = SEARCH_DONE;
		return;
	}
	worker->length = 0;
	if (from != GRAPH_NONE) {
		worker->length = search->graph.nodes[from].depth;
		graph_path(&search->graph, from, worker->path, worker->schedule);
		take_step(search, worker, untried(search, from));
	}
	past_clear(worker->past);
	worker->record_count = 0;
	worker->begun = 1;
	worker->part_open = worker->under_way = true;
	worker->known = 0;
	search->runs++;
	error = session_start(worker->session, RUN_GATED, worker->schedule, worker->length);
	if (error)
		fail(search, "a run could not be begun: %s", strerror(-error));
}

/* --- stops ---------------------------------------------------------------------------------- */

static bool has_arrived(struct search *search, struct worker *worker, enum stop_reason stop)
{
	uint64_t steps = session_steps(worker->session);

	if (stop == STOP_CANNOT_MOVE || steps < worker->length)
		fail_divergence(search, (uint32_t)steps + 1, "a process could not move");
	else if (stop == STOP_DISAGREE)
		fail(search, "the kernel did not let process %u finish what it was granted",
		     session_trace(worker->session)->stop_process);
	return search->state == SEARCH_GOING;
}

static void handle_stop(struct search *search, struct worker *worker, enum stop_reason stop)
{
	uint32_t here;

	if (!has_arrived(search, worker, stop))
		return;
	absorb(search, worker);
	if (session_trace(worker->session)->clock_was_read && !search->rules.keys.clock)
		search->state = SEARCH_CLOCK;
	if (search->state != SEARCH_GOING)
		return;
	here = arrive(search, worker, stop);
	if (search->state != SEARCH_GOING)
		return;
	worker->path[worker->length] = here;
	go_on(search, worker);
}

static void work(struct search *search, struct worker *worker, int ms)
{
	enum stop_reason stop;

	if (!worker->under_way) {
		begin_run(search, worker);
		return;
	}
	stop = session_wait(worker->session, ms);
	if (stop != STOP_NONE)
		handle_stop(search, worker, stop);
	else if (*session_stuck(worker->session))
		fail(search, "%s", session_stuck(worker->session));
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

enum search_state search_go_on(struct search *search, int ms)
{
	int64_t until = now_ms() + ms, now;

	while (search->state == SEARCH_GOING && (now = now_ms()) < until)
		work(search, search->worker, (int)(until - now));
	return search->state;
}
