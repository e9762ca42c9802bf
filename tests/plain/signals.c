/*
 * Two processes add to one number while something about signals or their memory is odd: "blocked":
 * they hold all of them back; "ignored": they ignore SIGTRAP; "breakpoint": they have a handler for
 * it, and one comes; "dirty": the page is read-only until they write it (SIGSEGV); "stack": they
 * have a stack of their own for that handler; "unmapped": they give a page back.
 */
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static volatile int *shared;
static volatile sig_atomic_t came;

static void count(int signal)
{
	(void)signal;
	came++;
}

static void open_page(int signal, siginfo_t *info, void *context)
{
	uintptr_t page = (uintptr_t)info->si_addr & ~(uintptr_t)(PAGE - 1);

	(void)signal;
	(void)context;
	came++;
	mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE);
}

static void catch_faults(int flags)
{
	struct sigaction action = {.sa_sigaction = open_page, .sa_flags = SA_SIGINFO | flags};

	sigaction(SIGSEGV, &action, NULL);
}

static void add(volatile int *number)
{
	*number = *number + 1;
}

/* By an instruction that uses more registers than it names. */
static void multiply(volatile int *number)
{
	__asm__ volatile("mull (%0)" : : "a"(number) : "edx", "cc", "memory");
}

static int blocked(void)
{
	sigset_t mask;

	sigfillset(&mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	multiply(shared);
	add(shared);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	return !sigismember(&mask, SIGTRAP);
}

static int ignored(void)
{
	signal(SIGTRAP, SIG_IGN);
	multiply(shared);
	add(shared);
	return 0;
}

static int breakpoint(void)
{
	signal(SIGTRAP, count);
	multiply(shared);
	__asm__ volatile("int3");
	add(shared);
	return came != 1;
}

static int dirty(void)
{
	catch_faults(0);
	mprotect((void *)(uintptr_t)shared, PAGE, PROT_READ);
	add(shared);
	add(shared);
	return came != 1;
}

static int stack(void)
{
	static char room[16384];
	stack_t mine = {.ss_sp = room, .ss_size = sizeof(room)}, now;
	volatile char *private = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (sigaltstack(NULL, &now) < 0 || !(now.ss_flags & SS_DISABLE))
		return 2;
	if (sigaltstack(&mine, NULL) < 0 || sigaltstack(NULL, &now) < 0 || now.ss_sp != room)
		return 3;
	catch_faults(SA_ONSTACK);
	add(shared);
	*private = 1;
	add(shared);
	return came != 1;
}

static int unmapped(void)
{
	add(shared);
	add(shared + PAGE / sizeof(*shared));
	munmap((void *)(uintptr_t)shared, PAGE);
	add(shared + PAGE / sizeof(*shared));
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} ways[] = {{"blocked", blocked}, {"ignored", ignored}, {"breakpoint", breakpoint},
	    {"dirty", dirty},	  {"stack", stack},	{"unmapped", unmapped}};

static int run(const char *name)
{
	for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(ways[i].name, name) == 0)
			return ways[i].run();
	}
	return 9;
}

int main(int argc, char **argv)
{
	int status, result = 0;

	shared = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			_exit(run(argc > 1 ? argv[1] : ""));
	}
	while (wait(&status) > 0)
		result |= status;
	return result != 0;
}
