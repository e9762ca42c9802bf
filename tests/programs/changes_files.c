/* Changes whatever it is given a folder of: "old" is a file, "link" a link, "empty" a folder. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	FILE *file;

	if (argc != 2 || chdir(argv[1]) < 0)
		return 1;
	file = fopen("old", "a");
	if (!file || fputs("more\n", file) < 0 || fclose(file) != 0)
		return 2;
	if (chmod("old", 0400) < 0 || rename("old", "older") < 0 || unlink("link") < 0)
		return 3;
	if (rmdir("empty") < 0 || mkdir("new", 0700) < 0 || mkdir("new/below", 0700) < 0)
		return 4;
	file = fopen("new/below/file", "w");
	if (!file || fclose(file) != 0)
		return 5;
	return symlink("nowhere", "other") < 0;
}
