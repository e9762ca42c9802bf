/*
 * Shared memory that the C library copies, fills and compares: torn_copy HOW. Who copies while
 * another one does may see some of the new and some of the old: 1; all of it is 0.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 16 };

static char *shared;
static volatile size_t size = SIZE;

static void change(const char *how)
{
	char bytes[SIZE];

	memset(bytes, 'n', SIZE - 1);
	bytes[SIZE - 1] = '\0';
	if (strcmp(how, "memcpy") == 0)
		memcpy(shared, bytes, size);
	else if (strcmp(how, "memset") == 0)
		memset(shared, 'n', size - 1);
	else if (strcmp(how, "strcpy") == 0)
		strcpy(shared, bytes);
	else
		snprintf(shared, size, "%s", bytes);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "memcpy";
	char bytes[SIZE];

	shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(shared, 'o', SIZE - 1);
	if (fork() == 0) {
		change(how);
		_exit(0);
	}
	memcpy(bytes, shared, size);
	wait(NULL);
	return bytes[0] != bytes[SIZE - 2];
}
