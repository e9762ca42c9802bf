/* A folder gets another name while another process looks for what is in it, goes there, is there.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "path";
	char place[PATH_MAX];
	int result;

	mkdir("moved.1", 0700);
	close(open("moved.1/file", O_CREAT | O_WRONLY, 0600));
	if (strcmp(how, "where") == 0 && chdir("moved.1") < 0)
		return 2;
	if (fork() == 0)
		_exit(strcmp(how, "where") == 0 ? rename("../moved.1", "../moved.2") < 0
						: rename("moved.1", "moved.2") < 0);
	if (strcmp(how, "where") == 0)
		result = !getcwd(place, sizeof(place)) || !strstr(place, "moved.2");
	else if (strcmp(how, "go") == 0)
		result = chdir("moved.1") < 0;
	else if (strcmp(how, "real") == 0)
		result = realpath("moved.2/file", place) == NULL;
	else
		result = access("moved.2/file", F_OK) < 0;
	wait(NULL);
	return result;
}
