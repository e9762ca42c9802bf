/* A child adds 1 to an eventfd three times, its parent takes what is there until it has three. */
#include <stdint.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	int fd = eventfd(0, argc > 1 ? EFD_SEMAPHORE : 0), copy;
	uint64_t number = 1, sum = 0;
	unsigned reads = 0;

	(void)argv;
	if (fork() == 0) {
		copy = dup(fd);
		close(fd);
		for (int i = 0; i < 3; i++) {
			if (write(copy, &number, sizeof(number)) != sizeof(number))
				return 2;
		}
		return 0;
	}
	for (; sum < 3; reads++) {
		if (read(fd, &number, sizeof(number)) != sizeof(number))
			return 2;
		sum += number;
	}
	wait(NULL);
	printf("%u reads, sum %u\n", reads, (unsigned)sum);
	return sum != 3;
}
