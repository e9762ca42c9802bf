#include "start.h"
#include "support.h"

void start_worker(struct mp_worker *worker, int as_thread, int (*run)(void *argument),
		  void *argument)
{
	stop_if_failed(mp_worker_start(worker, as_thread, run, argument), "start");
}

int join_worker(struct mp_worker *worker)
{
	int code = 0;

	stop_if_failed(mp_worker_join(worker, MP_FOREVER), "join");
	mp_worker_exit_code(worker, &code);
	mp_worker_release(worker);
	return code;
}
