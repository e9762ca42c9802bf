/* popen(3): the shell is a process like any other, in both directions, and pclose(3) tells its end.
 */
#include <stdio.h>
#include <sys/wait.h>

int main(void)
{
	FILE *from = popen("echo 42; exit 3", "r");
	int number = 0, status;
	FILE *to;

	if (!from || fscanf(from, "%d", &number) != 1 || number != 42)
		return 1;
	status = pclose(from);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 3)
		return 2;
	to = popen("read line; test \"$line\" = hello", "w");
	if (!to || fprintf(to, "hello\n") != 6)
		return 3;
	return pclose(to) == 0 ? 0 : 4;
}
