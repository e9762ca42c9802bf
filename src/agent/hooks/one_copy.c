#include "agent/hooks/one_copy.h"

#include "agent/core/agent.h"

enum { FARTHEST = 48 /* bytes of code that put arguments into registers */ };

#if defined(__x86_64__)

/* Of what follows an opcode: Intel's manual, volume 2, 2.1. */
enum { REGISTERS = 0xc0, WITH_INDEX = 4, BASE_NONE = 5 };

static unsigned length_of_operand(const unsigned char *at)
{
	unsigned how = at[0] >> 6, base = at[0] & 7, length = 1;

	if (at[0] >= REGISTERS)
		return 1;
	if (base == WITH_INDEX) {
		base = at[1] & 7;
		length++;
	}
	if (how == 0)
		return length + (base == BASE_NONE ? 4 : 0);
	return length + (how == 1 ? 1 : 4);
}

/* The length of an instruction that puts something into a register; 0: it is another one. */
static unsigned length_of(const unsigned char *at)
{
	unsigned prefix = (at[0] & 0xf0) == 0x40, operation = at[prefix];
	const unsigned char *operand = at + prefix + 1;
	bool is_long = prefix && at[0] & 8;

	if (operation >= 0xb8 && operation <= 0xbf) /* mov, of a constant */
		return prefix + 1 + (is_long ? 8 : 4);
	switch (operation) {
	case 0x8b: /* mov, to a register */
	case 0x8d: /* lea */
		return prefix + 1 + length_of_operand(operand);
	case 0x01: /* add, sub, xor, mov between registers */
	case 0x29:
	case 0x31:
	case 0x89:
		return *operand >= REGISTERS ? prefix + 2 : 0;
	case 0x83: /* add and its like, of a constant */
		return *operand >= REGISTERS ? prefix + 3 : 0;
	case 0x81:
	case 0xc7:
		return *operand >= REGISTERS ? prefix + 6 : 0;
	default:
		return 0;
	}
}

static bool is_call(const unsigned char *at, const unsigned char *end)
{
	return (at[0] == 0xe8 && at + 5 == end) ||
	       (at[0] == 0xff && at[1] == 0x15 && at + 6 == end); /* -fno-plt */
}

static bool has_no_store(const unsigned char *at, const unsigned char *end)
{
	while (at < end && !is_call(at, end)) {
		unsigned length = length_of(at);

		if (!length)
			return false;
		at += length;
	}
	return at < end;
}

#else

static bool has_no_store(const unsigned char *at, const unsigned char *end)
{
	(void)at;
	(void)end;
	return false;
}

#endif

bool agent_is_one_copy(uint32_t store, uint32_t load)
{
	const unsigned char *code = (const unsigned char *)agent.program_bias;

	return store && load - store - 1 < FARTHEST && has_no_store(code + store, code + load);
}
