/*
 * What threads have in common outside of their memory. Two of them do one thing each to it, and
 * what comes of that hangs on who is first: the first argument says what it is. Where only one of
 * them does anything ("alone"), or main does before and after, there is one order only.
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int fd, first[2], other[2];
static int got[2];
static char byte;
static DIR *folder;
static char names[2][300];
static volatile int *memory;

/* --- descriptors ------------------------------------------------------------------------------ */

static int second_is_higher(void)
{
	return got[0] < got[1];
}

static void dup_once(int self)
{
	got[self] = dup(0);
}

static void make_once(int self)
{
	if (self == 0)
		got[0] = open("/etc/passwd", O_RDONLY);
	else
		got[1] = eventfd(0, 0);
}

static void open_passwd(void)
{
	fd = open("/etc/passwd", O_RDONLY);
}

static void close_or_open(int self)
{
	if (self == 0)
		close(fd);
	else
		got[1] = open("/etc/group", O_RDONLY);
}

static int is_another(void)
{
	return got[1] != fd;
}

static void close_or_read(int self)
{
	if (self == 0)
		close(fd);
	else
		got[1] = (int)read(fd, &byte, 1);
}

static int is_refused(void)
{
	return got[1] < 0;
}

static void close_or_poll(int self)
{
	struct pollfd end = {.fd = first[1], .events = POLLOUT};

	if (self == 0)
		close(first[1]);
	else if (poll(&end, 1, 0) == 1)
		got[1] = end.revents & POLLNVAL ? -1 : 0;
}

static void read_once(int self)
{
	char one = 0;

	if (read(fd, &one, 1) == 1)
		got[self] = one;
}

static int first_is_r(void)
{
	return got[0] == 'r';
}

static void make_pipes(void)
{
	if (pipe(first) != 0 || pipe(other) != 0)
		exit(2);
}

static void put_in_place(int self)
{
	dup2(self == 0 ? first[1] : other[1], 50);
}

static int goes_into_first(void)
{
	struct pollfd poll_first = {.fd = first[0], .events = POLLIN};

	return write(50, "a", 1) == 1 && poll(&poll_first, 1, 0) == 1;
}

static void set_flag(int self)
{
	if (self == 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	else
		got[1] = fcntl(fd, F_GETFD);
}

static int second_is_set(void)
{
	return got[1] != 0;
}

static void close_or_fork(int self)
{
	int status = 0;
	pid_t child;

	if (self == 0) {
		close(fd);
		return;
	}
	child = fork();
	if (child == 0)
		_exit(fcntl(fd, F_GETFD) < 0);
	waitpid(child, &status, 0);
	got[1] = WEXITSTATUS(status);
}

static void limit_or_open(int self)
{
	const struct rlimit limit = {3, 3};

	if (self == 0)
		setrlimit(RLIMIT_NOFILE, &limit);
	else
		got[1] = open("/etc/passwd", O_RDONLY);
}

/* What has begun to wait does not notice. */
static void close_or_wait(int self)
{
	if (self == 0)
		got[0] = (int)read(first[0], &byte, 1);
	else if (close(first[0]) != 0 || write(first[1], "a", 1) != 1)
		exit(2);
}

/* --- the rest of the kernel ------------------------------------------------------------------- */

static void ignore_or_raise(int self)
{
	if (self == 0)
		signal(SIGUSR1, SIG_IGN);
	else
		raise(SIGUSR1);
}

static void ignore_or_kill(int self)
{
	const struct sigaction ignoring = {.sa_handler = SIG_IGN};

	if (self == 0)
		sigaction(SIGUSR1, &ignoring, NULL);
	else
		kill(getpid(), SIGUSR1);
}

static int lives(void)
{
	return 1;
}

static void map_page(void)
{
	memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*memory = 1;
}

static void unmap_or_load(int self)
{
	if (self == 0)
		munmap((void *)memory, 4096);
	else
		got[1] = *memory;
}

static void load_or_unmap(int self)
{
	unmap_or_load(1 - self);
}

static void protect_or_store(int self)
{
	if (self == 0)
		mprotect((void *)memory, 4096, PROT_READ);
	else
		*memory = 2;
}

static void set_mask(int self)
{
	got[self] = (int)umask(self == 0 ? 077 : 0);
}

static int second_had_first(void)
{
	return got[1] == 077;
}

static void set_group(int self)
{
	got[self] = setfsgid(self == 0 ? getgid() : (gid_t)-1);
}

static void set_alarm(int self)
{
	got[self] = (int)alarm(self == 0 ? 50 : 60);
}

static int second_had_alarm(void)
{
	int is_there = got[1] == 50;

	alarm(0);
	return is_there;
}

static void go_or_ask(int self)
{
	if (self == 0 && chdir("/etc") != 0)
		exit(2);
	if (self == 1)
		got[1] = open("passwd", O_RDONLY);
}

static void go_to_root(void)
{
	if (chdir("/") != 0)
		exit(2);
}

static int is_found(void)
{
	return got[1] >= 0;
}

/* --- the C library ---------------------------------------------------------------------------- */

static void make_key(int self)
{
	pthread_key_t key;

	pthread_key_create(&key, NULL);
	got[self] = (int)key;
}

static void end_well(void)
{
	_exit(0);
}

static void end_badly(void)
{
	_exit(1);
}

/* What was said last is called first. */
static void say_at_exit(int self)
{
	atexit(self == 0 ? end_badly : end_well);
}

static void open_folder(void)
{
	folder = opendir("/proc/self/task/..");
}

static void read_folder(int self)
{
	const struct dirent *entry = readdir(folder);

	snprintf(names[self], sizeof(names[self]), "%s", entry ? entry->d_name : "");
}

static int first_is_dot(void)
{
	return strcmp(names[0], ".") == 0;
}

static void dup_alone(int self)
{
	if (self == 0)
		close(dup(0));
}

/* ---------------------------------------------------------------------------------------------- */

static const struct use {
	const char *name;
	void (*prepare)(void);
	void (*use)(int self);
	int (*is_well)(void);
} uses[] = {
	{"alone", open_passwd, dup_alone, lives},
	{"alarm", NULL, set_alarm, second_had_alarm},
	{"closed", make_pipes, close_or_wait, lives},
	{"dup", NULL, dup_once, second_is_higher},
	{"exit", NULL, say_at_exit, lives},
	{"flag", open_passwd, set_flag, second_is_set},
	{"folder", go_to_root, go_or_ask, is_found},
	{"fork", open_passwd, close_or_fork, second_is_set},
	{"group", NULL, set_group, lives},
	{"keys", NULL, make_key, second_is_higher},
	{"kill", NULL, ignore_or_kill, lives},
	{"limit", NULL, limit_or_open, is_refused},
	{"list", open_folder, read_folder, first_is_dot},
	{"make", NULL, make_once, second_is_higher},
	{"mask", NULL, set_mask, second_had_first},
	{"poll-closed", make_pipes, close_or_poll, is_refused},
	{"protect", map_page, protect_or_store, lives},
	{"raise", NULL, ignore_or_raise, lives},
	{"read", open_passwd, read_once, first_is_r},
	{"read-closed", open_passwd, close_or_read, is_refused},
	{"replace", make_pipes, put_in_place, goes_into_first},
	{"take", open_passwd, close_or_open, is_another},
	{"unmap", map_page, unmap_or_load, lives},
	{"unmap-late", map_page, load_or_unmap, lives},
};

static const struct use *use;

static void *run(void *number)
{
	use->use((int)(long)number);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	for (unsigned i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		if (argc > 1 && strcmp(argv[1], uses[i].name) == 0)
			use = &uses[i];
	}
	if (!use)
		return 2;
	if (use->prepare)
		use->prepare();
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return !use->is_well();
}
