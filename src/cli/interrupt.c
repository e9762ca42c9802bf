#include "cli/interrupt.h"

#include <stdio.h>
#include <time.h>

void interrupt_hold(struct interrupt *interrupt)
{
	interrupt->signal = 0;
	sigemptyset(&interrupt->held);
	sigaddset(&interrupt->held, SIGINT);
	sigaddset(&interrupt->held, SIGTERM);
	sigaddset(&interrupt->held, SIGHUP);
	sigprocmask(SIG_BLOCK, &interrupt->held, NULL);
}

bool interrupt_came(struct interrupt *interrupt)
{
	const struct timespec now = {0, 0};
	int came = interrupt->signal ? 0 : sigtimedwait(&interrupt->held, NULL, &now);

	if (came > 0)
		interrupt->signal = came;
	return interrupt->signal;
}

void interrupt_end(const struct interrupt *interrupt)
{
	if (!interrupt->signal)
		return;
	fflush(NULL);
	signal(interrupt->signal, SIG_DFL);
	raise(interrupt->signal);
	sigprocmask(SIG_UNBLOCK, &interrupt->held, NULL);
}
