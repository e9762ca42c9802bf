/* Plain words: bytes, what processes do, what comes next, and sentences that do not fit. */
#include <errno.h>
#include <signal.h>
#include "base/printable.h"
#include "model/words.h"
#include "model_records.h"
#include "sets.h"

static void bytes_are_shown_as_what_they_most_likely_are(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length, whole;
		const char *shown;
	} cases[] = {
		{"", 0, 0, "nothing"},
		{"", 0, 1, "1 byte"},
		{"", 0, 5000, "5000 bytes"},
		{"hello", 5, 5, "hello"},
		{"hello\n", 6, 6, "hello"},
		{"ping\0\0\0\0", 8, 8, "ping"},
		{"AAAAAAAAAAAAAAAAAAAAAA", 22, 4097, "AAAAAAAAAAAAAAAAAAAAAA..."},
		{"\x03\0\0\0", 4, 4, "3"},
		{"\xff\xff\xff\xff", 4, 4, "-1"},
		{"a\0\0\0", 4, 4, "97"},
		{"\x28\x23\0\0", 4, 4, "9000"},
		{"\x07\0\0\0\0\0\0\0", 8, 8, "7"},
		{"\x04\0\0\0\x0e\0\0\0", 8, 8, "4 14"},
		{"\0\0\0\x04\0\0\0\x01", 8, 8, "1"},
		{"\0\0\0\x04\0\0\0\x01\x07\0\0\0", 12, 12, "4 1 7"},
		{"\0\0\0\x14\0\0\0\x01\x01\0\0\0\0\0\0\0\0\0\0\0\x02\0", 22, 28, "20 1 1 ..."},
		{"\x01", 1, 1, "1"},
		{"x", 1, 1, "x"},
		{"\xe4\xbd\xa0\xe5\xa5\xbd", 6, 6, "你好"},
		{"\xe4\xbd\xa0\xe5\xa5", 5, 12, "你..."},
		{"\x01\x02\x03", 3, 3, "0x01 0x02 0x03"},
		{"\x01\x02\x03", 3, 9, "(9 bytes)"},
		{"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, 16, "(16 bytes)"},
		{"\xc0\xaf\x80", 3, 3, "0xc0 0xaf 0x80"},
	};
	char text[64];
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int length = say_bytes(cases[i].bytes, cases[i].length, cases[i].whole, text,
				       sizeof text);
		assert_string_equal(text, cases[i].shown);
		assert_int_equal(length, strlen(text));
	}
}

static void bytes_fit_into_any_room(void **state)
{
	(void)state;
	static const char *const samples[] = {
		"0123456789", "你好你好", "\x01\x02\x03\x04\x05\x06\x07", "\x04\0\0\0\x0e\0\0\0"};
	for (unsigned i = 0; i < sizeof samples / sizeof samples[0]; i++)
		for (size_t room = 1; room < 24; room++) {
			char *text = malloc(room);
			int length = say_bytes(samples[i], 7, 4000, text, room);
			assert_true((size_t)length < room);
			assert_int_equal(length, strlen(text));
			free(text);
		}
}

static void words_are_never_cut_in_the_middle_of_a_character(void **state)
{
	(void)state;
	char text[8];
	struct words words = words_begin(text, sizeof text);
	words_add(&words, "ab%s", "读者读者");
	assert_string_equal(text, "ab读");
	assert_int_equal(words.length, 5);
	words_add(&words, "%s", "xyz");
	assert_string_equal(text, "ab读xy");
	char clean[5];
	assert_int_equal(printable_copy(clean, sizeof clean, "a读者", 7), 4);
	assert_string_equal(clean, "a读");
	assert_int_equal(printable_copy(clean, sizeof clean, "\xed\xa0\x80\t\x7f", 5), 4);
	assert_string_equal(clean, "????");
}

static void lists_numbers_and_times_read_well(void **state)
{
	(void)state;
	char text[96];
	struct words words = words_begin(text, sizeof text);
	words_actors(&words, bits(1u << 4), "and");
	words_add(&words, "; ");
	words_actors(&words, bits(1u << 4 | 1u << 12), "or");
	words_add(&words, "; ");
	words_actors(&words, bits(7), "and");
	words_add(&words, "; ");
	words_count(&words, 1, "byte");
	words_add(&words, "; ");
	words_count(&words, 0, "byte");
	words_add(&words, "; ");
	words_seconds(&words, 1000000000);
	words_add(&words, "; ");
	words_seconds(&words, 20050000);
	words_add(&words, "; ");
	words_signal(&words, 13);
	assert_string_equal(text,
			    "4; 4 or 12; 0, 1 and 2; 1 byte; 0 bytes; 1.0 s; 0.02005 s; SIGPIPE");
}

static struct record group(unsigned self, unsigned about, enum group_call call, uint64_t value)
{
	struct record record = with_argument(did(self, OP_GROUP, 0, value), about);

	record.size = call;
	return record;
}

static void what_actors_do_is_told(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	says(stage, begin(0, 0), "0 begins");
	says(stage, begin(1, 0), "1 begins, a child of 0");
	says(stage, did(0, OP_FORK, 0, 1), "0 forks 1");
	says(stage, with_error(did(0, OP_FORK, 0, 0), 11),
	     "0 cannot fork: Resource temporarily unavailable");
	says(stage, with_text(did(1, OP_NAME_PROCESS, 0, 0), "adder"), "1 is called adder");
	says(stage, with_text(did(1, OP_CALLED, 0, 0), "producer()"), "1 is called producer()");
	says(stage, with_text(did(1, OP_CALLED, 3, 0), "b->empty"), "");
	says(stage, with_text(did(1, OP_NOTE, 0, 0), "round 2 of 5"), "1 says: round 2 of 5");
	says(stage, with_text(did(1, OP_PRINT, 0, 0), "done\n"), "1 prints \"done\"");
	says(stage, with_argument(did(1, OP_SLEEP, 0, 0), 500000000), "1 has slept 0.5 s");
	says(stage, did(1, OP_CLOCK, 0, 1000000000), "the clock jumps to 1.0 s: everybody slept");
	assert_int_equal(stage->clock_ns, 1000000000);
	says(stage, with_argument(did(0, OP_KILL, 0, 9), 1), "0 sends SIGKILL to 1");
	says(stage, with_argument(did(0, OP_KILL, 0, 15), 0), "0 sends SIGTERM to itself");
	says(stage, group(0, 1, GROUP_MOVED, 2), "0 sets the process group of 1: that of 1");
	says(stage, group(1, 1, GROUP_ASKED, 0), "1 asks for the process group of itself");
	says(stage, group(1, 1, GROUP_LED, 2), "1 begins a session and group of its own");
	says(stage, group(1, 1, GROUP_SIGNALLED, 3), "1 sends to a process group of 3");
	says(stage, with_argument(did(1, OP_DEATH, 0, 9), 1), "1 is killed by SIGKILL, sent by 0");
	says(stage, with_argument(did(0, OP_WAIT, 0, 1), 0),
	     "0 sees that 1 has ended, killed by SIGKILL");
	says(stage, with_error(did(0, OP_WAIT, 0, 0), 10), "0 has no child to wait for");
	says(stage, with_text(did(0, OP_OUTCOME, 0, 0), "counter=7"), "0 reports counter=7");
	says(stage, with_text(did(0, OP_EXPECTED, 0, 0), "counter=10"), "0 expected counter=10");
	says(stage, did(0, OP_EXIT, 0, 0), "0 ends");
	says(stage, name(4, OBJECT_VALUE, "counter"), "");
	free(stage);
}

static void deaths_name_their_sender(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	says(stage, did(1, OP_DEATH, 0, 11), "1 is killed by SIGSEGV");
	says(stage, with_argument(did(2, OP_DEATH, 0, 9), 3),
	     "2 is killed by SIGKILL, sent by itself");
	says(stage, did(0, OP_EXIT, 0, 3), "0 ends with status 3");
	free(stage);
}

static void waits_for_children_and_clocks_are_told(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, with_argument(park(0, OP_WAIT, 0), 0));
	says_next(stage, 0, "wait for a child to end");
	says_wait(stage, 0, "1 or 2 to end");
	fold(stage, did(1, OP_EXIT, 0, 0));
	says_wait(stage, 0, "2 to end");
	fold(stage, with_argument(park(0, OP_WAIT, 0), 2));
	says_next(stage, 0, "wait for 1 to end");
	says_wait(stage, 0, "1 to end");
	fold(stage, with_argument(park(2, OP_SLEEP, 0), 1500000000));
	says_next(stage, 2, "sleep 1.5 s");
	fold(stage, did(2, OP_EXIT, 0, 0));
	says_next(stage, 2, "");
	free(stage);
}

static void waits_for_signals_are_told(void **state)
{
	const uint64_t user = UINT64_C(1) << (SIGUSR1 - 1);
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 1);
	fold(stage, park(0, OP_PAUSE, 0));
	says_next(stage, 0, "begin to wait for a signal");
	says(stage, did(0, OP_PAUSE, 0, 0), "0 begins to wait for a signal");
	says(stage, did(0, OP_BEGIN_WAIT, 0, OP_READ), "0 begins to wait, before a signal comes");
	says(stage, with_argument(did(0, OP_TREAT, 0, 0), user), "0 changes how it treats SIGUSR1");
	says(stage, did(0, OP_ASK_SIGNALS, 0, 0), "0 asks which signals wait: none");
	says(stage, did(0, OP_ASK_SIGNALS, 0, user), "0 asks which signals wait: SIGUSR1");
	says(stage, did(0, OP_EPOLL_WATCH, 0, 0), "0 has its epoll watch a descriptor");
	says(stage, did(0, OP_CANCELLED, 0, 0), "0 has been cancelled, and ends");
	fold(stage, park(0, OP_HANDLED, 0));
	says_wait(stage, 0, "a signal");
	fold(stage, with_argument(did(1, OP_KILL, 0, SIGUSR1), 0));
	says(stage, did(0, OP_HANDLED, 0, 0), "0 has had a signal, and goes on");
	fold(stage, with_argument(did(1, OP_KILL, 0, SIGUSR1), 0));
	fold(stage, park(0, OP_HANDLED, 0));
	says_wait(stage, 0, "a signal, and SIGUSR1 of 1 came before it waited");
	fold(stage, did(0, OP_HANDLED, 0, 0));
	fold(stage, did(1, OP_EXIT, 0, 0));
	fold(stage, park(0, OP_HANDLED, 0));
	says_wait(stage, 0, "a signal, and SIGCHLD of 1 came before it waited");
	fold(stage, did(0, OP_WAIT, 0, 1));
	fold(stage, park(0, OP_HANDLED, 0));
	says_wait(stage, 0, "a signal");
	fold(stage, with_argument(park(0, OP_SIGWAIT, 0), user | user << 2));
	says_next(stage, 0, "take SIGUSR1 or SIGUSR2");
	says_wait(stage, 0, "SIGUSR1 or SIGUSR2");
	says(stage, did(0, OP_SIGWAIT, 0, SIGUSR2), "0 takes SIGUSR2");
	says(stage, with_error(with_argument(did(0, OP_SIGWAIT, 0, 0), user), EAGAIN),
	     "0 has not been sent SIGUSR1 in time");
	says(stage, with_error(with_argument(did(0, OP_SIGWAIT, 0, 0), UINT64_MAX), EINTR),
	     "0 has not been sent a signal, but another signal");
	free(stage);
}

static void signalfds_are_told(void **state)
{
	const uint64_t user = UINT64_C(1) << (SIGUSR1 - 1);
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 0);
	says(stage, did(0, OP_SIGNALFD, 4, user), "0 makes signalfd 1 for SIGUSR1");
	fold(stage, park(0, OP_READ, 4));
	says_next(stage, 0, "read signalfd 1");
	says_wait(stage, 0, "SIGUSR1 in signalfd 1");
	says(stage, with_bytes(did(0, OP_READ, 4, 128), (const char[]){SIGUSR1}, 1),
	     "0 reads SIGUSR1 from signalfd 1");
	free(stage);
}

static void timers_are_told(void **state)
{
	struct record set = with_argument(did(0, OP_SET_TIMER, 0, 500000000), 2000000000);
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 0);
	set.size = SIGALRM;
	says(stage, set, "0 sets a timer: SIGALRM in 2.0 s, then every 0.5 s");
	says(stage, did(0, OP_EXPIRE, 0, SIGALRM), "0's timer goes off: SIGALRM");
	says(stage, did(0, OP_SET_TIMER, 0, 0), "0 stops a timer");
	says(stage, did(0, OP_TIMERFD, 4, 0), "0 makes timer 1");
	fold(stage, park(0, OP_READ, 4));
	says_wait(stage, 0, "timer 1 to go off, which is not set");
	says(stage, with_argument(did(0, OP_SET_TIMER, 4, 0), 50000000),
	     "0 sets timer 1: in 0.05 s");
	fold(stage, park(0, OP_READ, 4));
	says_wait(stage, 0, "timer 1 to go off");
	says(stage, with_argument(did(0, OP_SET_TIMER, 4, 0), 0), "0 stops timer 1");
	free(stage);
}

static void everybody_waiting_is_pointed_out(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 1);
	fold(stage, with_argument(park(0, OP_WAIT, 0), 0));
	fold(stage, park(1, OP_SEM_WAIT, 4));
	says_pattern(stage, "");
	stage_mark(stage, bits(0));
	says_pattern(stage,
		     "Everybody who is left waits, and nobody is left to wake them: a deadlock.");
	fold(stage, with_flags(park(1, OP_SEM_WAIT, 4), RECORD_TIMED));
	stage_mark(stage, bits(0));
	says_pattern(stage, "");
	free(stage);
}

static void every_shared_operation_has_a_letter(void **state)
{
	(void)state;
	assert_int_equal(operation_row(OP_LOAD)->letter, 'L');
	assert_int_equal(operation_row(OP_STORE)->letter, 'S');
	assert_int_equal(operation_row(OP_READ)->letter, 'R');
	assert_int_equal(operation_row(OP_WRITE)->letter, 'W');
	assert_int_equal(operation_row(OP_BEGIN)->letter, '.');
	assert_int_equal(operation_row(OP_COUNT)->letter, '.');
	for (int operation = OP_LOAD; operation < OP_COUNT; operation++)
		assert_true(operation_row((enum operation)operation)->letter != '.' ||
			    operation == OP_CALLED || operation == OP_FCNTL ||
			    operation == OP_SYNC || operation == OP_MUTEX_CONSISTENT ||
			    operation == OP_BARRIER_LEAVE || operation == OP_FUTEX_WOKEN ||
			    operation == OP_HANDLED || operation == OP_EXPIRE ||
			    (operation >= OP_THREAD && operation <= OP_DETACH) ||
			    operation == OP_MUTEX_FOUND || operation == OP_STREAM_HELD ||
			    operation == OP_ONCE_DONE || operation == OP_END_SEEN ||
			    operation == OP_FREED || operation == OP_INPUT);
}

static void sentences_fit_into_any_room(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 1);
	fold(stage, step(1, OP_LOAD, 4, 3));
	const struct record record = step(1, OP_STORE, 4, 4);
	for (size_t room = 1; room < 40; room++) {
		char *text = malloc(room);
		int length = say_record(stage, &record, text, room);
		assert_int_equal(length, strlen(text));
		assert_memory_equal(text, "1 stores value 1: 4", (size_t)length);
		free(text);
	}
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_shown_as_what_they_most_likely_are),
		cmocka_unit_test(bytes_fit_into_any_room),
		cmocka_unit_test(words_are_never_cut_in_the_middle_of_a_character),
		cmocka_unit_test(lists_numbers_and_times_read_well),
		cmocka_unit_test(what_actors_do_is_told),
		cmocka_unit_test(deaths_name_their_sender),
		cmocka_unit_test(waits_for_children_and_clocks_are_told),
		cmocka_unit_test(waits_for_signals_are_told),
		cmocka_unit_test(timers_are_told),
		cmocka_unit_test(signalfds_are_told),
		cmocka_unit_test(everybody_waiting_is_pointed_out),
		cmocka_unit_test(every_shared_operation_has_a_letter),
		cmocka_unit_test(sentences_fit_into_any_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
