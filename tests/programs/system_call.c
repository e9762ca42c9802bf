/* system(3): commands run by the shell, and their status comes back. */
#include <stdlib.h>
#include <sys/wait.h>

int main(void)
{
	int fine = system("true");
	int failed = system("exit 7");

	return fine == 0 && WEXITSTATUS(failed) == 7 ? 0 : 1;
}
