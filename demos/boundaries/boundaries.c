/*
 * boundaries: processes are kept apart, seen at three of the ways in which they are.
 *
 * What one process has is nothing to another: an address, a descriptor, a right. Each try is made
 * for real, and fails as it should.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"

enum { NOBODY = 65534 };

static void require(int fine, const char *what)
{
	if (!fine) {
		perror(what);
		exit(1);
	}
}

static void report(const char *name, const char *outcome, const char *expected)
{
	printf("%s: %s\n", name, outcome);
	ipcstage_outcome(name, "%s", outcome);
	ipcstage_expected(name, "%s", expected);
}

/* Memory: the parent has a page, and a child that knows its address tries to write there. */
static void address(void)
{
	int *place = (int *)0x100000000;
	int fds[2], status;
	char told;

	require(pipe(fds) == 0, "pipe");
	pid_t pid = fork();
	require(pid >= 0, "fork");
	if (pid == 0) {
		ipcstage_process("stranger");
		if (read(fds[0], &told, 1) == 1)
			*place = 43; /* in this process there is nothing */
		exit(0);
	}
	ipcstage_name(place, "secret");
	require(mmap(place, sizeof(*place), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == place,
		"mmap");
	*place = 42;
	require(write(fds[1], "!", 1) == 1, "write");
	wait(&status);
	report("stranger", WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV ? "SIGSEGV" : "done",
	       "SIGSEGV");
	report("secret", *place == 42 ? "42" : "changed", "42");
}

/* Descriptors: a new program keeps those that are open, but not what is closed on exec. */
static void descriptors(char *program)
{
	int kept[2], secret[2], status;
	char kept_option[32], secret_option[32], got[8] = "";

	require(pipe(kept) == 0 && pipe2(secret, O_CLOEXEC) == 0, "pipe");
	ipcstage_name_fd(kept[0], "kept");
	ipcstage_name_fd(secret[0], "secret");
	snprintf(kept_option, sizeof(kept_option), "--kept=%d", kept[1]);
	snprintf(secret_option, sizeof(secret_option), "--secret=%d", secret[1]);
	pid_t pid = fork();
	require(pid >= 0, "fork");
	if (pid == 0) {
		execl("/proc/self/exe", program, kept_option, secret_option, (char *)NULL);
		require(0, "exec");
	}
	require(read(kept[0], got, sizeof(got) - 1) >= 0, "read");
	wait(&status);
	report("kept", got, "hello");
	report("secret", WEXITSTATUS(status) ? "closed" : "open", "closed");
}

/* What the new program does: it was told two numbers. */
static void use_descriptors(int kept, int secret)
{
	ipcstage_process("program");
	require(write(kept, "hello", 5) == 5, "write");
	exit(write(secret, "hello", 5) != 5);
}

/* Rights: who acts for nobody in particular asks for what is not everybody's. */
static void rights(void)
{
	int fds[2];
	char got[8] = "";

	require(pipe(fds) == 0, "pipe");
	pid_t pid = fork();
	require(pid >= 0, "fork");
	if (pid == 0) {
		ipcstage_process("nobody");
		require(geteuid() != 0 || setuid(NOBODY) == 0, "setuid");
		const char *answer = open("/etc/shadow", O_RDONLY) < 0 ? "refused" : "opened";
		require(write(fds[1], answer, sizeof(got) - 1) > 0, "write");
		exit(0);
	}
	require(read(fds[0], got, sizeof(got) - 1) > 0, "read");
	wait(NULL);
	report("passwords", got, "refused");
}

int main(int argc, char *argv[])
{
	static const char *const names[] = {"address", "descriptors", "rights", NULL};
	int scenario = options_scenario(&argc, argv, names), kept = 0, secret = 0;
	const struct option_row rows[] = {
		{"kept", &kept, 0, 1000}, {"secret", &secret, 0, 1000}, {NULL, NULL, 0, 0}};
	options_parse(argc, argv, rows);
	if (kept)
		use_descriptors(kept, secret);

	ipcstage_process("main");
	if (scenario == 0)
		address();
	else if (scenario == 1)
		descriptors(argv[0]);
	else
		rights();
	return 0;
}
