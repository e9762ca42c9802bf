/*
 * Structures are copied: from shared memory to shared memory in one step, as the compiler has its
 * hooks there, which is to be said; from or to memory of the process alone in a load or a store.
 */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct pair {
	int a, b;
};

struct eight {
	long numbers[8];
};

struct shared {
	struct pair pairs[2];
	struct eight eights[2];
	int flags[2], turn;
};

static void child(struct shared *shared)
{
	struct eight eight = shared->eights[0];
	struct pair pair = shared->pairs[0];

	shared->pairs[1] = pair;
	shared->eights[1] = eight;
	shared->flags[1] = 1;
	shared->turn = shared->flags[0];
	shared->turn = 1;
	shared->flags[1] = shared->turn;
	shared->pairs[1] = shared->pairs[0];   /* unseen */
	shared->eights[1] = shared->eights[0]; /* unseen */
}

int main(void)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (fork() == 0) {
		child(shared);
		_exit(0);
	}
	wait(NULL);
	shared->pairs[1] = shared->pairs[0];
	return 0;
}
