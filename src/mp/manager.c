/*
 * The clients' side of a manager, and how its server is started.
 *
 * The socket is bound in a directory of its own (mkdtemp(3)), opened with O_PATH, and both names
 * are removed at once: "/proc/self/fd/N" leads to it from then on, in every process that inherited
 * the descriptor. No random name is left in memory, so that equal runs stay equal.
 */
#include "mp/manager.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/private/manager_server.h"
#include "mp/memory.h"
#include "mp/pipe.h"
#include "mp/process.h"

enum { BACKLOG = 16 };

struct mp_manager {
	struct mp_manager_service service;
	struct mp_memory memory; /* nothing but a place to be known by */
	struct mp_process server;
	pid_t maker;
	int address;  /* the socket's inode, O_PATH */
	int lifeline; /* write end: the server ends when nobody has it any more */
	pid_t caller; /* whose connection this is; a child needs its own */
	struct mp_connection connection;
	struct mp_manager_request request;
	struct mp_manager_reply reply;
};

/* --- starting ------------------------------------------------------------------------------- */

static struct sockaddr_un address_of(int fd, const char *below)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d%s", fd, below);
	return address;
}

/* Bind a listener in a directory, and open what it is bound to. Returns that, or -errno. */
static int bind_in(int directory, int listener)
{
	static const char name[] = "/manager";
	struct sockaddr_un address = address_of(directory, name);
	int fd;

	if (bind(listener, (const struct sockaddr *)&address, sizeof(address)))
		return -errno;
	fd = open(address.sun_path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	unlinkat(directory, name + 1, 0);
	return fd;
}

/* Bind a listener where nobody else can look. Returns a descriptor of its place, or -errno. */
static int bind_privately(int listener)
{
	const char *temporary = getenv("TMPDIR");
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/mp-XXXXXX", temporary ? temporary : "/tmp");

	if (length >= (int)sizeof(path))
		return -ENAMETOOLONG;
	if (!mkdtemp(path))
		return -errno;
	int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = directory < 0 ? -errno : bind_in(directory, listener);
	if (directory >= 0)
		close(directory);
	rmdir(path);
	explicit_bzero(path, sizeof(path));
	return fd;
}

static int open_listener(struct mp_manager *manager)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	manager->service.listener = fd;
	manager->address = bind_privately(fd);
	if (manager->address < 0)
		return manager->address;
	return listen(fd, BACKLOG) ? -errno : 0;
}

static int open_lifeline(struct mp_manager *manager)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	manager->service.lifeline = ends[0];
	manager->lifeline = ends[1];
	return 0;
}

static void annotate(const struct mp_manager *manager)
{
	const void *shared = manager->memory.at;

	ipcstage_whole(shared, IPCSTAGE_MANAGER, 0, "manager");
	ipcstage_part_fd(manager->service.listener, shared);
	ipcstage_name_fd(manager->service.listener, "manager's door");
	ipcstage_part_fd(manager->lifeline, shared);
	ipcstage_name_fd(manager->lifeline, "lifeline");
}

static int run_server(void *argument)
{
	struct mp_manager *manager = argument;

	ipcstage_process("manager");
	close(manager->lifeline);
	return mp_manager_serve(&manager->service);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Give back what this process has, but for its children. */
static void release(struct mp_manager *manager)
{
	mp_connection_close(&manager->connection);
	close_fd(&manager->service.listener);
	close_fd(&manager->service.lifeline);
	close_fd(&manager->lifeline);
	close_fd(&manager->address);
	mp_memory_release(&manager->memory);
	free(manager);
}

int mp_manager_start(struct mp_manager **out, const struct mp_class *const *classes,
		     unsigned class_count)
{
	if (!class_count)
		return -EINVAL;
	struct mp_manager *manager = calloc(1, sizeof(*manager));
	if (!manager)
		return -ENOMEM;
	*manager = (struct mp_manager){
		.service = {classes, class_count, -1, -1, NULL},
		.maker = getpid(),
		.address = -1,
		.lifeline = -1,
		.connection = {.fd = -1},
	};
	int error = mp_memory_init(&manager->memory, 1);
	if (!error)
		error = open_listener(manager);
	if (!error)
		error = open_lifeline(manager);
	if (!error) {
		manager->service.shared = manager->memory.at;
		annotate(manager);
		error = mp_process_start(&manager->server, run_server, manager);
	}
	if (error) {
		release(manager);
		return error;
	}
	close_fd(&manager->service.listener);
	close_fd(&manager->service.lifeline);
	*out = manager;
	return 0;
}

/* --- calls ---------------------------------------------------------------------------------- */

/* The server's next reply. Returns its outcome, or -EPIPE. */
static ssize_t receive_reply(struct mp_manager *manager)
{
	const ssize_t head = offsetof(struct mp_manager_reply, result);
	ssize_t size = mp_connection_receive(&manager->connection, &manager->reply,
					     sizeof(manager->reply));

	return size < head ? -EPIPE : (ssize_t)manager->reply.outcome;
}

/* Connect this process, unless it is. */
static int connect_to_server(struct mp_manager *manager)
{
	struct sockaddr_un address = address_of(manager->address, "");

	if (manager->connection.fd >= 0 && manager->caller == getpid())
		return 0;
	mp_connection_close(&manager->connection); /* our parent's */
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	manager->connection =
		(struct mp_connection){.fd = fd, .can_send = true, .can_receive = true};
	manager->caller = getpid();
	while (connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		if (errno != EINTR)
			return errno == ECONNREFUSED ? -EPIPE : -errno;
	ipcstage_part_fd(fd, manager->memory.at);
	return (int)receive_reply(manager);
}

/* Send what is in manager->request and wait for the reply. */
static ssize_t request(struct mp_manager *manager, size_t size)
{
	int error = connect_to_server(manager);

	if (!error)
		error = mp_connection_send(&manager->connection, &manager->request,
					   offsetof(struct mp_manager_request, argument) + size);
	ssize_t outcome = error ? error : receive_reply(manager);
	if (error || outcome == -EPIPE)
		mp_connection_close(&manager->connection);
	return outcome;
}

/* Call a method under its name on stage. */
static ssize_t call(struct mp_manager *manager, const char *name, unsigned object, unsigned method,
		    const void *argument, size_t size, const void *caller)
{
	if (size > MP_MANAGER_MESSAGE)
		return -EMSGSIZE;
	manager->request.object = object;
	manager->request.method = method;
	if (size)
		memcpy(manager->request.argument, argument, size);
	ipcstage_open_from(manager->memory.at, name, caller);
	ssize_t outcome = request(manager, size);
	ipcstage_close(manager->memory.at);
	return outcome;
}

ssize_t mp_proxy_call_from(const struct mp_proxy *proxy, unsigned method, const void *argument,
			   size_t size, void *result, size_t capacity, const void *caller)
{
	if (method >= proxy->class->method_count)
		return -EINVAL;
	ssize_t outcome = call(proxy->manager, proxy->class->methods[method].name, proxy->number,
			       method, argument, size, caller);
	if (outcome > (ssize_t)capacity)
		return -EMSGSIZE;
	if (outcome > 0)
		memcpy(result, proxy->manager->reply.result, (size_t)outcome);
	return outcome;
}

ssize_t mp_proxy_call(const struct mp_proxy *proxy, unsigned method, const void *argument,
		      size_t size, void *result, size_t capacity)
{
	return mp_proxy_call_from(proxy, method, argument, size, result, capacity,
				  __builtin_return_address(0));
}

int mp_manager_create(struct mp_manager *manager, const struct mp_class *class,
		      struct mp_proxy *proxy)
{
	unsigned number = 0;

	while (number < manager->service.class_count && manager->service.classes[number] != class)
		number++;
	ssize_t outcome = call(manager, "create", 0, MP_MANAGER_CREATE, &number, sizeof(number),
			       __builtin_return_address(0));
	if (outcome < 0)
		return (int)outcome;
	*proxy = (struct mp_proxy){.manager = manager, .class = class};
	memcpy(&proxy->number, manager->reply.result, sizeof(proxy->number));
	return 0;
}

int mp_proxy_show(const struct mp_proxy *proxy, char *out, size_t size)
{
	struct mp_manager *manager = proxy->manager;
	ssize_t outcome = call(manager, "show", 0, MP_MANAGER_SHOW, &proxy->number,
			       sizeof(proxy->number), __builtin_return_address(0));

	if (outcome < 0)
		return (int)outcome;
	if (size)
		snprintf(out, size, "%.*s", (int)outcome, (const char *)manager->reply.result);
	return 0;
}

/* --- ending --------------------------------------------------------------------------------- */

void mp_manager_free(struct mp_manager *manager)
{
	if (!manager)
		return;
	if (getpid() == manager->maker) {
		if (call(manager, "shutdown", 0, MP_MANAGER_SHUTDOWN, NULL, 0,
			 __builtin_return_address(0)) < 0)
			mp_process_kill(&manager->server);
		mp_process_join(&manager->server, MP_FOREVER);
		mp_process_release(&manager->server);
	}
	release(manager);
}

const void *mp_manager_shared(const struct mp_manager *manager)
{
	return manager->memory.at;
}
