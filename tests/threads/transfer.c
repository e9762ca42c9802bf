/*
 * Money goes from one account to another, and at the same time back: both accounts have to be
 * locked. "abba": whose money it is first; "ordered": the lower one first; "back": whoever does not
 * get the second gives back the first, and does without.
 */
#include <pthread.h>
#include <string.h>

struct account {
	pthread_mutex_t mutex;
	int balance;
};

static struct account accounts[2] = {{PTHREAD_MUTEX_INITIALIZER, 10},
				     {PTHREAD_MUTEX_INITIALIZER, 10}};
static const char *how;

static int lock_both(struct account *first, struct account *second)
{
	pthread_mutex_lock(&first->mutex);
	if (strcmp(how, "back") != 0)
		return pthread_mutex_lock(&second->mutex);
	if (pthread_mutex_trylock(&second->mutex) == 0)
		return 0;
	pthread_mutex_unlock(&first->mutex);
	return 1;
}

static void *transfer(void *source)
{
	struct account *from = source, *to = &accounts[from == &accounts[0]];
	int is_turned = strcmp(how, "ordered") == 0 && to < from;

	if (lock_both(is_turned ? to : from, is_turned ? from : to) != 0)
		return NULL;
	from->balance -= 5;
	to->balance += 5;
	pthread_mutex_unlock(&to->mutex);
	pthread_mutex_unlock(&from->mutex);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "abba";
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, transfer, &accounts[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return accounts[0].balance + accounts[1].balance != 20;
}
