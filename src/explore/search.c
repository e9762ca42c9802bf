#include "explore/search.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "explore/nearest.h"
#include "explore/worker.h"
#include "model/unseen.h"
#include "trace/baton.h"

enum { NEAR_STEPS = 100 /* known ones in a row, before a new run is cheaper */ };

static void fail(struct search *search, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The first reason counts. */
static void finish(struct search *search, enum search_state state)
{
	if (search->state == SEARCH_GOING)
		search->state = state;
	pthread_cond_broadcast(&search->changed);
}

static void fail(struct search *search, const char *format, ...)
{
	va_list arguments;

	if (search->state != SEARCH_GOING)
		return;
	va_start(arguments, format);
	vsnprintf(search->failure, sizeof(search->failure), format, arguments);
	va_end(arguments);
	finish(search, SEARCH_FAILED);
}

/* Several runs at a time may meet in a file: that is a reason to look again, with one. */
static void fail_divergence(struct search *search, uint32_t step, const char *what)
{
	if (search->worker_count > 1)
		finish(search, SEARCH_ALONE);
	fail(search,
	     "the program does not do the same again: at step %u %s. It depends on something that "
	     "is not held: a pid, a clock, a file, uninitialised memory",
	     step, what);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* --- making --------------------------------------------------------------------------------- */

static bool make_workers(struct search *search, struct session *const sessions[], unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct worker *worker = calloc(1, sizeof(*worker));

		if (!worker)
			return false;
		search->workers[search->worker_count++] = worker;
		if (!worker_init(worker, search, sessions[i]))
			return false;
	}
	return true;
}

struct search *search_new(struct session *const sessions[], unsigned count,
			  const struct search_rules *rules)
{
	struct search *search = calloc(1, sizeof(*search));
	pthread_condattr_t clock;

	if (!search)
		return NULL;
	search->rules = *rules;
	graph_init(&search->graph);
	pthread_mutex_init(&search->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&search->changed, &clock);
	pthread_condattr_destroy(&clock);
	search->history = history_new();
	search->nearest = nearest_new();
	if (search->history && search->nearest && make_workers(search, sessions, count))
		return search;
	search_free(search);
	return NULL;
}

void search_free(struct search *search)
{
	if (!search)
		return;
	for (unsigned i = 0; i < search->worker_count; i++) {
		worker_release(search->workers[i]);
		free(search->workers[i]);
	}
	nearest_free(search->nearest);
	history_free(search->history);
	outcomes_release(&search->outcomes);
	told_races_release(&search->races);
	graph_release(&search->graph);
	pthread_cond_destroy(&search->changed);
	pthread_mutex_destroy(&search->lock);
	free(search);
}

/* --- what was done before, and the same? ------------------------------------------------------ */

static void compare_part(struct search *search, const struct worker *worker, uint32_t part)
{
	uint32_t hash = worker->hashes[part];
	struct edge *edge;

	if (part == 0) {
		if (search->root_is_known && hash != search->root_hash)
			fail_divergence(search, 0, "it has begun differently");
		search->root_hash = hash;
		search->root_is_known = true;
		return;
	}
	edge = graph_edge(&search->graph, worker->path[part - 1], worker->schedule[part - 1]);
	if (edge->target < GRAPH_PENDING && edge->hash != hash)
		fail_divergence(search, part, "a process did something else than before");
	edge->hash = hash & INT32_MAX;
	edge->jumps = worker->jumps[part];
}

static void compare_parts(struct search *search, struct worker *worker)
{
	for (; worker->compared < worker->ended; worker->compared++)
		compare_part(search, worker, worker->compared);
}

/* --- states --------------------------------------------------------------------------------- */

/* How many preemptions the way to here has had: somebody went on though the last one could. */
static uint8_t preemptions_of(const struct search *search, const struct worker *worker)
{
	const struct node *from;

	if (search->rules.bound < 0 || worker->length == 0)
		return 0;
	from = &search->graph.nodes[worker->path[worker->length - 1]];
	if (from->depth && from->via != worker->schedule[worker->length - 1] &&
	    set_has(from->choices, from->via))
		return (uint8_t)(from->preemptions + 1);
	return from->preemptions;
}

/* Describe the state that the run is stopped in, but for its key. */
static struct node describe(struct search *search, const struct worker *worker)
{
	const struct trace *trace = session_trace(worker->session);
	unsigned awaiter = 0;
	struct node node = {
		.outcome = GRAPH_NONE,
		.choices = session_enabled(worker->session),
		.preemptions = preemptions_of(search, worker),
		.shared = fingerprint_shared(trace),
		.awaits = (uint8_t)baton_awaited(trace, &awaiter),
	};

	node.awaiter = (uint8_t)awaiter;
	node.awaits_at = trace->actors[awaiter].intent.where;

	if (worker->length) {
		node.parent = worker->path[worker->length - 1];
		node.depth = search->graph.nodes[node.parent].depth + 1;
		node.via = worker->schedule[worker->length - 1];
		if (search->rules.bound == node.preemptions && set_has(node.choices, node.via)) {
			search->restricted |= !set_equals(node.choices, set_of(node.via));
			node.choices = set_of(node.via);
		}
	}
	if (worker->length >= search->rules.steps) {
		search->cut_short = true;
		node.choices = set_none();
	}
	return node;
}

static uint32_t add_node(struct search *search, struct node *node)
{
	uint32_t number;

	if (search->graph.node_count >= search->rules.states) {
		finish(search, SEARCH_OVER_BUDGET);
		return GRAPH_NONE;
	}
	node->closed = set_is_empty(node->choices);
	number = graph_add(&search->graph, node);
	if (number == GRAPH_NONE)
		fail(search, "out of memory");
	else if (!set_is_empty(node->choices))
		pthread_cond_broadcast(&search->changed);
	return number;
}

/* What a worker's run has done goes into the history. */
static void recall(struct search *search, const struct worker *worker)
{
	history_clear(search->history);
	for (size_t i = 0; i < worker->record_count; i++)
		history_append(search->history, &worker->records[i]);
}

static uint32_t judge(struct search *search, struct worker *worker, enum stop_reason stop)
{
	struct ending ending = {.stop = stop};

	recall(search, worker);
	history_mark(search->history, set_none());
	if (stop == STOP_DEADLOCK && !unseen_cuts_off(session_unseen(worker->session), &ending))
		session_diagnose(worker->session, ending.detail, sizeof(ending.detail));
	return outcomes_judge(&search->outcomes, search->history, &ending);
}

/* The end that the run has come to. */
static uint32_t find_end(struct search *search, struct worker *worker, enum stop_reason stop)
{
	struct node node = describe(search, worker);
	uint32_t number;

	node.key = fingerprint_end_key(worker->fingerprint, session_trace(worker->session));
	node.choices = set_none();
	number = graph_find(&search->graph, node.key);
	if (number != GRAPH_NONE)
		return number;
	node.outcome = judge(search, worker, stop);
	return add_node(search, &node);
}

/* Asking for the key takes time, and nobody else takes this edge meanwhile. */
static struct hash ask_key(struct search *search, struct worker *worker)
{
	struct hash key;

	pthread_mutex_unlock(&search->lock);
	key = worker_key(worker, search->rules.keys);
	pthread_mutex_lock(&search->lock);
	search->unclear |= worker->unclear;
	return key;
}

static uint32_t find_state(struct search *search, struct worker *worker)
{
	struct hash key = ask_key(search, worker);
	struct node node = describe(search, worker);
	uint32_t number;

	if (set_is_empty(node.choices) && worker->length < search->rules.steps) {
		fail(search,
		     "at step %u a process does not answer what it holds: it has ended "
		     "meanwhile, and nobody has seen how",
		     worker->length);
		return GRAPH_NONE;
	}
	node.key = key;
	if (search->rules.bound >= 0)
		node.key = hash_fold(key,
				     worker->length ? node.via + 1u + node.preemptions * 256u : 0);
	number = graph_find(&search->graph, node.key);
	if (number == GRAPH_NONE)
		return add_node(search, &node);
	if (!set_equals(search->graph.nodes[number].choices, node.choices))
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
	else if (!ended && !set_equals(describe(search, worker).choices, node->choices))
		fail_divergence(search, worker->length, "others could move than before");
}

/* The edge that the run has taken last, NULL at the root. Not to be kept: the array grows. */
static struct edge *last_edge(const struct search *search, const struct worker *worker)
{
	if (worker->length == 0)
		return NULL;
	return graph_edge(&search->graph, worker->path[worker->length - 1],
			  worker->schedule[worker->length - 1]);
}

/* The state that the run is in after its last step. */
static uint32_t arrive(struct search *search, struct worker *worker, enum stop_reason stop)
{
	const struct edge *edge = last_edge(search, worker);
	uint32_t number;

	if (edge && edge->target < GRAPH_PENDING) {
		check_state(search, worker, edge->target, stop);
		return edge->target;
	}
	number = stop == STOP_DECIDE ? find_state(search, worker) : find_end(search, worker, stop);
	if (worker->length && number != GRAPH_NONE) {
		last_edge(search, worker)->target = number;
		search->transitions++;
	}
	return number;
}

/* --- where to go on ------------------------------------------------------------------------- */

/* The path goes on with `steps` more; the last of them has not been tried. */
static void lengthen(struct search *search, struct worker *worker, uint32_t steps)
{
	for (uint32_t i = 1; i < steps; i++) {
		uint32_t at = worker->length + i;

		worker->shared[at] = search->graph.nodes[worker->path[at]].shared;
	}
	worker->length += steps;
	last_edge(search, worker)->target = GRAPH_PENDING;
}

static void leave_run(struct search *search, struct worker *worker)
{
	worker->under_way = false;
	search->under_way--;
	pthread_cond_broadcast(&search->changed);
}

/* Go on from the state at the end of the path, or leave the run. */
static void go_on(struct search *search, struct worker *worker)
{
	uint32_t from = worker->length, steps;
	uint32_t capacity = LIMIT_SCHEDULE - from;
	int error;

	steps = nearest_find(search->nearest, &search->graph, worker->path[from],
			     worker->schedule + from, worker->path + from + 1,
			     capacity < NEAR_STEPS ? capacity : NEAR_STEPS);
	if (steps == 0) {
		leave_run(search, worker);
		return;
	}
	lengthen(search, worker, steps);
	error = worker_go_on(worker, from);
	if (error)
		fail(search, "a run could not go on: %s", strerror(-error));
}

/* The first state with something untried, GRAPH_NONE when there is none. */
static uint32_t next_open(struct search *search)
{
	for (; search->first_open < search->graph.node_count; search->first_open++) {
		if (nearest_untried(&search->graph, search->first_open) >= 0)
			return search->first_open;
	}
	return GRAPH_NONE;
}

/* Follow what is known to an untried edge and take it; the first run has nothing to follow. */
static void choose_path(struct search *search, struct worker *worker, uint32_t from)
{
	worker->length = 0;
	if (from == GRAPH_NONE)
		return;
	worker->length = search->graph.nodes[from].depth;
	graph_path(&search->graph, from, worker->path, worker->schedule);
	for (uint32_t i = 0; i <= worker->length; i++)
		worker->shared[i] = search->graph.nodes[worker->path[i]].shared;
	worker->schedule[worker->length] = (uint8_t)nearest_untried(&search->graph, from);
	lengthen(search, worker, 1);
}

/* Others may yet find something to try. */
static void await_change(struct search *search)
{
	const struct timespec until = {.tv_sec = search->until_ms / 1000,
				       .tv_nsec = search->until_ms % 1000 * 1000000};

	pthread_cond_timedwait(&search->changed, &search->lock, &until);
}

static void begin_run(struct search *search, struct worker *worker)
{
	uint32_t from = next_open(search);
	int error;

	if (from == GRAPH_NONE && search->under_way) {
		await_change(search);
		return;
	}
	if (from == GRAPH_NONE && search->runs) {
		finish(search, SEARCH_DONE);
		return;
	}
	choose_path(search, worker, from);
	search->runs++;
	search->under_way++;
	error = worker_begin(worker);
	if (error)
		fail(search, "a run could not be begun: %s",
		     error == -EPIPE ? "its fork server was killed" : strerror(-error));
}

/* --- data races ------------------------------------------------------------------------------- */

/* Names are the run's: they are found when it is over, and still there. */
static void gather_races(struct search *search, const struct worker *worker)
{
	if (races_count(worker->races))
		recall(search, worker);
	told_races_add_run(&search->races, worker->races, history_now(search->history));
}

/* --- stops ---------------------------------------------------------------------------------- */

static bool has_arrived(struct search *search, struct worker *worker, enum stop_reason stop)
{
	uint32_t steps = worker_steps(worker);

	if (stop == STOP_CANNOT_MOVE || steps < worker->length)
		fail_divergence(search, steps + 1, "a process could not move");
	else if (stop == STOP_DISAGREE)
		fail(search, "the kernel did not let process %u finish what it was granted",
		     session_trace(worker->session)->stop_actor);
	return search->state == SEARCH_GOING;
}

/* What has a name outside the run is the same for all runs: two at a time would meet there. */
static bool has_outer_name(const struct object_entry *object)
{
	return object->key[0] >> KEY_SHIFT == KEY_FILE || object->outlives ||
	       kind_row(object->kind)->meets;
}

static bool uses_names(const struct trace *trace)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		if (has_outer_name(&trace->objects[i]))
			return true;
	}
	return trace_left_path(trace, 0) || ledger_has(&trace->ledger, UNSEEN_DATAGRAM);
}

static void note_order(struct search *search, const struct trace *trace)
{
	if (trace->order_was_told && !search->order.was_told)
		search->order =
			(struct order_told){true, trace->order_told_to, trace->order_told_at};
}

static void handle_stop(struct search *search, struct worker *worker, enum stop_reason stop)
{
	const struct trace *trace = session_trace(worker->session);
	uint32_t here;

	ledger_merge(&search->unseen, session_unseen(worker->session));
	if (!has_arrived(search, worker, stop))
		return;
	compare_parts(search, worker);
	if (worker->out_of_memory)
		fail(search, "out of memory");
	if (trace->clock_was_read && !search->rules.keys.clock)
		finish(search, SEARCH_CLOCK);
	if (trace->places.is_new)
		finish(search, SEARCH_PLACES);
	if (ledger_has(&search->unseen, UNSEEN_END))
		finish(search, SEARCH_ENDS);
	note_order(search, trace);
	if (search->worker_count > 1 && uses_names(trace))
		finish(search, SEARCH_ALONE);
	if (search->state != SEARCH_GOING)
		return;
	here = arrive(search, worker, stop);
	if (search->state != SEARCH_GOING)
		return;
	worker->path[worker->length] = here;
	worker->shared[worker->length] = search->graph.nodes[here].shared;
	go_on(search, worker);
}

/* Wait for the run without the lock, and fold in what it has done. */
static void follow_run(struct search *search, struct worker *worker)
{
	int64_t left_ms = search->until_ms - now_ms();
	enum stop_reason stop;

	pthread_mutex_unlock(&search->lock);
	stop = session_wait(worker->session, left_ms > 0 ? (int)left_ms : 0);
	if (stop != STOP_NONE)
		worker_absorb(worker);
	pthread_mutex_lock(&search->lock);
	if (stop != STOP_NONE)
		handle_stop(search, worker, stop);
	else if (*session_stuck(worker->session))
		fail(search, "%s", session_stuck(worker->session));
	if (!worker->under_way || search->state != SEARCH_GOING)
		gather_races(search, worker);
}

/* Do runs until the time is over, or the search is. */
static void work(struct search *search, struct worker *worker)
{
	pthread_mutex_lock(&search->lock);
	while (search->state == SEARCH_GOING && now_ms() < search->until_ms) {
		if (worker->under_way)
			follow_run(search, worker);
		else
			begin_run(search, worker);
	}
	pthread_mutex_unlock(&search->lock);
}

/* --- threads -------------------------------------------------------------------------------- */

static void *work_beside(void *context)
{
	struct worker *worker = context;

	session_sit_beside(worker->session);
	work(worker->search, worker);
	return NULL;
}

enum search_state search_go_on(struct search *search, int ms)
{
	pthread_t threads[SEARCH_WORKERS];
	unsigned begun = 1;

	search->until_ms = now_ms() + ms;
	for (; begun < search->worker_count; begun++) {
		if (pthread_create(&threads[begun], NULL, work_beside, search->workers[begun]))
			break;
	}
	if (begun < search->worker_count) {
		/* A run of a worker without a thread would wait. */
		pthread_mutex_lock(&search->lock);
		finish(search, SEARCH_ALONE);
		pthread_mutex_unlock(&search->lock);
	}
	work(search, search->workers[0]);
	while (--begun > 0)
		pthread_join(threads[begun], NULL);
	return search->state;
}
