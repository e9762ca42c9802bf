/*
 * Instructions from standard input, one a line in hexadecimal; of each: whether it is known, its
 * length, whether it is locked, and its accesses as KIND:SIZE:ADDRESS.
 */
#include <stdio.h>
#include "agent/core/instruction.h"

enum { AT = 0x1000000 };

static void tell(const uint8_t *code)
{
	uint64_t registers[INSTRUCTION_REGISTERS];
	struct instruction does;
	bool is_known;

	for (unsigned i = 0; i < INSTRUCTION_REGISTERS; i++)
		registers[i] = (i + 1) * UINT64_C(0x10000);
	is_known = instruction_decode(&does, code, AT, registers);
	printf("%d %d %d", is_known, does.length, does.is_locked);
	for (unsigned i = 0; i < does.count; i++)
		printf(" %d:%u:%llx", does.operands[i].access, does.operands[i].size,
		       (unsigned long long)does.operands[i].at);
	putchar('\n');
}

int main(void)
{
	char line[256];

	while (fgets(line, sizeof(line), stdin)) {
		uint8_t code[2 * INSTRUCTION_LONGEST] = {0};
		const char *next = line;
		unsigned byte;
		int read;

		for (unsigned i = 0; i < INSTRUCTION_LONGEST; i++, next += read) {
			if (sscanf(next, "%2x%n", &byte, &read) != 1)
				break;
			code[i] = (uint8_t)byte;
		}
		tell(code);
	}
	return 0;
}
