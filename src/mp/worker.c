/*
 * Processes as in mp/process.h; threads: pthread_create(3), pthread_join(3), pthread_tryjoin_np(3),
 * pthread_clockjoin_np (glibc 2.31).
 */
#include "mp/worker.h"

#include <errno.h>
#include <stdint.h>

enum { EXIT_CODES = 0xff }; /* as many as the kernel keeps of a process's */

static void *run_thread(void *argument)
{
	struct mp_worker *worker = argument;
	int code = worker->run(worker->argument) & EXIT_CODES;

	return (void *)(intptr_t)code;
}

int mp_worker_start(struct mp_worker *worker, bool as_thread, int (*run)(void *argument),
		    void *argument)
{
	*worker = (struct mp_worker){.is_thread = as_thread, .run = run, .argument = argument};
	worker->process.sentinel = -1;
	if (!as_thread)
		return mp_process_start(&worker->process, run, argument);
	return -pthread_create(&worker->thread, NULL, run_thread, worker);
}

/* Join it: 0, or as pthread_join(3) and its kin. */
static int join_thread(pthread_t thread, void **code, const struct mp_deadline *deadline)
{
	if (deadline->timeout_ms < 0)
		return pthread_join(thread, code);
	if (deadline->timeout_ms == 0)
		return pthread_tryjoin_np(thread, code);
	return pthread_clockjoin_np(thread, code, CLOCK_MONOTONIC, &deadline->at);
}

int mp_worker_join_by(struct mp_worker *worker, const struct mp_deadline *deadline)
{
	void *code = NULL;

	if (!worker->is_thread)
		return mp_process_join_by(&worker->process, deadline);
	if (worker->process.ended)
		return 0;
	int error = join_thread(worker->thread, &code, deadline);
	if (error)
		return error == EBUSY ? -EAGAIN : -error;
	worker->process.ended = true;
	worker->process.exit_code = (int)(intptr_t)code;
	return 0;
}

int mp_worker_join(struct mp_worker *worker, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	return mp_worker_join_by(worker, &deadline);
}

int mp_worker_exit_code(struct mp_worker *worker, int *code)
{
	int error = mp_worker_join(worker, 0);

	if (!error)
		*code = worker->process.exit_code;
	return error;
}

void mp_worker_release(struct mp_worker *worker)
{
	mp_process_release(&worker->process);
	if (worker->is_thread && !worker->process.ended)
		pthread_detach(worker->thread);
}
