/*
 * ipcstage.h - let a program tell its viewer what things are called.
 *
 * Optional: a program without any of this can be shown too. All of it is free of effect, and all
 * but free of cost, when the program runs by itself: the functions are weak references that only
 * the agent defines. Include it in the programs that are shown; link nothing.
 *
 *	ipcstage_name(&shared->counter, "counter");	an object in memory: value, sem_t, mutex
 *	ipcstage_name_fd(fds[0], "pipe 1");		an object behind a descriptor
 *	ipcstage_process("adder");			the calling process
 *	ipcstage_note("round %d of %d", i + 1, n);	what it says of itself
 *	ipcstage_outcome("counter", "%d", value);	what came out ...
 *	ipcstage_expected("counter", "%d", 10);		... and what should have
 */
#ifndef IPCSTAGE_H
#define IPCSTAGE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a composite is, for ipcstage_whole(). */
enum ipcstage_kind {
	IPCSTAGE_QUEUE,
	IPCSTAGE_POOL,
	IPCSTAGE_EVENT,
	IPCSTAGE_BARRIER,
	IPCSTAGE_MANAGER
};

#define IPCSTAGE_WEAK	      __attribute__((weak))
#define IPCSTAGE_PRINTF(a, b) __attribute__((weak, format(printf, a, b)))

IPCSTAGE_WEAK void ipcstage_agent_name(const volatile void *at, size_t size, const char *name);
IPCSTAGE_WEAK void ipcstage_agent_numbers(const volatile void *at, char type, size_t size,
					  size_t length, const char *name);
IPCSTAGE_WEAK void ipcstage_agent_name_fd(int fd, const char *name);
IPCSTAGE_WEAK void ipcstage_agent_process(const char *name);
IPCSTAGE_PRINTF(1, 2) void ipcstage_agent_note(const char *format, ...);
IPCSTAGE_PRINTF(2, 3) void ipcstage_agent_outcome(const char *name, const char *format, ...);
IPCSTAGE_PRINTF(2, 3) void ipcstage_agent_expected(const char *name, const char *format, ...);
IPCSTAGE_WEAK void ipcstage_agent_whole(const void *at, enum ipcstage_kind kind, size_t capacity,
					const char *name);
IPCSTAGE_WEAK void ipcstage_agent_part(const volatile void *part, const void *whole);
IPCSTAGE_WEAK void ipcstage_agent_part_fd(int fd, const void *whole);
IPCSTAGE_WEAK void ipcstage_agent_part_whole(const void *part, const void *whole);
IPCSTAGE_WEAK void ipcstage_agent_open(const void *whole, const char *word, const void *caller);
IPCSTAGE_WEAK void ipcstage_agent_close(const void *whole);
IPCSTAGE_WEAK void ipcstage_agent_item_put(const void *whole, unsigned long id, const void *bytes,
					   size_t size);
IPCSTAGE_WEAK void ipcstage_agent_item_take(const void *whole, unsigned long id);
IPCSTAGE_WEAK void ipcstage_agent_item_done(const void *whole, unsigned long id, const void *bytes,
					    size_t size);
IPCSTAGE_WEAK void ipcstage_agent_tell(const void *whole, const char *word);

#define IPCSTAGE_CALL(function, ...)                                                               \
	do {                                                                                       \
		if (ipcstage_agent_##function)                                                     \
			ipcstage_agent_##function(__VA_ARGS__);                                    \
	} while (0)

/* Name the object at an address; also a private one, which is then shown as a copy. */
#define ipcstage_name(pointer, text) IPCSTAGE_CALL(name, (pointer), sizeof(*(pointer)), (text))
/* Name numbers side by side: their type (i d f c b B, as in Python), bytes of each, how many. */
#define ipcstage_numbers(pointer, type, size, length, text)                                        \
	IPCSTAGE_CALL(numbers, (pointer), (type), (size), (length), (text))
#define ipcstage_name_fd(fd, text)   IPCSTAGE_CALL(name_fd, (fd), (text))
#define ipcstage_process(text)	     IPCSTAGE_CALL(process, (text))
#define ipcstage_note(...)	     IPCSTAGE_CALL(note, __VA_ARGS__)
#define ipcstage_outcome(text, ...)  IPCSTAGE_CALL(outcome, (text), __VA_ARGS__)
#define ipcstage_expected(text, ...) IPCSTAGE_CALL(expected, (text), __VA_ARGS__)

/*
 * For libraries that make one thing out of several: a whole (a queue, a pool) in shared memory,
 * its parts, a scope around each of its calls, the items that travel through it, or, where there
 * are none, a word for what has become of it: "set", "clear", "arrive", …  A scope of the whole
 * NULL makes one call of several operations on an object that is shown as it is.
 */
#define ipcstage_whole(at, kind, capacity, text)                                                   \
	IPCSTAGE_CALL(whole, (at), (kind), (capacity), (text))
#define ipcstage_part(part_, whole_)	   IPCSTAGE_CALL(part, (part_), (whole_))
#define ipcstage_part_fd(fd, whole_)	   IPCSTAGE_CALL(part_fd, (fd), (whole_))
#define ipcstage_part_whole(part_, whole_) IPCSTAGE_CALL(part_whole, (part_), (whole_))
#define ipcstage_open(whole_, word)	   ipcstage_open_from(whole_, word, __builtin_return_address(0))
/* The same where a function of the library has called another: `caller` is where it returns to. */
#define ipcstage_open_from(whole_, word, caller) IPCSTAGE_CALL(open, (whole_), (word), (caller))
#define ipcstage_close(whole_)			 IPCSTAGE_CALL(close, (whole_))
#define ipcstage_item_put(whole_, id, bytes, size)                                                 \
	IPCSTAGE_CALL(item_put, (whole_), (id), (bytes), (size))
#define ipcstage_item_take(whole_, id) IPCSTAGE_CALL(item_take, (whole_), (id))
#define ipcstage_item_done(whole_, id, bytes, size)                                                \
	IPCSTAGE_CALL(item_done, (whole_), (id), (bytes), (size))
#define ipcstage_tell(whole_, word) IPCSTAGE_CALL(tell, (whole_), (word))

#ifdef __cplusplus
}
#endif

#endif
