/*
 * A place on the heap has its way from where a pointer to its block is found: in a variable, in a
 * local of who has made a thread, or in another block. glibc's heap is walked for that, of which
 * there is one (memory_key.c); that is done once for each place that comes to have a name.
 */
#include "agent/core/ways.h"

#include <link.h>
#include <stddef.h>
#include <unistd.h>
#include <unwind.h>
#include "agent/core/agent.h"

enum { FRAMES = 6, MOST = 1 << 18 /* words and blocks looked at for one name */, STACK = 1 << 20 };

/* Functions under way. */
struct frame {
	uintptr_t code; /* 0: there are no more */
	uintptr_t low, high;
	uintptr_t caller; /* where it returns to */
};

static struct frame frames[LIMIT_ACTORS][FRAMES];

/* Where the stack of each begins: its locals are below. 0 not known. */
static uintptr_t tops[LIMIT_ACTORS];

/* What may still be looked at: a long list has more ways through it than anybody wants to read. */
static unsigned left;

static bool may_go_on(void)
{
	return left && left--;
}

/* --- frames --------------------------------------------------------------------------------- */

struct walk {
	struct frame *frames;
	unsigned count;
	struct frame *last; /* its end is known by the next; NULL: none */
};

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *walking)
{
	uintptr_t code = _Unwind_GetIP(context), stack = _Unwind_GetCFA(context);
	struct walk *walk = walking;

	if (walk->last) {
		walk->last->high = stack;
		walk->last->caller = code;
	}
	walk->last = NULL;
	if (walk->count == FRAMES)
		return _URC_END_OF_STACK;
	if (code - agent.program_start >= agent.program_end - agent.program_start)
		return _URC_NO_REASON;
	walk->last = &walk->frames[walk->count++];
	*walk->last = (struct frame){code, stack, stack, 0};
	return _URC_NO_REASON;
}

void agent_note_frames(void)
{
	struct walk walk = {.frames = frames[agent_own.self]};

	if (!agent.gated)
		return;
	_Unwind_Backtrace(note_frame, &walk);
	if (walk.count < FRAMES)
		walk.frames[walk.count].code = 0;
}

/* What is done for each; returns whether it was found. */
typedef bool look_through(uintptr_t start, uintptr_t end, void *context);

/* The stack of one that has ended may be gone. */
static bool is_looked_at(unsigned actor)
{
	return trace_is_alive(agent.trace, actor) &&
	       trace_same_space(agent.trace, actor, agent_own.self);
}

/* It may have returned since: then another one's is there, which returns to somewhere else. */
static bool is_under_way(const struct frame *frame)
{
#if defined(__x86_64__)
	return frame->high > frame->low && ((const uintptr_t *)frame->high)[-1] == frame->caller;
#else
	return frame->high > frame->low;
#endif
}

static const struct frame *frame_of(uintptr_t address)
{
	for (unsigned i = 0; i < trace_actors(agent.trace); i++) {
		for (unsigned n = 0; n < FRAMES && frames[i][n].code; n++) {
			const struct frame *frame = &frames[i][n];

			if (is_looked_at(i) && address - frame->low < frame->high - frame->low &&
			    is_under_way(frame))
				return frame;
		}
	}
	return NULL;
}

static bool each_frame(look_through *look, void *context)
{
	for (unsigned i = 0; i < trace_actors(agent.trace); i++) {
		for (unsigned n = 0; n < FRAMES && frames[i][n].code; n++) {
			const struct frame *frame = &frames[i][n];

			if (is_looked_at(i) && is_under_way(frame) &&
			    look(frame->low, frame->high, context))
				return true;
		}
	}
	return false;
}

void agent_note_stack(const void *top)
{
	tops[agent_own.self] = (uintptr_t)top;
}

/* The one whose stack begins nearest above. */
unsigned agent_stack_of(uintptr_t address, uint32_t *below)
{
	unsigned found = LIMIT_ACTORS;
	uintptr_t nearest = STACK;

	for (unsigned i = 0; i < trace_actors(agent.trace); i++) {
		bool is_first = trace_is_first(agent.trace, i);
		uintptr_t top = is_first ? agent.stack_base : tops[i];

		if (!is_looked_at(i) || top - address >= nearest)
			continue;
		nearest = top - address;
		*below = (uint32_t)nearest;
		found = i;
	}
	return found;
}

/* --- variables ------------------------------------------------------------------------------ */

/* Where the program's variables are: the first object is the program. */
static int find_variables(struct dl_phdr_info *info, size_t size, void *out)
{
	struct span *variables = out;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && segment->p_flags & PF_W) {
			variables->start = info->dlpi_addr + segment->p_vaddr;
			variables->end = variables->start + segment->p_memsz;
		}
	}
	return 1;
}

static struct span variables_of_program(void)
{
	struct span variables = {0, 0};

	dl_iterate_phdr(find_variables, &variables);
	return variables;
}

/* --- the heap ------------------------------------------------------------------------------- */

enum { HEADER = 2 * sizeof(size_t), FLAGS = 7 };

static size_t length_of(uintptr_t block)
{
	return *(const size_t *)(block - sizeof(size_t)) & ~(size_t)FLAGS;
}

/* The block behind one, or 0. */
static uintptr_t next_block(uintptr_t block, uintptr_t end)
{
	size_t length = length_of(block);

	return length >= 2 * HEADER && length < end - block ? block + length : 0;
}

static bool find_block(uintptr_t address, struct span *out)
{
	uintptr_t end = (uintptr_t)sbrk(0);
	uintptr_t block = agent.heap_start + HEADER;

	if (!agent_is_on_heap(address) || address < block)
		return false;
	for (; block && may_go_on(); block = next_block(block, end)) {
		uintptr_t room = length_of(block) - sizeof(size_t);

		if (address - block < room) {
			*out = (struct span){block, block + room};
			return true;
		}
	}
	return false;
}

bool agent_find_block(uintptr_t address, struct span *out)
{
	left = MOST;
	return find_block(address, out);
}

/* --- pointers ------------------------------------------------------------------------------- */

/* Who points there, and the way to that. */
struct search {
	uintptr_t target;
	struct label_way *out;
	unsigned depth; /* blocks that may still be gone through */
	unsigned skip;	/* ways that are known already */
};

static bool find_way(uintptr_t address, unsigned depth, unsigned skip, struct label_way *out);

static bool look_for_pointer(uintptr_t start, uintptr_t end, void *context)
{
	struct search *search = context;

	for (start = (start + sizeof(start) - 1) / sizeof(start) * sizeof(start);
	     start + sizeof(start) <= end && may_go_on(); start += sizeof(start)) {
		if (*(const uintptr_t *)start == search->target &&
		    find_way(start, search->depth, 0, search->out) && search->skip-- == 0)
			return true;
	}
	return false;
}

static bool look_in_blocks(struct search *search)
{
	uintptr_t end = (uintptr_t)sbrk(0);

	if (!search->depth)
		return false;
	search->depth--;
	return look_for_pointer(agent.heap_start + HEADER, end, search);
}

/* In frames there are other things than variables: they come last. */
static bool look_everywhere(struct search *search)
{
	struct span variables = variables_of_program();

	return look_for_pointer(variables.start, variables.end, search) || look_in_blocks(search) ||
	       each_frame(look_for_pointer, search);
}

static bool find_way_on_heap(uintptr_t address, unsigned depth, unsigned skip,
			     struct label_way *out)
{
	struct search search = {.out = out, .depth = depth, .skip = skip};
	struct span block;

	if (!find_block(address, &block))
		return false;
	search.target = block.start;
	if (!look_everywhere(&search) || out->hops == LABEL_HOPS)
		return false;
	out->behind[out->hops] = (uint32_t)(address - block.start);
	out->room[out->hops++] = (uint32_t)(block.end - block.start);
	return true;
}

static bool find_way(uintptr_t address, unsigned depth, unsigned skip, struct label_way *out)
{
	struct span variables = variables_of_program();
	const struct frame *frame = frame_of(address);

	*out = (struct label_way){0};
	if (address - variables.start < variables.end - variables.start) {
		out->base = LABEL_STATIC;
		out->at = (int64_t)(address - agent.program_bias);
	} else if (frame) {
		out->base = LABEL_FRAME;
		out->at = (int64_t)(address - frame->high);
		out->function = agent_where((const void *)frame->code) - 1;
	} else {
		return find_way_on_heap(address, depth, skip, out);
	}
	return skip == 0;
}

bool agent_find_way(uintptr_t address, uint32_t size, unsigned number, struct label_way *out)
{
	left = MOST;
	if (!agent.gated || !find_way(address, LABEL_HOPS - 1, number, out))
		return false;
	out->size = size;
	return true;
}
