/*
 * Stages filled by hand, for the tests of drawing: one moment of each mechanism.
 */
#ifndef IPCSTAGE_TESTS_STAGES_H
#define IPCSTAGE_TESTS_STAGES_H

#include <stdio.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "kinds/mutex/state.h"
#include "kinds/pipe/state.h"
#include "kinds/semaphore/state.h"
#include "kinds/value/state.h"
#include "model/fold.h"
#include "model/kind.h"
#include "model/stage.h"
#include "sets.h"
#include "view/stage/stage_view.h"

static inline struct actor *put_actor(struct stage *stage, const char *name, enum activity activity,
				      enum operation operation, unsigned object)
{
	struct actor *actor = &stage->actors[stage->actor_count];

	*actor = (struct actor){
		.number = (uint8_t)stage->actor_count, .born = true, .activity = (uint8_t)activity};
	actor->next = (struct next){.operation = (uint8_t)operation,
				    .visible = true,
				    .object = (uint16_t)object,
				    .size = 4};
	snprintf(actor->name, sizeof(actor->name), "%s", name);
	actor->space = actor->number;
	stage->spaces[actor->space].first = actor->number;
	stage->actor_count++;
	return actor;
}

/* A thread of the process that an actor began. */
static inline struct actor *put_thread(struct stage *stage, unsigned process,
				       enum activity activity, enum operation operation,
				       unsigned object)
{
	struct actor *thread = put_actor(stage, "", activity, operation, object);

	thread->space = stage->actors[process].space;
	return thread;
}

static inline struct object *put_object(struct stage *stage, enum object_kind kind,
					const char *name, uint64_t users)
{
	struct object *object = stage_make(stage, stage->object_count + 1u, kind);

	object->users = bits(users);
	object->size = 4;
	snprintf(object->name, sizeof(object->name), "%s", name);
	return object;
}

/* An object that is on no stage. */
static inline struct object *put_alone(struct object_alone *alone, enum object_kind kind,
				       const char *name)
{
	memset(alone, 0, sizeof(*alone));
	alone->object.kind = (uint8_t)kind;
	alone->object.state_size = (uint16_t)kind_model(kind)->state_size;
	snprintf(alone->object.name, sizeof(alone->object.name), "%s", name);
	return &alone->object;
}

static inline void put_item(struct item *items, uint16_t *count, const char *text)
{
	struct item *item = &items[(*count)++];

	*item = (struct item){.id = *count, .size = 4};
	snprintf(item->text, sizeof(item->text), "%s", text);
}

static inline void waits_for_child(struct actor *actor, unsigned child)
{
	actor->next = (struct next){.operation = OP_WAIT, .argument = child + 1};
}

/* Two adders, both have loaded 3; 1 has just stored 4. */
static inline void fill_counter(struct stage *stage)
{
	struct actor *actor;
	struct object *object;

	stage_init(stage);
	stage->step = 7;
	stage->stepper = 2;
	actor = put_actor(stage, "main", ACTIVITY_WAITS, OP_WAIT, 0);
	waits_for_child(actor, 1);
	actor = put_actor(stage, "adder", ACTIVITY_READY, OP_LOAD, 1);
	snprintf(actor->note, sizeof(actor->note), "round 2 of 5");
	actor = put_actor(stage, "adder", ACTIVITY_READY, OP_STORE, 1);
	snprintf(actor->note, sizeof(actor->note), "round 1 of 5");
	actor->loaded_object = 1;
	actor->loaded_value = 3;
	object = put_object(stage, OBJECT_VALUE, "counter", 6);
	value_own(object)->known = true;
	value_own(object)->content = 4;
	value_own(object)->bytes = 4;
	object = put_object(stage, OBJECT_SEMAPHORE, "lock", 6);
	*semaphore_own(object) = (struct semaphore_state){
		.known = true, .initial = 1, .most = 1, .used_as_lock = true, .inside = bits(2)};
}

/* A question and its answer under way. */
static inline void fill_pipe(struct stage *stage)
{
	struct actor *actor;
	struct object *object;

	stage_init(stage);
	stage->step = 5;
	stage->stepper = 1;
	actor = put_actor(stage, "parent", ACTIVITY_READY, OP_WRITE, 1);
	snprintf(actor->note, sizeof(actor->note), "got 3 6");
	actor = put_actor(stage, "child", ACTIVITY_WAITS, OP_READ, 1);
	snprintf(actor->note, sizeof(actor->note), "answered 2");
	object = put_object(stage, OBJECT_PIPE, "pipe 1", 3);
	*pipe_own(object) = (struct pipe_state){.bytes = 8,
						.capacity = 65536,
						.readers = bits(2),
						.writers = bits(1),
						.written = 4,
						.read = 2};
	put_item(pipe_own(object)->items, &pipe_own(object)->count, "2");
	put_item(pipe_own(object)->items, &pipe_own(object)->count, "3");
	object = put_object(stage, OBJECT_PIPE, "pipe 2", 3);
	*pipe_own(object) = (struct pipe_state){.bytes = 4,
						.capacity = 65536,
						.readers = bits(1),
						.writers = bits(2),
						.written = 3,
						.read = 2};
	put_item(pipe_own(object)->items, &pipe_own(object)->count, "6");
}

static inline void fill_queue(struct stage *stage)
{
	struct actor *actor;
	struct object *object;

	stage_init(stage);
	stage->step = 20;
	stage->stepper = 2;
	actor = put_actor(stage, "main", ACTIVITY_WAITS, OP_WAIT, 0);
	waits_for_child(actor, 1);
	put_actor(stage, "producer", ACTIVITY_READY, OP_ITEM_PUT, 1);
	put_actor(stage, "producer", ACTIVITY_WAITS, OP_SEM_WAIT, 1);
	actor = put_actor(stage, "consumer", ACTIVITY_READY, OP_ITEM_TAKE, 1);
	snprintf(actor->note, sizeof(actor->note), "works on 2");
	actor = put_actor(stage, "consumer", ACTIVITY_READY, OP_ITEM_TAKE, 1);
	snprintf(actor->note, sizeof(actor->note), "works on 3");
	object = put_object(stage, OBJECT_QUEUE, "queue", 30);
	composite_own(object)->capacity = 3;
	composite_own(object)->depth = composite_own(object)->most = 3;
	put_item(composite_own(object)->items, &composite_own(object)->count, "4");
	put_item(composite_own(object)->items, &composite_own(object)->count, "5");
	put_item(composite_own(object)->items, &composite_own(object)->count, "6");
	composite_own(object)->depth_count = 10;
	memcpy(composite_own(object)->depths, "\0\1\2\1\2\1\1\2\3\3", 10);
}

static inline void fill_semaphore(struct stage *stage)
{
	struct actor *actor;
	struct object *object;

	stage_init(stage);
	stage->step = 9;
	stage->stepper = 4;
	actor = put_actor(stage, "main", ACTIVITY_WAITS, OP_WAIT, 0);
	waits_for_child(actor, 1);
	actor = put_actor(stage, "guest", ACTIVITY_READY, OP_SEM_POST, 1);
	snprintf(actor->note, sizeof(actor->note), "inside");
	put_actor(stage, "guest", ACTIVITY_ENDED, OP_NONE, 0);
	put_actor(stage, "guest", ACTIVITY_READY, OP_SEM_POST, 1);
	put_actor(stage, "guest", ACTIVITY_WAITS, OP_SEM_WAIT, 1);
	put_actor(stage, "guest", ACTIVITY_WAITS, OP_SEM_WAIT, 1);
	object = put_object(stage, OBJECT_SEMAPHORE, "tokens", 0x3e);
	*semaphore_own(object) = (struct semaphore_state){.known = true,
							  .initial = 2,
							  .most = 2,
							  .inside = bits(10),
							  .out = 2,
							  .most_inside = 2};
	semaphore_own(object)->held[1] = semaphore_own(object)->held[3] = 1;
}

static inline void fill_pool(struct stage *stage)
{
	static const char *const tasks[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
	struct actor *actor;
	struct object *object;

	stage_init(stage);
	stage->step = 30;
	stage->stepper = 2;
	actor = put_actor(stage, "main", ACTIVITY_WAITS, OP_WAIT, 0);
	waits_for_child(actor, 1);
	for (int i = 1; i <= 3; i++)
		put_actor(stage, "worker", ACTIVITY_READY, OP_ITEM_DONE, 1);
	object = put_object(stage, OBJECT_POOL, "pool", 15);
	for (int i = 0; i < 9; i++) {
		struct item *item = &composite_own(object)->items[i];

		put_item(composite_own(object)->items, &composite_own(object)->count, tasks[i]);
		item->stage = i < 4 ? ITEM_FINISHED : i < 6 ? ITEM_TAKEN : ITEM_WAITING;
		item->actor = (uint8_t)(i % 3 + 1);
		if (i < 4)
			snprintf(item->result, sizeof(item->result), "%d", 11 + i);
	}
	for (int i = 1; i <= 2; i++) {
		stage->actors[i].item_object = 1;
		stage->actors[i].item = (uint64_t)(4 + i);
	}
	stage->actors[3].activity = ACTIVITY_WAITS;
	stage->actors[3].next.operation = OP_ITEM_TAKE;
	composite_own(object)->put = 9;
	composite_own(object)->done = 4;
	composite_own(object)->depth = 3;
}

static inline void put_counter_and_lock(struct stage *stage, uint64_t users, unsigned holder)
{
	struct object *object = put_object(stage, OBJECT_VALUE, "counter", users);

	value_own(object)->known = true;
	value_own(object)->content = 4;
	value_own(object)->bytes = 4;
	object = put_object(stage, OBJECT_MUTEX, "lock", users);
	mutex_own(object)->owner = mutex_own(object)->last_owner = (uint8_t)(holder + 1);
}

/* A process of four threads and its first: 1 has the lock, 2 and 3 wait for it, 4 has ended. */
static inline void fill_threads(struct stage *stage)
{
	stage_init(stage);
	stage->step = 7;
	stage->stepper = 2;
	put_actor(stage, "main", ACTIVITY_WAITS, OP_JOIN, 0)->next.argument = 1;
	put_thread(stage, 0, ACTIVITY_READY, OP_LOAD, 1);
	put_thread(stage, 0, ACTIVITY_WAITS, OP_MUTEX_LOCK, 2);
	put_thread(stage, 0, ACTIVITY_WAITS, OP_MUTEX_LOCK, 2);
	put_thread(stage, 0, ACTIVITY_ENDED, OP_NONE, 0);
	put_counter_and_lock(stage, 0x1e, 1);
}

/* Two processes of two threads: 0 and 2, 1 and 3; 3 has the lock of all. */
static inline void fill_two_of_two(struct stage *stage)
{
	stage_init(stage);
	stage->step = 7;
	stage->stepper = 4;
	put_actor(stage, "parent", ACTIVITY_WAITS, OP_MUTEX_LOCK, 2);
	put_actor(stage, "child", ACTIVITY_READY, OP_LOAD, 1);
	put_thread(stage, 0, ACTIVITY_WAITS, OP_MUTEX_LOCK, 2);
	put_thread(stage, 1, ACTIVITY_READY, OP_STORE, 1);
	put_counter_and_lock(stage, 0xf, 3);
}

#endif
