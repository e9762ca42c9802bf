/*
 * A token that is taken goes from one semaphore into the other. No lock is needed, so nobody can
 * die with one: a token counts as out once its taker is about to return with it.
 */
#include "mp/bounded_semaphore.h"

#include <errno.h>

int mp_bounded_semaphore_init(struct mp_bounded_semaphore *semaphore, unsigned tokens)
{
	int error = mp_semaphore_init(&semaphore->tokens, tokens);

	return error ? error : mp_semaphore_init(&semaphore->taken, 0);
}

void mp_bounded_semaphore_destroy(struct mp_bounded_semaphore *semaphore)
{
	mp_semaphore_destroy(&semaphore->tokens);
	mp_semaphore_destroy(&semaphore->taken);
}

int mp_bounded_semaphore_acquire(struct mp_bounded_semaphore *semaphore, long timeout_ms)
{
	int error = mp_semaphore_acquire(&semaphore->tokens, timeout_ms);

	return error ? error : mp_semaphore_release(&semaphore->taken);
}

int mp_bounded_semaphore_release(struct mp_bounded_semaphore *semaphore)
{
	if (mp_semaphore_acquire(&semaphore->taken, 0))
		return -EOVERFLOW;
	return mp_semaphore_release(&semaphore->tokens);
}

unsigned mp_bounded_semaphore_value(struct mp_bounded_semaphore *semaphore)
{
	return mp_semaphore_value(&semaphore->tokens);
}
