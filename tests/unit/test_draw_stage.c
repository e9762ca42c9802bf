/*
 * The stage: what must be seen of each mechanism, and for any stage at any size: nothing outside
 * the rectangle, nobody lost without a word, the same cells for the same scene.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "kinds/barrier/state.h"
#include "kinds/composite/state.h"
#include "kinds/condition/state.h"
#include "kinds/event/state.h"
#include "kinds/mutex/state.h"
#include "kinds/pipe/state.h"
#include "kinds/rwlock/state.h"
#include "kinds/semaphore/state.h"
#include "kinds/value/state.h"
#include "sets.h"
#include "stages.h"
#include "view/stage/arrange.h"

static struct stage stage, before;

static char *draw(struct rect at, int rows, int cols, const struct scene *scene, bool ascii)
{
	struct canvas cv;
	char *dump;

	assert_int_equal(canvas_init(&cv, rows, cols, ascii), 0);
	stage_view_draw(&cv, at, scene);
	dump = canvas_dump(&cv, true);
	assert_non_null(dump);
	canvas_release(&cv);
	return dump;
}

/* Draw at the size that 80x24 leaves and look for texts. The list ends with NULL. */
static void expect_texts(const struct scene *scene, const char *const *texts)
{
	const struct rect at = {0, 0, 14, 48};
	char *dump = draw(at, 14, 48, scene, false);

	for (; *texts; texts++)
		if (!strstr(dump, *texts))
			fail_msg("no \"%s\" in\n%s", *texts, dump);
	free(dump);
}

static void test_counter(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1, .planted = "no-lock [l]"};
	const char *const texts[] = {
		"┌ 0 main ", "┌ ► 1 adder ",	   "┌ 2 adder ",  "loaded 3",	 "╔counter═╗",
		"██  ██",    "lock [locked by 1]", "no-lock [l]", "waits for 1", NULL};

	(void)state;
	fill_counter(&stage);
	expect_texts(&scene, texts);
}

static void test_counter_says_what_is_lost(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"2 lost", NULL};

	(void)state;
	fill_counter(&stage);
	value_own(stage_object_nth(&stage, 0))->lost = 2;
	expect_texts(&scene, texts);
}

static void test_counter_says_who_races(void **state)
{
	const struct told_race race = {.object = stage_nth(&stage, 0)->number,
				       .accesses = {{.actor = 1}, {.actor = 2}}};
	const struct scene scene = {.now = &stage, .selected = -1, .races = &race, .race_count = 1};
	const char *const texts[] = {"╚race 1 2╝", NULL};

	(void)state;
	fill_counter(&stage);
	expect_texts(&scene, texts);
}

static void test_pipe(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"├──►                         [3]  [2] ►──┤", "◄ [6] ",
				     "8 of 65536 bytes", "got 3 6", NULL};

	(void)state;
	fill_pipe(&stage);
	expect_texts(&scene, texts);
}

static void test_queue(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"╔ queue ═╗", "3 of 3", "works on 2", "► 1 producer", NULL};

	(void)state;
	fill_queue(&stage);
	expect_texts(&scene, texts);
}

static void test_semaphore(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"◌   ◌",	       "0 of 2",  "wait 4 5",
				     "1 guest ───◉─┐", "✓ ended", NULL};

	(void)state;
	fill_semaphore(&stage);
	expect_texts(&scene, texts);
}

static void test_pool(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"pool: 3 waiting", "7  8  9",
				     "has [5]",		"11  12  13  14  (2)  (3)  ∙  ∙  ∙",
				     "4 of 9",		NULL};

	(void)state;
	fill_pool(&stage);
	expect_texts(&scene, texts);
}

static void test_crash_and_exit_status(void **state)
{
	const struct scene scene = {.now = &stage, .selected = 2};
	const char *const texts[] = {"killed by", "SIGKILL", "✓ exit 3", NULL};

	(void)state;
	fill_counter(&stage);
	stage.actors[1].activity = ACTIVITY_KILLED;
	stage.spaces[1].signal = 9;
	stage.spaces[1].ended_by = 1;
	stage.actors[2].activity = ACTIVITY_ENDED;
	stage.spaces[2].exit_status = 3;
	stage.stepper = 0;
	expect_texts(&scene, texts);
}

/* More than there is room for stay inside the box. */
static void test_barrier_of_many(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"║◌◌◌◌◌◌◌◌◌◌◌║", NULL};
	struct object *barrier;

	(void)state;
	fill_threads(&stage);
	barrier = put_object(&stage, OBJECT_BARRIER, "b", 6);
	barrier_own(barrier)->parties = 40;
	expect_texts(&scene, texts);
}

/* --- threads --------------------------------------------------------------------------------- */

static void test_threads_in_their_process(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"┌ process 0 main ─",
				     "│ 0 waits for 1 to end ",
				     "│►1 next: load counter ",
				     "│ 2 waits for lock: 1 has it",
				     "│ 3 waits for lock: 1 has it",
				     "│ 4 ✓ ended ",
				     "╔ counter ",
				     "[locked by 1]",
				     NULL};

	(void)state;
	fill_threads(&stage);
	expect_texts(&scene, texts);
}

static void test_two_processes_of_two_threads(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"┌ process 0 parent ─",
				     "│ 0 waits for lock: 3 has it",
				     "│ 2 waits for lock: 3 has it",
				     "┌ process 1 child ─",
				     "│ 1 next: load counter ",
				     "│►3 next: store counter ",
				     "[locked by 3]",
				     NULL};

	(void)state;
	fill_two_of_two(&stage);
	expect_texts(&scene, texts);
}

/* The row at an actor's place, or -1; a thread's line begins in the border of its process's box. */
static int row_of_link(const struct arrangement *arrangement, unsigned actor, unsigned object)
{
	for (int i = 0; i < arrangement->link_count; i++) {
		const struct link *link = &arrangement->links[i];
		const struct placed_actor *placed = &arrangement->actors[link->actor];

		if (placed->actor->number != actor ||
		    arrangement->objects[link->object].object->number != object)
			continue;
		assert_true(placed->in_box);
		assert_int_equal(link->points[0].col, placed->at.col + placed->at.cols - 1);
		return link->points[0].row - placed->at.row;
	}
	return -1;
}

/* Who holds one lock and waits for another has both lines: the second one below. */
static void test_lines_begin_at_the_rows_of_threads(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	struct arrangement arrangement;
	struct object *other;

	(void)state;
	fill_threads(&stage);
	other = put_object(&stage, OBJECT_MUTEX, "other", 4);
	mutex_own(other)->owner = mutex_own(other)->last_owner = 3;
	arrange(&arrangement, (struct rect){0, 0, 14, 48}, &scene);
	for (unsigned actor = 1; actor <= 3; actor++)
		assert_int_equal(row_of_link(&arrangement, actor, 1), 0);
	assert_int_equal(row_of_link(&arrangement, 0, 1), -1);
	assert_int_equal(row_of_link(&arrangement, 2, 3), 0);
	assert_int_equal(row_of_link(&arrangement, 2, 2), 1);
	assert_int_equal(row_of_link(&arrangement, 3, 2), 0);
}

/* A name is before what is said, or above it where that would leave too little room. */
static void test_names_of_threads(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const narrow[] = {"│►1 producer ", "│   next: load counter ", "│ 2 consumer ",
				      "│   waits for lock: 1 has it", NULL};
	char *wide;

	(void)state;
	fill_threads(&stage);
	stage.actor_count = 3;
	snprintf(stage.actors[1].name, TRACE_NAME, "producer");
	snprintf(stage.actors[2].name, TRACE_NAME, "consumer");
	expect_texts(&scene, narrow);
	wide = draw((struct rect){0, 0, 24, 73}, 24, 73, &scene, false);
	assert_non_null(strstr(wide, "│►1 producer next: load counter "));
	assert_non_null(strstr(wide, "│ 2 consumer waits for lock: 1 has it "));
	assert_non_null(strstr(wide, "│ 0 waits for 1 to end "));
	free(wide);
}

/* Threads that have ended make room for those that have not; then only some can be shown. */
static void test_many_threads(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const folded[] = {"│  0 waits for 1 to end ", "│ 31 next: load counter ",
				      "│ ✓ 4-30 have ended ", NULL};
	const char *const counted[] = {"│ 10 next: load counter", "and 30 more threads", NULL};
	const char *const moved[] = {"│ 21 next: load", "►30 next: load counter",
				     "│ ✓ 4 has ended ", "and 30 more threads", NULL};

	(void)state;
	fill_threads(&stage);
	for (int i = 5; i <= 30; i++)
		put_thread(&stage, 0, ACTIVITY_ENDED, OP_NONE, 0);
	put_thread(&stage, 0, ACTIVITY_READY, OP_LOAD, 1);
	expect_texts(&scene, folded);
	fill_threads(&stage);
	for (int i = 5; i <= 40; i++)
		put_thread(&stage, 0, ACTIVITY_READY, OP_LOAD, 1);
	expect_texts(&scene, counted);
	stage.stepper = 31;
	expect_texts(&scene, moved);
}

/* Of those that a signal has ended the box says who brought it about. */
static void test_crash_of_a_thread(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"0 ✗ killed with 2", "1 ✗ killed with 2",
				     "2 ✗ killed by SIGSEGV", "4 ✓ ended", NULL};

	(void)state;
	fill_threads(&stage);
	stage.stepper = 0;
	for (unsigned i = 0; i < 4; i++)
		stage.actors[i].activity = ACTIVITY_KILLED;
	stage.spaces[0].signal = 11;
	stage.spaces[0].ended_by = 2;
	expect_texts(&scene, texts);
}

static struct record load_of(unsigned actor)
{
	return (struct record){.operation = OP_LOAD,
			       .actor = (uint8_t)actor,
			       .object = 1,
			       .value = 3,
			       .size = 4,
			       .flags = RECORD_VISIBLE};
}

/* The column of the moving role in a dump's second block, or -1. */
static int moving_column(const char *dump)
{
	const char *roles = strstr(dump, "\n\n"), *at;

	if (!strchr(roles, 'm'))
		return -1;
	for (at = strchr(roles, 'm'); at > roles && at[-1] != '\n';)
		at--;
	return (int)(strchr(roles, 'm') - at);
}

static void test_value_travels_to_the_process(void **state)
{
	const struct record record = load_of(2);
	struct scene scene = {.now = &stage,
			      .before = &before,
			      .records = &record,
			      .record_count = 1,
			      .move_ms = 300,
			      .selected = -1};
	const struct rect at = {0, 0, 14, 48};
	int last = 99;

	(void)state;
	fill_counter(&stage);
	fill_counter(&before);
	for (scene.since_ms = 0; scene.since_ms < 300; scene.since_ms += 60) {
		char *dump = draw(at, 14, 48, &scene, false);
		int column = moving_column(dump);

		assert_true(stage_view_moving(&scene));
		assert_true(column > 0);
		/* The process is on the right, so what it loads moves to the right. */
		assert_true(last == 99 || column >= last);
		assert_null(strstr(dump, "loaded 3"));
		last = column;
		free(dump);
	}
	scene.since_ms = 300;
	assert_false(stage_view_moving(&scene));
}

static void test_without_motion_nothing_moves(void **state)
{
	const struct record record = load_of(2);
	const struct scene scene = {.now = &stage,
				    .before = &before,
				    .records = &record,
				    .record_count = 1,
				    .since_ms = 0,
				    .selected = -1};
	char *dump;

	(void)state;
	fill_counter(&stage);
	fill_counter(&before);
	assert_false(stage_view_moving(&scene));
	dump = draw((struct rect){0, 0, 14, 48}, 14, 48, &scene, false);
	assert_int_equal(moving_column(dump), -1);
	free(dump);
}

static void test_ascii_has_only_ascii(void **state)
{
	void (*const fills[])(struct stage *) = {fill_counter,	 fill_pipe, fill_queue,
						 fill_semaphore, fill_pool, fill_threads};
	const struct scene scene = {.now = &stage, .selected = -1};

	(void)state;
	for (size_t i = 0; i < sizeof(fills) / sizeof(fills[0]); i++) {
		char *dump;

		fills[i](&stage);
		dump = draw((struct rect){0, 0, 20, 70}, 20, 70, &scene, true);
		for (const char *at = dump; *at; at++)
			assert_true((unsigned char)*at < 0x80 && *at != '?');
		free(dump);
	}
}

static void test_zoom_shows_the_parts(void **state)
{
	struct scene scene = {.now = &stage, .selected = -1};
	const char *const closed[] = {"╔ queue ═╗", NULL};
	const char *const open[] = {"queue 3 of 3", "slots", NULL};
	struct object *part;

	(void)state;
	fill_queue(&stage);
	part = put_object(&stage, OBJECT_SEMAPHORE, "slots", 6);
	part->whole = 1;
	*semaphore_own(part) = (struct semaphore_state){.known = true, .initial = 3, .most = 3};
	expect_texts(&scene, closed);
	scene.zoomed = true;
	expect_texts(&scene, open);
}

static void test_own_copies_are_told_apart(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const shared[] = {"╔counter═╗", "1's counter = 5", NULL};
	const char *const alone[] = {"╔ counter ", "╚══page A═", NULL}; /* each at its owner */
	struct object *copy;

	(void)state;
	fill_counter(&stage);
	copy = put_object(&stage, OBJECT_VALUE, "counter", 2);
	copy->owner_space = 2;
	value_own(copy)->known = true;
	value_own(copy)->content = 5;
	expect_texts(&scene, shared);
	stage_object_nth(&stage, 0)->owner_space = 1;
	value_own(stage_object_nth(&stage, 0))->page = 1;
	expect_texts(&scene, alone);
}

static void test_values_give_way_to_what_moves(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	const char *const texts[] = {"╔ tokens ╗", "inside = 2", NULL};
	struct object *value;

	(void)state;
	fill_semaphore(&stage);
	value = put_object(&stage, OBJECT_VALUE, "inside", 62);
	value_own(value)->known = true;
	value_own(value)->content = 2;
	expect_texts(&scene, texts);
}

/* Two who write and one who reads: the writers on the left of the pipe, the reader right. */
static void test_pipe_with_two_writers(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	struct arrangement arrangement;

	(void)state;
	fill_pipe(&stage);
	stage.object_count = 1;
	put_actor(&stage, "reader", ACTIVITY_WAITS, OP_READ, 1);
	snprintf(stage.actors[1].name, TRACE_NAME, "writer");
	stage_object_nth(&stage, 0)->users = bits(7);
	pipe_own(stage_object_nth(&stage, 0))->writers = bits(3);
	pipe_own(stage_object_nth(&stage, 0))->readers = bits(4);
	arrange(&arrangement, (struct rect){0, 0, 14, 48}, &scene);
	assert_int_equal(arrangement.actor_count, 3);
	assert_int_equal(arrangement.link_count, 3);
	assert_true(arrangement.objects[0].directed);
	assert_false(arrangement.objects[0].leftwards);
	for (int i = 0; i < 3; i++) {
		const struct placed_actor *placed = &arrangement.actors[i];
		bool left = placed->at.col < arrangement.objects[0].at.col;

		assert_int_equal(left, placed->actor->number < 2);
	}
}

/* Which way things will go is not known before anybody closes, reads or writes. */
static void test_pipe_without_direction(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	struct arrangement arrangement;

	(void)state;
	fill_pipe(&stage);
	for (unsigned i = 0; i < 2; i++) {
		stage.actors[i].next.operation = OP_CLOSE;
		*pipe_own(stage_object_nth(&stage, i)) =
			(struct pipe_state){.readers = bits(3), .writers = bits(3)};
	}
	arrange(&arrangement, (struct rect){0, 0, 14, 48}, &scene);
	assert_false(arrangement.objects[0].directed);
	pipe_own(stage_object_nth(&stage, 1))->writers = bits(2);
	arrange(&arrangement, (struct rect){0, 0, 14, 48}, &scene);
	assert_false(arrangement.objects[0].directed);
	assert_true(arrangement.objects[1].directed && arrangement.objects[1].leftwards);
}

/* A generator of its own, so that a failure is the same one everywhere. */
static unsigned next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(*seed >> 33);
}

static void random_composite(struct object *object, uint64_t *seed)
{
	unsigned items = next_random(seed) % (COMPOSITE_ITEMS + 1);

	composite_own(object)->capacity = next_random(seed) % 40;
	composite_own(object)->depth = (uint16_t)(next_random(seed) % 50);
	composite_own(object)->most = (uint16_t)(next_random(seed) % 50);
	composite_own(object)->depth_count = (uint8_t)(next_random(seed) % 33);
	for (unsigned i = 0; i < 32; i++)
		composite_own(object)->depths[i] = (uint8_t)next_random(seed);
	for (unsigned i = 0; i < items; i++) {
		put_item(composite_own(object)->items, &composite_own(object)->count,
			 i % 3 ? "7" : "两个x");
		composite_own(object)->items[i].stage = (uint8_t)(next_random(seed) % 4);
	}
}

static void random_object(struct stage *to, uint64_t *seed)
{
	enum object_kind kind = OBJECT_VALUE + next_random(seed) % (OBJECT_KINDS - 1);
	struct object *object =
		put_object(to, kind, next_random(seed) % 2 ? "x" : "a long object name 对象", 0);

	object->users = bits(next_random(seed));
	if (next_random(seed) % 4 == 0 && to->object_count > 1)
		object->whole = (uint16_t)(1 + next_random(seed) % (to->object_count - 1U));
	switch (kind) {
	case OBJECT_VALUE:
		value_own(object)->known = next_random(seed) % 2;
		value_own(object)->content = (uint64_t)next_random(seed)
					     << (next_random(seed) % 32);
		value_own(object)->lost = next_random(seed) % 3;
		object->owner_space = (uint8_t)(next_random(seed) % 3);
		break;
	case OBJECT_PIPE:
	case OBJECT_SOCKET:
		pipe_own(object)->capacity = next_random(seed) % 70000;
		pipe_own(object)->bytes = next_random(seed) % 80000;
		pipe_own(object)->readers = bits(next_random(seed));
		pipe_own(object)->writers = bits(next_random(seed));
		for (unsigned i = next_random(seed) % PIPE_ITEMS; i > 0; i--)
			put_item(pipe_own(object)->items, &pipe_own(object)->count,
				 i % 2 ? "3" : "hello world");
		break;
	case OBJECT_SEMAPHORE:
		semaphore_own(object)->tokens = next_random(seed) % 70;
		semaphore_own(object)->initial = next_random(seed) % 40;
		semaphore_own(object)->used_as_lock = next_random(seed) % 2;
		semaphore_own(object)->inside = bits(next_random(seed));
		semaphore_own(object)->most_inside = next_random(seed) % 5;
		memset(semaphore_own(object)->held, (int)(next_random(seed) % 6), LIMIT_ACTORS);
		break;
	case OBJECT_MUTEX:
		mutex_own(object)->owner = (uint8_t)(next_random(seed) % 5);
		mutex_own(object)->depth = (uint8_t)(next_random(seed) % 3);
		break;
	case OBJECT_CONDITION:
		condition_own(object)->count = (uint8_t)(next_random(seed) % 12);
		for (unsigned i = 0; i < condition_own(object)->count; i++)
			condition_own(object)->waiting[i] = (uint8_t)i;
		condition_own(object)->notified = bits(next_random(seed));
		condition_own(object)->lost = next_random(seed) % 3;
		break;
	case OBJECT_BARRIER:
		barrier_own(object)->parties = next_random(seed) % 70;
		barrier_own(object)->arrived = bits(next_random(seed));
		barrier_own(object)->generation = next_random(seed) % 3;
		barrier_own(object)->broken = next_random(seed) % 2;
		break;
	case OBJECT_EVENT:
		event_own(object)->set = next_random(seed) % 2;
		break;
	case OBJECT_RWLOCK:
		rwlock_own(object)->readers = bits(next_random(seed));
		rwlock_own(object)->writer = (uint8_t)(next_random(seed) % 5);
		break;
	case OBJECT_QUEUE:
	case OBJECT_POOL:
		random_composite(object, seed);
		break;
	default:
		break;
	}
}

static void random_stage(struct stage *to, uint64_t *seed)
{
	unsigned actors = 1 + next_random(seed) % 12, objects = next_random(seed) % 11;
	bool threads = next_random(seed) % 2;

	stage_init(to);
	for (unsigned i = 0; i < objects; i++)
		random_object(to, seed);
	for (unsigned i = 0; i < actors; i++) {
		struct actor *actor = put_actor(to, i % 3 ? "worker" : "a process with a long name",
						next_random(seed) % 5, next_random(seed) % OP_COUNT,
						next_random(seed) % (objects + 1));

		actor->loaded_object = (uint16_t)(next_random(seed) % (objects + 1));
		actor->item_object = (uint16_t)(next_random(seed) % (objects + 1));
		snprintf(actor->note, sizeof(actor->note), "%s", i % 2 ? "note 注释" : "");
		if (threads && i > 0 && next_random(seed) % 3)
			actor->space = to->actors[next_random(seed) % i].space;
	}
	to->step = next_random(seed) % 100;
	to->stepper = (uint8_t)(next_random(seed) % (actors + 1));
}

/* Everybody is placed, or counted, or ended and in a row that a box has for those. */
static void check_actors(const struct arrangement *arrangement, const struct scene *scene)
{
	int count = arrangement->actor_count + arrangement->actors_hidden;

	for (int i = 0; i < arrangement->space_count; i++)
		count += set_count(arrangement->spaces[i].folded);
	assert_int_equal(count, scene->now->actor_count);
}

/* Add what a box of threads has for itself: the borders above and below, and the row of the ended.
 */
static int add_frames(const struct arrangement *arrangement, struct rect *rects, int count)
{
	for (int i = 0; i < arrangement->space_count; i++) {
		const struct placed_space *space = &arrangement->spaces[i];
		int foot = set_is_empty(space->folded) ? 1 : 2;
		struct rect at = space->at;

		rects[count++] = (struct rect){at.row, at.col, 1, at.cols};
		rects[count++] = (struct rect){at.row + at.rows - foot, at.col, foot, at.cols};
	}
	return count;
}

/* Everything that is there is placed once, inside, apart from the others, or counted. */
static void check_arrangement(struct rect at, const struct scene *scene)
{
	struct arrangement arrangement;
	unsigned char taken[64][128] = {{0}};
	struct rect rects[3 * LIMIT_ACTORS + 2 * ARRANGE_OBJECTS];
	int count;

	arrange(&arrangement, at, scene);
	check_actors(&arrangement, scene);
	count = add_frames(&arrangement, rects, 0);
	for (int i = 0; i < arrangement.actor_count; i++)
		rects[count++] = arrangement.actors[i].at;
	for (int i = 0; i < arrangement.object_count; i++) {
		rects[count++] = arrangement.objects[i].at;
		rects[count++] = arrangement.objects[i].foot;
	}
	for (int i = 0; i < count; i++) {
		for (int row = rects[i].row; row < rects[i].row + rects[i].rows; row++) {
			for (int col = rects[i].col; col < rects[i].col + rects[i].cols; col++) {
				assert_in_range(row, at.row, at.row + at.rows - 1);
				assert_in_range(col, at.col, at.col + at.cols - 1);
				assert_int_equal(taken[row][col]++, 0);
			}
		}
	}
}

static void check_nothing_outside(struct rect at, int rows, int cols, const struct scene *scene)
{
	struct canvas cv;

	assert_int_equal(canvas_init(&cv, rows, cols, false), 0);
	canvas_fill(&cv, (struct rect){0, 0, rows, cols}, ROLE_BAR, "x");
	stage_view_draw(&cv, at, scene);
	for (int row = 0; row < rows; row++)
		for (int col = 0; col < cols; col++)
			if (row < at.row || row >= at.row + at.rows || col < at.col ||
			    col >= at.col + at.cols)
				assert_string_equal(canvas_at(&cv, row, col)->text, "x");
	canvas_release(&cv);
}

static void test_random_stages_at_random_sizes(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < 1500; round++) {
		int rows = 1 + (int)(next_random(&seed) % 60),
		    cols = 1 + (int)(next_random(&seed) % 120);
		struct rect at = {(int)(next_random(&seed) % 4), (int)(next_random(&seed) % 8), 0,
				  0};
		struct record records[4];
		struct scene scene = {.now = &stage, .before = &before, .records = records};

		at.rows = rows - at.row;
		at.cols = cols - at.col;
		random_stage(&before, &seed);
		random_stage(&stage, &seed);
		for (size_t i = 0; i < 4; i++)
			records[i] = (struct record){
				.operation = (uint8_t)(next_random(&seed) % OP_COUNT),
				.actor = (uint8_t)(next_random(&seed) % stage.actor_count),
				.object = (uint16_t)(next_random(&seed) % 12),
				.text_length = 3,
				.text = "abc",
				.value = next_random(&seed)};
		scene.record_count = next_random(&seed) % 5;
		scene.move_ms = 300;
		scene.since_ms = next_random(&seed) % 400;
		scene.zoomed = next_random(&seed) % 2;
		scene.selected = (int)(next_random(&seed) % 4) - 1;
		scene.planted = next_random(&seed) % 2 ? "no-lock [l]" : NULL;
		check_nothing_outside(at, rows, cols, &scene);
		if (at.rows > 0 && at.cols > 0)
			check_arrangement(at, &scene);
	}
}

static void test_many_processes_are_counted(void **state)
{
	const struct scene scene = {.now = &stage, .selected = -1};
	char *dump;

	(void)state;
	fill_counter(&stage);
	for (int i = 0; i < 40; i++)
		put_actor(&stage, "adder", ACTIVITY_READY, OP_LOAD, 1);
	dump = draw((struct rect){0, 0, 14, 48}, 14, 48, &scene, false);
	assert_non_null(strstr(dump, " more processes"));
	free(dump);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counter),
		cmocka_unit_test(test_counter_says_what_is_lost),
		cmocka_unit_test(test_counter_says_who_races),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_semaphore),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_crash_and_exit_status),
		cmocka_unit_test(test_barrier_of_many),
		cmocka_unit_test(test_threads_in_their_process),
		cmocka_unit_test(test_two_processes_of_two_threads),
		cmocka_unit_test(test_lines_begin_at_the_rows_of_threads),
		cmocka_unit_test(test_names_of_threads),
		cmocka_unit_test(test_many_threads),
		cmocka_unit_test(test_crash_of_a_thread),
		cmocka_unit_test(test_value_travels_to_the_process),
		cmocka_unit_test(test_without_motion_nothing_moves),
		cmocka_unit_test(test_ascii_has_only_ascii),
		cmocka_unit_test(test_zoom_shows_the_parts),
		cmocka_unit_test(test_own_copies_are_told_apart),
		cmocka_unit_test(test_values_give_way_to_what_moves),
		cmocka_unit_test(test_pipe_with_two_writers),
		cmocka_unit_test(test_pipe_without_direction),
		cmocka_unit_test(test_random_stages_at_random_sizes),
		cmocka_unit_test(test_many_processes_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
