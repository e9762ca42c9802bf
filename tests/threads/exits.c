/*
 * Ends of a process with threads. The argument says which: "exit" by a thread or by main, whoever
 * comes first; "return" of main while another one writes into a pipe that a child reads; "first"
 * main ends by itself (pthread_exit) and the last of the others ends the process; "fork" by a
 * thread while the other one has a mutex, with pthread_atfork(3) as it is meant; "exec" by a
 * thread; "vfork" by a thread; "at exit" what is done then, by whoever comes.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_t threads[2];
static int ends[2], value;
static const char *how, *self;

static int is(const char *word)
{
	return strcmp(how, word) == 0;
}

static void lock(void)
{
	pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
	pthread_mutex_unlock(&mutex);
}

static void put(const char *byte)
{
	if (write(ends[1], byte, 1) != 1)
		_exit(9);
}

static void put_last(void)
{
	put("z");
}

/* What the child finds is whole, and its copy of the mutex is its own. */
static void look_as_child(void)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		lock();
		_exit(value % 2);
	}
	waitpid(child, &status, 0);
	if (status != 0)
		exit(4);
}

static void start_by_vfork(void)
{
	pid_t child = vfork();
	int status;

	if (child == 0) {
		execl(self, self, "nothing", NULL);
		_exit(5);
	}
	waitpid(child, &status, 0);
	put(status == 0 ? "v" : "!");
}

static void *run(void *second)
{
	if (is("exit") || is("at exit"))
		exit(second ? 1 : 2);
	if (is("return") || is("first"))
		put(second ? "b" : "a");
	if (is("fork") && second) {
		lock();
		value++;
		value++;
		unlock();
	} else if (is("fork")) {
		look_as_child();
	}
	if (is("exec") && second)
		put("b");
	else if (is("exec"))
		execl(self, self, "nothing", NULL);
	if (is("vfork") && second)
		put("b");
	else if (is("vfork"))
		start_by_vfork();
	return NULL;
}

/* Forked before there are threads: says with how many bytes the pipe was left. */
static void count_bytes(void)
{
	char bytes[8];
	int total = 0, got;

	close(ends[1]);
	while ((got = (int)read(ends[0], bytes, sizeof(bytes))) > 0)
		total += got;
	_exit(total);
}

int main(int argc, char **argv)
{
	int counts;

	how = argc > 1 ? argv[1] : "exit";
	self = argv[0];
	if (is("nothing"))
		return 0;
	if (pipe(ends) < 0)
		return 9;
	counts = is("return") || is("first") || is("exec");
	if (counts && fork() == 0)
		count_bytes();
	if (is("fork"))
		pthread_atfork(lock, unlock, unlock);
	if (is("at exit"))
		atexit(put_last);
	for (long i = 1; i >= 0; i--)
		pthread_create(&threads[i], NULL, run, (void *)i);
	if (is("return"))
		return 0;
	if (is("first"))
		pthread_exit(NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
