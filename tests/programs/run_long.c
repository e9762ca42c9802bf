/*
 * Runs for as long as one lets it: two children pass a token round for ever, and count the rounds,
 * or it would be a livelock. It leaves a name in /dev/shm, which is its own, a socket's path beside
 * itself, and a System V queue of its own key.
 */
#include <fcntl.h>
#include <semaphore.h>
#include <string.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Somebody else may run the same program, and be there already. */
static void bind_beside(const char *program)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof(address.sun_path), "%s.sock", program);
	bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof(address));
}

int main(int argc, char **argv)
{
	sem_t *sems = mmap(NULL, 2 * sizeof(*sems), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (argc < 1 || sem_open(strrchr(argv[0], '/'), O_CREAT, 0600, 0) == SEM_FAILED)
		return 1;
	bind_beside(argv[0]);
	msgget(ftok(argv[0], 1), IPC_CREAT | 0600);
	sem_init(&sems[0], 1, 1);
	sem_init(&sems[1], 1, 0);
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			for (volatile unsigned long round = 0;; round++) {
				sem_wait(&sems[i]);
				sem_post(&sems[1 - i]);
			}
		}
	}
	wait(NULL);
	return 0;
}
