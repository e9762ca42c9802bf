/*
 * Whoever reads a one that another writes and takes back at once does something otherwise: what it
 * has read is in no register and in none of its memory afterwards, but in what the kernel or the C
 * library keeps for it, in memory that is used a second time, or in what a call is given. It stores
 * twice, as the other does, and then looks. Ends with 1 when it has read the one. argv[1] says
 * where that is kept; the other is a process, or a thread where the table says so.
 */
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, LONG_STACK = 1 << 16 };

#define APART __attribute__((noinline))

static volatile int *shared;
static pthread_t other;

/* --- kept by the kernel and the C library ----------------------------------------------------- */

static int fd;
static char bytes[8];

static void open_file(void)
{
	fd = open("/proc/self/exe", O_RDONLY);
}

static void seek(void)
{
	lseek(fd, shared[0] ? 5 : 6, SEEK_SET);
}

static int has_sought(void)
{
	return lseek(fd, 0, SEEK_CUR) == 5;
}

static void take(void)
{
	if (read(fd, bytes, shared[0] ? 5 : 6) > 0)
		memset(bytes, 0, sizeof(bytes));
}

static void handle(int signal)
{
	(void)signal;
}

static void catch_one(void)
{
	const struct sigaction plain = {.sa_handler = handle};

	sigaction(SIGUSR1, &plain, NULL);
}

static struct sigaction restarting = {.sa_handler = handle, .sa_flags = SA_RESTART};
static struct sigaction holding = {.sa_handler = handle}, plain = {.sa_handler = handle};

static void restart(void)
{
	sigaction(SIGUSR1, shared[0] ? &restarting : &plain, NULL);
}

static int restarts(void)
{
	struct sigaction now;

	sigaction(SIGUSR1, NULL, &now);
	return (now.sa_flags & SA_RESTART) != 0;
}

static void fill_mask(void)
{
	catch_one();
	sigaddset(&holding.sa_mask, SIGUSR2);
}

static void hold(void)
{
	sigaction(SIGUSR1, shared[0] ? &holding : &plain, NULL);
}

static int holds(void)
{
	struct sigaction now;

	sigaction(SIGUSR1, NULL, &now);
	return sigismember(&now.sa_mask, SIGUSR2);
}

static cpu_set_t one, two;

static void count_processors(void)
{
	CPU_SET(0, &one);
	CPU_SET(0, &two);
	CPU_SET(1, &two);
	sched_setaffinity(0, sizeof(one), &one);
}

static void set_processors(void)
{
	sched_setaffinity(0, sizeof(one), shared[0] ? &two : &one);
}

static int has_two(void)
{
	cpu_set_t now;

	sched_getaffinity(0, sizeof(now), &now);
	return CPU_COUNT(&now) == 2;
}

static char stacks[2][LONG_STACK];
static stack_t first_stack = {.ss_sp = stacks[0], .ss_size = LONG_STACK};
static stack_t second_stack = {.ss_sp = stacks[1], .ss_size = LONG_STACK};

static void take_stack(void)
{
	sigaltstack(shared[0] ? &first_stack : &second_stack, NULL);
}

static int has_stack(void)
{
	stack_t now;

	sigaltstack(NULL, &now);
	return now.ss_sp == stacks[0];
}

static const struct rlimit low = {50, 100}, high = {60, 100};

static void limit(void)
{
	syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, shared[0] ? &low : &high, NULL);
}

static int is_limited(void)
{
	struct rlimit now;

	getrlimit(RLIMIT_NOFILE, &now);
	return now.rlim_cur == 50;
}

static void set_type(void)
{
	pthread_setcanceltype(shared[0] ? PTHREAD_CANCEL_ASYNCHRONOUS : PTHREAD_CANCEL_DEFERRED,
			      NULL);
}

static int has_type(void)
{
	int now;

	pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &now);
	return now == PTHREAD_CANCEL_ASYNCHRONOUS;
}

/* --- memory that is no part of the program's own ---------------------------------------------- */

static int *number;
static char *block;

static void move_break(void)
{
	free(malloc(10));
	number = sbrk(64);
	*number = 0;
}

static void make_large(void)
{
	mallopt(M_MMAP_MAX, 100);
	mallopt(M_MMAP_THRESHOLD, 100000);
	number = malloc(1000000);
	*number = 0;
}

static APART void put(int value)
{
	*number = value;
}

static void put_it(void)
{
	put(shared[0]);
}

static int is_put(void)
{
	return *number;
}

static void make_block(void)
{
	block = aligned_alloc(PAGE, 2 * PAGE);
	block[0] = 1;
}

static void keep_back(void)
{
	madvise(block, PAGE, shared[0] ? MADV_DONTFORK : MADV_DOFORK);
}

static void wipe(void)
{
	madvise(block, PAGE, shared[0] ? MADV_WIPEONFORK : MADV_KEEPONFORK);
}

static void leave(int signal)
{
	(void)signal;
	_exit(1);
}

static int child_lacks(void)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		signal(SIGSEGV, leave);
		_exit(block[0] == 0);
	}
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static char *const ends_well[] = {"sh", "-c", "exit 0", NULL};
static char *const ends_badly[] = {"sh", "-c", "exit 1", NULL};
static pid_t spawned;

static void spawn(void)
{
	posix_spawn(&spawned, "/bin/sh", NULL, NULL, shared[0] ? ends_badly : ends_well, NULL);
}

static int ended_badly(void)
{
	int status;

	waitpid(spawned, &status, 0);
	return WEXITSTATUS(status);
}

/* --- memory that was a lock ------------------------------------------------------------------- */

static union {
	pthread_mutex_t mutex;
	int numbers[10];
} both;

static void use_union(void)
{
	pthread_mutex_init(&both.mutex, NULL);
	pthread_mutex_lock(&both.mutex);
	pthread_mutex_unlock(&both.mutex);
	pthread_mutex_destroy(&both.mutex);
	memset(&both, 0, sizeof(both));
	number = &both.numbers[2];
	put(shared[0]);
}

static void use_freed(void)
{
	pthread_mutex_t *mutex = malloc(sizeof(*mutex));

	pthread_mutex_init(mutex, NULL);
	pthread_mutex_lock(mutex);
	pthread_mutex_unlock(mutex);
	pthread_mutex_destroy(mutex);
	free(mutex);
	number = malloc(sizeof(*mutex));
	for (int i = 0; i < 10; i++)
		number[i] = 0;
	number += 2; /* where the owner was */
	put(shared[0]);
}

static pthread_rwlock_t *shared_lock;

static void make_lock(void)
{
	pthread_rwlockattr_t attributes;

	pthread_rwlockattr_init(&attributes);
	pthread_rwlockattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	shared_lock = (pthread_rwlock_t *)(shared + 64);
	pthread_rwlock_init(shared_lock, &attributes);
}

static void use_lock(void)
{
	pthread_rwlock_wrlock(shared_lock);
	pthread_rwlock_unlock(shared_lock);
	pthread_rwlock_destroy(shared_lock);
	memset(shared_lock, 0, sizeof(*shared_lock));
	number = (int *)shared_lock + 6; /* where the writer was */
	put(shared[0]);
}

/* --- what a call is given --------------------------------------------------------------------- */

static volatile sig_atomic_t got;

static void note(int signal)
{
	got = signal;
}

static void catch_both(void)
{
	signal(SIGUSR1, note);
	signal(SIGUSR2, note);
}

/* Nothing comes of it if the other has ended. */
static void send_signal(void)
{
	pthread_t thread = other; /* or what is read would be kept in a register meanwhile */

	pthread_kill(thread, shared[0] ? SIGUSR1 : SIGUSR2);
}

static int got_first(void)
{
	return got == SIGUSR1;
}

static pthread_once_t first = PTHREAD_ONCE_INIT, second = PTHREAD_ONCE_INIT;
static int was_run;

static void nothing(void)
{
}

static void run(void)
{
	was_run = 1;
}

static void run_once(void)
{
	pthread_once(shared[0] ? &first : &second, nothing);
}

/* Only if it was the other one. */
static int was_first(void)
{
	pthread_once(&second, run);
	return was_run;
}

static pthread_mutexattr_t recursive, normal;
static pthread_mutex_t mutex;

static void make_attributes(void)
{
	pthread_mutexattr_init(&normal);
	pthread_mutexattr_init(&recursive);
	pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
}

static void make_mutex(void)
{
	pthread_mutex_init(&mutex, shared[0] ? &recursive : &normal);
}

static int is_recursive(void)
{
	pthread_mutex_lock(&mutex);
	return pthread_mutex_trylock(&mutex) == 0;
}

static pthread_rwlockattr_t for_writers, for_readers;
static pthread_rwlock_t lock;

static void make_preferences(void)
{
	pthread_rwlockattr_init(&for_readers);
	pthread_rwlockattr_init(&for_writers);
	pthread_rwlockattr_setkind_np(&for_writers, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
}

static void make_rwlock(void)
{
	pthread_rwlock_init(&lock, shared[0] ? &for_writers : &for_readers);
}

static int prefers_writers(void)
{
	return lock.__data.__flags != 0;
}

static pthread_condattr_t steady, usual;
static pthread_cond_t condition, like_steady;

static void make_clocks(void)
{
	pthread_condattr_init(&usual);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&like_steady, &steady);
}

static void make_condition(void)
{
	pthread_cond_init(&condition, shared[0] ? &steady : &usual);
}

static int is_steady(void)
{
	return memcmp(&condition, &like_steady, sizeof(condition)) == 0;
}

static int pair[2];

static void make_pair(void)
{
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
}

static void shut(void)
{
	int end = pair[0];

	shutdown(end, shared[0] ? SHUT_WR : SHUT_RD);
}

static int is_shut(void)
{
	return send(pair[0], "a", 1, MSG_NOSIGNAL) < 0;
}

/* --- all of them ------------------------------------------------------------------------------ */

static void begin_with_nothing(void)
{
}

static const struct way {
	const char *name;
	void (*prepare)(void), (*choose)(void);
	int (*looks)(void);
	int with_thread;
} ways[] = {
	{"position", open_file, seek, has_sought, 0},
	{"read", open_file, take, has_sought, 0},
	{"restart", catch_one, restart, restarts, 0},
	{"mask", fill_mask, hold, holds, 0},
	{"processors", count_processors, set_processors, has_two, 0},
	{"stack", begin_with_nothing, take_stack, has_stack, 0},
	{"limit", begin_with_nothing, limit, is_limited, 0},
	{"cancel", begin_with_nothing, set_type, has_type, 0},
	{"break", move_break, put_it, is_put, 0},
	{"large", make_large, put_it, is_put, 0},
	{"fork", make_block, keep_back, child_lacks, 0},
	{"wipe", make_block, wipe, child_lacks, 0},
	{"spawn", begin_with_nothing, spawn, ended_badly, 0},
	{"rwlock", make_lock, use_lock, is_put, 0},
	{"shut", make_pair, shut, is_shut, 0},
	{"union", begin_with_nothing, use_union, is_put, 1},
	{"freed", begin_with_nothing, use_freed, is_put, 1},
	{"signal", catch_both, send_signal, got_first, 1},
	{"once", begin_with_nothing, run_once, was_first, 1},
	{"recursive", make_attributes, make_mutex, is_recursive, 1},
	{"preference", make_preferences, make_rwlock, prefers_writers, 1},
	{"clock", make_clocks, make_condition, is_steady, 1},
};

static void *write_one(void *argument)
{
	shared[0] = 1;
	shared[0] = 0;
	shared[8] = 1;
	shared[9] = 1;
	return argument;
}

static APART void choose(const struct way *way)
{
	way->choose();
}

static const struct way *find(const char *name)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!strcmp(ways[i].name, name))
			return &ways[i];
	}
	exit(9);
}

int main(int argc, char **argv)
{
	const struct way *way = find(argc > 1 ? argv[1] : "position");
	pid_t child = 0;

	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	way->prepare();
	if (way->with_thread)
		pthread_create(&other, NULL, write_one, NULL);
	else if ((child = fork()) == 0)
		_exit(write_one(NULL) != NULL);
	choose(way);
	shared[8] = 7;
	shared[9] = 8;
	if (child)
		waitpid(child, NULL, 0);
	else
		pthread_join(other, NULL);
	return way->looks();
}
