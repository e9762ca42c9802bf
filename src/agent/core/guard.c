#include "agent/core/guard.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/families.h"
#include "agent/core/memory_map.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
#include "trace/call_class.h"

/*
 * Guarded mappings lie in a window of their own, so that a filter sees whether a system call has an
 * address in one of them: to the kernel such memory is as closed as to the program (EFAULT).
 */
#define WINDOW_START UINT64_C(0x4e0000000000)
#define WINDOW_END   UINT64_C(0x4f0000000000)

enum { BY_FILTER = 1 /* si_code of SIGSYS: SYS_SECCOMP of siginfo(2) */ };
enum {
	ARGUMENTS = 6,
	CHECK = 3, /* instructions for an argument */
	FIRST_CHECK = 1 + CALL_ROWS,
	PASS = FIRST_CHECK + CHECK * ARGUMENTS, /* number of an instruction ... */
	TRAP,					/* ... and of the one behind it */
	INSTRUCTIONS
};
_Static_assert(INSTRUCTIONS <= 256, "a jump reaches no further");

/* To the kernel no program has anything there. */
#define NOWHERE (UINT64_C(1) << 63)

static bool is_in_window(uint64_t address)
{
	return address - WINDOW_START < WINDOW_END - WINDOW_START;
}

static uintptr_t whole_pages(uintptr_t length)
{
	return (length + AGENT_PAGE - 1) / AGENT_PAGE * AGENT_PAGE;
}

/* --- opening and closing ---------------------------------------------------------------------- */

static void set_closed(struct region *region, bool is_closed)
{
	REAL(mprotect)
	((void *)region->start, whole_pages(region->end - region->start),
	 is_closed ? PROT_NONE : region->protection);
	region->is_closed = is_closed;
}

static struct region *find_region(uintptr_t address)
{
	for (unsigned i = 0; i < agent.region_count; i++) {
		struct region *region = &agent.regions[i];

		if (address - region->start < whole_pages(region->end - region->start))
			return region;
	}
	return NULL;
}

/* Somebody is about to be there besides us. */
static void close_all(void)
{
	for (unsigned i = 0; i < agent.region_count; i++) {
		struct region *region = &agent.regions[i];

		region->was_shared = true;
		if (region->alias && !region->is_closed && !region->was_touched)
			set_closed(region, true);
	}
}

const struct family family_guard = {.on_share = close_all};

/* --- the filter ------------------------------------------------------------------------------- */

static struct sock_filter load(size_t offset)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* On to instruction `to` from number `at`, when what was loaded compares so; else to the next. */
static struct sock_filter jump(uint16_t compares, uint32_t with, unsigned at, unsigned to)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | compares | BPF_K, with,
					    (uint8_t)(to - at - 1), 0);
}

/*
 * Of each argument the upper half is looked at: the window begins and ends at a whole one. The last
 * argument comes first, so that a call with few of them starts further down. Of a call that is not
 * known all are looked at.
 */
static void write_filter(struct sock_filter filter[INSTRUCTIONS])
{
	const uint32_t first = (uint32_t)(WINDOW_START >> 32);
	const uint32_t behind = (uint32_t)(WINDOW_END >> 32);
	unsigned at = 0;

	filter[at++] = load(offsetof(struct seccomp_data, nr));
	for (unsigned i = 0; i < CALL_ROWS; i++, at++)
		filter[at] = jump(BPF_JEQ, call_rows[i].number, at,
				  PASS - (unsigned)CHECK * call_rows[i].arguments);
	for (unsigned i = ARGUMENTS; i-- > 0; at += CHECK) {
		filter[at] = load(offsetof(struct seccomp_data, args) + i * sizeof(uint64_t) +
				  sizeof(uint32_t));
		filter[at + 1] = jump(BPF_JGE, behind, at + 1, at + CHECK);
		filter[at + 2] = jump(BPF_JGE, first, at + 2, TRAP);
	}
	filter[PASS] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[TRAP] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
}

static bool install_filter(void)
{
	struct sock_filter filter[INSTRUCTIONS];
	const struct sock_fprog program = {.len = INSTRUCTIONS, .filter = filter};

	if (agent.calls_filtered)
		return true;
	write_filter(filter);
	agent.calls_filtered =
		REAL(syscall)(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
	return agent.calls_filtered;
}

/* --- mappings --------------------------------------------------------------------------------- */

bool agent_guard_is_wanted(void)
{
#if defined(__x86_64__)
	return agent.gated && !agent.hooked;
#else
	return false;
#endif
}

void *agent_guard_place(size_t length)
{
	uintptr_t place = agent.next_guarded ? agent.next_guarded : WINDOW_START;

	if (!agent_guard_is_wanted() || WINDOW_END - place < whole_pages(length) + AGENT_PAGE)
		return NULL;
	agent.next_guarded = place + whole_pages(length) + AGENT_PAGE;
	return (void *)place;
}

void agent_guard_lost(uint32_t where)
{
	if (!agent.gated || agent.hooked)
		return;
	agent.trace->has_unrecorded = true;
	if (agent_has_company())
		agent_blind(UNSEEN_MEMORY, 0, where);
}

/* Of what cannot be guarded it is said at once. */
static void say_unguarded(uint32_t where)
{
	agent_guard_lost(where);
	if (agent.gated && !agent.hooked)
		agent_blind(UNSEEN_MEMORY, 0, where);
}

/* At once, so that it lies nowhere else if the program accesses memory earlier or later. */
static void make_room(void)
{
	void *room;

	if (agent.beside)
		return;
	room = REAL(mmap)(NULL, (size_t)AGENT_BESIDE * LIMIT_ACTORS,
			  PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	agent.beside = room != MAP_FAILED ? room : NULL;
}

void agent_guard_mapping(const void *start, uint32_t where)
{
	struct region *region = find_region((uintptr_t)start);
	void *alias = MAP_FAILED;

	if (!region || !region->mapping)
		return;
	if (agent_guard_is_wanted() && is_in_window(region->start) && install_filter())
		alias = REAL(mremap)((void *)region->start, 0,
				     whole_pages(region->end - region->start), MREMAP_MAYMOVE);
	if (alias == MAP_FAILED) {
		say_unguarded(where);
		return;
	}
	region->alias = (uintptr_t)alias;
	region->was_shared =
		region->key >> KEY_SHIFT != KEY_MAPPING && trace_actors(agent.trace) > 1;
	agent.guarded = true;
	make_room();
	if (agent_has_company())
		set_closed(region, true);
}

void agent_guard_protected(const void *start, size_t length)
{
	uintptr_t from = (uintptr_t)start, to = from + whole_pages(length);
	int saved = errno;

	for (unsigned i = 0; agent.guarded && i < agent.region_count; i++) {
		struct region *region = &agent.regions[i];

		if (!region->alias || region->start >= to || from >= region->end)
			continue;
		set_closed(region, region->is_closed);
		REAL(mprotect)
		((void *)region->alias, whole_pages(region->end - region->start),
		 region->protection);
	}
	errno = saved;
}

static void unmap_alias(const struct region *region, uintptr_t from, uintptr_t to)
{
	uintptr_t start = from > region->start ? from : region->start;
	uintptr_t end = to < region->end ? to : region->end;

	if (region->alias && start < end)
		REAL(munmap)
	((void *)(region->alias + (start - region->start)), whole_pages(end - start));
}

void agent_guard_unmap(const void *start, size_t length)
{
	uintptr_t from = (uintptr_t)start;

	for (unsigned i = 0; agent.guarded && i < agent.region_count; i++)
		unmap_alias(&agent.regions[i], from, from + whole_pages(length));
}

void *agent_alias_of(const volatile void *at)
{
	uintptr_t address = (uintptr_t)at;
	const struct region *region = is_in_window(address) ? find_region(address) : NULL;

	return region && region->alias ? (void *)(region->alias + (address - region->start))
				       : (void *)address;
}

/* The hooks are not in the kernel: of what it does for a program nobody tells either. */
static void note_data(const volatile void *at, uint32_t where)
{
	if (!agent.gated || !agent_on() || !agent_is_mapped(at))
		return;
	agent_guard_lost(where);
	if (agent.hooked && agent_has_company())
		agent_blind(UNSEEN_DATA, 0, where);
}

void *agent_alias_of_data(const volatile void *at, uint32_t where)
{
	note_data(at, where);
	return agent_alias(at);
}

/* --- whoever comes near ----------------------------------------------------------------------- */

struct region *agent_guard_closed(uintptr_t address)
{
	struct region *region = is_in_window(address) ? find_region(address) : NULL;

	return region && region->is_closed && region->protection != PROT_NONE ? region : NULL;
}

void agent_guard_open(struct region *region)
{
	agent.trace->has_unrecorded |= region->was_shared;
	set_closed(region, false);
}

/* Whoever tries has it to himself from then on. */
void agent_guard_touch_at(const volatile void *at, uint32_t where)
{
	struct region *region = agent_guard_closed((uintptr_t)at);

	if (!region) {
		note_data(at, where);
		return;
	}
	agent_guard_lost(where);
	region->was_touched |= agent_has_company();
	set_closed(region, false);
}

void agent_guard_set_page(uintptr_t page, bool is_open)
{
	const struct region *region = agent_guard_closed(page);

	if (region)
		REAL(mprotect)
	((void *)page, AGENT_PAGE, is_open ? region->protection : PROT_NONE);
}

#if defined(__x86_64__)
static long make_call(long number, const long a[ARGUMENTS])
{
	register long r10 __asm__("r10") = a[3];
	register long r8 __asm__("r8") = a[4];
	register long r9 __asm__("r9") = a[5];
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* What has no alias the filter would keep from the kernel again: it is told of nothing at all. */
static long alias_argument(uint64_t argument)
{
	uint64_t alias = (uint64_t)agent_alias((const void *)argument);

	return (long)(is_in_window(alias) ? NOWHERE : alias);
}

/* The system call that was kept from the kernel, with the alias of what it is about. */
static bool is_call(const siginfo_t *info, ucontext_t *context)
{
	static const int places[ARGUMENTS] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
	greg_t *registers = context->uc_mcontext.gregs;
	long arguments[ARGUMENTS];
	bool is_ours = false;

	if (info->si_code != BY_FILTER)
		return false;
	for (unsigned i = 0; i < ARGUMENTS; i++) {
		uint64_t argument = (uint64_t)registers[places[i]];

		is_ours |= is_in_window(argument);
		arguments[i] = alias_argument(argument);
	}
	if (!is_ours)
		return false;
	agent_guard_lost(agent_place());
	registers[REG_RAX] = make_call(info->si_syscall, arguments);
	return true;
}
#else
static bool is_call(const siginfo_t *info, ucontext_t *context)
{
	(void)info;
	(void)context;
	return false;
}
#endif

bool agent_guard_call(const siginfo_t *info, void *context)
{
	int saved = errno;
	bool is_ours = agent.guarded && is_call(info, context);

	errno = saved;
	return is_ours;
}
