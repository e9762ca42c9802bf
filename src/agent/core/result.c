/*
 * The few instructions behind the call are gone through, with what is known of the registers: as
 * compilers translate `id = f()` and `list[i].id = f()`, with and without the memory hooks. Where
 * one comes that is not known here the search is over: no name is better than a wrong one.
 */
#include "agent/core/result.h"

#include <string.h>
#include "agent/core/agent.h"

enum { INSTRUCTIONS = 24, REX = 0x40, REX_MASK = 0xf0, REX_W = 8, REX_R = 4, REX_B = 1 };

/* What is known after some of them. */
struct reading {
	uint64_t registers[INSTRUCTION_REGISTERS];
	unsigned known;	  /* registers whose values these are, as bits */
	unsigned results; /* those that hold what was returned */
	uintptr_t code;	  /* the next one */
	const struct caller *caller;
};

/* An instruction and its second byte. */
struct step {
	struct instruction is;
	bool has_prefix; /* before anything that tells registers */
	bool is_address; /* lea(8): of what it names it wants to know only where that is */
	bool is_wide;	 /* of 8 bytes */
	bool has_memory;
	unsigned named, other; /* registers: `other` where there is no memory */
	bool is_placed;	       /* the address in memory is known ... */
	uintptr_t at;	       /* ... and this */
};

static void put(struct reading *reading, unsigned number, bool known, uint64_t value)
{
	reading->registers[number] = value;
	reading->results &= ~(1u << number);
	reading->known = (reading->known & ~(1u << number)) | (unsigned)known << number;
}

/* An address that is the same, whatever the registers hold that are not known, is known. */
static bool decode_twice(const struct reading *reading, const uint8_t *code, struct step *step)
{
	uint64_t others[INSTRUCTION_REGISTERS];
	struct instruction other;

	for (unsigned i = 0; i < INSTRUCTION_REGISTERS; i++)
		others[i] = reading->registers[i] + (reading->known >> i & 1 ? 0 : 0x1357);
	if (!instruction_decode(&step->is, code, reading->code, reading->registers) ||
	    !instruction_decode(&other, code, reading->code, others))
		return false;
	step->at = step->is.operands[0].at;
	step->is_placed = step->is.count == 1 && other.operands[0].at == step->at;
	return true;
}

/* lea(8) names an address without accessing it: a load from there would. */
static bool decode(const struct reading *reading, struct step *step)
{
	uint8_t code[INSTRUCTION_LONGEST + 1];
	unsigned rex = 0, at = 0;

	memcpy(code, (const void *)reading->code, sizeof(code));
	if ((code[0] & REX_MASK) == REX)
		rex = code[at++];
	step->is_address = code[at] == 0x8d;
	if (step->is_address)
		code[at] = 0x8b;
	if (!decode_twice(reading, code, step))
		return false;
	step->has_prefix = step->is.map == MAP_ONE && step->is.opcode != code[at];
	step->is_wide = rex & REX_W;
	step->has_memory = code[at + 1] < 0xc0;
	step->named = (code[at + 1] >> 3 & 7) | (rex & REX_R ? 8 : 0);
	step->other = (code[at + 1] & 7) | (rex & REX_B ? 8 : 0);
	return true;
}

static void copy(struct reading *reading, unsigned from, unsigned to)
{
	bool is_result = reading->results >> from & 1;

	put(reading, to, reading->known >> from & 1, reading->registers[from]);
	reading->results |= (unsigned)is_result << to;
}

/* Elsewhere there may be no memory, or such as is not to be looked at. */
static bool is_variable(const struct reading *reading, uintptr_t at)
{
	const struct caller *caller = reading->caller;

	return at - caller->low < caller->high - caller->low - sizeof(uint64_t) ||
	       at - agent.constants_end <
		       agent.variables_end - agent.constants_end - sizeof(uint64_t);
}

/* mov(8b), movslq(63), lea(8d) */
static void do_load(struct reading *reading, const struct step *step, bool is_signed)
{
	bool known = step->is_placed && is_variable(reading, step->at);
	uint64_t value = 0;
	int32_t narrow;

	if (step->is_address) {
		put(reading, step->named, step->is_placed, step->at);
	} else if (!step->has_memory) {
		copy(reading, step->other, step->named);
	} else if (known && step->is_wide && !is_signed) {
		memcpy(&value, (const void *)step->at, sizeof(value));
		put(reading, step->named, true, value);
	} else if (known) {
		memcpy(&narrow, (const void *)step->at, sizeof(narrow));
		value = is_signed ? (uint64_t)(int64_t)narrow : (uint32_t)narrow;
		put(reading, step->named, true, value);
	} else {
		put(reading, step->named, false, 0);
	}
}

/* What a call leaves as it is: the hooks are called between the result and its store. */
static void do_call(struct reading *reading)
{
	reading->known &= CALLERS_KEPT;
	reading->results &= CALLERS_KEPT;
}

/* Those that neither change a register nor go elsewhere; a branch is taken not to be. */
static bool is_neutral(const struct step *step)
{
	const struct instruction *is = &step->is;

	if (is->map == MAP_0F)
		return (is->opcode & 0xf0) == 0x80 || is->opcode == 0x1e || is->opcode == 0x1f;
	if (is->opcode == 0x83 || is->opcode == 0x81 || is->opcode == 0x80)
		return is->which == 7;
	return (is->opcode & 0xf0) == 0x70 || is->opcode == 0x84 || is->opcode == 0x85 ||
	       is->opcode == 0x90 || (is->opcode >= 0x38 && is->opcode <= 0x3d) ||
	       is->opcode == 0xc7 || is->opcode == 0xc6;
}

/* Returns false where it is not known what it does. */
static bool go_on(struct reading *reading, const struct step *step)
{
	const struct instruction *is = &step->is;
	unsigned number = is->opcode & 7;

	if (is->map != MAP_ONE || (step->has_prefix && is->opcode != 0xe8))
		return is_neutral(step);
	switch (is->opcode) {
	case 0x89:
		if (!step->has_memory)
			copy(reading, step->named, step->other);
		return true;
	case 0x8b:
	case 0x63:
		do_load(reading, step, is->opcode == 0x63);
		return true;
	case 0x98: /* cltq: what is returned is no longer than that */
		return reading->results & 1 || reading->known & 1;
	case 0xe8:
		do_call(reading);
		return true;
	default:
		if (is->opcode >= 0xb8 && is->opcode <= 0xbb) {
			put(reading, number, false, 0);
			return true;
		}
		return is_neutral(step);
	}
}

static bool is_store_of_result(const struct reading *reading, const struct step *step)
{
	return step->is.map == MAP_ONE && step->is.opcode == 0x89 && step->has_memory &&
	       !step->has_prefix && reading->results >> step->named & 1;
}

bool agent_find_result(const struct caller *caller, struct result_place *out)
{
	struct reading reading = {.known = CALLERS_KEPT, .results = 1 << R_AX, .caller = caller};
	struct step step;

	*out = (struct result_place){.code = caller->code, .in = R_AX};
	reading.code = caller->code;
	memcpy(reading.registers, caller->registers, sizeof(reading.registers));
	for (unsigned i = 0; i < INSTRUCTIONS && reading.results; i++) {
		if (agent.program_end - reading.code <= INSTRUCTION_LONGEST + 1 ||
		    !decode(&reading, &step))
			break;
		if (is_store_of_result(&reading, &step)) {
			out->at = step.is_placed ? step.at : 0;
			return step.is_placed;
		}
		if (!go_on(&reading, &step))
			break;
		reading.code += step.is.length;
		if (out->in == R_AX && reading.results & CALLERS_KEPT) {
			out->in = (unsigned)__builtin_ctz(reading.results & CALLERS_KEPT);
			out->code = reading.code;
		}
	}
	return true;
}
