#include "cli/needs.h"

#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>
#include "cli/options.h"
#include "trace/trace.h"

enum { KIB = 1024, MIB = 1024 * KIB };

/* More than was ever seen to be used, and less than anybody sets by chance. */
static const struct need {
	__rlimit_resource_t resource;
	rlim_t least;
	unsigned unit;
	const char *what, *option;
} needs[] = {
	{RLIMIT_NOFILE, 32, 1, "open files", "-n"},
	{RLIMIT_FSIZE, sizeof(struct trace) + 32 * MIB, KIB, "KiB of a file", "-f"},
	{RLIMIT_STACK, 256 * KIB, KIB, "KiB of stack", "-s"},
};

void needs_check(const char *command)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		const struct need *need = &needs[i];
		struct rlimit limit;

		if (getrlimit(need->resource, &limit) == 0 && limit.rlim_cur < need->least)
			options_wrong(command,
				      "%llu %s are allowed here (ulimit %s), but %llu are needed",
				      (unsigned long long)limit.rlim_cur / need->unit, need->what,
				      need->option, (unsigned long long)need->least / need->unit);
	}
	signal(SIGXFSZ, SIG_IGN);
}
