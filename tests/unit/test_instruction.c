/* What instructions do to memory: a few of each kind, by their bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "agent/core/instruction.h"

enum { AT = 0x400000, ROOM = 160 };

/* Register n holds (n + 1) * 0x1000. */
static void decode(const char *bytes, char *out)
{
	uint64_t registers[INSTRUCTION_REGISTERS];
	uint8_t code[INSTRUCTION_LONGEST + 1] = {0};
	struct instruction does;
	unsigned count = 0, byte;
	int read;

	for (unsigned i = 0; i < INSTRUCTION_REGISTERS; i++)
		registers[i] = (i + 1) * UINT64_C(0x1000);
	for (; sscanf(bytes, "%2x%n", &byte, &read) == 1; bytes += read)
		code[count++] = (uint8_t)byte;
	if (!instruction_decode(&does, code, AT, registers)) {
		strcpy(out, "unknown");
		return;
	}
	*out = '\0';
	if (does.length != count)
		out += sprintf(out, "%u bytes ", does.length);
	if (does.is_locked)
		out += sprintf(out, "locked");
	for (unsigned i = 0; i < does.count; i++)
		out += sprintf(out, "%s%c%u %llx", i || does.is_locked ? " " : "",
			       " LSM"[does.operands[i].access], does.operands[i].size,
			       (unsigned long long)does.operands[i].at);
}

static void instructions_are_known(void **state)
{
	static const char *const rows[][2] = {
		{"8b 03", "L4 4000"},		       /* mov (%rbx), %eax */
		{"48 89 43 10", "S8 4010"},	       /* mov %rax, 16(%rbx) */
		{"66 c7 00 01 00", "S2 1000"},	       /* movw $1, (%rax) */
		{"c6 44 8b fc 07", "S1 bffc"},	       /* movb $7, -4(%rbx,%rcx,4) */
		{"0f b6 05 10 00 00 00", "L1 400017"}, /* movzbl 16(%rip), %eax */
		{"83 00 01", "M4 1000"},	       /* addl $1, (%rax) */
		{"83 38 01", "L4 1000"},	       /* cmpl $1, (%rax) */
		{"f0 0f c1 10", "locked M4 1000"},     /* lock xadd %edx, (%rax) */
		{"87 10", "locked M4 1000"},	       /* xchg %edx, (%rax) */
		{"87 d0", ""},			       /* xchg %edx, %eax */
		{"48 0f c7 0b", "M16 4000"},	       /* cmpxchg16b (%rbx) */
		{"0f ab 08", "M4 1400"},	       /* bts %ecx, (%rax): bit 0x2000 */
		{"f7 13", "M4 4000"},		       /* notl (%rbx) */
		{"f7 23", "L4 4000"},		       /* mull (%rbx) */
		{"ff 33", "L8 4000 S8 4ff8"},	       /* push (%rbx) */
		{"c3", "L8 5000"},		       /* ret */
		{"a4", "L1 7000 S1 8000"},	       /* movsb */
		{"f3 48 ab", "S8 8000"},	       /* rep stosq */
		{"48 8d 03", ""},		       /* lea (%rbx), %rax */
		{"0f 29 03", "S16 4000"},	       /* movaps %xmm0, (%rbx) */
		{"f3 0f 10 03", "L4 4000"},	       /* movss (%rbx), %xmm0 */
		{"c5 fe 6f 03", "L32 4000"},	       /* vmovdqu (%rbx), %ymm0 */
		{"c4 e3 7d 39 03 01", "S16 4000"},     /* vextracti128 $1, %ymm0, (%rbx) */
		{"db 3b", "S10 4000"},		       /* fstpt (%rbx) */
		{"41 8b 04 24", "L4 d000"},	       /* mov (%r12), %eax */
		{"43 8b 44 65 00", "L4 28000"},	       /* mov (%r13,%r12,2), %eax */
		{"8b 04 25 00 10 00 00", "L4 1000"},   /* mov 0x1000, %eax */
		{"64 8b 03", "unknown"},	       /* mov %fs:(%rbx), %eax */
		{"62 f1 fe 48 6f 03", "unknown"},      /* vmovdqu64 (%rbx), %zmm0 */
		{"c4 e2 7d 90 04 03", "unknown"},      /* vpgatherdd */
		{"c4 e1 f8 90 03", "unknown"},	       /* kmovq (%rbx), %k0 */
		{"0f ae 23", "unknown"},	       /* xsave (%rbx) */
	};
	char found[ROOM];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		decode(rows[i][0], found);
		if (strcmp(found, rows[i][1]) != 0)
			fail_msg("%s: %s, not %s", rows[i][0], found, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(instructions_are_known)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
