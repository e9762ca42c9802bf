/*
 * A page of shared memory is emptied (madvise(2)), and a child reads what was in it. Ends with 1
 * when it comes too late. With "private" there are no two: what a thread has stored in memory that
 * is not shared is gone before another reads it, or not.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static int *page;

static void *look(void *unused)
{
	return page[0] == 0 ? &page : unused;
}

static int with_thread(void)
{
	pthread_t thread;
	void *found;

	page = aligned_alloc(PAGE, PAGE);
	page[0] = 1;
	pthread_create(&thread, NULL, look, NULL);
	madvise(page, PAGE, MADV_DONTNEED);
	pthread_join(thread, &found);
	return found != NULL;
}

int main(int argc, char **argv)
{
	pid_t child;
	int status;

	if (argc > 1 && !strcmp(argv[1], "private"))
		return with_thread();
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	page[0] = 1;
	child = fork();
	if (child == 0)
		_exit(look(NULL) != NULL);
	madvise(page, PAGE, MADV_REMOVE);
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}
