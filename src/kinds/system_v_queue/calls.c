/*
 * System V message queues: msgop(2), msgget(2), msgctl(2).
 *
 * A queue that the run has made and not removed is removed when the run is over.
 *
 * Whether a call can finish is the kernel's answer, so whoever is parked asks it (gate.h). What is
 * in a queue is looked at with MSG_COPY, which takes nothing out. A queue that may be written but
 * not read (IPC_STAT says EACCES) cannot be asked: a call that would wait there stops the run.
 */
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include "agent/calls/clock.h"
#include "agent/calls/descriptors.h"
#include "agent/calls/system_v.h"
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/data.h"

enum { COPIED = 1024 /* bytes of a message that are looked at */ };

/* As the kernel has it. */
struct message {
	long type;
	char bytes[COPIED];
};

/* One call, from its gate to its record. */
struct attempt {
	int queue; /* as the kernel knows it */
	unsigned object;
	bool sends;
	size_t size; /* of the message, or of the room for one */
	long type;
	int flags;
	bool waits;	  /* it could not finish when that was asked last */
	bool object_gone; /* the queue went while it waited */
};

/* --- which queue ------------------------------------------------------------------------------ */

static unsigned object_of(int queue)
{
	return agent_system_v(OBJECT_SYSTEM_V_QUEUE, queue);
}

static int real_queue(int id)
{
	return agent_system_v_real(OBJECT_SYSTEM_V_QUEUE, id);
}

/* --- what the kernel has ---------------------------------------------------------------------- */

static ssize_t copy_message(int queue, unsigned nth, struct message *message)
{
	return REAL(msgrcv)(queue, message, sizeof(message->bytes), (long)nth,
			    MSG_COPY | MSG_NOERROR | IPC_NOWAIT);
}

/* Fold in the messages in their order; hash_none() where one is larger than what is looked at. */
static struct hash fold_messages(struct hash hash, int queue)
{
	struct message message;
	ssize_t size = 0;

	for (unsigned i = 0; size < COPIED && (size = copy_message(queue, i, &message)) >= 0; i++) {
		hash = hash_fold(hash, (uint64_t)message.type);
		hash = hash_join(hash, hash_bytes(message.bytes, (size_t)size));
	}
	explicit_bzero(&message, sizeof(message)); /* the stack below us is in keys, too */
	return size < 0 && errno == ENOMSG ? hash : hash_none();
}

/* Who finds it, who may use it, how much it holds. */
static struct hash hash_settings(const struct msqid_ds *status)
{
	return hash_fold(agent_hash_owner(&status->msg_perm), status->msg_qbytes);
}

/* What decides how calls on it end; hash_none() where that cannot be looked at. */
static struct hash state_of(int queue)
{
	struct hash hash = hash_none();
	struct msqid_ds status;

	if (REAL(msgctl)(queue, IPC_STAT, &status) == 0)
		hash = fold_messages(hash_settings(&status), queue);
	else if (errno != EACCES)
		hash = hash_bytes(NULL, 0); /* it is no more */
	explicit_bzero(&status, sizeof(status));
	return hash;
}

/* For the key of the state, after each call. Leaves errno alone. */
static void note_state(unsigned object)
{
	struct object_entry *entry = agent_object(object);
	int error = errno;

	if (agent.gated)
		entry->content = state_of((int)entry->key[1]);
	errno = error;
}

static bool is_there(int queue)
{
	struct msqid_ds status;
	bool there = REAL(msgctl)(queue, IPC_STAT, &status) == 0 || errno == EACCES;

	explicit_bzero(&status, sizeof(status));
	return there;
}

/* The largest message that any queue takes. */
static size_t largest_message(void)
{
	struct msginfo info;

	return REAL(msgctl)(0, IPC_INFO, (struct msqid_ds *)&info) < 0 ? SIZE_MAX
								       : (size_t)info.msgmax;
}

/* --- whether a call can finish ---------------------------------------------------------------- */

/* Whether a receiver takes a message of this type, which is above 0: msgop(2), `msgtyp`. */
static bool takes(const struct attempt *attempt, long type)
{
	if (attempt->type == 0)
		return true;
	if (attempt->type < 0)
		return attempt->type <= -type;
	return (type == attempt->type) != !!(attempt->flags & MSG_EXCEPT);
}

static bool has_message(const struct attempt *attempt)
{
	struct message message;
	bool found = false;

	for (unsigned i = 0; !found && copy_message(attempt->queue, i, &message) >= 0; i++)
		found = takes(attempt, message.type);
	if (!found && errno != ENOMSG)
		found = true; /* the call will say what is wrong with it */
	explicit_bzero(&message, sizeof(message));
	return found;
}

static bool has_space(const struct attempt *attempt)
{
	struct msqid_ds status;
	bool refused = REAL(msgctl)(attempt->queue, IPC_STAT, &status) < 0 ||
		       attempt->size > status.msg_qbytes || attempt->size > largest_message() ||
		       attempt->type <= 0;
	bool fits = refused || (status.__msg_cbytes + attempt->size <= status.msg_qbytes &&
				status.msg_qnum + 1 <= status.msg_qbytes);

	explicit_bzero(&status, sizeof(status));
	return fits;
}

static bool can_finish(const struct attempt *attempt)
{
	if (attempt->flags & (IPC_NOWAIT | MSG_COPY) || attempt->size > LONG_MAX)
		return true;
	return attempt->sends ? has_space(attempt) : has_message(attempt);
}

/*
 * Asked when the call parks and whenever something has been done to the queue. Who could not finish
 * and has begun to wait is told when the queue goes (EIDRM); any other one finds none (EINVAL).
 */
static bool is_ready(void *context)
{
	struct attempt *attempt = context;
	struct intent *intent = &agent_entry()->intent;

	if (attempt->waits && intent->wait == WAIT_BEGUN && !is_there(attempt->queue))
		intent->object_gone = attempt->object_gone = true;
	attempt->waits = !can_finish(attempt);
	return !attempt->waits;
}

/* --- get ---------------------------------------------------------------------------------------
 */

static int call_msgget(const struct system_v_get *get, int flags)
{
	return REAL(msgget)(get->key, flags);
}

static void remove_queue(int queue)
{
	REAL(msgctl)(queue, IPC_RMID, NULL);
}

AGENT_EXPORT int msgget(key_t key, int flags)
{
	const struct system_v_get get = {.operation = OP_MSGGET,
					 .kind = OBJECT_SYSTEM_V_QUEUE,
					 .key = key,
					 .flags = flags,
					 .call = call_msgget,
					 .remove = remove_queue};
	uint32_t where = AGENT_CALLER;
	int id;

	if (!agent_on())
		return REAL(msgget)(key, flags);
	id = agent_system_v_get(&get, where);
	if (id >= 0)
		note_state((unsigned)id);
	return id;
}

/* --- send and receive --------------------------------------------------------------------------
 */

static struct attempt attempt_of(int id, bool sends, size_t size, long type, int flags)
{
	int queue = real_queue(id);

	return (struct attempt){.queue = queue,
				.object = object_of(queue),
				.sends = sends,
				.size = size,
				.type = type,
				.flags = flags};
}

/*
 * Wait at the gate. Returns 0, or the error that the call ends with: EINTR, as these calls are
 * never begun again (signal(7)); EIDRM.
 */
static int pass(struct attempt *attempt, struct gate *gate, uint8_t *step)
{
	gate->intent.argument = (uint64_t)attempt->type;
	gate->intent.size = (uint32_t)attempt->size;
	gate->intent.wait = WAIT_NOT_BEGUN;
	gate->ask = is_ready;
	gate->context = attempt;
	*step = agent_pass(gate);
	if (agent_own.interrupted)
		return EINTR;
	return attempt->object_gone ? EIDRM : 0;
}

static void write_done(const struct attempt *attempt, const struct gate *gate, uint8_t step,
		       ssize_t result, long type, const void *bytes)
{
	struct record record = agent_record((enum operation)gate->intent.operation, attempt->object,
					    gate->intent.where);

	record.flags = step;
	record.argument = (uint64_t)type;
	record.size = gate->intent.size;
	record.value = result < 0 ? 0 : (uint64_t)result;
	if (result > 0)
		agent_text(&record, bytes, (size_t)result);
	note_state(attempt->object);
	agent_write_result(&record, result);
	agent_note_change(attempt->object);
}

static int send_message(struct attempt *attempt, const struct message *message, uint32_t where)
{
	struct gate gate = agent_step_gate(OP_MSGSND, attempt->object, where);
	int flags = attempt->flags | (agent.gated ? IPC_NOWAIT : 0);
	uint8_t step;
	int error, result;

	agent_given(message, (uint64_t)attempt->flags);
	error = pass(attempt, &gate, &step);
	result = error ? agent_fail(error)
		       : REAL(msgsnd)(attempt->queue, message, attempt->size, flags);
	if (result < 0 && errno == EAGAIN && !(attempt->flags & IPC_NOWAIT))
		agent_disagree(&gate);
	agent_count_out(attempt->object);
	write_done(attempt, &gate, step, result < 0 ? -1 : (ssize_t)attempt->size, attempt->type,
		   message->bytes);
	return result;
}

AGENT_EXPORT int msgsnd(int id, const void *message, size_t size, int flags)
{
	uint32_t where = AGENT_CALLER;
	struct attempt attempt;
	struct loan loan;
	int result;

	if (!agent_on())
		return REAL(msgsnd)(id, message, size, flags);
	loan = agent_lend(message, offsetof(struct message, bytes) + size, where);
	/* Without a message there is no type, and the kernel says what it thinks of that. */
	attempt = attempt_of(id, true, size,
			     message ? ((const struct message *)loan.mine)->type : 0, flags);
	result = send_message(&attempt, loan.mine, where);
	agent_return(&loan, 0);
	return result;
}

/* Who looks at a message only is never made to wait: msgop(2), MSG_COPY. */
static ssize_t receive_message(struct attempt *attempt, struct message *message, uint32_t where)
{
	bool looks = attempt->flags & MSG_COPY;
	struct gate gate = agent_step_gate(looks ? OP_MSGCOPY : OP_MSGRCV, attempt->object, where);
	int flags = attempt->flags | (agent.gated && !looks ? IPC_NOWAIT : 0);
	uint8_t step;
	ssize_t result;
	int error;

	agent_given(message, (uint64_t)attempt->flags);
	error = pass(attempt, &gate, &step);
	result = error ? agent_fail(error)
		       : REAL(msgrcv)(attempt->queue, message, attempt->size, attempt->type, flags);
	if (result < 0 && errno == ENOMSG && !(flags & MSG_COPY) && !(attempt->flags & IPC_NOWAIT))
		agent_disagree(&gate);
	if (result > RECORD_TEXT) /* the record has only the first bytes of it */
		agent_untold_bytes(message->bytes, (size_t)result);
	if (!looks)
		agent_count_in(attempt->object);
	write_done(attempt, &gate, step, result, result < 0 ? attempt->type : message->type,
		   message->bytes);
	return result;
}

AGENT_EXPORT ssize_t msgrcv(int id, void *message, size_t size, long type, int flags)
{
	uint32_t where = AGENT_CALLER;
	struct attempt attempt;
	struct loan loan;
	ssize_t result;

	if (!agent_on())
		return REAL(msgrcv)(id, message, size, type, flags);
	loan = agent_borrow(message, offsetof(struct message, bytes) + size, where);
	attempt = attempt_of(id, false, size, type, flags);
	result = receive_message(&attempt, loan.mine, where);
	agent_return(&loan, result < 0 ? 0 : offsetof(struct message, bytes) + (size_t)result);
	return result;
}

/* --- control ------------------------------------------------------------------------------------
 */

/*
 * The times are of the kernel's clock, and other ones in every run: what there is has just been.
 * Returns a hash of what the program is told.
 */
static struct hash tell_status(struct msqid_ds *status)
{
	time_t now = agent_virtual_seconds();
	struct hash hash;

	status->msg_stime = status->msg_stime ? now : 0;
	status->msg_rtime = status->msg_rtime ? now : 0;
	status->msg_ctime = now;
	hash = hash_fold(hash_settings(status), status->msg_qnum);
	return hash_fold(hash_fold(hash, status->__msg_cbytes), (uint64_t)now);
}

AGENT_EXPORT int msgctl(int id, int command, struct msqid_ds *status)
{
	struct record record;
	struct hash told;
	uint32_t where = AGENT_CALLER;
	unsigned object;
	struct gate gate;
	uint8_t step;
	int result;

	/* Those that are about no queue, but about the system: msgctl(2). */
	if (!agent_on() || command == IPC_INFO || command == MSG_INFO || command == MSG_STAT ||
	    command == MSG_STAT_ANY)
		return REAL(msgctl)(id, command, status);
	object = object_of(real_queue(id));
	gate = agent_step_gate(OP_MSGCTL, object, where);
	gate.intent.argument = (uint64_t)command;
	agent_given(status, 0);
	step = agent_pass(&gate);
	result = REAL(msgctl)(real_queue(id), command, status);
	if (command == IPC_RMID && result == 0)
		agent_object(object)->outlives = false;
	note_state(object);
	record = agent_record(OP_MSGCTL, object, where);
	record.argument = (uint64_t)command;
	if (command == IPC_STAT && result == 0 && agent.gated) {
		told = tell_status(status);
		agent_text(&record, &told, sizeof(told));
	}
	record.flags = step;
	agent_write_result(&record, result);
	agent_note_change(object);
	return result;
}
