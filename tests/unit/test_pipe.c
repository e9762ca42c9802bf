/* Pipes and sockets: messages, ends, and messages that are torn. */
#include <errno.h>
#include <fcntl.h>
#include "model_records.h"
#include "sets.h"
#include "kinds/pipe/state.h"

enum { PIPE = 6, OTHER = 7 };

static struct record wrote(unsigned actor, const char *text)
{
	size_t length = strlen(text);
	return with_text(with_size(step(actor, OP_WRITE, PIPE, length), (uint32_t)length), text);
}

/* A write of `asked` bytes that got `done` of them into the pipe. */
static struct record wrote_part(unsigned actor, uint32_t done, uint32_t asked)
{
	return with_text(with_size(step(actor, OP_WRITE, PIPE, done), asked),
			 "AAAAAAAAAAAAAAAAAAAAAA");
}

static struct record got(unsigned actor, const char *text)
{
	return with_text(with_size(step(actor, OP_READ, PIPE, strlen(text)), 4096), text);
}

static struct record got_part(unsigned actor, uint32_t bytes)
{
	return with_text(with_size(step(actor, OP_READ, PIPE, bytes), 4097),
			 "AAAAAAAAAAAAAAAAAAAAAA");
}

static struct record closed(unsigned actor, unsigned ends)
{
	return step(actor, OP_CLOSE, PIPE, ends);
}

static struct stage *pipe_stage(unsigned children)
{
	struct stage *stage = stage_new();
	births(stage, 0);
	says(stage, did(0, OP_PIPE, PIPE, 65536), "0 makes pipe 1");
	births(stage, children);
	return stage;
}

static const struct pipe_state *first_pipe(const struct stage *stage)
{
	return pipe_of(stage_find(stage, PIPE));
}

static void messages_go_in_and_come_out(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(1);
	const unsigned char three[4] = {3};
	says(stage, with_bytes(step(0, OP_WRITE, PIPE, 4), three, 4), "0 writes 3 into pipe 1");
	says(stage, wrote(0, "hello\n"), "0 writes hello into pipe 1");
	assert_int_equal(first_pipe(stage)->count, 2);
	assert_int_equal(first_pipe(stage)->bytes, 10);
	assert_int_equal(first_pipe(stage)->capacity, 65536);
	assert_string_equal(first_pipe(stage)->items[0].text, "3");
	assert_string_equal(first_pipe(stage)->items[1].text, "hello");
	says(stage, with_bytes(step(1, OP_READ, PIPE, 4), three, 4), "1 reads 3 from pipe 1");
	assert_int_equal(first_pipe(stage)->count, 1);
	assert_int_equal(first_pipe(stage)->items[0].size, 6);
	free(stage);
}

static void children_inherit_ends_and_the_dead_leave_them(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(2);
	assert_int_equal(bits_of(first_pipe(stage)->readers), 7);
	assert_int_equal(bits_of(first_pipe(stage)->writers), 7);
	says(stage, closed(0, END_READ), "0 closes the read end of pipe 1");
	says(stage, closed(1, END_READ | END_WRITE), "1 closes both ends of pipe 1");
	says(stage, closed(2, END_WRITE), "2 closes the write end of pipe 1");
	assert_int_equal(bits_of(first_pipe(stage)->writers), 1);
	says(stage, closed(0, END_WRITE),
	     "0 closes the write end of pipe 1: nobody can write any more");
	says(stage, with_size(step(2, OP_READ, PIPE, 0), 4),
	     "2 reads the end of pipe 1: nobody can write any more");
	says(stage, did(2, OP_EXIT, 0, 0), "2 ends");
	assert_int_equal(bits_of(first_pipe(stage)->readers), 0);
	says(stage, with_error(step(0, OP_WRITE, PIPE, 0), EPIPE),
	     "0 writes into pipe 1, but nobody can read it any more: SIGPIPE");
	says(stage, closed(0, 0), "0 closes a second descriptor of pipe 1");
	free(stage);
}

static void who_waits_is_told_who_could_still_write(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(2);
	fold(stage, park(1, OP_READ, PIPE));
	says_next(stage, 1, "read pipe 1");
	says_wait(
		stage, 1,
		"a message in pipe 1, which is empty and can still be written by 0 and 2 and by 1 "
		"itself");
	fold(stage, closed(0, END_WRITE));
	fold(stage, closed(2, END_WRITE));
	says_wait(stage, 1,
		  "a message in pipe 1, which is empty and can still be written by 1 itself");
	fold(stage, park(2, OP_WRITE, PIPE));
	says_next(stage, 2, "write 4 bytes into pipe 1");
	says_wait(stage, 2, "room in pipe 1, which is full");
	free(stage);
}

static void calls_that_do_not_wait_say_why_they_failed(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(1);
	says(stage, with_error(step(1, OP_READ, PIPE, 0), EAGAIN), "1 finds pipe 1 empty");
	says(stage, with_error(step(1, OP_WRITE, PIPE, 0), EAGAIN), "1 finds pipe 1 full");
	says(stage, with_error(step(1, OP_READ, PIPE, 0), EBADF),
	     "1 cannot read pipe 1: Bad file descriptor");
	says(stage, step(1, OP_POLL, PIPE, 0), "1 asks whether pipe 1 is ready: it is not");
	assert_int_equal(first_pipe(stage)->read, 0);
	assert_int_equal(first_pipe(stage)->written, 0);
	free(stage);
}

static void the_capacity_can_be_set(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(1);
	says(stage, with_argument(did(0, OP_FCNTL, PIPE, 4096), F_SETPIPE_SZ),
	     "0 makes pipe 1 hold 4096 bytes");
	says(stage, with_argument(did(0, OP_FCNTL, PIPE, 2), F_SETFL),
	     "0 asks or sets how pipe 1 works");
	assert_int_equal(first_pipe(stage)->capacity, 4096);
	free(stage);
}

static void reads_take_parts_and_several_messages(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(1);
	fold(stage, wrote(0, "abcd"));
	fold(stage, wrote(0, "efgh"));
	says(stage, got(1, "ab"), "1 reads ab from pipe 1, a part of 0's message");
	assert_int_equal(first_pipe(stage)->items[0].size, 2);
	says(stage, got(1, "cdefgh"), "1 reads cdefgh from pipe 1, 2 messages at once");
	assert_int_equal(first_pipe(stage)->bytes, 0);
	assert_int_equal(first_pipe(stage)->count, 0);
	assert_int_equal(first_pipe(stage)->torn, 0);
	free(stage);
}

static void a_message_is_torn_by_who_writes_between_its_pieces(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(2);
	says(stage, wrote_part(1, 4096, 4097), "1 writes 4096 of 4097 bytes into pipe 1");
	says_pattern(stage, "");
	says(stage, wrote_part(2, 4096, 4097), "2 writes 4096 of 4097 bytes into pipe 1");
	says(stage, wrote_part(1, 1, 1),
	     "1 writes the last 1 of its bytes into pipe 1, after 2 came between");
	says_pattern(stage,
		     "A message in pipe 1 is torn: another process came between its pieces.");
	assert_int_equal(first_pipe(stage)->torn, 1);
	assert_int_equal(first_pipe(stage)->first_torn_of, 1 + 1);
	assert_int_equal(first_pipe(stage)->first_torn_by, 2 + 1);
	assert_int_equal(first_pipe(stage)->first_torn_step, 3);
	assert_false(first_pipe(stage)->first_torn_read);
	assert_int_equal(first_pipe(stage)->items[0].torn, 1);
	assert_int_equal(first_pipe(stage)->items[1].torn, 0);
	says(stage, got_part(0, 4097),
	     "0 reads AAAAAAAAAAAAAAAAAAAAAA... from pipe 1, pieces of messages of 1 and 2");
	says_pattern(stage, "");
	free(stage);
}

static void pieces_that_stay_together_are_whole(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(2);
	fold(stage, wrote_part(1, 4096, 4097));
	says(stage, wrote_part(1, 1, 1), "1 writes the last 1 of its bytes into pipe 1");
	fold(stage, wrote_part(2, 4096, 4097));
	fold(stage, wrote_part(2, 1, 1));
	assert_int_equal(first_pipe(stage)->torn, 0);
	assert_int_equal(bits_of(first_pipe(stage)->apart), 0);
	free(stage);
}

static void a_message_is_torn_by_two_readers(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(2);
	fold(stage, wrote(0, "head+body"));
	fold(stage, got(1, "head"));
	says(stage, got(2, "+bod"),
	     "2 reads +bod from pipe 1, the rest of a message that 1 has begun to read");
	assert_int_equal(first_pipe(stage)->torn, 1);
	assert_true(first_pipe(stage)->first_torn_read);
	assert_int_equal(first_pipe(stage)->first_torn_of, 0 + 1);
	assert_int_equal(first_pipe(stage)->first_torn_by, 2 + 1);
	free(stage);
}

static void more_messages_than_are_kept_are_still_counted(void **state)
{
	(void)state;
	struct stage *stage = pipe_stage(1);
	for (unsigned i = 0; i < PIPE_ITEMS + 6; i++)
		fold(stage, wrote(0, "four"));
	assert_int_equal(first_pipe(stage)->count, PIPE_ITEMS);
	assert_int_equal(first_pipe(stage)->bytes, 4 * (PIPE_ITEMS + 6));
	for (unsigned i = 0; i < PIPE_ITEMS + 6; i++)
		fold(stage, got(1, "four"));
	assert_int_equal(first_pipe(stage)->count, 0);
	assert_int_equal(first_pipe(stage)->bytes, 0);
	fold(stage, wrote(0, "next"));
	assert_string_equal(first_pipe(stage)->items[0].text, "next");
	free(stage);
}

static void a_socket_pair_is_two_ways(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 0);
	says(stage, with_argument(did(0, OP_SOCKETPAIR, PIPE, 212992), OTHER),
	     "0 makes socket 1, one way of a socket pair");
	fold(stage, with_argument(did(0, OP_SOCKETPAIR, OTHER, 212992), PIPE));
	assert_int_equal(stage_find(stage, PIPE)->peer, OTHER);
	assert_int_equal(stage_find(stage, OTHER)->peer, PIPE);
	births(stage, 1);
	says(stage, wrote(1, "hi"), "1 writes hi into socket 1");
	assert_int_equal(bits_of(pipe_of(stage_find(stage, OTHER))->writers), 3);
	says(stage, step(1, OP_CLOSE, OTHER, END_READ | END_WRITE),
	     "1 closes its end of socket 2 and socket 1");
	assert_int_equal(bits_of(pipe_of(stage_find(stage, OTHER))->readers), 1);
	assert_int_equal(bits_of(pipe_of(stage_find(stage, OTHER))->writers), 3);
	assert_int_equal(bits_of(pipe_of(stage_find(stage, PIPE))->readers), 3);
	assert_int_equal(bits_of(pipe_of(stage_find(stage, PIPE))->writers), 1);
	says(stage, step(0, OP_CLOSE, OTHER, END_READ),
	     "0 closes the read end of socket 2: nobody can read it any more");
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_go_in_and_come_out),
		cmocka_unit_test(children_inherit_ends_and_the_dead_leave_them),
		cmocka_unit_test(who_waits_is_told_who_could_still_write),
		cmocka_unit_test(calls_that_do_not_wait_say_why_they_failed),
		cmocka_unit_test(the_capacity_can_be_set),
		cmocka_unit_test(reads_take_parts_and_several_messages),
		cmocka_unit_test(a_message_is_torn_by_who_writes_between_its_pieces),
		cmocka_unit_test(pieces_that_stay_together_are_whole),
		cmocka_unit_test(a_message_is_torn_by_two_readers),
		cmocka_unit_test(more_messages_than_are_kept_are_still_counted),
		cmocka_unit_test(a_socket_pair_is_two_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
