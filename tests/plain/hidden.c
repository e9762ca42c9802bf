/*
 * A process loads one number, and another one after it; the first is nowhere meanwhile but where
 * the argument says: in a register that calls need not preserve, a vector's upper half, the x87
 * stack, the flags, below the stack pointer. Another process stores both. Status: what was loaded.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int by_register(int *at)
{
	int loaded, other;

	__asm__ volatile("movl (%2), %%r11d; movl 4(%2), %1; movl %%r11d, %0; xorl %%r11d, %%r11d"
			 : "=&r"(loaded), "=&r"(other)
			 : "r"(at)
			 : "r11");
	return loaded;
}

static int by_vector(int *at)
{
	int loaded, other;

	__asm__ volatile("vmovd (%2), %%xmm1; vinserti128 $1, %%xmm1, %%ymm2, %%ymm2;"
			 "vpxor %%xmm1, %%xmm1, %%xmm1; movl 4(%2), %1;"
			 "vextracti128 $1, %%ymm2, %%xmm1; vmovd %%xmm1, %0; vzeroall"
			 : "=&r"(loaded), "=&r"(other)
			 : "r"(at)
			 : "xmm1", "xmm2");
	return loaded;
}

static int by_x87(int *at)
{
	int loaded, other;

	__asm__ volatile("fildl (%2); movl 4(%2), %1; fistpl %0"
			 : "=m"(loaded), "=&r"(other)
			 : "r"(at));
	return loaded;
}

static int by_flags(int *at)
{
	unsigned char loaded;
	int other;

	__asm__ volatile("cmpl $1, (%2); movl 4(%2), %1; sete %0"
			 : "=&q"(loaded), "=&r"(other)
			 : "r"(at)
			 : "cc");
	return loaded;
}

static int by_red_zone(int *at)
{
	int loaded, other;

	__asm__ volatile("subq $256, %%rsp; movl (%2), %0; movl %0, -120(%%rsp); xorl %0, %0;"
			 "movl 4(%2), %1; movl -120(%%rsp), %0; movl $0, -120(%%rsp); addq $256, "
			 "%%rsp"
			 : "=&r"(loaded), "=&r"(other)
			 : "r"(at)
			 : "memory", "cc");
	return loaded;
}

static const struct {
	const char *name;
	int (*load)(int *);
} ways[] = {{"register", by_register},
	    {"vector", by_vector},
	    {"x87", by_x87},
	    {"flags", by_flags},
	    {"red-zone", by_red_zone}};

int main(int argc, char **argv)
{
	volatile int *shared = mmap(NULL, 2 * sizeof(*shared), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = 0, result = 0;

	if (fork() == 0) {
		for (int i = 0; i < 5; i++) {
			if (argc > 1 && strcmp(argv[1], ways[i].name) == 0)
				_exit(ways[i].load((int *)shared));
		}
		_exit(9);
	}
	if (fork() == 0) {
		shared[0] = 1;
		shared[1] = 1;
		_exit(0);
	}
	while (wait(&status) > 0)
		result |= WEXITSTATUS(status);
	return result;
}
