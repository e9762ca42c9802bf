/*
 * Two processes of two threads: in one they ask through a pipe, in the other they answer through
 * another. "mixed": both ask at once, and each may take the other's answer.
 */
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int questions[2], answers[2], is_mixed, wrong;

static void *ask(void *number)
{
	char question = (char)(long)number, answer;

	if (!is_mixed)
		pthread_mutex_lock(&mutex);
	write(questions[1], &question, 1);
	read(answers[0], &answer, 1);
	if (answer != question + 1)
		__atomic_store_n(&wrong, 1, __ATOMIC_SEQ_CST);
	if (!is_mixed)
		pthread_mutex_unlock(&mutex);
	return NULL;
}

static void *reply(void *unused)
{
	char letter;

	read(questions[0], &letter, 1);
	letter++;
	write(answers[1], &letter, 1);
	return unused;
}

static void run_both(void *(*function)(void *))
{
	pthread_t thread;

	pthread_create(&thread, NULL, function, (void *)1L);
	function((void *)3L);
	pthread_join(thread, NULL);
}

int main(int argc, char **argv)
{
	is_mixed = argc > 1 && strcmp(argv[1], "mixed") == 0;
	if (pipe(questions) != 0 || pipe(answers) != 0)
		return 2;
	if (fork() == 0) {
		run_both(reply);
		_exit(0);
	}
	run_both(ask);
	wait(NULL);
	return wrong;
}
