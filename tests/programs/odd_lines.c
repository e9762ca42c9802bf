/*
 * stdio reads into shared memory: a line that has a zero in it, one that has no end, and a piece of
 * which only a part is there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	static const char bytes[] = "ab\0cd\n0123456789";
	char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	FILE *in = tmpfile();
	int failed = 0;

	memset(shared, '?', 64);
	if (fwrite(bytes, 1, sizeof(bytes) - 1, in) != sizeof(bytes) - 1)
		return 2;
	rewind(in);
	if (fork() == 0)
		_exit(0);
	failed |= !fgets(shared, 32, in) || memcmp(shared, "ab\0cd\n\0?", 8) != 0;
	failed |= !fgets(shared + 16, 5, in) || strcmp(shared + 16, "0123") != 0;
	failed |= fread(shared + 32, 4, 4, in) != 1 || memcmp(shared + 32, "456789??", 8) != 0;
	failed |= fgets(shared + 48, 8, in) != NULL || shared[48] != '?' || !feof(in);
	wait(NULL);
	return failed;
}
