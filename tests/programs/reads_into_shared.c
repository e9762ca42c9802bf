/* The C library and the kernel write into shared memory that somebody else can see. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 64 * 1024 };

int main(void)
{
	char *shared = mmap(NULL, SIZE + sizeof(struct stat), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	FILE *file = fopen("/proc/self/exe", "r");
	struct stat *status = (struct stat *)(shared + SIZE);
	int ended;

	if (!file)
		return 1;
	if (fork() == 0) {
		if (fread(shared, 1, 8192, file) != 8192) /* line 22 */
			_exit(2);
		if (!getcwd(shared + 8192, 4096)) /* line 24 */
			_exit(3);
		if (stat("/", status) < 0) /* line 26 */
			_exit(4);
		_exit(0);
	}
	wait(&ended);
	return WEXITSTATUS(ended) ? WEXITSTATUS(ended) : memcmp(shared, "\177ELF", 4) != 0;
}
