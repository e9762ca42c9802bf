#include "agent/core/own_code.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include "agent/core/agent.h"
#include "agent/core/loaded.h"

/* Of syscall, rdtsc and rdtscp: Intel's manual, volume 2. Elsewhere a program may have a call. */
enum { ESCAPE = 0x0f, SYSCALL = 0x05, RDTSC = 0x31, GROUP = 0x01, RDTSCP = 0xf9 };

static void look_at(const unsigned char *code, size_t length)
{
	const unsigned char *end = code + length, *at = code;

	for (; at < end && (at = memchr(at, ESCAPE, (size_t)(end - at))); at++) {
		size_t left = (size_t)(end - at);

		agent.own_calls |= left > 1 && at[1] == SYSCALL;
		agent.own_ticks |= left > 1 && at[1] == RDTSC;
		agent.own_ticks |= left > 2 && at[1] == GROUP && at[2] == RDTSCP;
	}
}

/* The program, and libraries of its own. */
static int look_in(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	(void)context;
	if (agent_loaded_is_system(info) || agent_loaded_holds(info, agent.text_start))
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && segment->p_flags & PF_X &&
		    segment->p_flags & PF_R)
			look_at((const unsigned char *)(info->dlpi_addr + segment->p_vaddr),
				segment->p_filesz);
	}
	return 0;
}

void agent_find_own_code(void)
{
#if defined(__x86_64__)
	dl_iterate_phdr(look_in, NULL);
#else
	(void)look_in;
	agent.own_calls = true;
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
