/* Two programs that share nothing but a name: shm_open(3), mmap(2), a semaphore inside. */
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	sem_t ready, done;
	int number;
};

static struct shared *attach(int flags)
{
	int fd = shm_open("/ipcstage-test-strangers", O_RDWR | flags, 0600);
	struct shared *shared;

	if (fd < 0 || (flags && ftruncate(fd, sizeof(*shared)) < 0))
		return NULL;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return shared == MAP_FAILED ? NULL : shared;
}

static int double_it(void)
{
	struct shared *shared = attach(0);

	if (!shared)
		return 1;
	sem_wait(&shared->ready);
	shared->number *= 2;
	sem_post(&shared->done);
	return 0;
}

int main(int argc, char **argv)
{
	struct shared *shared;

	if (argc > 1)
		return double_it();
	shared = attach(O_CREAT | O_EXCL);
	if (!shared)
		return 2;
	sem_init(&shared->ready, 1, 0);
	sem_init(&shared->done, 1, 0);
	shared->number = 21;
	if (fork() == 0) {
		execl(argv[0], argv[0], "other", (char *)NULL);
		_exit(127);
	}
	sem_post(&shared->ready);
	sem_wait(&shared->done);
	wait(NULL);
	shm_unlink("/ipcstage-test-strangers");
	return shared->number == 42 ? 0 : 1;
}
