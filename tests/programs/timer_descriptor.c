/*
 * A timer that is read: how often it has gone off is counted while nobody reads; poll(2) and
 * epoll(7) wait for it; a child has it, too, and what one reads the other does not. The exit status
 * tells what was not as it should be; "never": one that is not set.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

static int timer;

static void set(time_t seconds, long period_ns)
{
	const struct itimerspec every = {{0, period_ns}, {seconds, 0}};

	timerfd_settime(timer, 0, &every, NULL);
}

static uint64_t count(void)
{
	uint64_t times = 0;

	return read(timer, &times, sizeof(times)) == sizeof(times) ? times : 0;
}

static int counts(void)
{
	struct itimerspec left;

	set(1, 500000000);
	if (count() != 1 || timerfd_gettime(timer, &left) < 0 || left.it_value.tv_sec != 0 ||
	    left.it_interval.tv_nsec != 500000000)
		return 10;
	usleep(1600000);
	if (count() != 3)
		return 11;
	set(0, 0);
	return timerfd_gettime(timer, &left) < 0 || left.it_value.tv_nsec != 0 ? 12 : 0;
}

static int is_waited_for(void)
{
	struct pollfd wanted[] = {{timer, POLLIN, 0}, {0, 0, 0}};
	struct epoll_event event = {.events = EPOLLIN};
	int poller = epoll_create1(0);

	epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event);
	set(2, 0);
	if (poll(wanted, 1, 1000) != 0 || poll(wanted, 2, 5000) != 1 || count() != 1)
		return 20;
	set(3, 0);
	if (epoll_wait(poller, &event, 1, 1000) != 0 || epoll_wait(poller, &event, 1, -1) != 1)
		return 21;
	set(3, 0);
	close(poller);
	return poll(wanted, 1, 0) == 0 ? 0 : 22;
}

static int is_shared(void)
{
	int status;

	set(1, 0);
	fcntl(timer, F_SETFL, O_NONBLOCK);
	if (fork() == 0) {
		sleep(2);
		_exit((int)count());
	}
	sleep(2);
	status = (int)count();
	for (int child; wait(&child) > 0;)
		status += WEXITSTATUS(child);
	return status == 1 ? 0 : 30;
}

int main(int argc, char **argv)
{
	int (*const parts[])(void) = {counts, is_waited_for, is_shared};
	int failed = 0;

	timer = timerfd_create(CLOCK_MONOTONIC, 0);
	if (argc > 1 && strcmp(argv[1], "never") == 0)
		return (int)count();
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]) && !failed; i++)
		failed = parts[i]();
	return failed;
}
