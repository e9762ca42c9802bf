/*
 * A process asks again and again whether another one has ended, which sleeps, waits with a limit
 * ("limit"), or would be ended by a timer of its own ("timer"). As the run's clock stands while
 * anybody can go that one would not, ever.
 */
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void wait_for_time(const char *how)
{
	int ends[2];

	if (strcmp(how, "limit") == 0 && pipe(ends) == 0)
		poll(&(struct pollfd){.fd = ends[0], .events = POLLIN}, 1, 1000);
	else if (strcmp(how, "timer") == 0)
		alarm(1), pause();
	else
		sleep(1);
}

int main(int argc, char **argv)
{
	pid_t sleeper = fork();

	if (sleeper == 0) {
		wait_for_time(argc > 1 ? argv[1] : "");
		_exit(0);
	}
	while (waitpid(sleeper, NULL, WNOHANG) == 0)
		continue;
	return 0;
}
