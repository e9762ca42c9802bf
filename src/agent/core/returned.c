/*
 * The few instructions behind the call are gone through, with what is known of the registers: as
 * compilers translate `id = f()` and `list[i].id = f()`, with and without the memory hooks. Where
 * one comes that is not known here the search is over: no name is better than a wrong one.
 */
#include "agent/core/returned.h"

#include <string.h>
#include "agent/core/agent.h"

enum {
	INSTRUCTIONS = 24,
	REX = 0x40,
	REX_MASK = 0xf0,
	REX_W = 8,
	REX_R = 4,
	REX_B = 1,
	LEAVE = 0xc9
};

/* What is known after some of them. */
struct reading {
	uint64_t registers[INSTRUCTION_REGISTERS];
	unsigned known;	  /* registers whose values these are, as bits */
	unsigned results; /* those that hold what was returned */
	uintptr_t code;	  /* the next one */
	const struct callers *callers;
	unsigned caller; /* whose code it is */
};

/* An instruction and its second byte. */
struct step {
	struct instruction is;
	bool has_prefix; /* before anything that tells registers */
	bool is_address; /* lea(8): of what it names it wants to know only where that is */
	bool is_wide;	 /* of 8 bytes */
	bool has_memory;
	unsigned named, other; /* registers: `other` where there is no memory ... */
	unsigned in_opcode;    /* ... and the one that an opcode of one byte names */
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
	step->in_opcode = (code[at] & 7) | (rex & REX_B ? 8 : 0);
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
	const struct caller *caller = &reading->callers->list[reading->caller];

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

/* From here on it is its caller that goes on: false, if nothing is returned to it. */
static bool do_return(struct reading *reading)
{
	const struct caller *next = &reading->callers->list[reading->caller + 1];

	if (!(reading->results & 1 << R_AX) || reading->caller + 1 >= reading->callers->count)
		return false;
	reading->caller++;
	reading->known = CALLERS_KEPT;
	reading->results = 1 << R_AX;
	reading->code = next->code;
	memcpy(reading->registers, next->registers, sizeof(reading->registers));
	return true;
}

/* What is computed is not followed, but for the usual way to write 0. */
static void do_arithmetic(struct reading *reading, const struct step *step)
{
	bool to_named = step->is.opcode & 2;

	if (step->is.opcode == 0x31 && !step->has_memory && step->named == step->other)
		put(reading, step->named, true, 0);
	else if (to_named || !step->has_memory)
		put(reading, to_named ? step->named : step->other, false, 0);
}

/* With a number in the instruction. */
static void do_constant(struct reading *reading, const struct step *step)
{
	if (step->is.which != 7 && !step->has_memory)
		put(reading, step->other, false, 0);
}

/* Those of two bytes: branches are taken not to be. */
static bool go_on_0f(struct reading *reading, const struct step *step)
{
	unsigned opcode = step->is.opcode, group = opcode & 0xf0;

	if (step->is.map != MAP_0F)
		return false;
	if (group == 0x40 || opcode == 0xb6 || opcode == 0xb7 || opcode == 0xbe || opcode == 0xbf)
		put(reading, step->named, false, 0);
	else if (group == 0x90 && !step->has_memory)
		put(reading, step->other, false, 0);
	else
		return group == 0x80 || group == 0x90 || opcode == 0x1e || opcode == 0x1f;
	return true;
}

static bool is_arithmetic(unsigned opcode)
{
	return opcode < 0x34 && (opcode & 7) < 4;
}

/* Returns false where it is not known what it does. */
static bool go_on(struct reading *reading, const struct step *step)
{
	unsigned opcode = step->is.opcode;

	if (step->has_prefix)
		return opcode == 0xe8 || opcode == 0x90;
	switch (opcode) {
	case 0x89:
		if (!step->has_memory)
			copy(reading, step->named, step->other);
		return true;
	case 0x8b:
	case 0x63:
		do_load(reading, step, opcode == 0x63);
		return true;
	case 0x80:
	case 0x81:
	case 0x83:
		do_constant(reading, step);
		return true;
	case 0x98: /* cltq: what is returned is no longer than that */
		return reading->results & 1 << R_AX || reading->known & 1 << R_AX;
	default:
		if (is_arithmetic(opcode))
			do_arithmetic(reading, step);
		else if ((opcode >= 0xb8 && opcode <= 0xbf) || (opcode & 0xf8) == 0x58)
			put(reading, step->in_opcode, false, 0);
		else /* they change no register, but a branch, which is taken not to be */
			return (opcode & 0xf0) == 0x70 || opcode == 0x84 || opcode == 0x85 ||
			       opcode == 0x90 || (opcode >= 0x38 && opcode <= 0x3d) ||
			       opcode == 0xc7 || opcode == 0xc6;
		return true;
	}
}

static bool is_store_of_result(const struct reading *reading, const struct step *step)
{
	return step->is.map == MAP_ONE && step->is.opcode == 0x89 && step->has_memory &&
	       !step->has_prefix && reading->results >> step->named & 1;
}

/* Returns whether there is more to be read. */
static bool read_on(struct reading *reading, const struct step *step, struct returned_place *out)
{
	bool is_call = step->is.map == MAP_ONE && step->is.opcode == 0xe8;

	if (step->is.map == MAP_ONE && step->is.opcode == 0xc3) {
		if (out->at || !do_return(reading))
			return false;
		out->before = reading->code;
		out->after = out->kept = 0;
		return true;
	}
	if (is_call)
		do_call(reading);
	else if (step->is.map == MAP_ONE ? !go_on(reading, step) : !go_on_0f(reading, step))
		return false;
	reading->code += step->is.length;
	if (is_call && !out->after) {
		out->after = reading->code;
		out->kept = reading->results;
	} else if (!out->after) {
		out->before = reading->code;
	}
	return !(out->at && out->after);
}

bool agent_find_returned(const struct callers *callers, struct returned_place *out)
{
	struct reading reading = {.known = CALLERS_KEPT,
				  .results = 1 << R_AX,
				  .code = callers->list[0].code,
				  .callers = callers};
	struct step step;

	if (!AGENT_READS_CODE)
		return false;
	*out = (struct returned_place){.before = reading.code};
	memcpy(reading.registers, callers->list[0].registers, sizeof(reading.registers));
	for (unsigned i = 0; i < INSTRUCTIONS && (reading.results || out->at); i++) {
		if (agent.program_end - reading.code <= INSTRUCTION_LONGEST + 1)
			break;
		if (*(const uint8_t *)reading.code == LEAVE) {
			put(&reading, R_BP, false, 0);
			reading.code++;
			continue;
		}
		if (!decode(&reading, &step))
			break;
		if (!out->at && is_store_of_result(&reading, &step)) {
			if (!step.is_placed)
				return false;
			out->at = step.at;
		}
		if (!read_on(&reading, &step, out))
			break;
		out->caller = out->at ? out->caller : reading.caller;
	}
	return true;
}
