#include "control/sanitizer.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* gcc links a run-time as a library, clang puts it into the program. */
struct runtime {
	const char *library, *text;
};

static const struct runtime thread_sanitizer = {"libtsan.so", "ThreadSanitizer: "};
static const struct runtime address_sanitizer = {"libasan.so", "AddressSanitizer: "};

static bool holds(const char *bytes, size_t length, const struct runtime *runtime)
{
	return memmem(bytes, length, runtime->library, strlen(runtime->library)) ||
	       memmem(bytes, length, runtime->text, strlen(runtime->text));
}

static bool explain(const char *bytes, size_t length, const char *program, struct error *error)
{
	if (holds(bytes, length, &thread_sanitizer))
		error_set(error,
			  "%.300s: it is linked with ThreadSanitizer, whose place the agent takes; "
			  "compile and link it with ipcstage cc in the place of cc",
			  program);
	else if (holds(bytes, length, &address_sanitizer))
		error_set(
			error,
			"%.300s: it is built with AddressSanitizer, beside which the agent cannot "
			"be; build it without -fsanitize=address",
			program);
	else
		return false;
	return true;
}

bool sanitizer_explain(const char *program, struct error *error)
{
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	bool explained = false;
	struct stat status;
	char *bytes;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && status.st_size > 0) {
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes != MAP_FAILED) {
			explained = explain(bytes, (size_t)status.st_size, program, error);
			munmap(bytes, (size_t)status.st_size);
		}
	}
	close(fd);
	return explained;
}
