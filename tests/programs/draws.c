/* Random numbers, which are the same in every run, and others in each process. */
#include <stdio.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	unsigned numbers[3] = {0};
	int ends[2];

	if (pipe(ends) < 0)
		return 2;
	for (int i = 0; i < 2; i++) {
		if (fork() > 0)
			continue;
		if (getentropy(&numbers[0], sizeof(numbers[0])) < 0)
			_exit(2);
		_exit(write(ends[1], &numbers[0], sizeof(numbers[0])) < 0);
	}
	for (int i = 0; i < 2; i++) {
		if (read(ends[0], &numbers[i], sizeof(numbers[i])) < 0)
			return 2;
	}
	syscall(SYS_getrandom, &numbers[2], sizeof(numbers[2]), 0);
	while (wait(NULL) > 0)
		;
	return numbers[0] == numbers[1] || numbers[1] == numbers[2];
}
