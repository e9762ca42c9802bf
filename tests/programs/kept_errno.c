/* What succeeds leaves errno alone; a child that ends past libc is told by waitid(2). */
#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sem_t *sem =
		mmap(NULL, sizeof(*sem), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct pollfd readable = {.events = POLLIN};
	siginfo_t info;
	int ends[2];
	pid_t child;
	char byte;

	if (sem == MAP_FAILED || sem_init(sem, 1, 1) < 0 || pipe(ends) < 0)
		return 1;
	readable.fd = ends[0];
	child = fork();
	if (child == 0)
		syscall(SYS_exit_group, 5);
	errno = ERANGE;
	if (sem_wait(sem) < 0 || sem_post(sem) < 0 || sem_trywait(sem) < 0 || errno != ERANGE)
		return 2;
	if (write(ends[1], "x", 1) != 1 || poll(&readable, 1, -1) != 1 ||
	    read(ends[0], &byte, 1) != 1 || errno != ERANGE)
		return 3;
	if (waitid(P_PID, (id_t)child, &info, WEXITED) < 0)
		return 4;
	return info.si_status == 5 ? 0 : 5;
}
