/* Whether code goes by what a call has returned, by its bytes behind the call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "agent/core/result.h"

enum { ROOM = 64 };

static bool is_used(const char *bytes)
{
	uint8_t code[ROOM] = {0}; /* add %al, (%rax) */
	unsigned count = 0, byte;
	int read;

	for (; sscanf(bytes, "%2x%n", &byte, &read) == 1; bytes += read)
		code[count++] = (uint8_t)byte;
	return agent_result_is_used(code);
}

static void what_is_not_used_is_seen(void **state)
{
	static const char *const rows[] = {
		"b8 00 00 00 00",			  /* mov $0, %eax */
		"31 c0",				  /* xor %eax, %eax */
		"8b 45 fc",				  /* mov -4(%rbp), %eax */
		"48 8d 45 fc",				  /* lea -4(%rbp), %rax */
		"0f b6 45 fc",				  /* movzbl -4(%rbp), %eax */
		"bf 00 00 00 00 e8 00 00 00 00",	  /* mov $0, %edi; call */
		"83 45 fc 01 e8 00 00 00 00",		  /* addl $1, -4(%rbp); call */
		"83 7d ec 00 74 05 31 c0 90 90 90 31 c0", /* cmpl $0, -20(%rbp); je both ways */
		"90 66 90 0f 1f 40 00 31 c0",		  /* nops */
		"5d 58",				  /* pop %rbp; pop %rax */
		"eb 01 50 31 c0",			  /* jmp over push %rax */
		"85 c0 7e 02 31 c0 50",			  /* test; jle to push: not of a child */
		"85 c0 7f 01 50 31 c0",			  /* test; jg over push */
		"85 c0 78 02 31 c0 50",			  /* test; js */
		"83 f8 ff 75 01 50 31 c0",		  /* cmp $-1; jne over push */
		"83 f8 ff 74 02 31 c0 50",		  /* cmp $-1; je to push */
		"83 f8 00 0f 8f 01 00 00 00 50 31 c0",	  /* cmp $0; jg, far */
		"eb fe",				  /* goes round for ever */
		"41 b8 01 00 00 00 31 c0",		  /* mov $1, %r8d */
	};

	(void)state;
#if !defined(__x86_64__)
	skip(); /* elsewhere all is used */
#endif
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (is_used(rows[i]))
			fail_msg("%s", rows[i]);
	}
}

static void what_is_used_is_seen(void **state)
{
	static const char *const rows[] = {
		"89 45 fc",		   /* mov %eax, -4(%rbp) */
		"89 c3",		   /* mov %eax, %ebx */
		"88 23 31 c0",		   /* mov %ah, (%rbx) */
		"0f b6 dc 31 c0",	   /* movzbl %ah, %ebx */
		"50",			   /* push %rax */
		"39 d8",		   /* cmp %ebx, %eax */
		"83 f8 05 74 00 31 c0",	   /* cmp $5, %eax */
		"85 c0 0f 94 c3 31 c0",	   /* test; sete */
		"66 b8 01 00 50",	   /* mov $1, %ax; push %rax */
		"b0 01 50",		   /* mov $1, %al */
		"8b 00",		   /* mov (%rax), %eax */
		"8b 04 83",		   /* mov (%rbx,%rax,4), %eax */
		"98",			   /* cwtl */
		"41 90",		   /* xchg %eax, %r8d */
		"ff d0",		   /* call *%rax */
		"85 c0 7e 01 50 31 c0",	   /* test; jle over push */
		"83 f8 ff 74 01 50 31 c0", /* cmp $-1; je over push */
		"0f 0b",		   /* what is not known */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!is_used(rows[i]))
			fail_msg("%s", rows[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_used_is_seen),
		cmocka_unit_test(what_is_used_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
