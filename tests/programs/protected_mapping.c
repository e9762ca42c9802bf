/*
 * Memory that may not be written, or not be accessed at all: what its protection allows goes on as
 * ever, and what it forbids ends the process.
 */
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static int *share(size_t size, int protection)
{
	return mmap(NULL, size, protection, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* The usual two: who writes a file's memory, and who may only read it. */
static int consume(void)
{
	sem_t *full = (sem_t *)share(sizeof(*full), PROT_READ | PROT_WRITE);
	int file = memfd_create("protected", 0), *own;
	const int *seen;

	if (file < 0 || ftruncate(file, PAGE) < 0 || sem_init(full, 1, 0) < 0)
		return 1;
	seen = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, file, 0);
	own = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (fork() == 0) {
		sem_wait(full);
		_exit(*seen != 42); /* line 32 */
	}
	*own = 42; /* line 34 */
	sem_post(full);
	wait(NULL);
	return 0;
}

/* A store into what was made read-only: the child dies of it, whoever looks on. */
static int store(void)
{
	int *shared = share(PAGE, PROT_READ | PROT_WRITE);

	*shared = 1;
	mprotect(shared, PAGE, PROT_READ);
	if (fork() == 0) {
		*shared = 2; /* line 48 */
		_exit(0);
	}
	wait(NULL);
	return 0;
}

/* What becomes accessible while somebody else is there is not accessed unseen. */
static int open_late(void)
{
	int *shared = share(PAGE, PROT_NONE);

	if (fork() == 0) {
		mprotect(shared, PAGE, PROT_READ | PROT_WRITE);
		*shared = 7; /* line 62 */
		_exit(0);
	}
	mprotect(shared, PAGE, PROT_READ | PROT_WRITE);
	if (*shared != 0 && *shared != 7)
		return 1;
	wait(NULL);
	return 0;
}

/* The page in the middle is for nobody: those beside it are as before. */
static int part(void)
{
	char *shared = (char *)share(3 * PAGE, PROT_READ | PROT_WRITE);
	int ends[2], failed;

	mprotect(shared + PAGE, PAGE, PROT_NONE);
	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) {
		failed = write(ends[1], shared + PAGE, 1) == 1; /* EFAULT, as without us */
		shared[2 * PAGE] = 1;				/* line 83 */
		failed |= write(ends[1], shared + 2 * PAGE, 1) != 1;
		_exit(failed);
	}
	wait(&failed);
	return failed || shared[2 * PAGE] != 1;
}

/* A page of the heap that nobody may read, with others around it. */
static int heap(void)
{
	char *pages = aligned_alloc(PAGE, 3 * PAGE), byte = 'x';
	int ends[2], status;

	if (!pages || mprotect(pages + PAGE, PAGE, PROT_NONE) < 0 || pipe(ends) < 0)
		return 1;
	if (fork() == 0)
		_exit(write(ends[1], &byte, 1) != 1);
	if (read(ends[0], pages, 1) != 1)
		return 1;
	wait(&status);
	return status != 0;
}

int main(int count, char *arguments[])
{
	const char *way = count > 1 ? arguments[1] : "";

	if (strcmp(way, "store") == 0)
		return store();
	if (strcmp(way, "late") == 0)
		return open_late();
	if (strcmp(way, "heap") == 0)
		return heap();
	return strcmp(way, "part") == 0 ? part() : consume();
}
