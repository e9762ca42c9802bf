/* Two children make a file that is not there yet: both may find that it is not. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char name[] = "ipcstage-test-once";

static void make_once(void)
{
	int fd;

	if (access(name, F_OK) == 0)
		_exit(0);
	fd = open(name, O_WRONLY | O_CREAT, 0600);
	close(fd);
	_exit(1);
}

int main(void)
{
	int status, made = 0;

	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			make_once();
	}
	while (wait(&status) > 0)
		made += WEXITSTATUS(status);
	/* It is left there: each run finds the folder as it was. */
	return made != 1;
}
