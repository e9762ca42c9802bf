/*
 * The key of a parked process: a hash of all that can still decide what it does next.
 *
 * That is what its caller finds when the call returns: the registers that a call preserves, the
 * stack from the caller's frame up to its base, the writable data of the program and its libraries,
 * the heap in use; and what the call was given (untold.h). Finer than needed is sound. Where this
 * is not all there is, agent.unclear says why, and the viewer falls back to what the process has
 * done so far. What the kernel keeps is told by its families' hashes and by agent_untold(). Each
 * thread answers for its own stack, registers and thread-local variables, as each is parked.
 *
 * What lies in shared mappings is hashed too, into their objects: it may be written by code that
 * the memory hooks are not in.
 */
#include "agent/core/memory_key.h"

#include <dlfcn.h>
#include <link.h>
#include <linux/futex.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>
#include "agent/core/agent.h"
#include "agent/core/families.h"
#include "agent/core/guard.h"
#include "agent/core/loaded.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "base/hash.h"

enum { MAPPING_LIMIT = 1 << 24, STACK_LIMIT = 1 << 26, OWNERS = 128 };
enum { POPULATE_READ = 22 /* MADV_POPULATE_READ, which older headers do not have */ };

/* Libraries that came later have data which is not looked at: dlopen(3). */
static unsigned long long libraries_at_first;

static int count_libraries(struct dl_phdr_info *info, size_t size, void *context)
{
	unsigned long long *count = context;

	(void)size;
	*count = info->dlpi_adds;
	return 1;
}

static unsigned long long libraries(void)
{
	unsigned long long count = 0;

	dl_iterate_phdr(count_libraries, &count);
	return count;
}

/* Of ld.so: where the first thread's stack began, above it only what exec(3) put there. */
extern void *__libc_stack_end;

/* --- the caller ------------------------------------------------------------------------------ */

/* DWARF's numbers of the registers that a call preserves, the stack pointer apart. */
#if defined(__x86_64__)
static const int preserved[] = {3, 6, 12, 13, 14, 15};
#elif defined(__aarch64__)
static const int preserved[] = {19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29};
#else
static const int preserved[] = {0};
#endif

enum { PRESERVED = sizeof(preserved) / sizeof(preserved[0]), WAY_FACTOR = 1000003 };

struct caller {
	uintptr_t stack; /* its lowest live address; 0 not found */
	uintptr_t next;	 /* where it goes on */
	uintptr_t way;	 /* how it has come to park: by which of our functions */
	uint64_t registers[PRESERVED];
};

/* The first frame that is not the agent's own: the program's, or a library's in between. */
static _Unwind_Reason_Code find_caller(struct _Unwind_Context *frame, void *context)
{
	uintptr_t next = _Unwind_GetIP(frame);
	struct caller *caller = context;

	if (next - agent.text_start < agent.text_end - agent.text_start) {
		caller->way = caller->way * WAY_FACTOR + (next - agent.text_start);
		return _URC_NO_REASON;
	}
	caller->stack = _Unwind_GetCFA(frame);
	caller->next = next;
	for (unsigned i = 0; i < PRESERVED; i++)
		caller->registers[i] = _Unwind_GetGR(frame, preserved[i]);
	return _URC_END_OF_STACK;
}

/* --- an instruction --------------------------------------------------------------------------- */

#if defined(__x86_64__)

enum {
	RED_ZONE = 128,	  /* below the stack pointer, which a function may use */
	LEGACY_END = 416, /* of struct _libc_fpstate: what follows is reserved */
	KNOWS_MORE = 464, /* Intel's manual, volume 1, 13.4: the kernel's note on what follows */
	STATE_BITS = 512,
	UPPER_HALVES = 576,
	UPPER_END = 832,
	HAS_UPPER = 4,
	SMALL_STATE = 7,
	PROTECTION_KEYS = 1 << 9,
	TRAP_FLAG = 0x100
};

static const uint32_t more_follows = 0x46505853; /* FP_XSTATE_MAGIC1 of asm/sigcontext.h */

/* Those that floating-point and vector instructions have. */
static void add_vectors(struct hashing *hashing, const unsigned char *state)
{
	uint32_t magic, size;
	uint64_t has;

	hashing_add_bytes(hashing, state, LEGACY_END);
	memcpy(&magic, state + KNOWS_MORE, sizeof(magic));
	if (magic != more_follows)
		return;
	memcpy(&has, state + STATE_BITS, sizeof(has));
	memcpy(&size, state + KNOWS_MORE + 16, sizeof(size));
	if (has & HAS_UPPER)
		hashing_add_bytes(hashing, state + UPPER_HALVES, UPPER_END - UPPER_HALVES);
	has &= ~(uint64_t)(SMALL_STATE | PROTECTION_KEYS);
	hashing_add(hashing, has);
	if (has && size > UPPER_END)
		hashing_add_bytes(hashing, state + UPPER_END, size - UPPER_END);
}

/* At an instruction all that the processor has may be needed yet. Returns the stack's end. */
static uintptr_t add_processor(struct hashing *hashing, const ucontext_t *context)
{
	const greg_t *registers = context->uc_mcontext.gregs;

	for (int i = REG_R8; i <= REG_RIP; i++)
		hashing_add(hashing, (uint64_t)registers[i]);
	hashing_add(hashing, (uint64_t)registers[REG_EFL] & ~(uint64_t)TRAP_FLAG);
	if (context->uc_mcontext.fpregs)
		add_vectors(hashing, (const unsigned char *)context->uc_mcontext.fpregs);
	return (uintptr_t)registers[REG_RSP] - RED_ZONE;
}

#else

static uintptr_t add_processor(struct hashing *hashing, const void *context)
{
	(void)hashing;
	(void)context;
	return 0;
}

#endif

/* What is below is dead. Returns 0 where that is not found. */
static uintptr_t add_caller(struct hashing *hashing, bool and_way)
{
	struct caller caller = {0};

	if (agent_own.fault)
		return add_processor(hashing, agent_own.fault);
	_Unwind_Backtrace(find_caller, &caller);
	if (!and_way)
		caller.way = 0;
	hashing_add_bytes(hashing, &caller, sizeof(caller));
	return PRESERVED == 1 ? 0 : caller.stack;
}

/* --- where memory is, found once ------------------------------------------------------------ */

static void add_span(uintptr_t start, uintptr_t end)
{
	if (start >= end)
		return;
	if (agent.span_count == AGENT_SPANS)
		agent.unclear = UNCLEAR_MAPPINGS;
	else
		agent.spans[agent.span_count++] = (struct span){start, end};
}

/* What is read-only once the program is loaded (RELRO) need not be looked at again and again. */
static uintptr_t writable_from(const struct dl_phdr_info *info, const ElfW(Phdr) * load)
{
	uintptr_t start = info->dlpi_addr + load->p_vaddr;

	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uintptr_t from = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_GNU_RELRO && from <= start &&
		    start < from + segment->p_memsz)
			return (from + segment->p_memsz) & ~(uintptr_t)(AGENT_PAGE - 1);
	}
	return start;
}

/* Thread-local variables of a library, as this thread has them. */
static struct span thread_local_of(const struct dl_phdr_info *info, const ElfW(Phdr) * segment)
{
	uintptr_t start = (uintptr_t)info->dlpi_tls_data;

	return (struct span){start, start + segment->p_memsz};
}

static int add_object(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	(void)context;
	if (agent_loaded_holds(info, (uintptr_t)&agent))
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && segment->p_flags & PF_W)
			add_span(writable_from(info, segment),
				 info->dlpi_addr + segment->p_vaddr + segment->p_memsz);
		if (segment->p_type == PT_TLS && info->dlpi_tls_data)
			add_span(thread_local_of(info, segment).start,
				 thread_local_of(info, segment).end);
	}
	return 0;
}

/* They lie above the stack, and what libc keeps of the thread above them. */
static void add_own_span(struct span span, bool is_ours)
{
	if (!agent_own.stack_end || span.start < agent_own.stack_end)
		agent_own.stack_end = span.start;
	if (is_ours)
		return;
	if (agent_own.span_count == OWN_SPANS)
		agent.unclear = UNCLEAR_MAPPINGS;
	else
		agent_own.spans[agent_own.span_count++] = span;
}

static int add_own_object(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	(void)context;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_TLS && info->dlpi_tls_data)
			add_own_span(thread_local_of(info, segment),
				     agent_loaded_holds(info, (uintptr_t)&agent));
	}
	return 0;
}

void agent_find_own_memory(void)
{
	pthread_attr_t attributes;
	void *stack = NULL;
	size_t size = 0;

	agent_own.stack_end = 0;
	agent_own.span_count = 0;
	dl_iterate_phdr(add_own_object, NULL);
	if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
		pthread_attr_getstack(&attributes, &stack, &size);
		pthread_attr_destroy(&attributes);
	}
	agent_own.stack_start = stack ? (uintptr_t)stack : agent_own.stack_end;
}

/*
 * Every key reads all of it. What the server has made its own is there in whoever it forks; the
 * rest each process of each run would have to map for itself.
 */
static void make_own(uintptr_t start, uintptr_t end)
{
	for (uintptr_t page = start & ~(uintptr_t)(AGENT_PAGE - 1); page < end;
	     page += AGENT_PAGE) {
		volatile char *at = (volatile char *)(page > start ? page : start);

		*at = *at;
	}
}

/*
 * What the unwinder sets up the first time every process would have to set up for itself; and the C
 * library loads it where a thread ends by pthread_exit(3), which would be a library that came
 * later.
 */
static void warm_up(void)
{
	struct caller caller = {0};

	_Unwind_Backtrace(find_caller, &caller);
	dlopen("libgcc_s.so.1", RTLD_NOW);
}

/* What is free above the last block says nothing, and lies at the end unless the program has moved
 * that by itself. */
static uintptr_t heap_end(size_t free_above)
{
	return (uintptr_t)sbrk(0) - (agent.own_break ? 0 : free_above);
}

void agent_find_memory(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long start, end;
	char line[512];

	if (!maps)
		return;
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx", &start, &end) != 2)
			continue;
		if (strstr(line, "[heap]"))
			agent.heap_start = start;
		if (strstr(line, "[stack]"))
			agent.stack_end = end;
	}
	fclose(maps);
	warm_up();
	dl_iterate_phdr(add_object, NULL);
	agent.stack_base = (uintptr_t)__libc_stack_end;
	libraries_at_first = libraries();
	/* Or large blocks would be mappings of their own, which nobody follows. */
	REAL(mallopt)(M_MMAP_MAX, 0);
	REAL(mallopt)(M_ARENA_MAX, 1); /* threads, too */
	for (unsigned i = 0; i < agent.span_count; i++)
		make_own(agent.spans[i].start, agent.spans[i].end);
	make_own((uintptr_t)agent.output, (uintptr_t)agent.output + AGENT_OUTPUT);
	make_own(agent.heap_start, heap_end(mallinfo2().keepcost));
}

/* --- the processor --------------------------------------------------------------------------- */

/* How it rounds, which exceptions are masked, and which have been raised: fenv(3). */
static uint64_t arithmetic(void)
{
#if defined(__x86_64__)
	uint32_t vector;
	uint16_t control, status;

	__asm__ volatile("stmxcsr %0" : "=m"(vector));
	__asm__ volatile("fnstcw %0" : "=m"(control));
	__asm__ volatile("fnstsw %0" : "=m"(status));
	return (uint64_t)vector << 32 | (uint64_t)control << 16 | status;
#elif defined(__aarch64__)
	uint64_t control, status;

	__asm__ volatile("mrs %0, fpcr" : "=r"(control));
	__asm__ volatile("mrs %0, fpsr" : "=r"(status));
	return control << 32 | status;
#else
	return 0;
#endif
}

/* --- the key --------------------------------------------------------------------------------- */

/*
 * The words of locks that may name their owners by numbers which are others in every run, by
 * address and sorted. Where there are more than have room, states are told apart that are none.
 */
struct owners {
	unsigned count;
	uintptr_t words[OWNERS];
};

static void add_owner(struct owners *owners, uintptr_t word)
{
	unsigned i = owners->count;

	if (i == OWNERS)
		return;
	for (; i > 0 && owners->words[i - 1] > word; i--)
		owners->words[i] = owners->words[i - 1];
	owners->words[i] = word;
	owners->count++;
}

/* Of a lock that lies `offset` behind its place. One that was destroyed is none any more. */
static void add_owners_of(struct owners *owners, const struct object_entry *lock, uintptr_t offset)
{
	const struct owner_words *words = families_owner_words(lock->kind);

	for (unsigned i = 0; words && lock->was_met && i < words->count; i++)
		add_owner(owners, (uintptr_t)lock->key[1] + offset + words->offsets[i]);
}

/* Those in private memory. */
static void find_owners(struct owners *owners)
{
	unsigned count = agent.threaded ? trace_objects(agent.trace) : 0;

	owners->count = 0;
	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *lock = agent_object(i);

		if (lock->key[0] >> KEY_SHIFT == KEY_PRIVATE)
			add_owners_of(owners, lock, 0);
	}
}

/* Those in a mapping, as it can be read at `bytes`. */
static void find_mapped_owners(struct owners *owners, const struct region *region,
			       const char *bytes)
{
	unsigned count = trace_objects(agent.trace);

	owners->count = 0;
	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *lock = agent_object(i);

		if (lock->key[0] == region->key)
			add_owners_of(owners, lock, (uintptr_t)bytes - region->offset);
	}
}

/* Who is named, by the number that is the same in every run; what names nobody is as it is. */
static uint64_t owner_of(uint32_t word)
{
	unsigned count = trace_actors(agent.trace);
	uint32_t thread = word & (uint32_t)FUTEX_TID_MASK;

	for (unsigned i = 0; thread && i < count; i++) {
		if ((uint32_t)atomic_load(&agent_entry_of(i)->thread) == thread)
			return UINT64_C(1) << 63 | (uint64_t)i << 32 |
			       (word & ~(uint32_t)FUTEX_TID_MASK);
	}
	return word;
}

static void add_owned_span(struct hashing *hashing, uintptr_t start, uintptr_t end,
			   const struct owners *owners)
{
	for (unsigned i = 0; i < owners->count; i++) {
		uintptr_t at = owners->words[i];
		uint32_t word;

		if (at < start || at + sizeof(word) > end)
			continue;
		hashing_add_bytes(hashing, (const void *)start, at - start);
		__builtin_memcpy(&word, (const void *)at, sizeof(word));
		hashing_add(hashing, owner_of(word));
		start = at + sizeof(word);
	}
	hashing_add_bytes(hashing, (const void *)start, end - start);
}

/* What is this thread's alone. */
static enum unclear add_own(struct hashing *hashing, const struct owners *owners, bool and_way)
{
	bool is_first = agent_own.stack_end == 0;
	uintptr_t end = is_first ? agent.stack_end : agent_own.stack_end;
	uintptr_t start = is_first ? end - STACK_LIMIT : agent_own.stack_start, stack;

	if (!is_first && trace_is_first(agent.trace, agent_own.self))
		return UNCLEAR_THREADS;
	stack = add_caller(hashing, and_way);
	/* On a stack of the program's own making: makecontext(3), sigaltstack(2). */
	if (stack - start >= end - start || end - stack > (uintptr_t)STACK_LIMIT)
		return UNCLEAR_STACK;
	add_owned_span(hashing, stack, end, owners);
	for (unsigned i = 0; i < agent_own.span_count; i++)
		add_owned_span(hashing, agent_own.spans[i].start, agent_own.spans[i].end, owners);
	for (unsigned key = 0; key < agent.keys_set; key++)
		hashing_add(hashing, (uintptr_t)pthread_getspecific(key));
	return UNCLEAR_NO;
}

/* What all threads share. */
static enum unclear add_shared(struct hashing *hashing, const struct owners *owners)
{
	const struct mallinfo2 heap = mallinfo2();

	if (agent.unclear)
		return agent.unclear;
	if (libraries() != libraries_at_first || heap.hblks)
		return UNCLEAR_MAPPINGS;
	if (!agent.heap_start)
		return UNCLEAR_STACK;
	for (unsigned i = 0; i < agent.span_count; i++)
		add_owned_span(hashing, agent.spans[i].start, agent.spans[i].end, owners);
	add_owned_span(hashing, agent.heap_start, heap_end(heap.keepcost), owners);
	hashing_add_bytes(hashing, agent.output, AGENT_OUTPUT);
	return UNCLEAR_NO;
}

/* A part of a mapping does not say what the rest of it holds. */
static bool is_whole(const struct region *region)
{
	return region->offset == 0 &&
	       region->end - region->start >= agent_object(region->mapping)->size;
}

/* Whether there is something behind these pages: madvise(2), from Linux 5.14 on. */
static bool can_read(uintptr_t start, size_t pages)
{
	return REAL(madvise)((void *)start, pages * AGENT_PAGE, POPULATE_READ) == 0;
}

/*
 * How many of `length` bytes can be read: a mapping may be longer than its file, which anybody can
 * cut off (SIGBUS). SIZE_MAX: nobody knows.
 */
static size_t readable(uintptr_t start, size_t length)
{
	size_t pages = (length + AGENT_PAGE - 1) / AGENT_PAGE, there = 0;
	int saved = errno;

	if (can_read(start, pages))
		return length;
	if (errno != EFAULT) {
		errno = saved;
		return SIZE_MAX;
	}
	while (there < pages) {
		size_t middle = (there + pages) / 2;

		if (can_read(start + middle * AGENT_PAGE, 1))
			there = middle + 1;
		else
			pages = middle;
	}
	errno = saved;
	return there * AGENT_PAGE;
}

/* What is behind a file is no part of it, and what cannot be read says nothing. */
static size_t length_of(const struct region *region, const char *bytes)
{
	size_t length = region->end - region->start;

	if (!(region->protection & PROT_READ) || length > MAPPING_LIMIT || !is_whole(region))
		return SIZE_MAX;
	return region->key >> KEY_SHIFT == KEY_FILE ? readable((uintptr_t)bytes, length) : length;
}

__attribute__((noinline)) struct hash agent_hash_region(const struct region *region)
{
	const char *bytes = agent_alias((const void *)region->start);
	uint64_t length = length_of(region, bytes);
	struct hashing hashing;
	struct owners owners;

	if (length == SIZE_MAX)
		return hash_none();
	find_mapped_owners(&owners, region, bytes);
	hashing_begin(&hashing);
	add_owned_span(&hashing, (uintptr_t)bytes, (uintptr_t)bytes + length, &owners);
	return hashing_end(&hashing);
}

static void hash_mapping(const struct region *region)
{
	struct object_entry *mapping = region->mapping ? agent_object(region->mapping) : NULL;

	if (mapping && mapping->kind == OBJECT_MAPPING)
		mapping->content = agent_hash_region(region);
}

/* What the kernel and the processor keep of it, and what the call it is in was given. */
static void add_rest(struct hashing *hashing)
{
	sigset_t mask, waiting;
	uint64_t blocked = 0, pending = 0;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	__builtin_memcpy(&blocked, &mask, sizeof(blocked));
	REAL(sigpending)(&waiting);
	__builtin_memcpy(&pending, &waiting, sizeof(pending));
	for (unsigned i = 0; i < AGENT_GIVEN; i++)
		hashing_add(hashing, agent_own.given[i]);
	hashing_add_hash(hashing, agent_own.around);
	hashing_add(hashing, blocked);
	hashing_add(hashing, pending);
	hashing_add(hashing, arithmetic());
	hashing_add(hashing, agent_own.holds_cancel | (uint64_t)agent_own.ends_anywhere << 1);
}

/* Not inlined: what is below on the stack has to be wiped (gate.c), and families go deep. */
static __attribute__((noinline)) void find_own_key(const struct owners *owners, bool and_way)
{
	struct actor_entry *entry = agent_entry();
	struct hashing hashing;

	hashing_begin(&hashing);
	entry->unclear = (uint8_t)add_own(&hashing, owners, and_way);
	add_rest(&hashing);
	entry->memory_key = hashing_end(&hashing);
}

static __attribute__((noinline)) void find_shared_key(const struct owners *owners)
{
	struct space_entry *space = agent_space();
	struct hashing hashing;

	hashing_begin(&hashing);
	hashing_add_hash(&hashing, families_hash());
	space->unclear = (uint8_t)add_shared(&hashing, owners);
	hashing_add(&hashing, (uintptr_t)sbrk(0));
	space->memory_key = hashing_end(&hashing);
	for (unsigned i = 0; i < agent.region_count; i++)
		hash_mapping(&agent.regions[i]);
	families_key();
}

/* Of the threads of a process one answers for what they share. */
static bool answers_for_all(void)
{
	return set_first(trace_alive_in(agent.trace, agent_alone())) == (int)agent_own.self;
}

static void find_key(bool and_shared, bool and_way)
{
	struct owners owners;

	find_owners(&owners);
	find_own_key(&owners, and_way);
	if (and_shared)
		find_shared_key(&owners);
}

void agent_find_key(void)
{
	find_key(answers_for_all(), true);
}

void agent_find_whole_key(void)
{
	find_key(true, false);
}
