/* Sleeps so long that in a free run it might be taken to hang. */
#include <unistd.h>

int main(void)
{
	return (int)sleep(4);
}
