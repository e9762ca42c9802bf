/*
 * isolation: several processes add one to an ordinary variable.
 *
 * Memory that is not shared is copied by fork: the variable has the same address in every process
 * and is another one in each. The lock keeps them in line and helps nothing. What is copied at fork
 * is only the promise: the kernel makes the page two when somebody stores into it (copy on write).
 */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"

static void adder(sem_t *lock, int *counter)
{
	ipcstage_process("adder");
	sem_wait(lock);
	int seen = *counter;
	*counter = seen + 1;
	printf("saw %d, made it %d\n", seen, seen + 1);
	sem_post(lock);
	exit(seen + 1);
}

int main(int argc, char *argv[])
{
	int processes = 5, shared = 0;
	const struct option_row rows[] = {
		{"processes", &processes, 1, 5},
		{"shared", &shared, 0, 0},
		{NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	struct {
		sem_t lock;
		int counter;
	} *common = mmap(NULL, sizeof(*common), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			 -1, 0);
	if (common == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	int ordinary = 0;
	int *counter = shared ? &common->counter : &ordinary;
	ipcstage_name(&common->lock, "lock");
	ipcstage_name(counter, "counter");
	*counter = 0;
	sem_init(&common->lock, 1, 1);

	for (int i = 0; i < processes; i++) {
		pid_t pid = fork();
		if (pid < 0) {
			perror("fork");
			return 1;
		}
		if (pid == 0)
			adder(&common->lock, counter);
	}
	int status, sum = 0;
	while (wait(&status) > 0)
		sum += WEXITSTATUS(status);

	printf("the children made it %d in all, here it is %d\n", sum, *counter);
	ipcstage_outcome("counter", "%d", *counter);
	ipcstage_expected("counter", "%d", shared ? processes : 0);
	ipcstage_outcome("sum", "%d", sum);
	ipcstage_expected("sum", "%d", shared ? processes * (processes + 1) / 2 : processes);
	return 0;
}
