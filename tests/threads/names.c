/*
 * What places are called that two threads come to: members of structures and elements of arrays, on
 * the heap what pointers lead to, locals, what a function keeps. Each has its line. With an
 * argument: a local of who has made nobody, and a block that no pointer leads to.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>

struct account {
	char owner[12];
	long balance;
	struct {
		int year, month;
	} since;
};

struct node {
	struct node *next;
	int value;
};

struct queue {
	struct node *head;
	void *rest;
	int length;
};

static struct account accounts[3];
static int matrix[2][3];
static struct queue *queue;
static struct account *opened;
static long *numbers;
static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void count(void)
{
	static int counted;

	counted++;
}

static void *run(void *local)
{
	pthread_mutex_lock(&locks[1]);
	accounts[1].balance++;
	accounts[2].since.month++;
	matrix[1][2]++;
	queue->length++;
	queue->head->value++;
	queue->head->next->value++;
	opened[2].balance++;
	numbers[5]++;
	*(int *)queue->rest += 1;
	(*(int *)local)++;
	count();
	pthread_mutex_unlock(&locks[1]);
	return NULL;
}

static uintptr_t hidden;
static int *lent;
static sem_t is_lent, is_done;

/* What is seen of it is only that it is odd. */
static int *find_hidden(void)
{
	return (int *)(hidden ^ 1);
}

static void *lend(void *unused)
{
	int own = 0;

	lent = &own;
	sem_post(&is_lent);
	own++;
	find_hidden()[2]++;
	sem_wait(&is_done);
	return unused;
}

static void *borrow(void *unused)
{
	sem_wait(&is_lent);
	(*lent)++;
	find_hidden()[2]++;
	sem_post(&is_done);
	return unused;
}

static int share_what_has_no_name(void)
{
	pthread_t lender, borrower;

	hidden = (uintptr_t)calloc(4, sizeof(int)) ^ 1;
	sem_init(&is_lent, 0, 0);
	sem_init(&is_done, 0, 0);
	pthread_create(&lender, NULL, lend, NULL);
	pthread_create(&borrower, NULL, borrow, NULL);
	pthread_join(lender, NULL);
	pthread_join(borrower, NULL);
	return 0;
}

static struct node *make_node(struct node *next)
{
	struct node *node = calloc(1, sizeof(*node));

	node->next = next;
	return node;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];
	int amount = 0;

	(void)argv;
	if (argc > 1)
		return share_what_has_no_name();
	queue = calloc(1, sizeof(*queue));
	queue->head = make_node(make_node(NULL));
	queue->rest = calloc(4, sizeof(int));
	opened = calloc(3, sizeof(*opened));
	numbers = calloc(8, sizeof(*numbers));
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run, &amount);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return accounts[1].balance + amount != 4;
}
