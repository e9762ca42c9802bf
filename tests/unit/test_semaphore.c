/* Semaphores and mutexes: who has them, who waits, and who puts back what it never had. */
#include <errno.h>
#include "model_records.h"
#include "sets.h"
#include "kinds/mutex/state.h"
#include "kinds/semaphore/state.h"

enum { SEM = 3 };

static struct stage *tokens(unsigned count, const char *text, unsigned children)
{
	struct stage *stage = stage_new();
	births(stage, children);
	fold(stage, did(0, OP_SEM_INIT, SEM, count));
	fold(stage, name(SEM, OBJECT_SEMAPHORE, text));
	return stage;
}

static const struct semaphore_state *sem_of(const struct stage *stage)
{
	return semaphore_of(stage_find(stage, SEM));
}

static void tokens_are_taken_and_put_back(void **state)
{
	(void)state;
	struct stage *stage = tokens(2, "tokens", 3);
	says(stage, step(1, OP_SEM_WAIT, SEM, 1), "1 takes a token of tokens: 1 left");
	says(stage, step(2, OP_SEM_WAIT, SEM, 0), "2 takes a token of tokens: 0 left");
	fold(stage, park(3, OP_SEM_WAIT, SEM));
	says_next(stage, 3, "take a token of tokens");
	says_wait(stage, 3, "a token of tokens: 1 and 2 have them");
	assert_int_equal(bits_of(sem_of(stage)->inside), 6);
	assert_int_equal(sem_of(stage)->most_inside, 2);
	says(stage, step(1, OP_SEM_POST, SEM, 1), "1 puts a token back into tokens: now 1");
	assert_int_equal(bits_of(sem_of(stage)->inside), 4);
	assert_int_equal(sem_of(stage)->tokens, 1);
	assert_false(sem_of(stage)->used_as_lock);
	free(stage);
}

static void one_token_is_a_lock(void **state)
{
	(void)state;
	struct stage *stage = tokens(1, "lock", 2);
	assert_true(sem_of(stage)->used_as_lock);
	says(stage, step(2, OP_SEM_WAIT, SEM, 0), "2 takes lock");
	fold(stage, park(1, OP_SEM_WAIT, SEM));
	says_next(stage, 1, "take lock");
	says_wait(stage, 1, "lock: 2 has it");
	says(stage, with_error(step(0, OP_SEM_TRYWAIT, SEM, 0), EAGAIN),
	     "0 does not wait: it wanted lock: 2 has it");
	fold(stage, did(2, OP_EXIT, 0, 0));
	says_wait(stage, 1, "lock: 2 has it, and has ended");
	free(stage);
}

static void a_lock_is_released(void **state)
{
	(void)state;
	struct stage *stage = tokens(1, "lock", 1);
	fold(stage, step(1, OP_SEM_WAIT, SEM, 0));
	says(stage, step(1, OP_SEM_POST, SEM, 1), "1 releases lock");
	assert_int_equal(bits_of(sem_of(stage)->inside), 0);
	says(stage, with_error(step(1, OP_SEM_WAIT, SEM, 0), ETIMEDOUT),
	     "1 gives up after its time-out: it wanted lock: there is none");
	free(stage);
}

static void a_token_too_many_lets_too_many_in(void **state)
{
	(void)state;
	struct stage *stage = tokens(2, "tokens", 4);
	fold(stage, step(1, OP_SEM_WAIT, SEM, 1));
	fold(stage, step(2, OP_SEM_WAIT, SEM, 0));
	fold(stage, step(1, OP_SEM_POST, SEM, 1));
	says(stage, step(1, OP_SEM_POST, SEM, 2),
	     "1 puts a token into tokens that it did not have: now 2");
	fold(stage, step(3, OP_SEM_WAIT, SEM, 1));
	says_pattern(stage, "");
	fold(stage, step(4, OP_SEM_WAIT, SEM, 0));
	says_pattern(stage, "3 tokens of tokens are out, though there were only 2: "
			    "2, 3 and 4 are inside at once.");
	assert_int_equal(sem_of(stage)->most_inside, 3);
	assert_int_equal(sem_of(stage)->extra_by, 1 + 1);
	assert_int_equal(sem_of(stage)->extra_step, 4);
	free(stage);
}

static void tokens_put_in_by_others_are_signals(void **state)
{
	(void)state;
	struct stage *stage = tokens(1, "empty", 2);
	fold(stage, step(1, OP_SEM_WAIT, SEM, 0));
	says(stage, step(2, OP_SEM_POST, SEM, 1), "2 puts a token into empty: now 1");
	assert_true(sem_of(stage)->signals);
	assert_false(sem_of(stage)->used_as_lock);
	fold(stage, step(1, OP_SEM_WAIT, SEM, 0));
	assert_int_equal(bits_of(sem_of(stage)->inside), 0);
	fold(stage, park(1, OP_SEM_WAIT, SEM));
	says_wait(stage, 1, "a token of empty: there is none");
	says_pattern(stage, "");
	free(stage);
}

static void a_semaphore_met_halfway_is_reckoned_back(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 1);
	says(stage, step(1, OP_SEM_WAIT, SEM, 2), "1 takes a token of semaphore 1: 2 left");
	assert_int_equal(sem_of(stage)->initial, 3);
	says(stage, step(0, OP_SEM_GETVALUE, SEM, 2), "0 looks at semaphore 1: 2 tokens");
	free(stage);
}

static void a_mutex_has_an_owner(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, with_argument(did(0, OP_MUTEX_INIT, SEM, 0), MUTEX_ROBUST));
	fold(stage, name(SEM, OBJECT_MUTEX, "lock"));
	says(stage, step(1, OP_MUTEX_LOCK, SEM, 0), "1 takes lock");
	fold(stage, park(2, OP_MUTEX_LOCK, SEM));
	says_next(stage, 2, "take lock");
	says_wait(stage, 2, "lock: 1 has it");
	says(stage, with_error(step(2, OP_MUTEX_TRYLOCK, SEM, 0), EBUSY),
	     "2 cannot take lock: 1 has it");
	fold(stage, with_argument(did(1, OP_DEATH, 0, 9), 1));
	says_wait(stage, 2, "");
	says(stage, with_error(step(2, OP_MUTEX_LOCK, SEM, 0), EOWNERDEAD),
	     "2 takes lock: its owner 1 died with it");
	assert_true(mutex_of(stage_find(stage, SEM))->owner_died);
	says(stage, step(2, OP_MUTEX_CONSISTENT, SEM, 0), "2 has put right what lock protects");
	assert_false(mutex_of(stage_find(stage, SEM))->owner_died);
	says(stage, step(2, OP_MUTEX_UNLOCK, SEM, 0), "2 releases lock");
	assert_int_equal(mutex_of(stage_find(stage, SEM))->owner, 0);
	assert_int_equal(mutex_of(stage_find(stage, SEM))->last_owner, 2 + 1);
	free(stage);
}

static void a_recursive_mutex_is_open_after_the_last_release(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 1);
	fold(stage, step(1, OP_MUTEX_LOCK, SEM, 0));
	says(stage, step(1, OP_MUTEX_LOCK, SEM, 0), "1 takes mutex 1 once more");
	fold(stage, step(1, OP_MUTEX_UNLOCK, SEM, 0));
	assert_int_equal(mutex_of(stage_find(stage, SEM))->owner, 1 + 1);
	fold(stage, park(1, OP_MUTEX_LOCK, SEM));
	says_wait(stage, 1, "mutex 1, which it has itself");
	fold(stage, step(1, OP_MUTEX_UNLOCK, SEM, 0));
	assert_int_equal(mutex_of(stage_find(stage, SEM))->owner, 0);
	free(stage);
}

static struct record several(struct record record, uint64_t tokens)
{
	return with_size(with_argument(record, tokens), 1);
}

static void several_tokens_are_taken_at_once(void **state)
{
	(void)state;
	struct stage *stage = tokens(3, "tokens", 2);
	says(stage, several(step(1, OP_SEMOP_TAKE, SEM, 1), 2),
	     "1 takes 2 tokens of tokens: 1 left");
	fold(stage, several(park(2, OP_SEMOP_TAKE, SEM), 2));
	says_next(stage, 2, "take 2 tokens of tokens");
	says_wait(stage, 2, "2 tokens of tokens: there is 1 token");
	assert_int_equal(sem_of(stage)->held[1], 2);
	says(stage, several(step(1, OP_SEMOP_PUT, SEM, 3), 2),
	     "1 puts 2 tokens back into tokens: now 3");
	assert_int_equal(sem_of(stage)->held[1], 0);
	fold(stage, several(park(2, OP_SEMOP_ZERO, SEM), 0));
	says_wait(stage, 2, "tokens to be empty: 3 tokens are there");
	free(stage);
}

static void the_end_gives_back_what_is_undone(void **state)
{
	(void)state;
	struct stage *stage = tokens(1, "lock", 2);
	fold(stage, several(step(1, OP_SEMOP_TAKE, SEM, 0), 1));
	fold(stage, several(park(2, OP_SEMOP_TAKE, SEM), 1));
	says_wait(stage, 2, "lock: 1 has it");
	fold(stage, did(1, OP_EXIT, 0, 0));
	says(stage, with_argument(did(1, OP_SEM_GIVE_BACK, SEM, 1), 1),
	     "the end of 1 gives back lock: now 1");
	assert_int_equal(sem_of(stage)->tokens, 1);
	assert_int_equal(bits_of(sem_of(stage)->inside), 0);
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_taken_and_put_back),
		cmocka_unit_test(one_token_is_a_lock),
		cmocka_unit_test(a_lock_is_released),
		cmocka_unit_test(a_token_too_many_lets_too_many_in),
		cmocka_unit_test(tokens_put_in_by_others_are_signals),
		cmocka_unit_test(a_semaphore_met_halfway_is_reckoned_back),
		cmocka_unit_test(several_tokens_are_taken_at_once),
		cmocka_unit_test(the_end_gives_back_what_is_undone),
		cmocka_unit_test(a_mutex_has_an_owner),
		cmocka_unit_test(a_recursive_mutex_is_open_after_the_last_release),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
