#include "base/system_call.h"

#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>

const char *system_call_name(long number, char *out, size_t size)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)number);

	if (name)
		snprintf(out, size, "%s", name);
	else
		snprintf(out, size, "system call %ld", number);
	free(name);
	return out;
}
