#include "agent/hooks/front.h"

#ifdef AGENT_LOOKS

/* The slots, one after another: here is the first of them. */
__asm__(".pushsection .bss\n"
	".p2align 3\n"
	".hidden agent_library_slots\n"
	".globl agent_library_slots\n"
	"agent_library_slots:\n"
	".popsection\n");

/* A function that goes to what is in its slot, or else, with the slot's address, to .Llook. */
#define FRONT(name, type, code)                                                                    \
	__asm__(".pushsection .bss\n"                                                              \
		".Lslot_" #name ": .zero 8\n"                                                      \
		".popsection\n"                                                                    \
		".pushsection .text\n"                                                             \
		".globl " #name "\n"                                                               \
		".type " #name ", " type "\n"                                                      \
		".p2align 4\n" #name ":\n"                                                         \
		".cfi_startproc\n" code ".cfi_endproc\n"                                           \
		".size " #name ", . - " #name "\n"                                                 \
		".popsection\n");

/*
 * .Llook keeps the registers and calls agent_look(). Nothing of them stays on the stack: it would
 * come up in what a function of the program does not set, and tell states apart.
 */
#if defined(__x86_64__)

__asm__(".pushsection .text\n"
	".p2align 4\n"
	".Llook:\n"
	".cfi_startproc\n"
	"pushq %rbp\n"
	".cfi_def_cfa_offset 16\n"
	".cfi_offset %rbp, -16\n"
	"movq %rsp, %rbp\n"
	".cfi_def_cfa_register %rbp\n"
	"subq $192, %rsp\n"
	"movq %rdi, 0(%rsp)\n"
	"movq %rsi, 8(%rsp)\n"
	"movq %rdx, 16(%rsp)\n"
	"movq %rcx, 24(%rsp)\n"
	"movq %r8, 32(%rsp)\n"
	"movq %r9, 40(%rsp)\n"
	"movq %rax, 48(%rsp)\n"
	"movq %r11, 56(%rsp)\n"
	"movaps %xmm0, 64(%rsp)\n"
	"movaps %xmm1, 80(%rsp)\n"
	"movaps %xmm2, 96(%rsp)\n"
	"movaps %xmm3, 112(%rsp)\n"
	"movaps %xmm4, 128(%rsp)\n"
	"movaps %xmm5, 144(%rsp)\n"
	"movaps %xmm6, 160(%rsp)\n"
	"movaps %xmm7, 176(%rsp)\n"
	"movq %rsp, %rdi\n"
	"call agent_look\n"
	"movq %rax, %r11\n"
	"movaps 64(%rsp), %xmm0\n"
	"movaps 80(%rsp), %xmm1\n"
	"movaps 96(%rsp), %xmm2\n"
	"movaps 112(%rsp), %xmm3\n"
	"movaps 128(%rsp), %xmm4\n"
	"movaps 144(%rsp), %xmm5\n"
	"movaps 160(%rsp), %xmm6\n"
	"movaps 176(%rsp), %xmm7\n"
	"movq 0(%rsp), %rdi\n"
	"movq 8(%rsp), %rsi\n"
	"movq 16(%rsp), %rdx\n"
	"movq 24(%rsp), %rcx\n"
	"movq 32(%rsp), %r8\n"
	"movq 40(%rsp), %r9\n"
	"movq 48(%rsp), %rax\n"
	"pxor %xmm15, %xmm15\n"
	"movaps %xmm15, 0(%rsp)\n"
	"movaps %xmm15, 16(%rsp)\n"
	"movaps %xmm15, 32(%rsp)\n"
	"movaps %xmm15, 48(%rsp)\n"
	"movaps %xmm15, 64(%rsp)\n"
	"movaps %xmm15, 80(%rsp)\n"
	"movaps %xmm15, 96(%rsp)\n"
	"movaps %xmm15, 112(%rsp)\n"
	"movaps %xmm15, 128(%rsp)\n"
	"movaps %xmm15, 144(%rsp)\n"
	"movaps %xmm15, 160(%rsp)\n"
	"movaps %xmm15, 176(%rsp)\n"
	"leaveq\n"
	".cfi_def_cfa %rsp, 8\n"
	"jmpq *%r11\n"
	".cfi_endproc\n"
	".popsection\n");

#define LIBRARY(name, how, n, texts, points)                                                       \
	FRONT(name, "@function",                                                                   \
	      "endbr64\n"                                                                          \
	      "movq .Lslot_" #name "(%rip), %r11\n"                                                \
	      "testq %r11, %r11\n"                                                                 \
	      "jz 1f\n"                                                                            \
	      "jmpq *%r11\n"                                                                       \
	      "1: leaq .Lslot_" #name "(%rip), %r11\n"                                             \
	      "jmp .Llook\n")

#else /* aarch64 */

__asm__(".pushsection .text\n"
	".p2align 4\n"
	".Llook:\n"
	".cfi_startproc\n"
	"stp x29, x30, [sp, #-224]!\n"
	".cfi_def_cfa_offset 224\n"
	".cfi_offset x29, -224\n"
	".cfi_offset x30, -216\n"
	"mov x29, sp\n"
	"stp x0, x1, [sp, #16]\n"
	"stp x2, x3, [sp, #32]\n"
	"stp x4, x5, [sp, #48]\n"
	"stp x6, x7, [sp, #64]\n"
	"stp x8, x16, [sp, #80]\n"
	"stp q0, q1, [sp, #96]\n"
	"stp q2, q3, [sp, #128]\n"
	"stp q4, q5, [sp, #160]\n"
	"stp q6, q7, [sp, #192]\n"
	"mov x0, sp\n"
	"bl agent_look\n"
	"mov x16, x0\n"
	"ldp q0, q1, [sp, #96]\n"
	"ldp q2, q3, [sp, #128]\n"
	"ldp q4, q5, [sp, #160]\n"
	"ldp q6, q7, [sp, #192]\n"
	"ldr x8, [sp, #80]\n"
	"ldp x0, x1, [sp, #16]\n"
	"ldp x2, x3, [sp, #32]\n"
	"ldp x4, x5, [sp, #48]\n"
	"ldp x6, x7, [sp, #64]\n"
	"movi v16.16b, #0\n"
	"stp q16, q16, [sp, #16]\n"
	"stp q16, q16, [sp, #48]\n"
	"stp q16, q16, [sp, #80]\n"
	"stp q16, q16, [sp, #112]\n"
	"stp q16, q16, [sp, #144]\n"
	"stp q16, q16, [sp, #176]\n"
	"str q16, [sp, #208]\n"
	"ldp x29, x30, [sp], #224\n"
	".cfi_restore x29\n"
	".cfi_restore x30\n"
	".cfi_def_cfa_offset 0\n"
	"br x16\n"
	".cfi_endproc\n"
	".popsection\n");

#define LIBRARY(name, how, n, texts, points)                                                       \
	FRONT(name, "%function",                                                                   \
	      "hint #34\n"                                                                         \
	      "adrp x16, .Lslot_" #name "\n"                                                       \
	      "add x16, x16, :lo12:.Lslot_" #name "\n"                                             \
	      "ldr x17, [x16]\n"                                                                   \
	      "cbz x17, .Llook\n"                                                                  \
	      "br x17\n")

#endif

#include "trace/library_calls.def"
#undef LIBRARY

#endif
