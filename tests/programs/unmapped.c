/* Shared memory is unmapped piece by piece, and what is put in its place is not shared. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 4 };

int main(void)
{
	char *pages =
		mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sem_t *last = (sem_t *)(void *)(pages + 3 * PAGE),
	      *second = (sem_t *)(void *)(pages + PAGE);

	if (pages == MAP_FAILED || sem_init(last, 1, 0) < 0)
		return 1;
	munmap(pages + 2 * PAGE, 1);
	if (mmap(pages + PAGE, PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		return 1;
	if (sem_init(second, 1, 1) < 0)
		return 1;
	if (fork() == 0) {
		sem_wait(second); /* its own copy */
		sem_post(last);	  /* both's */
		_exit(0);
	}
	if (sem_wait(last) < 0 || sem_trywait(second) < 0)
		return 2;
	wait(NULL);
	return 0;
}
