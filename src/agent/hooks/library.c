/*
 * What the C library's functions are given (library_calls.def) is looked at first in a program
 * whose accesses are followed. In another one the code in front (front.h) goes on to them at once.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "agent/calls/stream_lock.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/symbols.h"
#include "agent/core/untold.h"
#include "agent/core/ways.h"
#include "agent/hooks/common.h"
#include "agent/hooks/conversion.h"
#include "agent/hooks/faults.h"
#include "agent/hooks/front.h"
#include "agent/hooks/hooked_code.h"
#include "agent/hooks/kept.h"
#include "agent/hooks/memory.h"
#include "agent/hooks/pieces.h"
#include "agent/hooks/touched.h"
#include "trace/library_call.h"

#ifdef AGENT_LOOKS

enum { A = 1, B = 2, C = 4, D = 8, E = 16, F = 32, ARGUMENTS = 6 };

enum { COPIES = 16, MOST_GIVEN = 1 << 16 /* bytes */ };

enum how { POINTS, TEXTS, ENDS, PRINTS, LISTS, SCANS, SCANS_LIST };

struct row {
	uint8_t how;	   /* enum how */
	uint8_t arguments; /* so many at least; 0: as its format says */
	uint8_t texts, points;
};

static const struct row rows[LIBRARY_CALLS] = {
#define LIBRARY(name, how, n, texts, points) {how, n, texts, points},
#include "trace/library_calls.def"
#undef LIBRARY
};

/* Those that we stand in front of ourselves are called so in here: CMakeLists.txt. */
#define LIBRARY(name, how, n, texts, points)
#define OURS(name, how, n, texts, points)                                                          \
	extern __attribute__((visibility("hidden"))) real_function agent_##name;
#include "trace/library_calls.def"
#undef OURS

static real_function *const own[LIBRARY_CALLS] = {
#define OURS(name, how, n, texts, points) [LIBRARY_##name] = agent_##name,
#include "trace/library_calls.def"
#undef OURS
#undef LIBRARY
};

/* One under way, and what it is given. */
struct look {
	struct call *call;
	unsigned number;
	uint32_t where;
	struct hash given; /* a hash of it */
	bool has_changed;  /* it is given something else */
	bool counts;	   /* some of it may count */
};

/* --- streams -------------------------------------------------------------------------------- */

enum stream_use { USES_NONE, USES_STREAM, USES_UNLOCKED, USES_STANDARD, CLOSES_STREAM };

struct stream_row {
	uint8_t use;   /* enum stream_use */
	uint8_t which; /* argument, or descriptor of a standard stream */
};

static const struct stream_row stream_rows[LIBRARY_CALLS] = {
#define STREAM(name, use, which) [LIBRARY_##name] = {use, which},
#define BYTES(name, result)
#include "trace/stream_calls.def"
#undef STREAM
};

/* What stands for those that fail where a stream is for wide characters. */
static intptr_t fail_1(void)
{
	return -1;
}

static intptr_t fail_0(void)
{
	return 0;
}

static real_function *const failing[LIBRARY_CALLS] = {
#define STREAM(name, use, which)
#undef BYTES
#define BYTES(name, result) [LIBRARY_##name] = (real_function *)((result) ? fail_1 : fail_0),
#include "trace/stream_calls.def"
#undef STREAM
#undef BYTES
};

static FILE *standard_stream(unsigned fd)
{
	return fd == STDIN_FILENO ? stdin : fd == STDOUT_FILENO ? stdout : stderr;
}

static FILE *stream_of(const struct call *call, const struct stream_row *row)
{
	return row->use == USES_STANDARD ? standard_stream(row->which)
					 : (FILE *)call->wholes[row->which];
}

/* Whoever calls: libraries take the locks of streams, too. */
static void look_at_stream(const struct look *look)
{
	const struct stream_row *row = &stream_rows[look->number];
	FILE *stream = stream_of(look->call, row);

	if (!agent_is_own(look->call->caller))
		agent_use_stream(stream, row->use == USES_UNLOCKED, look->where);
	if (row->use == CLOSES_STREAM)
		agent_forget_stream(stream);
}

static bool fails_there(const struct call *call, unsigned number)
{
	return agent.is_wide && failing[number] &&
	       agent_is_wide(stream_of(call, &stream_rows[number]));
}

/* --- descriptors ---------------------------------------------------------------------------- */

enum descriptor_use { NO_DESCRIPTOR, USES, MAKES };

static const struct descriptor_row {
	uint8_t use;   /* enum descriptor_use */
	uint8_t which; /* argument */
} descriptor_rows[LIBRARY_CALLS] = {
#define DESCRIPTOR(name, use, which) [LIBRARY_##name] = {use, which},
#include "trace/descriptor_calls.def"
#undef DESCRIPTOR
};

/* Returns whether it may have parked. */
static bool look_at_descriptor(const struct look *look)
{
	const struct descriptor_row *row = &descriptor_rows[look->number];
	const char *name = library_call_name(look->number);

	if (row->use == NO_DESCRIPTOR || agent_is_own(look->call->caller))
		return false;
	if (row->use == MAKES)
		return agent_change_common(COMMON_DESCRIPTORS, name, 0, look->where);
	return agent_use_descriptor((int)look->call->wholes[row->which], name, 0, look->where);
}

/* Whether each call of it has to be seen. */
static bool is_looked_at(unsigned number)
{
	enum stream_use use = stream_rows[number].use;
	bool follows = agent.hooked || agent_guard_is_wanted();

	if (agent_may_fault(number))
		return true;
	return agent.trace && (follows || use == CLOSES_STREAM || (use && agent.is_wide) ||
			       ((use || descriptor_rows[number].use) && agent.threaded));
}

/* --- where they are --------------------------------------------------------------------------- */

/* Linked without the library that has it: only we have. */
static void is_nowhere(unsigned number)
{
	static const char says[] = " is in no library that the program is linked with\n";
	const char *name = library_call_name(number);

	if (REAL(write)(STDERR_FILENO, name, strlen(name)) > 0 &&
	    REAL(write)(STDERR_FILENO, says, sizeof(says) - 1) > 0)
		abort();
	abort();
}

static real_function *found[LIBRARY_CALLS];

static void find(unsigned number, void *library)
{
	void *slot = &found[number];

	*(void **)slot = dlsym(library, library_call_name(number));
}

/* A program is not linked with a library that we have all of that it calls (ld --as-needed). */
static void find_elsewhere(unsigned number)
{
	static const char *const names[] = {"libm.so.6", "libatomic.so.1", "libcrypt.so.1"};

	for (unsigned i = 0; !found[number] && i < sizeof(names) / sizeof(names[0]); i++) {
		void *library = dlopen(names[i], RTLD_LAZY);

		if (library)
			find(number, library);
	}
}

static real_function *target_of(unsigned number)
{
	if (own[number])
		return own[number];
	if (!found[number])
		find(number, RTLD_NEXT);
	if (!found[number])
		find_elsewhere(number);
	if (!found[number])
		is_nowhere(number);
	return found[number];
}

static void find_all(void)
{
	for (unsigned i = 0; i < LIBRARY_CALLS; i++) {
		if (!own[i])
			find(i, RTLD_NEXT);
	}
}

static bool has_slots; /* some are not NULL */

static void fill_slot(struct call *call, real_function *target)
{
	*call->slot = target;
	has_slots = true;
}

void agent_look_at_all(void)
{
	if (has_slots)
		memset(agent_library_slots, 0, sizeof(agent_library_slots));
	has_slots = false;
}

/* --- copies of texts -------------------------------------------------------------------------- */

/* Until the next call: that one has returned then, unless a handler comes between. */
static __thread void *copies[COPIES]; /* one of them a list */
static __thread unsigned copied;

static void drop_copies(void)
{
	while (copied && !agent_own.handlers)
		free(copies[--copied]);
}

static bool is_constant(uintptr_t address)
{
	return address - agent.program_start < agent.constants_end - agent.program_start;
}

/* What those that are called so are given has no more bytes; of types of their own one will do. */
static const struct {
	const char *prefix;
	unsigned size;
} small[] = {
	{"pthread_", 1},
	{"thrd_", 1},
	{"mtx_", 1},
	{"cnd_", 1},
	{"sem_", 1},
	{"sig", sizeof(struct sigaction)},
	{"clock_", sizeof(struct timespec)},
	{"nanosleep", sizeof(struct timespec)},
	{"timer", sizeof(struct sigevent)},
	{"gettimer", sizeof(struct itimerval)},
	{"settimer", sizeof(struct itimerval)},
	{"mq_", sizeof(struct sigevent)},
	{"select", sizeof(fd_set)},
	{"pselect", sizeof(fd_set)},
	{"epoll_ctl", sizeof(struct epoll_event)},
	{"localtime", sizeof(struct tm)},
	{"gmtime", sizeof(struct tm)},
	{"mktime", sizeof(struct tm)},
	{"asctime", sizeof(struct tm)},
	{"ctime", sizeof(struct tm)},
	{"getline", sizeof(size_t)},
	{"getdelim", sizeof(size_t)},
	{"rand_r", sizeof(unsigned)},
	{"frexp", sizeof(int)},
	{"modf", sizeof(long double)},
	{"sincos", sizeof(long double)},
	{"getrusage", sizeof(struct rusage)},
	{"fstat", sizeof(struct stat)},
	{"posix_memalign", sizeof(void *)},
};

static uintptr_t most_given(unsigned number)
{
	const char *name = library_call_name(number);

	for (unsigned i = 0; i < sizeof(small) / sizeof(small[0]); i++) {
		if (strncmp(name, small[i].prefix, strlen(small[i].prefix)) == 0)
			return small[i].size;
	}
	return MOST_GIVEN;
}

/* Of a stack, which only grows downwards: the first thread's, this thread's, or another's. */
static uintptr_t end_of_stack(uintptr_t address)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	if (agent_own.stack_end && address - here < agent_own.stack_end - here)
		return agent_own.stack_end;
	return address < agent.stack_base ? agent.stack_base : UINTPTR_MAX;
}

/*
 * How much of it is read or written we do not know: up to all that is left of the variable, of the
 * block of the heap, or of the stack.
 */
static uintptr_t end_of(unsigned number, uintptr_t address)
{
	struct symbol symbol = {.start = address, .size = 1};
	uintptr_t most = most_given(number), end;
	struct span block;

	if (address - agent.program_start < agent.variables_end - agent.program_start) {
		agent_find_variable(address, &symbol);
		end = symbol.start + symbol.size;
	} else if (agent_find_block(address, &block)) {
		end = block.end;
	} else {
		end = end_of_stack(address);
	}
	return end - address < most ? end : address + most;
}

static bool is_met(unsigned number, uintptr_t address)
{
	uintptr_t end, next;
	bool met = false;

	if (!agent.threaded || !address || is_constant(address))
		return false;
	end = end_of(number, address);
	for (; address < end; address = next) {
		next = (address / sizeof(int) + 1) * sizeof(int);
		next = next < end ? next : end;
		met |= agent_touch((const void *)address, (uint32_t)(next - address), true);
	}
	return met;
}

/* Without hooks, too, what it does there comes as faults (plain.h). */
static void note(const struct look *look, uintptr_t address)
{
	if (agent.hooked && agent.gated && agent_on() && agent_has_company() &&
	    (agent_is_mapped((const void *)address) || is_met(look->number, address)))
		agent_blind(UNSEEN_LIBRARY, look->number, look->where);
}

static void take(struct look *look, uintptr_t *argument, size_t most)
{
	const char *text = (const char *)*argument;
	char *copy;

	if (!text) /* setlocale(LC_ALL, NULL) */
		return;
	if (!agent_may_count(text) &&
	    !(agent.threaded && agent_is_seen(text, REAL(strnlen)(text, most) + 1, false)))
		return;
	copy = copied < COPIES - 1 ? agent_take_text(text, most, look->given, look->where) : NULL;
	if (!copy) {
		note(look, *argument);
		return;
	}
	copies[copied++] = copy;
	*argument = (uintptr_t)copy;
	look->has_changed = true;
}

/* --- formats ---------------------------------------------------------------------------------- */

/* What follows a format: in registers and on the stack, or in a list, from which it goes into one
 * of ours. */
struct source {
	struct call *call;
	unsigned wholes, reals; /* registers that were taken */
	uintptr_t *stack;	/* the next one there */
	uintptr_t *end;		/* of it; NULL: it is the program's */
	bool is_list;
	va_list list;
};

/* The next place on the stack, of `words` words. NULL: there is no room left in ours. */
static uintptr_t *next_on_stack(struct source *source, unsigned words)
{
	uintptr_t *next;

	if (words > 1 && (uintptr_t)source->stack % 16)
		source->stack++;
	next = source->stack;
	source->stack += words;
	return source->end && source->stack > source->end ? NULL : next;
}

static uintptr_t *next_in_list(struct source *source, enum taken taken)
{
	uintptr_t *next = next_on_stack(
		source, taken == TAKES_WIDE_REAL ? sizeof(long double) / sizeof(uintptr_t) : 1);

	if (!next)
		return NULL;
	if (taken == TAKES_REAL)
		*(double *)(void *)next = va_arg(source->list, double);
	else if (taken == TAKES_WIDE_REAL)
		*(long double *)(void *)next = va_arg(source->list, long double);
	else
		*next = va_arg(source->list, uintptr_t);
	return next;
}

static bool is_in_register(const struct source *source, enum taken taken)
{
	if (taken == TAKES_REAL)
		return source->reals < REALS;
#if defined(__x86_64__)
	if (taken == TAKES_WIDE_REAL)
		return false;
#else
	if (taken == TAKES_WIDE_REAL)
		return source->reals < REALS;
#endif
	return source->wholes < WHOLES;
}

static uintptr_t *next_argument(struct source *source, enum taken taken)
{
	if (source->is_list)
		return next_in_list(source, taken);
	if (!is_in_register(source, taken))
		return next_on_stack(source, taken == TAKES_WIDE_REAL ? 2 : 1);
	return taken == TAKES_REAL || taken == TAKES_WIDE_REAL
		       ? (uintptr_t *)(void *)source->call->reals[source->reals++]
		       : &source->call->wholes[source->wholes++];
}

/* The bytes of an argument that say something: the others of an 80-bit number are anything. */
static size_t size_of(enum taken taken)
{
	if (taken != TAKES_WIDE_REAL)
		return sizeof(uintptr_t);
	return __LDBL_MANT_DIG__ == 64 ? 10 : sizeof(long double);
}

/* What is done with each argument. */
typedef void visit(struct look *look, enum taken taken, uintptr_t *argument, size_t most);

static void mix_argument(struct look *look, enum taken taken, uintptr_t *argument, size_t most)
{
	(void)most;
	look->given = hash_join(look->given, hash_bytes(argument, size_of(taken)));
}

static void look_at_argument(struct look *look, enum taken taken, uintptr_t *argument, size_t most)
{
	if (taken == TAKES_TEXT)
		take(look, argument, most);
	else if (taken == TAKES_POINTER)
		note(look, *argument);
}

typedef const char *next_conversion(const char *format, struct conversion *out);

/* Visits what a conversion takes. Returns whether it is known what that is. */
static bool visit_conversion(struct look *look, struct source *source,
			     struct conversion *conversion, visit *done)
{
	uintptr_t *argument;

	if (conversion->taken == TAKES_ANYTHING)
		return false;
	for (int i = conversion->width_taken + (conversion->precision == PRECISION_TAKEN); i > 0;
	     i--) {
		argument = next_argument(source, TAKES_NUMBER);
		if (!argument)
			return false;
		done(look, TAKES_NUMBER, argument, 0);
		if (i == 1 && conversion->precision == PRECISION_TAKEN)
			conversion->precision = (int)*argument;
	}
	if (conversion->taken == TAKES_NOTHING)
		return true;
	argument = next_argument(source, conversion->taken);
	if (argument)
		done(look, conversion->taken, argument,
		     conversion->precision < 0 ? SIZE_MAX : (size_t)conversion->precision);
	return argument;
}

static bool visit_arguments(struct look *look, struct source *source, const char *format,
			    next_conversion *next, visit *done)
{
	struct conversion conversion;

	while ((format = next(format, &conversion))) {
		if (!visit_conversion(look, source, &conversion, done))
			return false;
	}
	return true;
}

static unsigned last_of(unsigned arguments)
{
	return 31 - (unsigned)__builtin_clz(arguments);
}

static bool is_list(const struct look *look)
{
	enum how how = rows[look->number].how;

	return how == LISTS || how == SCANS_LIST;
}

/* Which argument is the format; a list is the next one. */
static unsigned format_of(const struct look *look)
{
	return last_of(rows[look->number].texts);
}

static bool visit_format(struct look *look, struct source *source, visit *done)
{
	enum how how = rows[look->number].how;
	bool prints = how == PRINTS || how == LISTS;

	return visit_arguments(look, source, (const char *)look->call->wholes[format_of(look)],
			       prints ? conversion_of_printf : conversion_of_scanf, done);
}

/* The list that the program has is still its own when the call is over: it is given another one. */
static void give_list(struct look *look, const struct list *list)
{
	struct list *copy = aligned_alloc(_Alignof(struct list), sizeof(*copy));

	if (!copy) {
		agent_blind(UNSEEN_LIBRARY, look->number, look->where);
		return;
	}
	*copy = *list;
	begin_list(copy);
	copies[copied++] = copy;
	look->call->wholes[format_of(look) + 1] = (uintptr_t)copy;
}

/* Of a format that is not understood: whatever may be given to it. */
static void note_any(struct look *look)
{
	if (is_list(look) && agent.gated && agent_has_company())
		agent_blind(UNSEEN_LIBRARY, look->number, look->where);
	for (unsigned i = 0; i < WHOLES; i++)
		note(look, look->call->wholes[i]);
}

static bool is_among(unsigned arguments, unsigned number)
{
	return arguments >> number & 1;
}

static void take_texts(struct look *look)
{
	const struct row *row = &rows[look->number];
	bool keeps_text = row->how == ENDS && look->call->wholes[1];

	for (unsigned i = 0; i < ARGUMENTS; i++) {
		if (is_among(row->texts, i) && keeps_text)
			note(look, look->call->wholes[i]);
		else if (is_among(row->texts, i))
			take(look, &look->call->wholes[i], SIZE_MAX);
	}
}

/* What follows the format, as the program gives it; of a list in `list`, where it can be changed.
 */
static bool visit_given(struct look *look, struct list *list, visit *done)
{
	struct source source = {
		.call = look->call, .wholes = format_of(look) + 1, .stack = look->call->stack};
	bool is_clear;

	if (!is_list(look))
		return visit_format(look, &source, done);
	source.is_list = true;
	source.stack = list->slots;
	source.end = list->slots + SLOTS;
	va_copy(source.list, *(va_list *)look->call->wholes[format_of(look) + 1]);
	is_clear = visit_format(look, &source, done);
	va_end(source.list);
	return is_clear;
}

/* The list again, where it is now. */
static bool visit_list(struct look *look, struct list *list, visit *done)
{
	struct source source = {
		.wholes = WHOLES, .reals = REALS, .stack = list->slots, .end = list->slots + SLOTS};

	return visit_format(look, &source, done);
}

/* Before anything is taken all that decides how it goes on is known. */
static void look_behind_format(struct look *look)
{
	struct list list = {0};

	if (!visit_given(look, &list, mix_argument)) {
		note_any(look);
		return;
	}
	take_texts(look);
	look->has_changed = false;
	if (!is_list(look))
		visit_given(look, &list, look_at_argument);
	else if (visit_list(look, &list, look_at_argument) && look->has_changed)
		give_list(look, &list);
}

/* --- the look --------------------------------------------------------------------------------- */

static bool has_format(const struct look *look)
{
	return rows[look->number].how >= PRINTS;
}

static void see(struct look *look, enum taken taken, uintptr_t *argument, size_t most)
{
	(void)most;
	if (taken == TAKES_TEXT || taken == TAKES_POINTER)
		look->counts |= agent_may_be_seen((const void *)*argument);
}

/* Whether it is given anything that may count: most calls are not, and nothing is left of them. */
static bool concerns_us(struct look *look)
{
	const struct row *row = &rows[look->number];
	struct list list;

	if (agent.high == 0 && !agent.threaded)
		return false;
	for (unsigned i = 0; i < ARGUMENTS; i++) {
		if (is_among(row->points | row->texts, i))
			look->counts |= agent_may_be_seen((const void *)look->call->wholes[i]);
	}
	if (!look->counts && has_format(look) && !visit_given(look, &list, see))
		look->counts = true; /* who knows */
	return look->counts;
}

/* What decides how it goes on, but for what follows a format. */
static void mix_arguments(struct look *look)
{
	const struct row *row = &rows[look->number];
	unsigned count = row->arguments ? row->arguments : last_of(row->texts) + 1;

	look->given = hash_fold(hash_none(), look->number);
	for (unsigned i = 0; i < count; i++)
		look->given = hash_fold(look->given, look->call->wholes[i]);
}

static void look_at_all_of(struct look *look)
{
	const struct row *row = &rows[look->number];

	for (unsigned i = 0; i < ARGUMENTS; i++) {
		if (is_among(row->points, i))
			note(look, look->call->wholes[i]);
	}
	if (!row->texts)
		return;
	mix_arguments(look);
	if (has_format(look))
		look_behind_format(look);
	else
		take_texts(look);
}

/* What it is given, in a program with the hooks. Returns whether anything was done about it. */
static bool look_at_given(struct look *look)
{
	look->counts = false;
	if (!(concerns_us(look) || copied || agent.threaded) ||
	    !agent_is_program(look->call->caller))
		return false;
	drop_copies();
	if (look->counts)
		look_at_all_of(look);
	if (!agent_pass_kept_common(look->number, look->call->wholes[0], look->where) &&
	    agent.hooked)
		agent_pass_kept(look->number, look->where);
	return true;
}

real_function *agent_look(struct call *call)
{
	unsigned number = (unsigned)(call->slot - agent_library_slots);
	struct look look = {.call = call, .number = number, .where = agent_where(call->caller)};
	real_function *target = target_of(number);
	bool has_parked = false;
	real_function *refusal;
	int error = errno;

	if (!is_looked_at(number)) {
		fill_slot(call, target);
		return target;
	}
	refusal = agent_fault(number, call->wholes);
	if (refusal)
		return refusal;
	if (agent_follows())
		has_parked = look_at_given(&look);
	if (stream_rows[number].use) {
		look_at_stream(&look);
		has_parked = true;
		if (fails_there(call, number))
			target = failing[number];
	}
	if (look_at_descriptor(&look))
		has_parked = true;
	if (has_parked)
		agent_wipe_stack();
	errno = error;
	return target;
}

#else

static void find_all(void)
{
}

void agent_look_at_all(void)
{
}

#endif

static void prepare(void)
{
	find_all();
	agent_find_kept();
}

/* The server has none of it looked at. */
static void look_again(void)
{
	if (agent_guard_is_wanted())
		agent_look_at_all();
}

const struct family family_library = {.on_serve = prepare, .on_begin = look_again};

/* From here on it is known that the program has the hooks: all that it calls is looked at. */
AGENT_EXPORT __attribute__((used)) void __tsan_init(void);

AGENT_EXPORT __attribute__((used)) void __tsan_init(void)
{
	agent.hooked = true;
	if (agent.trace)
		agent.trace->hooked = true;
	agent_look_at_all();
}
