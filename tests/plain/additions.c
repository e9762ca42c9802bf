/*
 * Two processes add to one number, and nobody locks: "atomic" by one instruction that is locked,
 * "family" three of them, the third a child of the second.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void add(int *number, int is_atomic)
{
	if (is_atomic)
		__atomic_fetch_add(number, 1, __ATOMIC_SEQ_CST);
	else
		++*number;
}

int main(int argc, char **argv)
{
	int *number = mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int is_atomic = argc > 1 && strcmp(argv[1], "atomic") == 0;
	int is_family = argc > 1 && strcmp(argv[1], "family") == 0;

	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			if (is_family && i == 1 && fork() == 0)
				is_family = 0;
			add(number, is_atomic);
			if (is_family && i == 1)
				wait(NULL);
			_exit(0);
		}
	}
	wait(NULL);
	wait(NULL);
	return *number != 2 + is_family;
}
