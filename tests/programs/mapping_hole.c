/* What lies before the hole in a shared mapping counts as much as what lies behind it. */
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static void *share(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* By read(2), which does not need the memory to be opened. */
static int put(char *at, char byte)
{
	int ends[2];

	return pipe(ends) < 0 || write(ends[1], &byte, 1) != 1 || read(ends[0], at, 1) != 1 ||
	       close(ends[0]) < 0 || close(ends[1]) < 0;
}

int main(void)
{
	sem_t *token = share(2 * sizeof(*token)), *other = token + 1;
	char *pages = share(3 * (size_t)PAGE);
	int status, result = 0;

	munmap(pages + PAGE, PAGE);
	sem_init(token, 1, 0);
	sem_init(other, 1, 0);
	if (fork() == 0) {
		if (sem_trywait(token) == 0) {
			put(pages + 5, 1);
			sem_post(token);
		}
		sem_post(other);
		_exit(pages[5]);
	}
	if (fork() == 0) {
		sem_post(other);
		sem_post(token);
		sem_post(other);
		_exit(0);
	}
	while (wait(&status) > 0)
		result |= WEXITSTATUS(status);
	return result;
}
