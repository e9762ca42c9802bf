/* writev(2) gathers, readv(2) scatters. */
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	char first[4] = {0}, second[8] = {0};
	struct iovec out[2] = {{"abc", 3}, {"defg", 4}};
	struct iovec in[2] = {{first, 2}, {second, 5}};
	int fds[2];

	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0)
		return writev(fds[1], out, 2) == 7 ? 0 : 1;
	if (readv(fds[0], in, 2) != 7)
		return 1;
	wait(NULL);
	return strcmp(first, "ab") == 0 && strcmp(second, "cdefg") == 0 ? 0 : 1;
}
