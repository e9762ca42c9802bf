/*
 * Pipes in arrays, of them and in structures, on the stack and on the heap; and what System V and
 * mq_open(3) return, in variables, arrays and structures. Of a child that does several things in
 * functions of its own none is its name.
 */
#include <mqueue.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct channel {
	int to[2], from[2];
};

struct server {
	int key, queue;
};

struct message {
	long type;
	int number;
};

struct shared {
	int in, out;
	int slots[2];
};

static int semid;

static void change(int index, int by)
{
	struct sembuf operation = {(unsigned short)index, (short)by, 0};

	semop(semid, &operation, 1);
}

static void P(int index)
{
	change(index, -1);
}

static void V(int index)
{
	change(index, 1);
}

static int make_queues(int ids[2], struct server *server)
{
	for (int i = 0; i < 2; i++)
		ids[i] = msgget(IPC_PRIVATE, 0600);
	server->queue = msgget(IPC_PRIVATE, 0600);
	return ids[0] < 0 || ids[1] < 0 || server->queue < 0;
}

static int make_pipes(struct channel *channel, int fds[2][2], struct channel *heap)
{
	return pipe(channel->to) < 0 || pipe(channel->from) < 0 || pipe(fds[0]) < 0 ||
	       pipe(fds[1]) < 0 || pipe(heap->from) < 0;
}

static int use(struct channel *channel, int fds[2][2], struct channel *heap)
{
	return write(channel->to[1], "a", 1) + write(channel->from[1], "b", 1) +
	       write(fds[0][1], "c", 1) + write(fds[1][1], "d", 1) + write(heap->from[1], "e", 1);
}

int main(void)
{
	struct channel channel, *heap = malloc(sizeof(*heap));
	struct server server;
	struct message message = {1, 5};
	struct shared *s;
	int fds[2][2], ids[2], shmid, wake;
	mqd_t jobs;

	if (make_pipes(&channel, fds, heap) || make_queues(ids, &server))
		return 1;
	if ((semid = semget(IPC_PRIVATE, 2, 0600)) < 0)
		return 1;
	semctl(semid, 0, SETVAL, 1);
	semctl(semid, 1, SETVAL, 0);
	shmid = shmget(IPC_PRIVATE, sizeof(*s), 0600);
	wake = eventfd(0, 0);
	jobs = mq_open("/ipcstage-test-jobs", O_CREAT | O_RDWR, 0600, NULL);
	s = shmat(shmid, NULL, 0);
	if (fork() == 0) {
		P(0);
		s->in = 1;
		s->slots[1] = 2;
		V(1);
		msgsnd(ids[1], &message, sizeof(message.number), 0);
		msgsnd(server.queue, &message, sizeof(message.number), 0);
		mq_send(jobs, "x", 1, 0);
		eventfd_write(wake, 3);
		return use(&channel, fds, heap) != 5;
	}
	P(1);
	if (s->in + s->slots[1] != 3)
		return 1;
	wait(NULL);
	semctl(semid, 0, IPC_RMID);
	shmctl(shmid, IPC_RMID, NULL);
	msgctl(ids[0], IPC_RMID, NULL);
	msgctl(ids[1], IPC_RMID, NULL);
	msgctl(server.queue, IPC_RMID, NULL);
	mq_unlink("/ipcstage-test-jobs");
	return 0;
}
