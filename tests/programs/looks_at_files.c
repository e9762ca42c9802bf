/* A folder that is listed and a file that is looked at, without a step, while a child changes both.
 * With an argument each has its own. */
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/ipcstage-test-XXXXXX";
static char other[] = "/tmp/ipcstage-test-XXXXXX";

static int change(const char *where, int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/new", where);
	return mkdir(path, 0700) || rmdir(path) || write(fd, "x", 1) != 1;
}

static int look(int fd)
{
	DIR *entries = opendir(folder);
	struct stat file;
	char pattern[64];
	glob_t found;

	if (!entries)
		return 1;
	while (readdir(entries))
		continue;
	closedir(entries);
	snprintf(pattern, sizeof(pattern), "%s/n*", folder);
	if (glob(pattern, 0, NULL, &found) == 0)
		globfree(&found);
	return fstat(fd, &file);
}

int main(int argc, char **argv)
{
	char path[64];
	int fd, fd2;

	(void)argv;
	if (!mkdtemp(folder) || !mkdtemp(other))
		return 2;
	snprintf(path, sizeof(path), "%s/file", folder);
	fd = open(path, O_CREAT | O_RDWR, 0600);
	snprintf(path, sizeof(path), "%s/file", other);
	fd2 = open(path, O_CREAT | O_RDWR, 0600);
	if (fork() == 0)
		_exit(change(argc > 1 ? other : folder, argc > 1 ? fd2 : fd));
	if (look(fd))
		return 3;
	wait(NULL);
	return look(fd2);
}
