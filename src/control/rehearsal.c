#include "control/rehearsal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ORDERS = 3, MOST = 9, STEPS = 5000, WAIT_MS = 500 };

static bool names_threads(const char *bytes, size_t length)
{
	static const char *const makers[] = {"pthread_create", "thrd_create", "_ZNSt6thread"};

	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		if (memmem(bytes, length, makers[i], strlen(makers[i])))
			return true;
	}
	return false;
}

static bool may_have_threads(const char *program)
{
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	bool wanted = false;
	struct stat status;
	char *bytes;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0 && status.st_size > 0) {
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes != MAP_FAILED) {
			wanted = names_threads(bytes, (size_t)status.st_size);
			munmap(bytes, (size_t)status.st_size);
		}
	}
	close(fd);
	return wanted;
}

/* In turn, the one that came last first, each as far as it goes. */
static unsigned choose(struct set enabled, unsigned order, unsigned last)
{
	int next = order == 0 ? set_next(enabled, last + 1) : -1;

	if (order == 2 && set_has(enabled, last))
		return last;
	for (unsigned i = LIMIT_ACTORS; order == 1 && i-- > 0;) {
		if (set_has(enabled, i))
			return i;
	}
	return (unsigned)(next < 0 ? set_first(enabled) : next);
}

static void play(struct session *session, unsigned order)
{
	unsigned last = 0;

	if (session_start(session, RUN_GATED, NULL, 0) < 0)
		return;
	for (unsigned i = 0; i < STEPS && session_wait(session, WAIT_MS) == STOP_DECIDE; i++) {
		last = choose(session_enabled(session), order, last);
		if (session_grant(session, last) < 0)
			break;
	}
	session_kill(session);
}

void rehearsal_play(struct session *session, const char *program)
{
	unsigned since = 0;

	if (!may_have_threads(program))
		return;
	for (unsigned i = 0; i < MOST && since < ORDERS; i++) {
		play(session, i % ORDERS);
		since = session_found_places(session) ? 0 : since + 1;
		session_name_places(session);
		if (!session_trace(session)->hooked && since)
			break;
	}
}
