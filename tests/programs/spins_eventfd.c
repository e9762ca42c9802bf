/* Asks an eventfd again and again for what its child adds: to find nothing changes nothing. */
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	eventfd_t sum = 0, more;

	if (fork() == 0)
		_exit(eventfd_write(fd, 1) < 0 || eventfd_write(fd, 1) < 0);
	while (sum < 2)
		if (eventfd_read(fd, &more) == 0)
			sum += more;
	wait(NULL);
	return 0;
}
