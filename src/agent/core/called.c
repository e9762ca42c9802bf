/*
 * Variables come first, then locals of the functions under way, the outermost first: what is said
 * of an object is to be the same whoever comes to it first. Into shared memory any pointer may
 * lead, best one to its beginning.
 */
#include "agent/core/called.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "agent/core/callers.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/returned.h"
#include "agent/core/ways.h"

enum {
	VARIABLES = 1 << 16, /* bytes that are looked through: larger arrays hold no pointers */
	BELOW = 6144	     /* bytes of the stack that finding a way takes at most */
};

/* What is asked. */
struct asked {
	unsigned object;
	uintptr_t at; /* of memory that the program knows it by; 0: the result of the call */
	uint32_t size;
	struct span target; /* shared memory, or a block of the heap, that this lies in */
	struct callers callers;
};

/* --- the program ------------------------------------------------------------------------------ */

/* Its number among those that have asked; LIMIT_IMAGES: there are too many. */
static uint16_t find_program(void)
{
	struct trace *trace = agent.trace;
	char path[TRACE_PATH] = "";
	uint32_t i = 0;

	if (REAL(readlinkat)(AT_FDCWD, "/proc/self/exe", path, sizeof(path) - 1) < 0)
		return LIMIT_IMAGES;
	while (i < trace->image_count && strcmp(trace->images[i], path) != 0)
		i++;
	if (i == trace->image_count && i < LIMIT_IMAGES) {
		memcpy(trace->images[i], path, sizeof(path));
		trace->image_count++;
	}
	return (uint16_t)i;
}

uint16_t agent_called_program(void)
{
	if (!agent.program_number)
		agent.program_number = (uint16_t)(find_program() + 1);
	return (uint16_t)(agent.program_number - 1);
}

/* --- ways ------------------------------------------------------------------------------------- */

static void add(const struct asked *asked, struct label_way way)
{
	struct object_entry *object = agent_object(asked->object);

	way.size = asked->size;
	way.program = agent_called_program();
	if (object->way_count < OBJECT_WAYS && way.program < LIMIT_IMAGES)
		object->ways[object->way_count++] = way;
}

/* The function that is in the middle of a call. */
static uint32_t function_of(const struct caller *caller)
{
	return agent_where((const void *)caller->code) - 1;
}

static struct label_way static_way(uintptr_t at)
{
	return (struct label_way){.base = LABEL_STATIC, .at = (int64_t)(at - agent.program_bias)};
}

static struct label_way frame_way(const struct caller *caller, uintptr_t at)
{
	return (struct label_way){.base = LABEL_FRAME,
				  .at = (int64_t)(at - caller->high),
				  .frame = (uint32_t)(caller->high - caller->low),
				  .function = function_of(caller)};
}

/* A pointer of the program's leads into the shared memory. */
static void add_pointer(struct asked *asked, struct label_way way, uintptr_t pointer)
{
	uintptr_t room = asked->target.end - pointer;

	way.hops = 1;
	way.is_first = pointer == asked->target.start;
	way.behind[0] = (uint32_t)(asked->at - pointer);
	way.room[0] = room % AGENT_PAGE ? (uint32_t)room : 0;
	add(asked, way);
}

/* Whether a word is a pointer of the kind that is looked for: those to the beginning, or others. */
static bool leads_there(const struct asked *asked, uintptr_t word, bool to_start)
{
	return to_start ? word == asked->target.start
			: word > asked->target.start && word <= asked->at;
}

static void look_in_variables(struct asked *asked, bool to_start)
{
	uintptr_t start = agent.constants_end / sizeof(start) * sizeof(start);
	uintptr_t end = agent.variables_end - sizeof(start);

	if (end > start + VARIABLES)
		end = start + VARIABLES;
	for (; start <= end; start += sizeof(start)) {
		uintptr_t word = *(const uintptr_t *)start;

		if (leads_there(asked, word, to_start))
			add_pointer(asked, static_way(start), word);
	}
}

/* By the numbers that debug information has for them. */
static void look_in_registers(struct asked *asked, const struct caller *caller, bool to_start)
{
	static const uint8_t kept[] = {R_BX, R_BP, 12, 13, 14, 15};
	static const uint8_t numbers[] = {3, 6, 12, 13, 14, 15};

	for (unsigned i = 0; i < sizeof(kept); i++) {
		uintptr_t word = caller->registers[kept[i]];
		struct label_way way = {
			.base = LABEL_REGISTER, .at = numbers[i], .function = function_of(caller)};

		if (leads_there(asked, word, to_start))
			add_pointer(asked, way, word);
	}
}

static void look_in_frame(struct asked *asked, const struct caller *caller, bool to_start)
{
	uintptr_t at = (caller->low + sizeof(at) - 1) / sizeof(at) * sizeof(at);

	for (; at + sizeof(at) <= caller->high; at += sizeof(at)) {
		uintptr_t word = *(const uintptr_t *)at;

		if (leads_there(asked, word, to_start))
			add_pointer(asked, frame_way(caller, at), word);
	}
}

static void look_for_pointers(struct asked *asked, bool to_start)
{
	look_in_variables(asked, to_start);
	for (unsigned i = asked->callers.count; i-- > 0;) {
		look_in_registers(asked, &asked->callers.list[i], to_start);
		look_in_frame(asked, &asked->callers.list[i], to_start);
	}
}

/* What is there for all the time is found by what points to its block; else by other blocks. */
static void look_on_heap(struct asked *asked)
{
	struct label_way way;

	if (!agent_find_block(asked->at, &asked->target))
		return;
	look_for_pointers(asked, true);
	for (unsigned i = 0; i < OBJECT_WAYS && agent_find_way(asked->at, asked->size, i, &way);
	     i++)
		add(asked, way);
}

/* The place is a variable itself, or lies in one, or on the heap. */
static void look_there(struct asked *asked)
{
	if (asked->at - agent.constants_end < agent.variables_end - agent.constants_end) {
		add(asked, static_way(asked->at));
		return;
	}
	for (unsigned i = asked->callers.count; i-- > 0;) {
		const struct caller *caller = &asked->callers.list[i];

		if (asked->at - caller->low < caller->high - caller->low) {
			add(asked, frame_way(caller, asked->at));
			return;
		}
	}
	look_on_heap(asked);
}

/* Not by memory_map.h, which asks us. */
static const struct region *find_mapping(uintptr_t at)
{
	for (unsigned i = agent.region_count; i-- > 0;) {
		const struct region *region = &agent.regions[i];

		if (region->mapping && at - region->start < region->end - region->start)
			return region;
	}
	return NULL;
}

static void look(struct asked *asked)
{
	const struct region *region = find_mapping(asked->at);

	if (!region) {
		look_there(asked);
		return;
	}
	asked->target = (struct span){region->start, region->end};
	look_for_pointers(asked, true);
	look_for_pointers(asked, false);
}

/* By the numbers that debug information has for the first eight, which are others. */
static unsigned debug_number(unsigned instruction_number)
{
	static const uint8_t numbers[] = {0, 2, 1, 3, 7, 6, 4, 5};

	return instruction_number < sizeof(numbers) ? numbers[instruction_number]
						    : instruction_number;
}

/* Where the variable is that has it, or in which register. */
static void add_register(struct asked *asked, unsigned number, uintptr_t code)
{
	add(asked, (struct label_way){.base = LABEL_REGISTER,
				      .at = debug_number(number),
				      .function = agent_where((const void *)code)});
}

/* What optimized code keeps on the stack may be said to be there only somewhat later. */
static void look_later(struct asked *asked, const struct returned_place *place)
{
	struct label_way way = frame_way(&asked->callers.list[place->caller], place->at);
	const struct caller *caller = &asked->callers.list[place->caller];

	way.function = agent_where((const void *)(place->after ? place->after : place->before));
	if (place->at - caller->low < caller->high - caller->low)
		add(asked, way);
}

static void look_for_result(struct asked *asked)
{
	struct returned_place place;

	if (!asked->callers.is_direct || !agent_find_returned(&asked->callers, &place))
		return;
	asked->at = place.at;
	if (place.at) {
		look(asked);
		look_later(asked, &place);
	}
	add_register(asked, R_AX, place.before);
	for (unsigned i = 0; place.after && i < INSTRUCTION_REGISTERS; i++) {
		if (place.kept >> i & 1)
			add_register(asked, i, place.after);
	}
}

/* --- asking ----------------------------------------------------------------------------------- */

#if defined(__x86_64__)
/* By no call: that would have its own frame there. */
static inline void copy_bytes(const char *from, char *to, size_t count)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
}
#endif

/*
 * What lies below the stack is part of what a process's memory tells of it, and only who comes
 * first to an object looks for its name: it is left as it was.
 */
static __attribute__((noinline)) void leave_no_trace(void (*find)(void *context), void *context)
{
#if defined(__x86_64__)
	static char was[BELOW];
	uintptr_t stack;
	size_t size;

	__asm__ volatile("mov %%rsp, %0" : "=r"(stack));
	size = stack - agent_own.stack_start < BELOW ? stack - agent_own.stack_start : BELOW;
	copy_bytes((char *)stack - size, was, size);
	find(context);
	copy_bytes(was, (char *)stack - size, size);
#else
	find(context);
#endif
}

static bool is_wanted(unsigned object)
{
	return object && agent.trace->wants_names && agent.gated;
}

static void ask(void *context)
{
	struct asked *asked = context;
	int error = errno;

	agent_object(asked->object)->way_count = 0;
	agent_find_callers(&asked->callers);
	if (asked->at)
		look(asked);
	else
		look_for_result(asked);
	errno = error;
}

/* What is asked is not on the stack: that would be left behind there. */
static struct asked asked;

void agent_called_at(unsigned object, const volatile void *at, uint32_t size)
{
	if (!is_wanted(object))
		return;
	asked.object = object;
	asked.at = (uintptr_t)at;
	asked.size = size;
	leave_no_trace(ask, &asked);
}

void agent_called_result(unsigned object, uint32_t size)
{
	if (!is_wanted(object) || agent_object(object)->is_called)
		return;
	agent_object(object)->is_called = true;
	asked.object = object;
	asked.at = 0;
	asked.size = size;
	leave_no_trace(ask, &asked);
}

void agent_called_in(unsigned object, unsigned whole, unsigned index)
{
	struct object_entry *part = agent_object(object);
	const struct object_entry *entry = agent_object(whole);

	if (!is_wanted(object))
		return;
	memcpy(part->ways, entry->ways, sizeof(part->ways));
	part->way_count = entry->way_count;
	part->nth = (uint16_t)(index + 1);
}
