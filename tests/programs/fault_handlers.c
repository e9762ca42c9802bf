/*
 * Handlers of SIGSEGV in a program whose shared memory is watched by faults of its own: they see
 * none of those. Which handlers there are is the argument: "reset" (SA_RESETHAND), "within" (shared
 * memory is touched in one), "nested" (a fault in one, which is the end), "deep" (SA_NODEFER: it is
 * not), "ignored", "ignored-fault" (which is the end, too). The exit status tells what was not so.
 */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int *shared[3];
static volatile sig_atomic_t depth;

static void fault(void)
{
	*(volatile int *)0 = 1;
}

static void end(int signal)
{
	(void)signal;
	_exit(7);
}

static void touch(int signal)
{
	struct sigaction now;
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	sigaction(signal, NULL, &now);
	if (!sigismember(&mask, SIGSEGV) || now.sa_handler != touch ||
	    now.sa_flags & (int)(SA_NODEFER | SA_RESETHAND))
		_exit(2);
	*shared[0] = 7;
	_exit(*shared[0]);
}

static void deepen(int signal)
{
	(void)signal;
	if (depth++ == 3)
		_exit(7);
	fault();
}

static void handle(void (*handler)(int), int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	sigaction(SIGSEGV, &action, NULL);
}

static int touch_all(void)
{
	int sum = 0;

	for (int i = 0; i < 3; i++)
		sum += ++*shared[i];
	return sum == 3 ? 0 : 3;
}

static int reset(void)
{
	struct sigaction now;

	handle(end, SA_RESETHAND);
	if (touch_all() != 0)
		return 3;
	sigaction(SIGSEGV, NULL, &now);
	if (now.sa_handler != end)
		return 4;
	fault();
	return 5;
}

static int ignored(int with_fault)
{
	struct sigaction now;

	handle(SIG_IGN, 0);
	if (touch_all() != 0)
		return 3;
	sigaction(SIGSEGV, NULL, &now);
	kill(getpid(), SIGSEGV);
	if (with_fault)
		fault();
	return now.sa_handler == SIG_IGN ? 7 : 4;
}

static int child(const char *mode)
{
	if (strcmp(mode, "reset") == 0)
		return reset();
	if (strncmp(mode, "ignored", 7) == 0)
		return ignored(mode[7] != '\0');
	handle(strcmp(mode, "within") == 0 ? touch : deepen,
	       strcmp(mode, "deep") == 0 ? SA_NODEFER : 0);
	fault();
	return 6;
}

/* Others have the memory, too, or nobody would look at who touches it. */
int main(int argc, char **argv)
{
	int status;

	for (int i = 0; i < 3; i++)
		shared[i] = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fork() == 0)
		_exit(child(argc > 1 ? argv[1] : "reset"));
	wait(&status);
	return status != 7 << 8;
}
