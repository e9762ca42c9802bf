#include "agent/core/own_code.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include "agent/core/agent.h"
#include "agent/core/loaded.h"
#include "agent/core/real.h"

/* Of syscall, rdtsc and rdtscp: Intel's manual, volume 2. Elsewhere each is looked for always. */
enum { ESCAPE = 0x0f, SYSCALL = 0x05, RDTSC = 0x31, GROUP = 0x01, RDTSCP = 0xf9 };

static void look_at(const unsigned char *code, size_t length, bool is_program)
{
	const unsigned char *end = code + length - 2, *at = code;

	for (; at < end && (at = memchr(at, ESCAPE, (size_t)(end - at))); at++) {
		agent.own_calls |= is_program && at[1] == SYSCALL;
		agent.own_ticks |= at[1] == RDTSC || (at[1] == GROUP && at[2] == RDTSCP);
	}
}

/* What the system's own do by such instructions they do for functions that we stand in front of. */
static bool is_system(const struct dl_phdr_info *info)
{
	return agent_loaded_holds(info, (uintptr_t)&agent) ||
	       agent_loaded_holds(info, (uintptr_t)REAL(syscall)) ||
	       agent_loaded_holds(info, getauxval(AT_BASE)) ||
	       agent_loaded_holds(info, getauxval(AT_SYSINFO_EHDR));
}

static int look_in(struct dl_phdr_info *info, size_t size, void *context)
{
	bool *is_program = context;

	(void)size;
	for (int i = 0; !is_system(info) && i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && segment->p_flags & PF_X &&
		    segment->p_flags & PF_R)
			look_at((const unsigned char *)(info->dlpi_addr + segment->p_vaddr),
				segment->p_filesz, *is_program);
	}
	*is_program = false;
	return 0;
}

void agent_find_own_code(void)
{
	bool is_program = true; /* the first that is named */

#if defined(__x86_64__)
	dl_iterate_phdr(look_in, &is_program);
#else
	(void)look_in;
	agent.own_calls = is_program;
#endif
}

bool agent_is_vdso(uintptr_t code)
{
	const uintptr_t start = getauxval(AT_SYSINFO_EHDR);
	const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)start;
	const struct dl_phdr_info info = {
		.dlpi_addr = start,
		.dlpi_phdr = (const ElfW(Phdr) *)(start + (start ? header->e_phoff : 0)),
		.dlpi_phnum = start ? header->e_phnum : 0};

	return agent_loaded_holds(&info, code);
}
