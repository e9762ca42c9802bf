/* Sleepers of different lengths: 1000 s in all, and they wake in order. */
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SLEEPERS = 4 };

int main(void)
{
	static const unsigned seconds[SLEEPERS] = {400, 100, 300, 200};
	time_t start = time(NULL);
	int fds[2];
	unsigned char woken;

	if (pipe(fds) < 0)
		return 2;
	for (unsigned i = 0; i < SLEEPERS; i++) {
		if (fork() == 0) {
			unsigned char tenth = (unsigned char)(seconds[i] / 100);

			sleep(seconds[i]);
			return write(fds[1], &tenth, 1) == 1 ? 0 : 1;
		}
	}
	for (unsigned i = 1; i <= SLEEPERS; i++) {
		if (read(fds[0], &woken, 1) != 1 || woken != i)
			return 1;
	}
	printf("%ld seconds\n", (long)(time(NULL) - start));
	return time(NULL) - start >= 400 ? 0 : 1;
}
