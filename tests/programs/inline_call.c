/* A system call by an instruction of the program's own, past every function. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long call(long number, long a, long b, long c)
{
#if defined(__x86_64__)
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "0"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return result;
#else
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
#endif
}

/* With an argument the child becomes that program. */
int main(int argc, char **argv)
{
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		return 2;
	if (fork() == 0) {
		if (argc > 1) {
			dup2(ends[1], STDOUT_FILENO);
			execv(argv[1], argv + 1);
		}
		call(SYS_getpid, 0, 0, 0);
		call(SYS_write, ends[1], (long)"x", 1);
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		return 1;
	wait(NULL);
	return 0;
}
