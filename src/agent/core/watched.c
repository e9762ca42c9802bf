/*
 * The filter lets pass what system_calls.def lists, by number alone, so that the kernel keeps the
 * answers (since Linux 5.11) and a call that passes costs next to nothing. What is private or not
 * understood waits for the viewer's word (SECCOMP_RET_USER_NOTIF): nobody needs a handler in the
 * program, and neither exec nor a blocked signal gets in its way. So does a signal that is not sent
 * by ourselves.
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

/* Those that a run makes most, which come first: who is further down waits for all before it. */
static const uint32_t often[] = {
	SYS_read,	    SYS_write,	    SYS_close,	    SYS_rt_sigtimedwait,
	SYS_newfstatat,	    SYS_exit_group, SYS_wait4,	    SYS_clone,
	SYS_rt_sigprocmask, SYS_ppoll,	    SYS_getdents64, SYS_openat,
	SYS_munmap,	    SYS_mmap,	    SYS_mprotect};

enum {
	HEAD = 4,
	PLACE = 6,
	TAIL = 5,
	OFTEN = sizeof(often) / sizeof(often[0]),
	INSTRUCTIONS = HEAD + 2 * (CALL_ROWS + OFTEN) + PLACE + TAIL
};

static bool is_refused; /* seccomp(2), here */

static struct sock_filter load(size_t offset)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* Over so many instructions, when what was loaded is this or when it is not. */
static struct sock_filter jump(uint32_t is, unsigned if_so, unsigned if_not)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, is, (uint8_t)if_so,
					    (uint8_t)if_not);
}

/* The calls of a class, for which `verdict` is the answer. */
static unsigned write_rows(struct sock_filter *filter, enum call_class class,
			   struct sock_filter verdict)
{
	unsigned at = 0;

	for (unsigned i = 0; i < CALL_ROWS; i++) {
		if (call_rows[i].class != class)
			continue;
		filter[at++] = jump(call_rows[i].number, 0, 1);
		filter[at++] = verdict;
	}
	return at;
}

/* Those that send signals: each leads to what is behind them all, where ours are let pass. */
static unsigned write_signals(struct sock_filter *filter, struct sock_filter ask,
			      struct sock_filter pass)
{
	unsigned signals = 0, at = 0;

	for (unsigned i = 0; i < CALL_ROWS; i++)
		signals += call_rows[i].class == CALL_SIGNAL;
	for (unsigned i = 0; i < CALL_ROWS; i++) {
		if (call_rows[i].class != CALL_SIGNAL)
			continue;
		filter[at] = jump(call_rows[i].number, signals - at, 0);
		at++;
	}
	filter[at++] = ask;
	filter[at++] = load(offsetof(struct seccomp_data, args[4])); /* its lower half */
	filter[at++] = jump(SYSTEM_SIGNAL_OURS, 0, 1);
	filter[at++] = pass;
	filter[at++] = ask;
	return at;
}

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
 * What is not called from a library comes past the functions that we stand in front of: by an
 * instruction in the program, or from one without libraries. But the kernel keeps its answers only
 * where no address counts, and of all calls this one is made most.
 */
static unsigned write_place(struct sock_filter *filter, struct sock_filter ask,
			    struct sock_filter pass)
{
	const size_t upper = offsetof(struct seccomp_data, instruction_pointer) + 4;
	unsigned at = 0;

	if (!libraries_from())
		return 0;
	filter[at++] = jump(SYS_futex, 0, 1);
	filter[at++] = pass;
	filter[at++] = load(upper);
	filter[at++] =
		(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, libraries_from(), 1, 0);
	filter[at++] = ask;
	filter[at++] = load(offsetof(struct seccomp_data, nr));
	return at;
}

/* Returns how many instructions it has. */
static unsigned short write_filter(struct sock_filter filter[INSTRUCTIONS])
{
	const struct sock_filter ask = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	const struct sock_filter pass = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	unsigned at = 0;

	filter[at++] = load(offsetof(struct seccomp_data, arch));
	filter[at++] = jump((uint32_t)OUR_ARCHITECTURE, 1, 0);
	filter[at++] = ask;
	filter[at++] = load(offsetof(struct seccomp_data, nr));
	at += write_rows(&filter[at], CALL_QUERY, pass);
	at += write_place(&filter[at], ask, pass);
	for (unsigned i = 0; i < OFTEN; i++) {
		filter[at++] = jump(often[i], 0, 1);
		filter[at++] = pass;
	}
	at += write_rows(&filter[at], CALL_FOLLOWED, pass);
	at += write_signals(&filter[at], ask, pass);
	return (unsigned short)at;
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
	const struct blind_spot spot = {.what = UNSEEN_UNWATCHED};

	if (is_refused)
		ledger_note(&trace->ledger, &spot);
}
