/*
 * Locks made of a word and futex(2), by threads, or by processes that share the word: Drepper's
 * "Futexes Are Tricky", in right forms and wrong ones.
 */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
	_Atomic uint32_t word;
	_Atomic uint32_t turns;
	int counter;
};

static struct shared *shared;
static int flag; /* FUTEX_PRIVATE_FLAG or 0 */

static long futex(_Atomic uint32_t *word, int operation, uint32_t value,
		  const struct timespec *limit, uint32_t bits)
{
	return syscall(SYS_futex, word, operation | flag, value, limit, NULL, bits);
}

static long wait_at(_Atomic uint32_t *word, uint32_t value)
{
	return futex(word, FUTEX_WAIT, value, NULL, 0);
}

static long wake_at(_Atomic uint32_t *word, int count)
{
	return futex(word, FUTEX_WAKE, (uint32_t)count, NULL, 0);
}

/* Mutex 2 of the paper: 0 free, 1 taken, 2 taken and somebody may wait. */
static void lock(void)
{
	uint32_t was = 0;

	if (atomic_compare_exchange_strong(&shared->word, &was, 1))
		return;
	if (was != 2)
		was = atomic_exchange(&shared->word, 2);
	while (was != 0) {
		wait_at(&shared->word, 2);
		was = atomic_exchange(&shared->word, 2);
	}
}

static void unlock(void)
{
	if (atomic_fetch_sub(&shared->word, 1) != 1) {
		atomic_store(&shared->word, 0);
		wake_at(&shared->word, 1);
	}
}

static void *add(void *unused)
{
	lock();
	shared->counter++;
	unlock();
	return unused;
}

/* Who has it wakes nobody: whoever waits does so for ever. */
static void *add_unwoken(void *unused)
{
	lock();
	shared->counter++;
	atomic_store(&shared->word, 0);
	return unused;
}

/* Looks, and waits without saying what it has seen: the news may come in between. */
static void *await_word(void *unused)
{
	if (atomic_load(&shared->word) == 0)
		wait_at(&shared->word, 0);
	return unused;
}

static void *tell_late(void *unused)
{
	wake_at(&shared->word, 1); /* wrong: before there is news */
	atomic_store(&shared->word, 1);
	return unused;
}

static void *tell(void *unused)
{
	atomic_store(&shared->word, 1);
	wake_at(&shared->word, 1);
	return unused;
}

static void *await_limited(void *unused)
{
	const struct timespec limit = {1, 0};

	if (futex(&shared->word, FUTEX_WAIT, 0, &limit, 0) < 0 && errno == ETIMEDOUT)
		atomic_fetch_add(&shared->turns, 1);
	return unused;
}

/* Two wait by different bits: one of them is meant. */
static void *await_bit(void *bit)
{
	futex(&shared->word, FUTEX_WAIT_BITSET, 0, NULL, (uint32_t)(uintptr_t)bit);
	atomic_fetch_add(&shared->turns, (uint32_t)(uintptr_t)bit);
	return bit;
}

static void run_processes(void *(*each)(void *), void *(*other)(void *))
{
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			(i ? other : each)(NULL);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
}

static void run_threads(void *(*each)(void *), void *(*other)(void *))
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, i ? other : each, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

static int bits(void)
{
	pthread_t threads[2];

	for (uintptr_t i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, await_bit, (void *)(i + 1));
	futex(&shared->word, FUTEX_WAKE_BITSET, INT_MAX, NULL, 2);
	atomic_store(&shared->word, 1);
	futex(&shared->word, FUTEX_WAKE_BITSET, INT_MAX, NULL, 1);
	pthread_join(threads[1], NULL); /* which waits for ever, if it came too late */
	return atomic_load(&shared->turns) == 0;
}

int main(int argc, char **argv)
{
	static struct shared own;
	const char *how = argc > 1 ? argv[1] : "";
	bool is_alone = strcmp(how, "alone") == 0; /* wrong, between processes */
	bool is_threads = !is_alone && strcmp(how, "processes") != 0;
	void (*run)(void *(*)(void *), void *(*)(void *)) =
		is_threads ? run_threads : run_processes;

	flag = is_threads || is_alone ? FUTEX_PRIVATE_FLAG : 0;
	shared = is_threads ? &own
			    : mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (strcmp(how, "bits") == 0)
		return bits();
	if (strcmp(how, "unwoken") == 0)
		run(add_unwoken, add_unwoken);
	else if (is_alone || strcmp(how, "tell") == 0)
		run(await_word, tell);
	else if (strcmp(how, "late") == 0)
		run(await_word, tell_late);
	else if (strcmp(how, "limit") == 0)
		run(await_limited, tell);
	else
		run(add, add);
	return shared->counter && shared->counter != 2;
}
