/* A tree of forks three deep; each inner process adds up what its two children return. */
#include <sys/wait.h>
#include <unistd.h>

static int grow(int depth)
{
	int leaves = 0, status;

	if (depth == 0)
		return 1;
	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			_exit(grow(depth - 1));
	}
	while (wait(&status) > 0)
		leaves += WEXITSTATUS(status);
	return leaves;
}

int main(void)
{
	return grow(3) == 8 ? 0 : 1;
}
