/*
 * The filter lets pass what system_calls.def lists: what only asks by its number alone, so that the
 * kernel keeps the answers (since Linux 5.11). What is private or not understood waits for the
 * viewer's word (SECCOMP_RET_USER_NOTIF): nobody needs a handler in the program, and neither exec
 * nor a blocked signal gets in its way. So does a signal that is not sent by ourselves.
 */
#include "agent/core/watched.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "trace/call_class.h"
#include "trace/protocol.h"
#include "trace/system.h"

#if defined(__x86_64__)
enum { OUR_ARCHITECTURE = (int)AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { OUR_ARCHITECTURE = (int)AUDIT_ARCH_AARCH64 };
#else
enum { OUR_ARCHITECTURE = 0 }; /* no call is ours: every one is asked about */
#endif

/* What becomes of a call. */
enum verdict {
	ASK,
	PASS,
	PASS_FROM_LIBRARIES, /* asked about when the program makes it past them */
	PASS_IF_OURS,	     /* a signal: asked about when it is not sent by ourselves */
	VERDICTS
};

/* Numbers that follow each other and are answered alike: up to where the next one begins. */
struct range {
	uint32_t from;
	enum verdict verdict;
};

enum {
	NUMBERS = 512, /* those of x86-64 and AArch64 are below */
	HEAD = 6,
	ANSWERS = 8,
	RANGES = 2 * CALL_ROWS + 1, /* each call with a gap behind it */
	INSTRUCTIONS = HEAD + 2 * RANGES + ANSWERS
};

static bool is_refused; /* seccomp(2), here */

/*
 * The upper half of the address from which on the libraries lie; 0: the program lies among them.
 * Another image may have it elsewhere, but not below that, as it is rounded down.
 */
static uint32_t libraries_from(void)
{
	uint32_t ours = (uint32_t)(agent.text_start >> 32);
	uint32_t from = ours - (ours >> 3);

	return (uint32_t)(agent.program_end >> 32) < from ? from : 0;
}

/*
 * The kernel keeps its answers where no address counts. Of all calls a futex is made most: it
 * passes from everywhere.
 */
static enum verdict verdict_of(const struct call_row *row)
{
	if (row->class == CALL_QUERY || row->number == SYS_futex)
		return PASS;
	if (row->class == CALL_FOLLOWED)
		return libraries_from() ? PASS_FROM_LIBRARIES : PASS;
	return row->class == CALL_SIGNAL ? PASS_IF_OURS : ASK;
}

/* Returns how many. */
static unsigned find_ranges(struct range ranges[RANGES])
{
	enum verdict verdicts[NUMBERS] = {ASK};
	unsigned count = 1;

	for (unsigned i = 0; i < CALL_ROWS; i++) {
		if (call_rows[i].number < NUMBERS)
			verdicts[call_rows[i].number] = verdict_of(&call_rows[i]);
	}
	ranges[0] = (struct range){0, verdicts[0]};
	for (unsigned i = 1; i < NUMBERS; i++) {
		if (verdicts[i] != verdicts[i - 1])
			ranges[count++] = (struct range){i, verdicts[i]};
	}
	return count;
}

static struct sock_filter load(size_t offset)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* Over so many instructions, when what was loaded compares so or when it does not. */
static struct sock_filter jump(uint16_t compares, uint32_t with, unsigned if_so, unsigned if_not)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | compares | BPF_K, with, (uint8_t)if_so,
					    (uint8_t)if_not);
}

/*
 * A search for the range of a number, which is loaded: one comparison for each but one of the
 * `count` ranges, and one way out of each, to the answer at instruction `answers[verdict]`.
 * Returns the number of the next instruction.
 */
static unsigned write_search(struct sock_filter *filter, unsigned at, const struct range *ranges,
			     unsigned count, const unsigned answers[VERDICTS])
{
	unsigned half = count / 2, size = 2 * half - 1;

	if (count == 1) {
		filter[at] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA,
							  answers[ranges->verdict] - at - 1);
		return at + 1;
	}
	filter[at] = jump(BPF_JGE, ranges[half].from, size, 0);
	at = write_search(filter, at + 1, ranges, half, answers);
	return write_search(filter, at, ranges + half, count - half, answers);
}

/*
 * What is not called from a library comes past the functions that we stand in front of: by an
 * instruction in the program, or from one without libraries.
 */
static void write_answers(struct sock_filter *filter, const unsigned answers[VERDICTS])
{
	const size_t upper = offsetof(struct seccomp_data, instruction_pointer) + 4;
	unsigned at = answers[PASS_FROM_LIBRARIES];

	filter[at++] = load(upper);
	filter[at] = jump(BPF_JGE, libraries_from(), answers[PASS] - at - 1, answers[ASK] - at - 1);
	at = answers[PASS_IF_OURS];
	filter[at++] = load(offsetof(struct seccomp_data, args[4])); /* its lower half */
	filter[at] =
		jump(BPF_JEQ, SYSTEM_SIGNAL_OURS, answers[PASS] - at - 1, answers[ASK] - at - 1);
	filter[answers[PASS]] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[answers[ASK]] =
		(struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
}

/* Returns how many instructions it has. */
static unsigned short write_filter(struct sock_filter filter[INSTRUCTIONS])
{
	struct range ranges[RANGES];
	unsigned count = find_ranges(ranges), first = HEAD + 2 * count - 1, at = 0;
	const unsigned answers[VERDICTS] = {[PASS_FROM_LIBRARIES] = first,
					    [PASS_IF_OURS] = first + 2,
					    [PASS] = first + 4,
					    [ASK] = first + 5};

	filter[at++] = load(offsetof(struct seccomp_data, arch));
	filter[at++] = jump(BPF_JEQ, (uint32_t)OUR_ARCHITECTURE, 1, 0);
	filter[at] = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, answers[ASK] - at - 1);
	at++;
	filter[at++] = load(offsetof(struct seccomp_data, nr));
	filter[at++] = jump(BPF_JEQ, SYS_futex, 0, 1);
	filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	write_search(filter, at, ranges, count, answers);
	write_answers(filter, answers);
	return (unsigned short)(first + 6);
}

/* A process that is asked about is not woken by signals meanwhile, where the kernel can do that. */
static int install(void)
{
	const unsigned wait_killable = 1U << 5; /* SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 5.19 */
	struct sock_filter filter[INSTRUCTIONS];
	const struct sock_fprog program = {.len = write_filter(filter), .filter = filter};
	int listener;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	listener = (int)REAL(syscall)(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				      SECCOMP_FILTER_FLAG_NEW_LISTENER | wait_killable, &program);
	if (listener < 0)
		listener = (int)REAL(syscall)(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
					      SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	return listener;
}

void agent_watch_calls(int control)
{
	int listener = install();

	is_refused = listener < 0 || protocol_send(control, SERVER_WATCHED, &listener, 1) < 0;
	if (listener >= 0)
		REAL(close)(listener);
}

void agent_note_unwatched(struct trace *trace)
{
	const struct blind_spot refused = {.what = UNSEEN_UNWATCHED};
	const struct blind_spot past_us = {.what = UNSEEN_OWN_CALLS};

	if (is_refused)
		ledger_note(&trace->ledger, &refused);
	else if (agent.own_calls && !libraries_from())
		ledger_note(&trace->ledger, &past_us);
}
