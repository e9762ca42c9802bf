/* What the model knows of a System V queue: types, and what comes out of the middle. */
#include <errno.h>
#include <sys/msg.h>
#include "kinds/system_v_queue/state.h"
#include "model_records.h"

enum { QUEUE = 4 };

static struct record moved(unsigned actor, enum operation operation, int64_t type, const char *text)
{
	struct record record = did(actor, operation, QUEUE, strlen(text));

	record.argument = (uint64_t)type;
	record.text_length = (uint8_t)strlen(text);
	memcpy(record.text, text, strlen(text));
	return record;
}

static struct stage *with_messages(void)
{
	struct stage *stage = stage_new();

	births(stage, 2);
	says(stage, did(0, OP_MSGGET, QUEUE, 1), "0 makes System V queue 1");
	says(stage, moved(1, OP_MSGSND, 1, "one"), "1 sends one, type 1, into System V queue 1");
	says(stage, moved(1, OP_MSGSND, 2, "two"), "1 sends two, type 2, into System V queue 1");
	says(stage, moved(2, OP_MSGSND, 3, "six"), "2 sends six, type 3, into System V queue 1");
	return stage;
}

static void a_message_is_taken_by_its_type(void **state)
{
	struct stage *stage = with_messages();
	const struct system_v_queue_state *queue = system_v_queue_of(stage_find(stage, QUEUE));

	(void)state;
	assert_int_equal(queue->pipe.count, 3);
	assert_int_equal(queue->pipe.bytes, 9);
	says(stage, moved(0, OP_MSGRCV, 2, "two"), "0 receives two, type 2, from System V queue 1");
	assert_int_equal(queue->pipe.count, 2);
	assert_string_equal(queue->pipe.items[0].text, "one");
	assert_int_equal(queue->types[0], 1);
	assert_string_equal(queue->pipe.items[1].text, "six");
	assert_int_equal(queue->types[1], 3);
	says(stage, moved(0, OP_MSGRCV, 3, "six"), "0 receives six, type 3, from System V queue 1");
	assert_string_equal(queue->pipe.items[0].text, "one");
	assert_int_equal(queue->pipe.bytes, 3);
	free(stage);
}

/* Without MSG_NOERROR it would not have been received at all. */
static void a_message_goes_as_a_whole(void **state)
{
	struct stage *stage = with_messages();
	const struct system_v_queue_state *queue = system_v_queue_of(stage_find(stage, QUEUE));

	(void)state;
	says(stage, moved(0, OP_MSGRCV, 2, "tw"), "0 receives tw, type 2, from System V queue 1");
	assert_int_equal(queue->pipe.count, 2);
	assert_int_equal(queue->pipe.bytes, 6);
	assert_int_equal(queue->types[1], 3);
	free(stage);
}

static void whoever_looks_takes_nothing(void **state)
{
	struct stage *stage = with_messages();
	const struct system_v_queue_state *queue = system_v_queue_of(stage_find(stage, QUEUE));

	(void)state;
	says(stage, moved(0, OP_MSGCOPY, 1, "one"), "0 looks at one, type 1, in System V queue 1");
	assert_int_equal(queue->pipe.count, 3);
	assert_int_equal(queue->pipe.bytes, 9);
	free(stage);
}

/* More messages than are kept one by one, empty ones among them. */
static void those_that_are_not_kept_are_counted(void **state)
{
	struct stage *stage = stage_new();
	const struct system_v_queue_state *queue;

	(void)state;
	births(stage, 2);
	fold(stage, did(0, OP_MSGGET, QUEUE, 1));
	for (int i = 0; i < PIPE_ITEMS; i++)
		fold(stage, moved(1, OP_MSGSND, 1, ""));
	fold(stage, moved(1, OP_MSGSND, 2, "last"));
	queue = system_v_queue_of(stage_find(stage, QUEUE));
	assert_int_equal(queue->pipe.count, PIPE_ITEMS);
	assert_int_equal(queue->messages, PIPE_ITEMS + 1);
	assert_int_equal(queue->pipe.bytes, 4);
	fold(stage, moved(0, OP_MSGRCV, 2, "last"));
	assert_int_equal(queue->pipe.count, PIPE_ITEMS);
	assert_int_equal(queue->pipe.bytes, 0);
	for (int i = 0; i < PIPE_ITEMS; i++)
		fold(stage, moved(0, OP_MSGRCV, 1, ""));
	assert_int_equal(queue->pipe.count, 0);
	assert_int_equal(queue->messages, 0);
	free(stage);
}

static void the_widest_type_is_said(void **state)
{
	struct stage *stage = with_messages();
	struct record parked = park(0, OP_MSGRCV, QUEUE);
	char words[128];

	(void)state;
	parked.argument = (uint64_t)INT64_MIN;
	fold(stage, parked);
	say_next(stage, &stage->actors[0], words, sizeof(words));
	assert_string_equal(words, "receive a message of type 9223372036854775808 or less from "
				   "System V queue 1");
	free(stage);
}

static void whoever_waits_says_for_which_type(void **state)
{
	struct stage *stage = with_messages();
	struct record parked = park(0, OP_MSGRCV, QUEUE);
	char words[128];

	(void)state;
	parked.argument = 7;
	fold(stage, parked);
	stage_mark(stage, set_none());
	say_wait(stage, &stage->actors[0], words, sizeof(words));
	assert_string_equal(words, "a message of type 7 in System V queue 1: there is none");
	say_next(stage, &stage->actors[0], words, sizeof(words));
	assert_string_equal(words, "receive a message of type 7 from System V queue 1");
	free(stage);
}

static void what_fails_is_said(void **state)
{
	struct stage *stage = with_messages();
	struct record failed = moved(0, OP_MSGRCV, 0, "");

	(void)state;
	failed.error = EIDRM;
	says(stage, failed, "0 is told that System V queue 1 has been removed");
	failed.error = ENOMSG;
	says(stage, failed, "0 finds System V queue 1 without such a message");
	says(stage, with_argument(did(0, OP_MSGCTL, QUEUE, 0), IPC_RMID),
	     "0 removes System V queue 1");
	assert_int_equal(system_v_queue_of(stage_find(stage, QUEUE))->pipe.count, 0);
	assert_int_equal(system_v_queue_of(stage_find(stage, QUEUE))->pipe.bytes, 0);
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_taken_by_its_type),
		cmocka_unit_test(a_message_goes_as_a_whole),
		cmocka_unit_test(whoever_looks_takes_nothing),
		cmocka_unit_test(those_that_are_not_kept_are_counted),
		cmocka_unit_test(the_widest_type_is_said),
		cmocka_unit_test(whoever_waits_says_for_which_type),
		cmocka_unit_test(what_fails_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
