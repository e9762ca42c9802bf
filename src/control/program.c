#include "control/program.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool find(const char *bytes, size_t size, const struct program_word *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (memmem(bytes, size, words[i].bytes, words[i].length))
			return true;
	}
	return false;
}

bool program_has(const char *program, const struct program_word *words, size_t count)
{
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	bool has = false;
	struct stat status;
	char *bytes;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && status.st_size > 0) {
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes != MAP_FAILED) {
			has = find(bytes, (size_t)status.st_size, words, count);
			munmap(bytes, (size_t)status.st_size);
		}
	}
	close(fd);
	return has;
}
