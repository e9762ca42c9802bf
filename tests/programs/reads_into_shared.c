/*
 * The C library and the kernel read and write shared memory that somebody else can see, by an
 * address that they are given and by one in a structure.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 64 * 1024 };

static int child(char *shared, FILE *file)
{
	struct stat *status = (struct stat *)(shared + SIZE);
	int ends[2], lines[2];
	struct iovec piece = {shared, 2};

	if (pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, lines) < 0)
		return 1;
	if (fread(shared, 1, 8192, file) != 8192) /* line 24 */
		return 2;
	if (!getcwd(shared + 8192, 4096)) /* line 26 */
		return 3;
	if (stat("/", status) < 0) /* line 28 */
		return 4;
	if (write(ends[1], shared, 4) != 4) /* line 30 */
		return 5;
	if (read(ends[0], shared, 1) != 1) /* line 32 */
		return 6;
	if (readv(ends[0], &piece, 1) != 2) /* line 34 */
		return 7;
	if (send(lines[0], shared, 1, 0) != 1) /* line 36 */
		return 8;
	return recv(lines[1], shared, 1, 0) != 1; /* line 38 */
}

int main(void)
{
	char *shared = mmap(NULL, SIZE + sizeof(struct stat), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	FILE *file = fopen("/proc/self/exe", "r");
	int ended;

	if (!file)
		return 1;
	if (fork() == 0)
		_exit(child(shared, file));
	wait(&ended);
	strcpy(shared + SIZE, "true");
	if (fork() == 0) {
		execlp("true", shared + SIZE, (char *)NULL); /* line 55 */
		_exit(9);
	}
	wait(&ended);
	return WEXITSTATUS(ended) ? WEXITSTATUS(ended) : memcmp(shared, "ELL", 3) != 0;
}
