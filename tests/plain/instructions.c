/*
 * Instructions of all kinds that access shared memory do there what they do to memory of the
 * process alone: to memory, registers and flags. Status 1: one does not, and its name is printed.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 8192, CROSSING = 4096 - 3 };

struct state {
	uint64_t a, c, d, flags;
	unsigned char vector[32];
};

static int failed;
static unsigned char *shared, *private;

/* Overflow, sign, zero, carry, parity, adjust: those that an instruction leaves defined. */
enum { FLAGS = 0x8c5 };

static void compare(const char *name, const struct state *a, const struct state *b)
{
	if (memcmp(a, b, sizeof(*a)) == 0)
		return;
	printf("%s: registers: %lx %lx %lx %lx, not %lx %lx %lx %lx\n", name, a->a, a->c, a->d,
	       a->flags & FLAGS, b->a, b->c, b->d, b->flags & FLAGS);
	failed = 1;
}

static void compare_memory(const char *name)
{
	static unsigned char copy[SIZE];
	void *to = copy, *from = shared;
	size_t size = SIZE;

	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
	if (memcmp(copy, private, SIZE) == 0)
		return;
	printf("%s: memory\n", name);
	failed = 1;
}

static const struct state begin = {0x1122334455667788, 3, 0x8877665544332211, 0, {1, 2, 3, 4, 5}};

#define TRY_AT(offset, mask, text)                                                                 \
	do {                                                                                       \
		struct state of[2];                                                                \
		for (int i = 0; i < 2; i++) {                                                      \
			unsigned char *at = (i ? private : shared) + (offset);                     \
			of[i] = begin;                                                             \
			__asm__ volatile("vmovdqu %4, %%ymm0; push $0x55; popf; clc;" text         \
					 "; pushf; pop %3; vmovdqu %%ymm0, %4; vzeroupper"         \
					 : "+a"(of[i].a), "+c"(of[i].c), "+d"(of[i].d),            \
					   "=&r"(of[i].flags), "+m"(of[i].vector)                  \
					 : "b"(at)                                                 \
					 : "memory", "cc", "xmm0", "rsi", "rdi", "r8", "r12",      \
					   "r13");                                                 \
			of[i].flags &= (mask);                                                     \
		}                                                                                  \
		compare(text, &of[0], &of[1]);                                                     \
		compare_memory(text);                                                              \
	} while (0)

/* In the middle of a page, and across two. */
#define TRY_FLAGS(mask, text)                                                                      \
	do {                                                                                       \
		TRY_AT(256, mask, text);                                                           \
		TRY_AT(CROSSING, mask, text);                                                      \
	} while (0)
#define TRY(text) TRY_FLAGS(FLAGS, text)

static void move(void)
{
	TRY("movb %%al, (%%rbx)");
	TRY("movb %%ah, 1(%%rbx)");
	TRY("movw %%ax, (%%rbx)");
	TRY("movl %%eax, 2(%%rbx)");
	TRY("movq %%rax, (%%rbx)");
	TRY("movb (%%rbx), %%ah");
	TRY("movb 3(%%rbx), %%dl");
	TRY("movw (%%rbx), %%ax");
	TRY("movl (%%rbx), %%eax");
	TRY("movq (%%rbx), %%rdx");
	TRY("movb $7, (%%rbx)");
	TRY("movw $-7, (%%rbx)");
	TRY("movl $-7, (%%rbx)");
	TRY("movq $-7, (%%rbx)");
	TRY("movzbl (%%rbx), %%eax");
	TRY("movzwq (%%rbx), %%rax");
	TRY("movsbw (%%rbx), %%ax");
	TRY("movsbq (%%rbx), %%rax");
	TRY("movswl (%%rbx), %%edx");
	TRY("movslq (%%rbx), %%rax");
	TRY("movl %%eax, (%%rbx,%%rcx,4)");
	TRY("movbe (%%rbx), %%eax");
	TRY("movnti %%rax, (%%rbx)");
	TRY("sete (%%rbx)");
	TRY("cmovne (%%rbx), %%rax");
	TRY("lea (%%rbx), %%rax; sub %%rbx, %%rax");
}

static void reckon(void)
{
	TRY("addl %%eax, (%%rbx)");
	TRY("addb $1, (%%rbx)");
	TRY("addq $1000, (%%rbx)");
	TRY("stc; adcl %%eax, (%%rbx)");
	TRY("stc; sbbq %%rdx, (%%rbx)");
	TRY("orw %%ax, (%%rbx)");
	TRY("andl $0x7fffffff, (%%rbx)");
	TRY("subb %%ah, (%%rbx)");
	TRY("xorq %%rax, (%%rbx)");
	TRY("cmpl $5, (%%rbx)");
	TRY("cmpb %%al, (%%rbx)");
	TRY("addq (%%rbx), %%rax");
	TRY("subl (%%rbx), %%eax");
	TRY_FLAGS(0x8c5 & ~0x10, "testl $3, (%%rbx)");
	TRY("incl (%%rbx)");
	TRY("decq (%%rbx)");
	TRY("negw (%%rbx)");
	TRY("notl (%%rbx)");
	TRY_FLAGS(0, "shll $3, (%%rbx)");
	TRY_FLAGS(0, "sarq %%cl, (%%rbx)");
	TRY_FLAGS(0, "rorw $1, (%%rbx)");
	TRY_FLAGS(0, "shldl $4, %%eax, (%%rbx)");
	TRY_FLAGS(1, "btsl $3, (%%rbx)");
	TRY_FLAGS(1, "btcl %%ecx, (%%rbx)");
	TRY_FLAGS(1, "mov $77, %%eax; btrq %%rax, (%%rbx)");
	TRY_FLAGS(1, "mov $-9, %%rax; btq %%rax, (%%rbx)");
	TRY_FLAGS(0, "imulq (%%rbx), %%rax");
	TRY_FLAGS(0, "mull (%%rbx)");
	TRY_FLAGS(0x40, "bsfl (%%rbx), %%eax");
	TRY_FLAGS(0, "popcntq (%%rbx), %%rax");
	TRY("crc32b (%%rbx), %%eax");
}

static void exchange(void)
{
	TRY("xchgl %%eax, (%%rbx)");
	TRY("xaddq %%rax, (%%rbx)");
	TRY("lock xaddl %%eax, (%%rbx)");
	TRY("cmpxchgl %%edx, (%%rbx)");
	TRY("movl (%%rbx), %%eax; cmpxchgl %%edx, (%%rbx)");
	TRY("lock cmpxchgq %%rdx, (%%rbx)");
	TRY("lock incb (%%rbx)");
	TRY_FLAGS(1, "lock btsl $2, (%%rbx)");
	TRY("push %%rbx; xor %%ecx, %%ecx; lock cmpxchg8b (%%rbx); pop %%rbx");
	TRY_AT(256, FLAGS, "mov %%rbx, %%r8; push %%rbx; lock cmpxchg16b (%%r8); pop %%rbx");
}

static void vectors(void)
{
	TRY("movups %%xmm0, (%%rbx)");
	TRY("movups (%%rbx), %%xmm0");
	TRY_AT(256, FLAGS, "movaps %%xmm0, (%%rbx)");
	TRY("movss %%xmm0, (%%rbx)");
	TRY("movsd (%%rbx), %%xmm0");
	TRY("movhps %%xmm0, (%%rbx)");
	TRY("movlps (%%rbx), %%xmm0");
	TRY("movd %%xmm0, (%%rbx)");
	TRY("movq (%%rbx), %%xmm0");
	TRY("vmovdqu %%ymm0, (%%rbx)");
	TRY("vmovdqu (%%rbx), %%ymm0");
	TRY("vpaddd (%%rbx), %%ymm0, %%ymm0");
	TRY("vpbroadcastb (%%rbx), %%ymm0");
	TRY("vextracti128 $1, %%ymm0, (%%rbx)");
	TRY("pextrw $1, %%xmm0, (%%rbx)");
	TRY("pinsrb $3, (%%rbx), %%xmm0");
	TRY("cvtsi2sdl (%%rbx), %%xmm0");
	TRY("fldpi; fstpl (%%rbx)");
	TRY("fldpi; fstpt (%%rbx)");
	TRY("fildl (%%rbx); fistpll (%%rbx)");
	TRY("fnstcw (%%rbx)");
	TRY("stmxcsr (%%rbx)");
}

static void strings(void)
{
	TRY("mov %%rbx, %%rdi; lea 64(%%rbx), %%rsi; movsb");
	TRY("mov %%rbx, %%rdi; lea 64(%%rbx), %%rsi; mov $40, %%ecx; rep movsb");
	TRY("lea 64(%%rbx), %%rdi; mov %%rbx, %%rsi; mov $5, %%ecx; std; rep movsq; cld");
	TRY("lea 3(%%rbx), %%rdi; mov %%rbx, %%rsi; mov $9, %%ecx; rep movsb"); /* a pattern */
	TRY("mov %%rbx, %%rdi; mov $10, %%ecx; rep stosl");
	TRY("lea 32(%%rbx), %%rdi; mov $7, %%ecx; std; rep stosw; cld");
	TRY("mov %%rbx, %%rdi; stosq");
	TRY("mov %%rbx, %%rsi; lodsl");
	TRY("mov %%rbx, %%rdi; mov $20, %%ecx; mov $0x88, %%al; repne scasb");
	TRY("mov %%rbx, %%rdi; lea 8(%%rbx), %%rsi; mov $4, %%ecx; repe cmpsw");
	TRY("mov %%rbx, %%rdi; xor %%ecx, %%ecx; rep stosb");
}

/* With the stack there, too. */
static void stacks(void)
{
	TRY("pushq (%%rbx); popq %%rax");
	TRY("mov %%rsp, %%r8; lea 128(%%rbx), %%rsp; push %%rax; pop %%rdx; mov %%r8, %%rsp");
	TRY("mov %%rsp, %%r8; lea 128(%%rbx), %%rsp; push (%%rbx); pop %%rdx; mov %%r8, %%rsp");
	TRY("lea 1f(%%rip), %%rdx; mov %%rdx, (%%rbx); xor %%edx, %%edx; jmp *(%%rbx); ud2; 1: "
	    "movq $0, (%%rbx)");
	TRY("mov %%rsp, %%r8; lea 256(%%rbx), %%rsp; call 2f; jmp 3f; 2: ret; 3: movq $0, "
	    "-8(%%rsp); mov %%r8, %%rsp");
}

/* By every kind of register, which the instruction may use for something else as well. */
static void addresses(void)
{
	TRY_FLAGS(0, "mov %%rbx, %%rdx; mov $2, %%eax; mulq 4(%%rdx,%%rcx,8)");
	TRY_FLAGS(0, "mov %%rbx, %%rdx; movb $3, (%%rdx); mov %%rbx, %%rax; mov $200, %%al; mov "
		     "$0, %%ah; divb (%%rdx); movzbl %%al, %%eax; xor %%edx, %%edx");
	TRY("mov %%rbx, %%rsi; mov 8(%%rsi), %%rsi; mov %%rsi, %%rax");
	TRY_FLAGS(0, "mov %%rbx, %%rdi; imul $3, (%%rdi), %%edi; mov %%edi, %%eax");
	TRY("mov %%rbx, %%rsi; mov $3, %%edi; addl %%edi, (%%rsi,%%rdi,2); mov %%rsi, %%rax; sub "
	    "%%rbx, %%rax; mov %%rdi, %%rdx");
	TRY("mov %%rbx, %%r13; addq 5(%%r13), %%rax");
	TRY("mov %%rbx, %%rsi; xorb %%ah, (%%rsi,%%rcx)");
	TRY("mov %%rbx, %%r12; mov $5, %%r13d; subl %%r13d, 7(%%r12,%%r13,4)");
	TRY("mov %%rbx, %%r12; vpaddb (%%r12,%%rcx), %%ymm0, %%ymm0");
	TRY("mov %%rbx, %%r12; vmovdqu %%ymm0, (%%r12)");
	TRY_FLAGS(0x8c1 & ~0x10, "mov %%eax, %%edi; andn (%%rbx), %%rdi, %%rsi; mov %%rsi, %%rax");
	TRY("mov %%eax, %%esi; shlx %%rsi, (%%rbx), %%rdi; mov %%rdi, %%rax");
	TRY_FLAGS(1, "mov %%rbx, %%r12; mov $77, %%eax; btsl %%eax, (%%r12)");
	TRY_FLAGS(1, "mov %%rbx, %%rsi; mov $-99, %%rdi; btcq %%rdi, (%%rsi)");
	TRY("fldpi; fldl (%%rbx,%%rcx); fmulp; mov %%rbx, %%rsi; fstpl 8(%%rsi)");
	TRY("mov %%rsp, %%r8; lea 64(%%rbx), %%rsp; mov 8(%%rsp), %%rax; mov %%r8, %%rsp");
	TRY("mov %%rsp, %%r8; lea 64(%%rbx), %%rsp; add %%rax, 8(%%rsp); mov %%r8, %%rsp");
	TRY("pushq 8(%%rbx); popq %%rax");
	TRY("lea 1f(%%rip), %%rdx; mov %%rdx, (%%rbx); xor %%edx, %%edx; call *(%%rbx); jmp 2f; "
	    "1: mov (%%rsp), %%rax; cmp %%rax, %%rax; ret; 2: movq $0, (%%rbx); xor %%eax, %%eax");
}

int main(int argc, char **argv)
{
	static void (*const kinds[])(void) = {move,    reckon, exchange, vectors,
					      strings, stacks, addresses};
	int ends[2];
	char byte;

	shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	private = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < SIZE; i++)
		shared[i] = private[i] = (unsigned char)(i * 7);
	if (pipe(ends) < 0)
		return 2;
	if (fork() == 0) { /* somebody else */
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) != 0);
	}
	close(ends[0]);
	for (int i = 0; i < 7; i++) {
		if (argc < 2 || argv[1][0] == '0' + i)
			kinds[i]();
	}
	close(ends[1]);
	wait(NULL);
	fflush(stdout);
	return failed;
}
