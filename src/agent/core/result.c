/*
 * The System V ABI for x86-64: what a function returns is in rax, and belongs to whoever is called
 * next.
 */
#include "agent/core/result.h"

#include <stddef.h>
#include <stdint.h>
#include <unwind.h>
#include "agent/core/instruction.h"

#if defined(__x86_64__)

enum {
	MOST_INSTRUCTIONS = 96, /* that are looked at */
	MOST_PLACES = 16,	/* branches to be followed yet, and those that were */
	MOST_CALLERS = 16,
	NAMES_RESULT = 1 << R_AX,
	SECOND_BYTE = 4, /* of the result, as the number of a register of one byte */
	REX_BASE = 1
};

/* What the flags tell of the result. */
enum flags { FLAGS_OF_OTHERS, FLAGS_OF_SIGN, FLAGS_OF_FAILURE /* whether it is -1 */ };

/* Who is returned to when it returns, the innermost first. */
struct callers {
	const void *behind;
	bool has_begun; /* `behind` was met */
	unsigned count;
	uintptr_t at[MOST_CALLERS];
};

/* A place at which the result is in its register still. */
struct place {
	uintptr_t at;
	unsigned depth; /* returns since the call */
};

struct walk {
	struct callers callers;
	unsigned left; /* instructions */
	unsigned count, next;
	struct place places[MOST_PLACES];
	enum flags flags;
	struct place here;
};

/* What an instruction does with it. */
enum use { LEAVES, USES, ENDS };

/* --- callers ---------------------------------------------------------------------------------- */

static _Unwind_Reason_Code look_at_caller(struct _Unwind_Context *frame, void *context)
{
	struct callers *callers = context;
	uintptr_t at = _Unwind_GetIP(frame);

	callers->has_begun |= at == (uintptr_t)callers->behind;
	if (callers->has_begun)
		callers->at[callers->count++] = at;
	return callers->count < MOST_CALLERS ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* --- places ----------------------------------------------------------------------------------- */

/* Returns false when there are too many. */
static bool follow(struct walk *walk, uintptr_t at, unsigned depth)
{
	for (unsigned i = 0; i < walk->count; i++) {
		if (walk->places[i].at == at && walk->places[i].depth == depth)
			return true;
	}
	if (walk->count == MOST_PLACES)
		return false;
	walk->places[walk->count++] = (struct place){at, depth};
	return true;
}

static enum use go_to(struct walk *walk, uintptr_t at, unsigned depth)
{
	return follow(walk, at, depth) ? ENDS : USES;
}

static enum use go_back(struct walk *walk)
{
	struct callers *callers = &walk->callers;
	unsigned depth = walk->here.depth + 1;

	if (!callers->has_begun)
		_Unwind_Backtrace(look_at_caller, callers);
	return depth < callers->count ? go_to(walk, callers->at[depth], depth) : USES;
}

/* --- what an instruction does ----------------------------------------------------------------- */

/* Which general registers an instruction may use. */
enum form {
	UNKNOWN,
	NO_REGISTER,
	BY_OPCODE,	  /* the one in the last bits of its opcode */
	BY_SECOND,	  /* those that its second byte names */
	BY_SECOND_BUT_ONE /* what would be the first of them says which operation it is */
};

static const struct row {
	uint8_t map, first, last, form;
} rows[] = {
	{MAP_ONE, 0x50, 0x5f, BY_OPCODE},	  /* push, pop */
	{MAP_ONE, 0x63, 0x63, BY_SECOND},	  /* movsl */
	{MAP_ONE, 0x80, 0x83, BY_SECOND_BUT_ONE}, /* add, cmp and such, with a number */
	{MAP_ONE, 0x85, 0x85, BY_SECOND},	  /* test */
	{MAP_ONE, 0x88, 0x8b, BY_SECOND},	  /* mov */
	{MAP_ONE, 0x8d, 0x8d, BY_SECOND},	  /* lea */
	{MAP_ONE, 0x90, 0x90, NO_REGISTER},	  /* nop */
	{MAP_ONE, 0xb8, 0xbf, BY_OPCODE},	  /* mov, with a number */
	{MAP_ONE, 0xc6, 0xc7, BY_SECOND_BUT_ONE}, /* the same */
	{MAP_ONE, 0xc9, 0xc9, NO_REGISTER},	  /* leave */
	{MAP_0F, 0x1e, 0x1f, NO_REGISTER},	  /* nop, endbr64 */
	{MAP_0F, 0xaf, 0xaf, BY_SECOND},	  /* imul */
	{MAP_0F, 0xb6, 0xb7, BY_SECOND},	  /* movzx */
	{MAP_0F, 0xbe, 0xbf, BY_SECOND},	  /* movsx */
};

static bool is_one(const struct instruction *does, unsigned map, unsigned first, unsigned last)
{
	return does->map == map && does->opcode >= first && does->opcode <= last;
}

static enum form form_of(const struct instruction *does)
{
	if (does->is_vector || (is_one(does, MAP_ONE, 0x90, 0x90) && does->has_rex)) /* xchg */
		return UNKNOWN;
	if (does->map == MAP_ONE && does->opcode < 0x40) /* add and such, with a register */
		return (does->opcode & 7) < 4 ? BY_SECOND : UNKNOWN;
	if (is_one(does, MAP_ONE, 0xff, 0xff)) /* inc and dec; what else there is, jumps */
		return (does->which & 7) < 2 ? BY_SECOND_BUT_ONE : UNKNOWN;
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (is_one(does, rows[i].map, rows[i].first, rows[i].last))
			return (enum form)rows[i].form;
	}
	return UNKNOWN;
}

/* Of one byte: then ah is the result's, too. */
static bool is_of_a_byte(const struct instruction *does)
{
	if (does->has_rex)
		return false;
	if (does->map == MAP_0F)
		return does->opcode == 0xb6 || does->opcode == 0xbe;
	return does->opcode < 0x40 ? !(does->opcode & 1)
				   : does->opcode == 0x80 || does->opcode == 0x88 ||
					     does->opcode == 0x8a || does->opcode == 0xc6;
}

static bool names_second_byte(const struct instruction *does, enum form form)
{
	return is_of_a_byte(does) && ((form == BY_SECOND && does->which == SECOND_BYTE) ||
				      (!does->second && does->named & 1 << SECOND_BYTE));
}

static bool may_use(const struct instruction *does, const uint8_t *code, enum form form)
{
	if (names_second_byte(does, form))
		return true;
	switch (form) {
	case NO_REGISTER:
		return false;
	case BY_OPCODE:
		return (does->opcode & 7) == R_AX &&
		       !(does->has_rex && code[does->prefix] & REX_BASE);
	case BY_SECOND:
		return does->named & NAMES_RESULT || does->which == R_AX;
	case BY_SECOND_BUT_ONE:
		return does->named & NAMES_RESULT;
	default:
		return true;
	}
}

/* Names the result's register twice, and no memory. */
static bool is_of_it_alone(const struct instruction *does)
{
	return does->named == NAMES_RESULT && does->which == R_AX && !does->second;
}

/* All of it, whatever was there. */
static bool overwrites(const struct instruction *does)
{
	bool is_to_it = does->which == R_AX && !(does->named & NAMES_RESULT);

	if (does->operand == sizeof(uint16_t))
		return false;
	if (does->map == MAP_0F)
		return is_to_it && does->opcode != 0xaf;
	switch (does->opcode) {
	case 0x31: /* xor */
	case 0x33:
		return is_of_it_alone(does);
	case 0x63:
	case 0x8b:
	case 0x8d:
		return is_to_it;
	default: /* pop, mov of four bytes or eight */
		return does->opcode == 0x58 || (does->opcode == 0xb8 && does->length > 4);
	}
}

static enum flags flags_of(const struct instruction *does)
{
	bool compares = does->map == MAP_ONE && does->opcode == 0x83 && (does->which & 7) == 7 &&
			does->named == NAMES_RESULT && !does->second;

	if (does->operand == sizeof(uint16_t))
		return FLAGS_OF_OTHERS;
	if (does->map == MAP_ONE && does->opcode == 0x85 && is_of_it_alone(does))
		return FLAGS_OF_SIGN;
	if (compares && does->constant == 0)
		return FLAGS_OF_SIGN;
	return compares && does->constant == -1 ? FLAGS_OF_FAILURE : FLAGS_OF_OTHERS;
}

/* --- branches --------------------------------------------------------------------------------- */

enum {
	IF_EQUAL = 4,
	IF_NOT_EQUAL = 5,
	IF_SIGN = 8,
	IF_NO_SIGN,
	IF_LESS = 12,
	IF_NOT_LESS,
	IF_NOT_MORE,
	IF_MORE
};

/* Where a number that is more than 0 goes. */
static bool may_go(enum flags flags, unsigned condition, bool is_taken)
{
	switch (condition) {
	case IF_EQUAL:
		return !is_taken || flags == FLAGS_OF_OTHERS;
	case IF_NOT_EQUAL:
		return is_taken || flags == FLAGS_OF_OTHERS;
	case IF_SIGN:
	case IF_LESS:
	case IF_NOT_MORE:
		return !is_taken || flags != FLAGS_OF_SIGN;
	case IF_NO_SIGN:
	case IF_NOT_LESS:
	case IF_MORE:
		return is_taken || flags != FLAGS_OF_SIGN;
	default:
		return true;
	}
}

static enum use branch(struct walk *walk, const struct instruction *does)
{
	unsigned condition = does->opcode & 15;
	uintptr_t next = walk->here.at + does->length;
	enum flags flags = walk->flags;

	if (may_go(flags, condition, true) &&
	    !follow(walk, next + (uintptr_t)does->constant, walk->here.depth))
		return USES;
	return may_go(flags, condition, false) ? LEAVES : ENDS;
}

static bool is_branch(const struct instruction *does)
{
	return is_one(does, MAP_ONE, 0x70, 0x7f) || is_one(does, MAP_0F, 0x80, 0x8f);
}

static bool is_call(const struct instruction *does)
{
	bool is_indirect = does->opcode == 0xff && (does->which & 7) == 2;

	return does->map == MAP_ONE &&
	       (does->opcode == 0xe8 || (is_indirect && !(does->named & NAMES_RESULT)));
}

/* --- the walk --------------------------------------------------------------------------------- */

static enum use look(struct walk *walk, const struct instruction *does)
{
	const uint8_t *code = (const uint8_t *)walk->here.at;
	uintptr_t target = walk->here.at + does->length + (uintptr_t)does->constant;
	enum form form = form_of(does);

	if (is_branch(does))
		return branch(walk, does);
	if (is_one(does, MAP_ONE, 0xe9, 0xe9) || is_one(does, MAP_ONE, 0xeb, 0xeb))
		return go_to(walk, target, walk->here.depth);
	if (is_one(does, MAP_ONE, 0xc3, 0xc3))
		return go_back(walk);
	if (is_call(does))
		return ENDS;
	walk->flags = flags_of(does);
	if (walk->flags != FLAGS_OF_OTHERS || !may_use(does, code, form))
		return LEAVES;
	return form != UNKNOWN && overwrites(does) ? ENDS : USES;
}

/* From one place on, up to where the register is written. */
static bool is_used_from(struct walk *walk, struct place place)
{
	static const uint64_t none[INSTRUCTION_REGISTERS];
	enum use use = LEAVES;

	walk->flags = FLAGS_OF_OTHERS;
	for (walk->here = place; use == LEAVES;) {
		const uint8_t *code = (const uint8_t *)walk->here.at;
		struct instruction does;

		if (walk->left-- == 0 || !instruction_decode(&does, code, walk->here.at, none))
			return true;
		use = look(walk, &does);
		walk->here.at += does.length;
	}
	return use == USES;
}

bool agent_result_is_used(const void *behind)
{
	struct walk walk = {.callers = {.behind = behind}, .left = MOST_INSTRUCTIONS};

	follow(&walk, (uintptr_t)behind, 0);
	while (walk.next < walk.count) {
		if (is_used_from(&walk, walk.places[walk.next++]))
			return true;
	}
	return false;
}

#else

bool agent_result_is_used(const void *behind)
{
	(void)behind;
	return true;
}

#endif
