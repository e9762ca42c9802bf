/*
 * What only the kernel or libc knows of a process: it sets something when it finds a token, wipes
 * what it remembers of that, and ends with what has been set. argv[1] says which thing.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ends[2], sockets[2], poller, number, clock_fd, memory, priority;
static char other_stack[16384];
static mqd_t queue;
static timer_t timer;
static pthread_key_t key;

static void make(void)
{
	sigset_t user;

	sigemptyset(&user);
	sigaddset(&user, SIGUSR1);
	sigprocmask(SIG_BLOCK, &user, NULL);
	if (pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) < 0)
		exit(9);
	priority = getpriority(PRIO_PROCESS, 0);
	poller = epoll_create1(0);
	number = eventfd(0, EFD_NONBLOCK);
	pthread_key_create(&key, NULL);
	clock_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	timer_create(CLOCK_MONOTONIC, NULL, &timer);
	memory = memfd_create("memory", MFD_ALLOW_SEALING);
}

/* What a name is made of is wiped as well. */
static const char *name_of_mine(const char *text)
{
	static char name[16];

	strcpy(name, text);
	return name;
}

static int option_of(int option)
{
	int value[2] = {0, 0};
	socklen_t length = sizeof(value);

	getsockopt(sockets[0], SOL_SOCKET, option, value, &length);
	return value[0];
}

static __attribute__((noinline)) void set(const char *what)
{
	struct epoll_event event = {.events = EPOLLOUT};
	const struct itimerval hour = {{0, 0}, {3600, 0}};
	const struct itimerspec hours = {{0, 0}, {7200, 0}};
	const struct mq_attr waits_not = {.mq_flags = O_NONBLOCK};
	int on = 1;

	if (strcmp(what, "pending") == 0)
		raise(SIGUSR1);
	else if (strcmp(what, "epoll") == 0)
		epoll_ctl(poller, EPOLL_CTL_ADD, ends[1], &event);
	else if (strcmp(what, "eventfd") == 0)
		eventfd_write(number, 1);
	else if (strcmp(what, "ioctl") == 0)
		ioctl(ends[0], FIONBIO, &on);
	else if (strcmp(what, "queue") == 0)
		mq_setattr(queue, &waits_not, NULL);
	else if (strcmp(what, "signal") == 0)
		fcntl(ends[0], F_SETSIG, SIGUSR1);
	else if (strcmp(what, "size") == 0)
		on = ftruncate(memory, 100);
	else if (strcmp(what, "seal") == 0)
		fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE);
	else if (strcmp(what, "nonblock") == 0)
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
	else if (strcmp(what, "capacity") == 0)
		fcntl(ends[0], F_SETPIPE_SZ, 4096);
	else if (strcmp(what, "buffer") == 0)
		setsockopt(sockets[0], SOL_SOCKET, SO_RCVBUF, &(int){8192}, sizeof(int));
	else if (strcmp(what, "alive") == 0)
		setsockopt(sockets[0], SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	else if (strcmp(what, "name") == 0)
		prctl(PR_SET_NAME, name_of_mine("mine"));
	else if (strcmp(what, "slack") == 0)
		prctl(PR_SET_TIMERSLACK, 70000);
	else if (strcmp(what, "priority") == 0)
		setpriority(PRIO_PROCESS, 0, priority + 1);
	else if (strcmp(what, "nice") == 0)
		on = nice(1);
	else if (strcmp(what, "scheduler") == 0)
		sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
	else if (strcmp(what, "limit") == 0)
		setrlimit(RLIMIT_CPU, &(struct rlimit){1000, RLIM_INFINITY});
	else if (strcmp(what, "stack") == 0)
		sigaltstack(&(stack_t){.ss_sp = other_stack, .ss_size = sizeof(other_stack)}, NULL);
	else if (strcmp(what, "linger") == 0)
		setsockopt(sockets[0], SOL_SOCKET, SO_LINGER, &(struct linger){1, 3},
			   sizeof(struct linger));
	else if (strcmp(what, "umask") == 0)
		umask(0);
	else if (strcmp(what, "folder") == 0)
		on = chdir("/dev");
	else if (strcmp(what, "descriptor") == 0)
		on = open("/dev/null", O_RDONLY);
	else if (strcmp(what, "flag") == 0)
		fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	else if (strcmp(what, "alarm") == 0)
		alarm(3600);
	else if (strcmp(what, "itimer") == 0)
		setitimer(ITIMER_REAL, &hour, NULL);
	else if (strcmp(what, "timer") == 0)
		timer_settime(timer, 0, &hours, NULL);
	else if (strcmp(what, "timerfd") == 0)
		timerfd_settime(clock_fd, 0, &hours, NULL);
	else
		pthread_setspecific(key, &key);
}

static __attribute__((noinline)) int is_set(const char *what)
{
	struct epoll_event event;
	struct stat file;
	struct itimerval left;
	struct itimerspec lasts;
	struct mq_attr attributes;
	eventfd_t counted;
	sigset_t pending;
	struct rlimit limit;
	stack_t stack;
	char name[16];

	if (strcmp(what, "pending") == 0)
		return sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1);
	if (strcmp(what, "epoll") == 0)
		return epoll_wait(poller, &event, 1, 0);
	if (strcmp(what, "eventfd") == 0)
		return eventfd_read(number, &counted) == 0;
	if (strcmp(what, "ioctl") == 0)
		return (fcntl(ends[0], F_GETFL) & O_NONBLOCK) != 0;
	if (strcmp(what, "queue") == 0)
		return mq_getattr(queue, &attributes) == 0 && attributes.mq_flags;
	if (strcmp(what, "signal") == 0)
		return fcntl(ends[0], F_GETSIG) == SIGUSR1;
	if (strcmp(what, "size") == 0)
		return lseek(memory, 0, SEEK_END) == 100;
	if (strcmp(what, "seal") == 0)
		return fcntl(memory, F_GET_SEALS) != 0;
	if (strcmp(what, "nonblock") == 0)
		return (fcntl(ends[0], F_GETFL) & O_NONBLOCK) != 0;
	if (strcmp(what, "capacity") == 0)
		return fcntl(ends[0], F_GETPIPE_SZ) == 4096;
	if (strcmp(what, "buffer") == 0)
		return option_of(SO_RCVBUF) == 2 * 8192;
	if (strcmp(what, "alive") == 0)
		return option_of(SO_KEEPALIVE);
	if (strcmp(what, "linger") == 0)
		return option_of(SO_LINGER);
	if (strcmp(what, "name") == 0 || strcmp(what, "which name") == 0)
		return prctl(PR_GET_NAME, name) == 0 && strcmp(name, "mine") == 0;
	if (strcmp(what, "slack") == 0)
		return prctl(PR_GET_TIMERSLACK) == 70000;
	if (strcmp(what, "priority") == 0 || strcmp(what, "nice") == 0)
		return getpriority(PRIO_PROCESS, 0) > priority;
	if (strcmp(what, "scheduler") == 0)
		return sched_getscheduler(0) == SCHED_BATCH;
	if (strcmp(what, "limit") == 0)
		return getrlimit(RLIMIT_CPU, &limit) == 0 && limit.rlim_cur == 1000;
	if (strcmp(what, "stack") == 0)
		return sigaltstack(NULL, &stack) == 0 && !(stack.ss_flags & SS_DISABLE);
	if (strcmp(what, "umask") == 0)
		return umask(0) == 0;
	if (strcmp(what, "folder") == 0)
		return stat("null", &file) == 0;
	if (strcmp(what, "descriptor") == 0)
		return open("/dev/null", O_RDONLY) - number > 1;
	if (strcmp(what, "flag") == 0)
		return fcntl(ends[0], F_GETFD);
	if (strcmp(what, "alarm") == 0)
		return alarm(0) > 0;
	if (strcmp(what, "itimer") == 0)
		return getitimer(ITIMER_REAL, &left) == 0 && left.it_value.tv_sec > 0;
	if (strcmp(what, "timer") == 0)
		return timer_gettime(timer, &lasts) == 0 && lasts.it_value.tv_sec > 0;
	if (strcmp(what, "timerfd") == 0)
		return timerfd_gettime(clock_fd, &lasts) == 0 && lasts.it_value.tv_sec > 0;
	return pthread_getspecific(key) != NULL;
}

static __attribute__((noinline)) void wipe(void)
{
	volatile char below[8192];

	for (unsigned i = 0; i < sizeof(below); i++)
		below[i] = 0;
	memset((char *)(uintptr_t)name_of_mine(""), 0, 16);
	errno = 0; /* of a token that was not there */
}

static __attribute__((noinline)) void set_by_chance(sem_t *token, const char *what)
{
	bool found = sem_trywait(token) == 0;

	if (strcmp(what, "which name") == 0)
		prctl(PR_SET_NAME, name_of_mine(found ? "mine" : "else"));
	else if (found)
		set(what);
	if (found)
		sem_post(token);
}

int main(int count, char *arguments[])
{
	const char *what = arguments[count - 1];
	sem_t *token = mmap(NULL, 2 * sizeof(*token), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sem_t *other = token + 1;
	int status, result = 0;

	queue = mq_open("/ipcstage-settings", O_CREAT | O_RDWR, 0600, NULL);
	mq_unlink("/ipcstage-settings");
	sem_init(token, 1, 0);
	sem_init(other, 1, 0);
	if (fork() == 0) {
		make();
		set_by_chance(token, what);
		wipe();
		sem_post(other);
		_exit(is_set(what));
	}
	if (fork() == 0) {
		sem_post(other);
		sem_post(token);
		sem_post(other);
		_exit(0);
	}
	while (wait(&status) > 0)
		result |= WEXITSTATUS(status);
	return result;
}
