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
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "trace/protocol.h"
#include "trace/system.h"

#if defined(__x86_64__)
enum { OUR_ARCHITECTURE = (int)AUDIT_ARCH_X86_64 };
#elif defined(__aarch64__)
enum { OUR_ARCHITECTURE = (int)AUDIT_ARCH_AARCH64 };
#else
enum { OUR_ARCHITECTURE = 0 }; /* no call is ours: every one is asked about */
#endif

static const uint16_t passing[] = {
#define QUERY(name)    SYS_##name,
#define FOLLOWED(name) SYS_##name,
#define SIGNAL(name)
#define PRIVATE(name)
#include "trace/system_calls.def"
#undef QUERY
#undef FOLLOWED
#undef SIGNAL
#undef PRIVATE
};

static const uint16_t followed[] = {
#define QUERY(name)
#define FOLLOWED(name) SYS_##name,
#define SIGNAL(name)
#define PRIVATE(name)
#include "trace/system_calls.def"
#undef QUERY
#undef FOLLOWED
#undef SIGNAL
#undef PRIVATE
};

static const uint16_t signals[] = {
#define QUERY(name)
#define FOLLOWED(name)
#define SIGNAL(name) SYS_##name,
#define PRIVATE(name)
#include "trace/system_calls.def"
#undef QUERY
#undef FOLLOWED
#undef SIGNAL
#undef PRIVATE
};

enum {
	PASSING = sizeof(passing) / sizeof(passing[0]),
	FOLLOWED_CALLS = sizeof(followed) / sizeof(followed[0]),
	SIGNALS = sizeof(signals) / sizeof(signals[0]),
	HEAD = 4,
	TAIL = 5,
	INSTRUCTIONS = HEAD + 2 * PASSING + SIGNALS + TAIL
};

static bool is_refused; /* seccomp(2), here */

bool agent_is_followed(long call)
{
	for (unsigned i = 0; i < FOLLOWED_CALLS; i++) {
		if (followed[i] == call)
			return true;
	}
	return false;
}

/* What is left: signals, which pass if they are ours, and what is asked about. */
static void write_tail(struct sock_filter *filter, struct sock_filter ask, struct sock_filter pass)
{
	const uint32_t fifth = offsetof(struct seccomp_data, args[4]); /* its lower half */

	for (unsigned i = 0; i < SIGNALS; i++)
		*filter++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, signals[i],
							 (uint8_t)(SIGNALS - i), 0);
	*filter++ = ask;
	*filter++ = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, fifth);
	*filter++ =
		(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYSTEM_SIGNAL_OURS, 0, 1);
	*filter++ = pass;
	*filter++ = ask;
}

static void write_filter(struct sock_filter filter[INSTRUCTIONS])
{
	const uint32_t architecture = offsetof(struct seccomp_data, arch);
	const uint32_t number = offsetof(struct seccomp_data, nr);
	const struct sock_filter ask = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	const struct sock_filter pass = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	unsigned at = 0;

	filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, architecture);
	filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						    (uint32_t)OUR_ARCHITECTURE, 1, 0);
	filter[at++] = ask;
	filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number);
	for (unsigned i = 0; i < PASSING; i++) {
		filter[at++] =
			(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, passing[i], 0, 1);
		filter[at++] = pass;
	}
	write_tail(&filter[at], ask, pass);
}

/* A process that is asked about is not woken by signals meanwhile, where the kernel can do that. */
static int install(void)
{
	const unsigned wait_killable = 1U << 5; /* SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, 5.19 */
	struct sock_filter filter[INSTRUCTIONS];
	const struct sock_fprog program = {.len = INSTRUCTIONS, .filter = filter};
	int listener;

	write_filter(filter);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	listener = (int)REAL(syscall)(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				      SECCOMP_FILTER_FLAG_NEW_LISTENER | wait_killable, &program);
	if (listener < 0)
		listener = (int)REAL(syscall)(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
					      SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	return listener;
}

static bool hand_over(int control, int listener)
{
	_Alignas(struct cmsghdr) char capacity[CMSG_SPACE(sizeof(listener))] = {0};
	char what = SERVER_WATCHED;
	struct iovec bytes = {&what, 1};
	struct msghdr message = {.msg_iov = &bytes,
				 .msg_iovlen = 1,
				 .msg_control = capacity,
				 .msg_controllen = sizeof(capacity)};
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);

	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(listener));
	memcpy(CMSG_DATA(rights), &listener, sizeof(listener));
	return REAL(sendmsg)(control, &message, MSG_NOSIGNAL) == 1;
}

void agent_watch_calls(int control)
{
	int listener = install();

	is_refused = listener < 0 || !hand_over(control, listener);
	if (listener >= 0)
		REAL(close)(listener);
}

void agent_note_unwatched(struct trace *trace)
{
	const struct blind_spot spot = {.what = UNSEEN_UNWATCHED};

	if (is_refused)
		ledger_note(&trace->ledger, &spot);
}
