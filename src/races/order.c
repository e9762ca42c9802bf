/*
 * The order of a run. Whatever is not named here orders nothing; where a record does not tell
 * exactly who knows of what, too much is taken to be ordered, never too little: what is called a
 * race is one.
 */
#include "races/order.h"

#include <errno.h>
#include <string.h>

void order_clear(struct order *order)
{
	clocks_clear(&order->clocks);
	held_clear(&order->held);
	memset(order->of, 0, order->objects * sizeof(order->of[0]));
	order->begun = set_none();
	memset(order->over, 0, sizeof(order->over));
	memset(order->spaces, 0, sizeof(order->spaces));
	order->ended = order->once = CLOCKS_NOWHERE;
	order->sent = order->named = order->grouped = CLOCKS_NOWHERE;
	order->objects = 0;
}

void order_release(struct order *order)
{
	clocks_release(&order->clocks);
}

static struct order_object *object_of(struct order *order, unsigned number)
{
	if (number >= order->objects)
		order->objects = number + 1;
	return &order->of[number];
}

/* --- letting go and taking over ----------------------------------------------------------------
 */

static void leave(struct order *order, unsigned actor, unsigned object)
{
	clocks_leave(&order->clocks, actor, &object_of(order, object)->left);
}

static void take(struct order *order, unsigned actor, unsigned object)
{
	clocks_take(&order->clocks, actor, object_of(order, object)->left);
}

/* For writing: after those who read, too. */
static void take_all(struct order *order, unsigned actor, unsigned object)
{
	take(order, actor, object);
	clocks_take(&order->clocks, actor, object_of(order, object)->readers);
}

static void leave_lock(struct order *order, unsigned actor, const struct lock_held *lock,
		       unsigned object)
{
	if (lock && lock->is_shared)
		clocks_leave(&order->clocks, actor, &object_of(order, object)->readers);
	else
		leave(order, actor, object);
}

/* --- actors ------------------------------------------------------------------------------------
 */

static void give_birth(struct order *order, unsigned parent, unsigned child, bool is_thread)
{
	if (child >= LIMIT_ACTORS || parent >= LIMIT_ACTORS || set_has(order->begun, child))
		return;
	order->spaces[child] = is_thread ? order->spaces[parent] : (uint8_t)child;
	set_add(&order->begun, child);
	order->over[child] = order->over[parent];
	clocks_tell(&order->clocks, parent, child);
}

/* What it has not given back is free now. */
static void end(struct order *order, unsigned actor)
{
	const struct held_set *set = &order->held.sets[actor];

	for (unsigned i = 0; i < set->count; i++)
		leave_lock(order, actor, &set->locks[i], set->locks[i].object);
	order->clocks.incomplete |= set->more;
	clocks_leave(&order->clocks, actor, &order->ended);
}

static void take_end(struct order *order, unsigned actor, unsigned other)
{
	clocks_tell(&order->clocks, other, actor);
	order->over[actor] = set_union(order->over[actor], order->over[other]);
	set_add(&order->over[actor], other);
}

/* A process ends with all its threads. */
static void take_ends(struct order *order, unsigned actor, unsigned child)
{
	for (unsigned i = 0; i < order->clocks.actors; i++) {
		if (order->spaces[i] == order->spaces[child] && i != actor)
			take_end(order, actor, i);
	}
}

bool order_has_company(const struct order *order, unsigned actor)
{
	struct set others = order->begun;

	set_add(&others, 0);
	set_remove(&others, actor);
	for (int i = set_first(others); i >= 0; i = set_next(others, (unsigned)i + 1)) {
		if (!set_has(order->over[actor], (unsigned)i))
			return true;
	}
	return false;
}

/* A wait that finds no child may do so as they have ended, or left the group. */
static void see_none(struct order *order, unsigned actor)
{
	clocks_take(&order->clocks, actor, order->ended);
	clocks_take(&order->clocks, actor, order->grouped);
}

static void fold_wait_for(struct order *order, const struct record *record)
{
	if (record->error == ECHILD)
		see_none(order, record->actor);
	else if (!record->error && record->value < LIMIT_ACTORS)
		take_ends(order, record->actor, (unsigned)record->value);
}

/* Of groups and sessions: whoever asks, or is refused, is told what others have done. */
static void fold_group(struct order *order, const struct record *record)
{
	see_none(order, record->actor);
	if (!record->error && record->size != GROUP_ASKED)
		clocks_leave(&order->clocks, record->actor, &order->grouped);
}

static void fold_actor(struct order *order, const struct record *record)
{
	unsigned actor = record->actor;

	switch (record->operation) {
	case OP_FORK:
	case OP_THREAD:
		give_birth(order, actor, (unsigned)record->value, record->operation == OP_THREAD);
		break;
	case OP_BEGIN:
		give_birth(order, (unsigned)record->argument, actor, record->value == 1);
		break;
	case OP_EXIT:
	case OP_DEATH:
	case OP_THREAD_END:
		end(order, actor);
		break;
	case OP_WAIT:
		fold_wait_for(order, record);
		break;
	case OP_END_SEEN:
		if (record->argument < LIMIT_ACTORS)
			take_ends(order, actor, (unsigned)record->argument);
		else
			see_none(order, actor);
		break;
	case OP_GROUP:
		fold_group(order, record);
		break;
	case OP_JOIN:
		if (!record->error && record->argument < LIMIT_ACTORS)
			take_end(order, actor, (unsigned)record->argument);
		break;
	case OP_KILL:
	case OP_CANCEL: /* its handler runs at once, or later: what was done before comes first */
		if (record->operation == OP_KILL && !record->value)
			break; /* it only asks whether that one is there */
		if (record->argument < LIMIT_ACTORS)
			clocks_tell(&order->clocks, actor, (unsigned)record->argument);
		if (record->size) /* any thread of that process takes it */
			clocks_leave(&order->clocks, actor, &order->ended);
		break;
	case OP_SIGWAIT: /* whoever finds none is told that another one took it */
		clocks_take(&order->clocks, actor, order->ended);
		if (!record->error)
			clocks_leave(&order->clocks, actor, &order->ended);
		break;
	case OP_HANDLED:
	case OP_PARENT: /* it may have been told of somebody's end */
		clocks_take(&order->clocks, actor, order->ended);
		break;
	}
}

/* --- locks -------------------------------------------------------------------------------------
 */

static void fold_lock(struct order *order, const struct record *record)
{
	unsigned actor = record->actor, object = record->object;

	switch (record->operation) {
	case OP_MUTEX_LOCK:
	case OP_MUTEX_TRYLOCK:
	case OP_SEM_OPEN: /* it is there: somebody has made it */
	case OP_SEM_WAIT:
	case OP_SEM_TRYWAIT:
	case OP_RWLOCK_READ:
	case OP_RWLOCK_TRYREAD:
		take(order, actor, object);
		break;
	case OP_RWLOCK_WRITE:
	case OP_RWLOCK_TRYWRITE:
		take_all(order, actor, object);
		break;
	case OP_MUTEX_UNLOCK:
	case OP_SEM_POST:
	case OP_SEM_INIT:
		leave(order, actor, object);
		break;
	case OP_SEMOP_TAKE: /* who waits until none are left waits for this, too */
		take(order, actor, object);
		clocks_leave(&order->clocks, actor, &object_of(order, object)->readers);
		break;
	case OP_SEMOP_ZERO:
		take_all(order, actor, object);
		break;
	case OP_STREAM: /* has it to itself, and gives it back without a record */
		take(order, actor, object);
		leave(order, actor, object);
		break;
	case OP_RWLOCK_UNLOCK:
	case OP_UNLOCK:
		leave_lock(order, actor, held_find(&order->held, actor, object), object);
		break;
	case OP_LOCK:
	case OP_TRYLOCK:
		if (record->size & LOCK_SHARED) {
			take(order, actor, object);
		} else {
			take_all(order, actor, object);
		}
		leave(order, actor, object); /* who is refused is told that it has it */
		break;
	}
}

static void fold_refused_lock(struct order *order, const struct record *record)
{
	if (record->operation == OP_TRYLOCK)
		take_all(order, record->actor, record->object);
}

/* --- waiting for each other --------------------------------------------------------------------
 */

static void arrive(struct order *order, const struct record *record)
{
	struct order_object *barrier = object_of(order, record->object);

	leave(order, record->actor, record->object);
	take(order, record->actor, record->object);
	if (++barrier->arrived != barrier->parties)
		return;
	barrier->arrived = 0;
	clocks_copy(&order->clocks, barrier->left, &barrier->over);
}

static void go_through(struct order *order, const struct record *record)
{
	const struct order_object *barrier = object_of(order, record->object);

	clocks_take(&order->clocks, record->actor,
		    barrier->parties ? barrier->over : barrier->left);
}

static void fold_meeting(struct order *order, const struct record *record)
{
	unsigned actor = record->actor;
	unsigned mutex = record->argument < LIMIT_OBJECTS ? (unsigned)record->argument : 0;

	switch (record->operation) {
	case OP_BARRIER_INIT:
		object_of(order, record->object)->parties = (uint32_t)record->value;
		object_of(order, record->object)->arrived = 0;
		break;
	case OP_BARRIER_WAIT:
		arrive(order, record);
		break;
	case OP_BARRIER_LEAVE:
		go_through(order, record);
		break;
	case OP_COND_SIGNAL:
	case OP_COND_BROADCAST:
	case OP_FUTEX_WAKE:
		leave(order, actor, record->object);
		break;
	case OP_FUTEX_WOKEN:
		take(order, actor, record->object);
		break;
	case OP_COND_WAIT:
		leave(order, actor, mutex);
		break;
	case OP_COND_WAKE:
		take(order, actor, mutex);
		if (!record->error)
			take(order, actor, record->object);
		break;
	case OP_ONCE:
	case OP_ONCE_WAIT:
		clocks_take(&order->clocks, actor, order->once);
		break;
	case OP_ONCE_DONE:
		if (record->value)
			clocks_take(&order->clocks, actor, order->once);
		else
			clocks_leave(&order->clocks, actor, &order->once);
		break;
	}
}

/* --- through the kernel ------------------------------------------------------------------------
 */

/* Something is there to be taken, or nothing will be any more. */
static void send(struct order *order, unsigned actor, unsigned object)
{
	leave(order, actor, object);
	clocks_leave(&order->clocks, actor, &order->sent);
}

/* There is room for more, and what was taken is not there any more. */
static void make_room(struct order *order, unsigned actor, unsigned object)
{
	clocks_leave(&order->clocks, actor, &object_of(order, object)->taken);
	clocks_leave(&order->clocks, actor, &order->sent);
}

/* How much of it was needed is not known: it comes after all that made room. */
static void take_room(struct order *order, unsigned actor, unsigned object)
{
	clocks_take(&order->clocks, actor, object_of(order, object)->taken);
}

/* It sees what others have done to it, and they will see this. */
static void do_both(struct order *order, unsigned actor, unsigned object)
{
	take(order, actor, object);
	take_room(order, actor, object);
	make_room(order, actor, object);
	send(order, actor, object);
}

/* Nothing is left to be read, and nobody to write: who has ended was before that. */
static bool is_end(const struct order *order, const struct record *record)
{
	return order->of[record->object].tells_signals ||
	       (record->operation == OP_READ && record->value == 0);
}

/* It is full, or empty, or nobody is at the other end: whoever saw to that was before. */
static void be_refused(struct order *order, const struct record *record)
{
	clocks_take(&order->clocks, record->actor, order->ended);
	clocks_take(&order->clocks, record->actor, order->sent);
	if (record->object)
		take_all(order, record->actor, record->object);
}

/* Of several at a time it is not known which were ready, nor whether one is of a process. */
static void poll(struct order *order, const struct record *record)
{
	clocks_take(&order->clocks, record->actor, order->ended);
	if (!record->object || !record->value)
		clocks_take(&order->clocks, record->actor, order->sent);
}

static bool is_of_channel(unsigned operation)
{
	switch (operation) {
	case OP_READ:
	case OP_WRITE:
	case OP_PEEK:
	case OP_SHUTDOWN:
	case OP_BIND:
	case OP_LISTEN:
	case OP_CONNECT:
	case OP_ACCEPT:
	case OP_OPEN:
	case OP_TRUNCATE:
	case OP_FCNTL:
	case OP_MSGGET:
	case OP_MSGSND:
	case OP_MSGRCV:
	case OP_MSGCOPY:
	case OP_MSGCTL:
	case OP_SEMGET:
	case OP_SEMOP_TAKE:
	case OP_SEMOP_PUT:
	case OP_SEMOP_ZERO:
	case OP_SHMGET:
	case OP_SHMAT:
		return true;
	default:
		return false;
	}
}

static void fold_channel(struct order *order, const struct record *record)
{
	unsigned actor = record->actor, object = record->object;

	switch (record->operation) {
	case OP_WRITE:
	case OP_MSGSND:
		take_room(order, actor, object);
		send(order, actor, object);
		break;
	case OP_CLOSE:
	case OP_SHUTDOWN:
	case OP_BIND:
	case OP_LISTEN:
	case OP_TRUNCATE:
	case OP_SEMOP_PUT:
	case OP_SEM_GIVE_BACK:
	case OP_SHMAT:
	case OP_SHMDT:
		send(order, actor, object);
		break;
	case OP_SHMGET: /* it is there: somebody has made it */
	case OP_SEMGET:
	case OP_MSGGET:
	case OP_SEM_SET:
		take(order, actor, object);
		send(order, actor, object);
		break;
	case OP_SEMCTL: /* it may tell of anything that was done to any of its semaphores ... */
		clocks_take(&order->clocks, actor, order->sent);
		send(order, actor, object);
		break;
	case OP_SEM_ASK: /* ... to this one, or of an end */
	case OP_SHMCTL:
		take_all(order, actor, object);
		clocks_take(&order->clocks, actor, order->ended);
		send(order, actor, object);
		break;
	case OP_MSGCTL: /* the same of a queue, and how much fits into it */
		clocks_take(&order->clocks, actor, order->ended);
		do_both(order, actor, object);
		break;
	case OP_SIGNALFD:
		object_of(order, object)->tells_signals = true;
		break;
	case OP_READ:
	case OP_MSGRCV:
	case OP_ACCEPT:
		take(order, actor, object);
		take_room(order, actor, object);
		if (is_end(order, record))
			clocks_take(&order->clocks, actor, order->ended);
		make_room(order, actor, object);
		break;
	case OP_PEEK:
	case OP_MSGCOPY:
	case OP_POLL:
		take(order, actor, object);
		take_room(order, actor, object);
		if (is_end(order, record))
			clocks_take(&order->clocks, actor, order->ended);
		break;
	case OP_CONNECT: /* it is there to be accepted */
	case OP_OPEN:	 /* a FIFO, in which they meet, or a file that was made */
		take(order, actor, object);
		take_room(order, actor, object);
		send(order, actor, object);
		break;
	case OP_SEEK: /* where others stand, too */
		if (record->flags & RECORD_VISIBLE)
			do_both(order, actor, object);
		break;
	case OP_FCNTL: /* what is set of it, its room, say, and what others have set or done */
		do_both(order, actor, object);
		break;
	}
}

/* A file and its name are two objects. That a name is taken is seen by who cannot make the file. */
static void fold_name(struct order *order, const struct record *record)
{
	unsigned actor = record->actor;

	switch (record->operation) {
	case OP_CHANGE_NAME:
	case OP_ASK_NAME:
		clocks_take(&order->clocks, actor, order->named);
		if (record->operation == OP_CHANGE_NAME)
			clocks_leave(&order->clocks, actor, &order->named);
		break;
	case OP_OPEN:
		clocks_take(&order->clocks, actor, order->named);
		if (!record->error && record->flags & RECORD_VISIBLE) /* it may have made it */
			clocks_leave(&order->clocks, actor, &order->named);
		break;
	}
}

/* Whoever is waiting in open() for another one has come there already. */
static void fold_wait(struct order *order, const struct record *record)
{
	if (record->value == OP_OPEN && record->object)
		leave(order, record->actor, record->object);
	if (record->flags & RECORD_HANDLER)
		clocks_take(&order->clocks, record->actor, order->ended);
}

void order_fold(struct order *order, const struct record *record)
{
	bool worked = !record->error || record->error == EOWNERDEAD;

	fold_actor(order, record);
	fold_name(order, record);
	if (record->error == EINTR) /* a signal came, of somebody's end, say */
		clocks_take(&order->clocks, record->actor, order->ended);
	if (record->operation == OP_PARK)
		fold_wait(order, record);
	if (record->operation == OP_POLL && worked)
		poll(order, record);
	if (record->error && is_of_channel(record->operation))
		be_refused(order, record);
	if (record->operation == OP_COND_WAKE || worked)
		fold_meeting(order, record);
	if (worked && record->object) {
		fold_lock(order, record);
		fold_channel(order, record);
	}
	if (record->error && record->object)
		fold_refused_lock(order, record);
	held_fold(&order->held, record);
}
