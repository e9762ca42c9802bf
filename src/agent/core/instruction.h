/*
 * What an instruction of the processor does to memory: x86-64, as far as programs have it.
 */
#ifndef IPCSTAGE_AGENT_CORE_INSTRUCTION_H
#define IPCSTAGE_AGENT_CORE_INSTRUCTION_H

#include <stdbool.h>
#include <stdint.h>

enum {
	INSTRUCTION_REGISTERS = 16,
	INSTRUCTION_OPERANDS = 2,
	INSTRUCTION_LONGEST = 15,
	INSTRUCTION_NO_REGISTER = 16
};

/* In the order in which instructions number them. */
enum instruction_register { R_AX, R_CX, R_DX, R_BX, R_SP, R_BP, R_SI, R_DI };

enum instruction_access { ACCESS_LOAD = 1, ACCESS_STORE = 2, ACCESS_CHANGE = 3 };

/* A piece of memory that an instruction accesses at once. */
struct instruction_operand {
	uint64_t at;
	uint32_t size;
	uint8_t access; /* enum instruction_access */
};

enum instruction_repeat { REPEAT_NONE = 0, REPEAT_NOT_EQUAL = 0xf2, REPEAT = 0xf3 };

/* Which table an opcode is in: by what comes before it. */
enum instruction_map { MAP_ONE, MAP_0F, MAP_0F38, MAP_0F3A };

struct instruction {
	uint8_t length;
	uint8_t map; /* enum instruction_map */
	uint8_t opcode;
	uint8_t which;	  /* the register that its second byte names, or which operation it is */
	uint8_t width;	  /* of what it works on there, in bytes ... */
	uint8_t operand;  /* ... and of its other operand, if that is another one */
	uint16_t named;	  /* registers that the rest of it names, as bits: its memory's, too */
	uint8_t third;	  /* another register that it names; INSTRUCTION_NO_REGISTER: none */
	uint8_t repeats;  /* enum instruction_repeat: a string instruction's prefix */
	bool is_vector;	  /* VEX */
	bool has_rex;	  /* of single bytes there is no ah, ch, dh, bh */
	bool is_locked;	  /* it loads and stores at once */
	uint8_t prefix;	  /* offset of its REX or VEX prefix, if there is one ... */
	uint8_t second;	  /* ... of the second byte that names memory; 0: none does ... */
	uint8_t behind;	  /* ... and of what follows the rest of that name */
	uint64_t address; /* that it names */
	int64_t constant;
	uint8_t count;
	struct instruction_operand operands[INSTRUCTION_OPERANDS]; /* in the order of accesses */
};

/*
 * Decode the one at `code`, whose address is `at`, with the processor's registers as they are
 * before it. What is not known is refused: AVX-512, what scatters and gathers, masked stores, and
 * what lies relative to another segment.
 */
bool instruction_decode(struct instruction *instruction, const uint8_t *code, uint64_t at,
			const uint64_t registers[INSTRUCTION_REGISTERS]);

#endif
