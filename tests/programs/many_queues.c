/* More queues than can be followed; not one of them may stay. */
#include <sys/ipc.h>
#include <sys/msg.h>

int main(void)
{
	for (int i = 0; i < 1100; i++)
		if (msgget(IPC_PRIVATE, 0600) < 0)
			return 1;
	return 0;
}
