/*
 * The server of a manager: one loop around poll(2), no threads. A request that cannot be done yet
 * stays with its client and is tried again, oldest first, whenever its object has been called.
 */
#include "mp/private/manager_server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/pipe.h"

enum {
	SHOWN = 64,	    /* bytes of what is shown of an object */
	LOOK_AGAIN_MS = 100 /* while nobody can be let in */
};

struct object {
	const struct mp_class *class;
	void *data;
};

struct client {
	struct mp_connection connection;
	uint64_t waits_since; /* number of its request, which cannot be done yet; 0 none */
	size_t argument_size;
	struct mp_manager_request request;
};

struct server {
	const struct mp_manager_service *service;
	struct object objects[MP_MANAGER_OBJECTS]; /* object n is at n - 1 */
	unsigned object_count;
	struct client *clients[MP_MANAGER_CLIENTS];
	unsigned client_count;
	uint64_t requests; /* so far */
	bool is_short;	   /* of descriptors, or of memory: who comes has to wait outside */
	struct mp_manager_reply reply;
	bool ends;
};

/* --- objects -------------------------------------------------------------------------------- */

/* Say what is in an object now. */
static void show(const struct server *server, unsigned number)
{
	const struct object *object = &server->objects[number - 1];
	char text[SHOWN] = "";

	if (!object->class->show)
		return;
	object->class->show(object->data, text, sizeof(text));
	ipcstage_item_put(server->service->shared, number, text, strlen(text));
}

static ssize_t create(struct server *server, unsigned class)
{
	if (class >= server->service->class_count)
		return -EINVAL;
	if (server->object_count == MP_MANAGER_OBJECTS)
		return -ENOSPC;
	struct object *object = &server->objects[server->object_count];
	object->class = server->service->classes[class];
	object->data = calloc(1, object->class->size + 1);
	if (!object->data)
		return -ENOMEM;
	server->object_count++;
	show(server, server->object_count);
	memcpy(server->reply.result, &server->object_count, sizeof(server->object_count));
	return sizeof(server->object_count);
}

static ssize_t tell(struct server *server, unsigned number)
{
	char *text = (char *)server->reply.result;

	if (number == 0 || number > server->object_count)
		return -EINVAL;
	const struct object *object = &server->objects[number - 1];
	if (!object->class->show)
		return -ENOTSUP;
	text[0] = '\0';
	object->class->show(object->data, text, MP_MANAGER_MESSAGE);
	return (ssize_t)strlen(text) + 1;
}

static ssize_t call_manager(struct server *server, const struct client *client)
{
	unsigned number = 0;

	if (client->request.method == MP_MANAGER_SHUTDOWN) {
		server->ends = true;
		return 0;
	}
	if (client->argument_size != sizeof(number))
		return -EINVAL;
	memcpy(&number, client->request.argument, sizeof(number));
	switch (client->request.method) {
	case MP_MANAGER_CREATE:
		return create(server, number);
	case MP_MANAGER_SHOW:
		return tell(server, number);
	default:
		return -EINVAL;
	}
}

static ssize_t call_object(struct server *server, const struct client *client)
{
	const struct mp_manager_request *request = &client->request;

	if (request->object > server->object_count)
		return -EINVAL;
	const struct object *object = &server->objects[request->object - 1];
	if (request->method >= object->class->method_count)
		return -EINVAL;
	ssize_t outcome = object->class->methods[request->method].run(
		object->data, request->argument, client->argument_size, server->reply.result);
	if (outcome >= 0)
		show(server, request->object);
	return outcome;
}

/* --- clients -------------------------------------------------------------------------------- */

static int send_reply(struct server *server, struct mp_connection *to, ssize_t outcome)
{
	size_t size = outcome > 0 ? (size_t)outcome : 0;

	server->reply.outcome = outcome;
	return mp_connection_send(to, &server->reply,
				  offsetof(struct mp_manager_reply, result) + size);
}

static void drop(struct server *server, unsigned index)
{
	mp_connection_close(&server->clients[index]->connection);
	free(server->clients[index]);
	server->clients[index] = server->clients[--server->client_count];
}

/* Whether a peer may be served: it runs for the same user, socket(7). */
static bool is_ours(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

/* Take in a new client, or tell it why not. */
static int admit(struct server *server, const struct mp_connection *connection)
{
	if (!is_ours(connection->fd))
		return -EACCES;
	if (server->client_count == MP_MANAGER_CLIENTS)
		return -EUSERS;
	struct client *client = calloc(1, sizeof(*client));
	if (!client)
		return -ENOMEM;
	client->connection = *connection;
	server->clients[server->client_count++] = client;
	return 0;
}

static void accept_client(struct server *server)
{
	struct mp_connection connection = {.can_send = true, .can_receive = true};

	connection.fd = accept4(server->service->listener, NULL, NULL, SOCK_CLOEXEC);
	server->is_short = connection.fd < 0;
	if (server->is_short)
		return;
	ipcstage_part_fd(connection.fd, server->service->shared);
	int error = admit(server, &connection);
	send_reply(server, &connection, error);
	if (error)
		mp_connection_close(&connection);
}

/* --- requests ------------------------------------------------------------------------------- */

/* Do a client's request. Returns whether it is done; else the client waits. */
static bool serve(struct server *server, struct client *client)
{
	bool managing = client->request.object == 0;
	ssize_t outcome = managing ? call_manager(server, client) : call_object(server, client);

	if (outcome == -EINPROGRESS)
		return false;
	client->waits_since = 0;
	send_reply(server, &client->connection, outcome); /* who is gone is noticed by poll */
	return true;
}

/* The client that has waited longest for an object, after `since`; NULL none. */
static struct client *next_waiting(const struct server *server, unsigned object, uint64_t since)
{
	struct client *found = NULL;

	for (unsigned i = 0; i < server->client_count; i++) {
		struct client *client = server->clients[i];

		if (client->waits_since > since && client->request.object == object &&
		    (!found || client->waits_since < found->waits_since))
			found = client;
	}
	return found;
}

/* An object has changed: what waited for that may be done now, and change it again. */
static void serve_waiting(struct server *server, unsigned object)
{
	struct client *client = next_waiting(server, object, 0);

	while (client) {
		uint64_t since = client->waits_since;

		client = next_waiting(server, object, serve(server, client) ? 0 : since);
	}
}

/* Receive a request. Returns 0, or -errno when there is nobody any more. */
static int receive(struct client *client)
{
	const size_t head = offsetof(struct mp_manager_request, argument);
	ssize_t size = mp_connection_receive(&client->connection, &client->request,
					     sizeof(client->request));

	if (size < (ssize_t)head)
		return size < 0 ? (int)size : -EBADMSG;
	client->argument_size = (size_t)size - head;
	return 0;
}

static void attend(struct server *server, unsigned index)
{
	struct client *client = server->clients[index];

	/* One that waits says nothing: it has been killed. */
	if (client->waits_since || receive(client)) {
		drop(server, index);
		return;
	}
	client->waits_since = ++server->requests;
	if (serve(server, client))
		serve_waiting(server, client->request.object);
}

/*
 * Wait until somebody wants something, and see to it. Who cannot be let in leaves the listener
 * ready: it is left alone then until something else happens, or for a while.
 */
static void serve_next(struct server *server)
{
	const struct mp_manager_service *service = server->service;
	struct pollfd polled[2 + MP_MANAGER_CLIENTS] = {
		{.fd = service->lifeline, .events = POLLIN},
		{.fd = server->is_short ? -1 : service->listener, .events = POLLIN},
	};
	const int patience_ms = server->is_short ? LOOK_AGAIN_MS : -1;
	unsigned count = server->client_count;

	for (unsigned i = 0; i < count; i++)
		polled[2 + i] =
			(struct pollfd){.fd = server->clients[i]->connection.fd, .events = POLLIN};
	if (poll(polled, 2 + count, patience_ms) < 0)
		return;
	server->is_short = false;
	/* From the last: who is dropped is replaced by one that has been looked at. */
	for (unsigned i = count; i-- > 0;)
		if (polled[2 + i].revents)
			attend(server, i);
	if (polled[1].revents)
		accept_client(server);
	if (polled[0].revents)
		server->ends = true;
}

int mp_manager_serve(const struct mp_manager_service *service)
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		return EXIT_FAILURE;
	signal(SIGINT, SIG_IGN); /* a Ctrl-C is for its clients; it ends after them */
	server->service = service;
	while (!server->ends) {
		ipcstage_open(service->shared, "serve");
		serve_next(server);
		ipcstage_close(service->shared);
	}
	return EXIT_SUCCESS;
}
