/*
 * Peterson's mutual exclusion of two processes, each of which gives up after it has looked twice.
 * "careless": without whose turn it is to wait. Status 1: an addition was lost.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	volatile int wants[2], turn, count;
};

static int has_to_wait(struct shared *shared, int self, int is_careless)
{
	if (is_careless)
		return 0;
	return shared->wants[1 - self] && shared->turn == 1 - self;
}

static int add(struct shared *shared, int self, int is_careless)
{
	shared->wants[self] = 1;
	shared->turn = 1 - self;
	for (int looks = 0; has_to_wait(shared, self, is_careless); looks++) {
		if (looks == 1)
			return 3;
	}
	shared->count++;
	shared->wants[self] = 0;
	return 0;
}

int main(int argc, char **argv)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int is_careless = argc > 1 && strcmp(argv[1], "careless") == 0;
	int status, done = 2;

	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			_exit(add(shared, i, is_careless));
	}
	for (int i = 0; i < 2; i++) {
		wait(&status);
		done -= WEXITSTATUS(status) == 3;
	}
	return shared->count != done;
}
