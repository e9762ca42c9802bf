/*
 * One thread does something by a descriptor, which another one closes: it is either done or
 * refused. Or both make one, and the number that each is given hangs on who is first. The first
 * argument says what is done.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int fd, spare, pair[2];
static int got[2], failed[2];
static char bytes[64];

/* --- by a descriptor of a file, that no other process has ------------------------------------- */

static int a_file(void)
{
	char name[] = "/tmp/by-descriptor-XXXXXX";
	int file = mkstemp(name);

	unlink(name);
	return write(file, "some text", 9) == 9 ? file : -1;
}

static int a_system_file(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int a_folder(void)
{
	return open("/", O_RDONLY | O_DIRECTORY);
}

static int use_fstat(void)
{
	struct stat file;

	return fstat(fd, &file);
}

static int use_fstatat(void)
{
	struct stat file;

	return fstatat(fd, "", &file, AT_EMPTY_PATH);
}

static int use_statx(void)
{
	struct statx file;

	return statx(fd, "", AT_EMPTY_PATH, STATX_ALL, &file);
}

static int use_fstatfs(void)
{
	struct statfs system;

	return fstatfs(fd, &system);
}

static int use_fstatvfs(void)
{
	struct statvfs system;

	return fstatvfs(fd, &system);
}

static int use_ftruncate(void)
{
	return ftruncate(fd, 3);
}

static int use_fsync(void)
{
	return fsync(fd);
}

static int use_fdatasync(void)
{
	return fdatasync(fd);
}

static int use_flock(void)
{
	return flock(fd, LOCK_EX);
}

static int use_lockf(void)
{
	return lockf(fd, F_TLOCK, 0);
}

static int use_lseek(void)
{
	return lseek(fd, 0, SEEK_SET) < 0 ? -1 : 0;
}

static int use_pread(void)
{
	return pread(fd, bytes, 4, 0) < 0 ? -1 : 0;
}

static int use_pwrite(void)
{
	return pwrite(fd, bytes, 4, 0) < 0 ? -1 : 0;
}

static int use_readv(void)
{
	struct iovec piece = {bytes, 4};

	return readv(fd, &piece, 1) < 0 ? -1 : 0;
}

static int use_mmap(void)
{
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -1 : 0;
}

static int use_isatty(void)
{
	return isatty(fd) || errno == EBADF ? -1 : 0;
}

static int use_dup(void)
{
	return dup(fd);
}

static int use_fdopen(void)
{
	return fdopen(fd, "r") ? 0 : -1;
}

static int use_fdopendir(void)
{
	return fdopendir(fd) ? 0 : -1;
}

static int use_fchdir(void)
{
	return fchdir(fd);
}

static int use_openat(void)
{
	return openat(fd, "etc", O_RDONLY | O_DIRECTORY);
}

static int use_faccessat(void)
{
	return faccessat(fd, "etc", F_OK, 0);
}

static int use_fpathconf(void)
{
	return fpathconf(fd, _PC_NAME_MAX) < 0 ? -1 : 0;
}

/* --- by one of a pipe, a socket or what else waits -------------------------------------------- */

static int a_pipe(void)
{
	return pipe(pair) < 0 || write(pair[1], "x", 1) != 1 ? -1 : pair[0];
}

static int a_socket(void)
{
	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || write(pair[1], "x", 1) != 1
		       ? -1
		       : pair[0];
}

static int a_free_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int a_listener(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t length = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	spare = socket(AF_INET, SOCK_STREAM, 0);
	return bind(listener, (struct sockaddr *)&at, length) < 0 || listen(listener, 2) < 0 ||
			       getsockname(listener, (struct sockaddr *)&at, &length) < 0 ||
			       connect(spare, (struct sockaddr *)&at, length) < 0
		       ? -1
		       : listener;
}

static int an_epoll(void)
{
	return epoll_create1(0);
}

static int a_full_epoll(void)
{
	struct epoll_event event = {.events = EPOLLIN};
	int epoll = epoll_create1(0);

	return epoll_ctl(epoll, EPOLL_CTL_ADD, a_pipe(), &event) < 0 ? -1 : epoll;
}

static int a_timer(void)
{
	return timerfd_create(CLOCK_MONOTONIC, 0);
}

static int a_signal(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	return signalfd(-1, &signals, 0);
}

static int a_queue(void)
{
	struct mq_attr like = {.mq_maxmsg = 2, .mq_msgsize = 8};
	mqd_t queue = mq_open("/by-descriptor", O_RDWR | O_CREAT, 0600, &like);

	mq_unlink("/by-descriptor");
	return mq_send(queue, "x", 1, 0) < 0 ? -1 : queue;
}

static int use_fionread(void)
{
	int waiting;

	return ioctl(fd, FIONREAD, &waiting);
}

static int use_poll(void)
{
	struct pollfd polled = {.fd = fd, .events = POLLIN};

	errno = EBADF;
	return poll(&polled, 1, -1) < 0 || polled.revents & POLLNVAL ? -1 : 0;
}

static int use_select(void)
{
	struct timeval now = {0, 0};
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return select(fd + 1, &set, NULL, NULL, &now) < 0 ? -1 : 0;
}

static int use_recv(void)
{
	return recv(fd, bytes, 1, 0) < 0 ? -1 : 0;
}

static int use_send(void)
{
	return send(fd, bytes, 1, 0) < 0 ? -1 : 0;
}

static int use_recvmsg(void)
{
	struct iovec piece = {bytes, 1};
	struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};

	return recvmsg(fd, &message, 0) < 0 ? -1 : 0;
}

static int use_shutdown(void)
{
	return shutdown(fd, SHUT_RDWR);
}

static int use_getsockopt(void)
{
	int type;
	socklen_t length = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length);
}

static int use_setsockopt(void)
{
	int on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
}

static int use_getsockname(void)
{
	struct sockaddr_in at;
	socklen_t length = sizeof(at);

	return getsockname(fd, (struct sockaddr *)&at, &length);
}

static int use_bind(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(4711)};

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return bind(fd, (struct sockaddr *)&at, sizeof(at));
}

static int use_connect(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(4711)};
	int result;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	result = connect(fd, (struct sockaddr *)&at, sizeof(at));
	return result < 0 && errno == ECONNREFUSED ? 0 : result;
}

static int a_bound_socket(void)
{
	fd = a_free_socket();
	return use_bind() < 0 ? -1 : fd;
}

static int use_listen(void)
{
	return listen(fd, 1);
}

static int use_accept(void)
{
	return accept(fd, NULL, NULL) < 0 ? -1 : 0;
}

static int use_epoll_ctl(void)
{
	struct epoll_event event = {.events = EPOLLIN};

	return epoll_ctl(fd, EPOLL_CTL_ADD, spare, &event);
}

static int use_added(void)
{
	struct epoll_event event = {.events = EPOLLIN};

	return epoll_ctl(spare, EPOLL_CTL_ADD, fd, &event);
}

static int a_pipe_for_epoll(void)
{
	spare = epoll_create1(0);
	return a_pipe();
}

static int use_epoll_wait(void)
{
	struct epoll_event event;

	return epoll_wait(fd, &event, 1, 0) < 0 ? -1 : 0;
}

static int use_timerfd_settime(void)
{
	struct itimerspec soon = {.it_value = {1, 0}};

	return timerfd_settime(fd, 0, &soon, NULL);
}

static int use_timerfd_gettime(void)
{
	struct itimerspec left;

	return timerfd_gettime(fd, &left);
}

static int use_signalfd(void)
{
	sigset_t signals;

	sigfillset(&signals);
	return signalfd(fd, &signals, 0) < 0 ? -1 : 0;
}

static int use_mq_getattr(void)
{
	struct mq_attr like;

	return mq_getattr(fd, &like);
}

static int use_mq_receive(void)
{
	return mq_receive(fd, bytes, 8, NULL) < 0 ? -1 : 0;
}

static int use_mq_send(void)
{
	return mq_send(fd, "y", 1, 0);
}

static const struct {
	const char *name;
	int (*make)(void), (*use)(void);
} uses[] = {
	{"fstat", a_system_file, use_fstat},
	{"fstat-own", a_file, use_fstat},
	{"fstatat", a_system_file, use_fstatat},
	{"statx", a_system_file, use_statx},
	{"fstatfs", a_system_file, use_fstatfs},
	{"fstatvfs", a_system_file, use_fstatvfs},
	{"ftruncate", a_file, use_ftruncate},
	{"fsync", a_file, use_fsync},
	{"fdatasync", a_file, use_fdatasync},
	{"flock", a_file, use_flock},
	{"lockf", a_file, use_lockf},
	{"lseek", a_file, use_lseek},
	{"pread", a_file, use_pread},
	{"pwrite", a_file, use_pwrite},
	{"readv", a_file, use_readv},
	{"readv-quiet", a_system_file, use_readv},
	{"mmap", a_system_file, use_mmap},
	{"isatty", a_system_file, use_isatty},
	{"dup", a_system_file, use_dup},
	{"fdopen", a_system_file, use_fdopen},
	{"fdopendir", a_folder, use_fdopendir},
	{"fchdir", a_folder, use_fchdir},
	{"openat", a_folder, use_openat},
	{"faccessat", a_folder, use_faccessat},
	{"fpathconf", a_folder, use_fpathconf},
	{"fionread", a_pipe, use_fionread},
	{"poll", a_pipe, use_poll},
	{"select", a_pipe, use_select},
	{"recv", a_socket, use_recv},
	{"send", a_socket, use_send},
	{"recvmsg", a_socket, use_recvmsg},
	{"shutdown", a_socket, use_shutdown},
	{"getsockopt", a_socket, use_getsockopt},
	{"setsockopt", a_socket, use_setsockopt},
	{"getsockname", a_free_socket, use_getsockname},
	{"bind", a_free_socket, use_bind},
	{"connect", a_free_socket, use_connect},
	{"listen", a_bound_socket, use_listen},
	{"accept", a_listener, use_accept},
	{"epoll_ctl", an_epoll, use_epoll_ctl},
	{"epoll_ctl-added", a_pipe_for_epoll, use_added},
	{"epoll_wait", a_full_epoll, use_epoll_wait},
	{"timerfd_settime", a_timer, use_timerfd_settime},
	{"timerfd_gettime", a_timer, use_timerfd_gettime},
	{"signalfd", a_signal, use_signalfd},
	{"mq_getattr", a_queue, use_mq_getattr},
	{"mq_receive", a_queue, use_mq_receive},
	{"mq_send", a_queue, use_mq_send},
};

/* --- made by both ----------------------------------------------------------------------------- */

static int make_shm(void)
{
	return shm_open("/by-descriptor", O_RDWR | O_CREAT, 0600);
}

static int make_queue(void)
{
	return mq_open("/by-descriptor", O_RDWR | O_CREAT, 0600, NULL);
}

static int make_memory(void)
{
	return memfd_create("memory", 0);
}

static int make_event(void)
{
	return eventfd(0, 0);
}

static int make_stream(void)
{
	return fileno(tmpfile());
}

static int make_socket(void)
{
	return socket(AF_UNIX, SOCK_DGRAM, 0);
}

static int make_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_NONE};
	timer_t made;

	return timer_create(CLOCK_REALTIME, &event, &made) < 0 ? -1 : (int)(intptr_t)made;
}

static const struct {
	const char *name;
	int (*make[2])(void);
} makers[] = {
	{"shm_open", {make_shm, make_memory}},	 {"mq_open", {make_queue, make_memory}},
	{"memfd", {make_memory, make_event}},	 {"tmpfile", {make_stream, make_event}},
	{"epoll", {an_epoll, make_event}},	 {"timerfd", {a_timer, make_event}},
	{"datagram", {make_socket, make_event}}, {"timer_create", {make_timer, make_timer}},
};

/* --- set by one and asked by the other -------------------------------------------------------- */

static timer_t timer;

static int ask_limit(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_CORE, &limit);
	return limit.rlim_cur == 0;
}

static int set_limit(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_CORE, &limit);
	limit.rlim_cur = 0;
	return setrlimit(RLIMIT_CORE, &limit);
}

static void raise_limit(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_CORE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_CORE, &limit);
}

static void make_epoll(void)
{
	fd = epoll_create1(0);
	spare = a_pipe();
}

static int add_one(void)
{
	struct epoll_event event = {.events = EPOLLIN};

	return epoll_ctl(fd, EPOLL_CTL_ADD, spare, &event);
}

static int ask_for_one(void)
{
	struct epoll_event event;

	return epoll_wait(fd, &event, 1, 0);
}

static void make_one_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_NONE};

	timer_create(CLOCK_REALTIME, &event, &timer);
}

static int set_timer(void)
{
	struct itimerspec far = {.it_value = {100, 0}};

	return timer_settime(timer, 0, &far, NULL);
}

static int ask_timer(void)
{
	struct itimerspec left;

	timer_gettime(timer, &left);
	return left.it_value.tv_sec > 0;
}

static void make_socket_pair(void)
{
	fd = a_socket();
}

static int set_option(void)
{
	return use_setsockopt();
}

static int ask_option(void)
{
	int on = 0;
	socklen_t length = sizeof(on);

	getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, &length);
	return on != 0;
}

static const struct {
	const char *name;
	void (*prepare)(void);
	int (*ask)(void), (*set)(void);
} pairs[] = {
	{"limit", raise_limit, ask_limit, set_limit},
	{"epoll-added", make_epoll, ask_for_one, add_one},
	{"timer-set", make_one_timer, ask_timer, set_timer},
	{"option", make_socket_pair, ask_option, set_option},
};

/* --- the threads ------------------------------------------------------------------------------ */

static int (*done[2])(void);

static void *work(void *number)
{
	int self = *(int *)number;

	got[self] = done[self]();
	failed[self] = got[self] < 0 ? errno : 0;
	return NULL;
}

static int close_it(void)
{
	return close(fd);
}

static void do_both(void)
{
	static int numbers[2] = {0, 1};
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, work, &numbers[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

static int use_or_close(unsigned which)
{
	spare = eventfd(0, 0);
	fd = uses[which].make();
	done[0] = uses[which].use;
	done[1] = close_it;
	do_both();
	return got[0] < 0 && failed[0] != EBADF ? 99 : got[0] < 0;
}

int main(int count, char **arguments)
{
	const char *wanted = count > 1 ? arguments[1] : "";

	for (unsigned i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		if (strcmp(uses[i].name, wanted) == 0)
			return use_or_close(i);
	}
	for (unsigned i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		if (strcmp(makers[i].name, wanted) != 0)
			continue;
		done[0] = makers[i].make[0];
		done[1] = makers[i].make[1];
		do_both();
		return got[0] < 0 || got[1] < 0 ? 99 : got[0] > got[1];
	}
	for (unsigned i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (strcmp(pairs[i].name, wanted) != 0)
			continue;
		pairs[i].prepare();
		done[0] = pairs[i].ask;
		done[1] = pairs[i].set;
		do_both();
		return got[1] < 0 ? 99 : got[0];
	}
	return 98;
}
