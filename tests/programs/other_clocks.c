/* Time by other calls than the usual ones: the run's clock, but for that of processors. */
#include <stdlib.h>
#include <time.h>

static int differs(time_t a, time_t b)
{
	return labs((long)(a - b)) > 1;
}

int main(void)
{
	struct timespec now, used;
	clock_t worked = clock();

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return timespec_get(&now, TIME_UTC) != TIME_UTC || differs(now.tv_sec, time(NULL)) ||
	       worked < 0;
}
