/* More names in the file system than can be noted; not one of them may stay. */
#include <stdio.h>
#include <sys/stat.h>

int main(void)
{
	char path[64];

	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "/tmp/ipcstage-test-many-%d", i);
		if (mkfifo(path, 0600) < 0)
			return 1;
	}
	return 0;
}
