/*
 * More of C11's threads: call_once, data of a thread with a destructor, a recursive mutex that is
 * tried, thrd_exit, a thread that is detached.
 */
#include <threads.h>

static once_flag once = ONCE_FLAG_INIT;
static mtx_t mutex;
static cnd_t changed;
static tss_t key;
static int left, is_done;

static void make(void)
{
	mtx_init(&mutex, mtx_plain | mtx_recursive);
	cnd_init(&changed);
}

static void add_up(void *own)
{
	call_once(&once, make);
	mtx_lock(&mutex);
	left += *(int *)own;
	mtx_unlock(&mutex);
}

static int count(void *own)
{
	tss_set(key, own);
	call_once(&once, make);
	if (mtx_trylock(&mutex) == thrd_success) {
		mtx_lock(&mutex);
		mtx_unlock(&mutex);
		mtx_unlock(&mutex);
	}
	thrd_exit(*(int *)own);
}

static int finish(void *unused)
{
	(void)unused;
	call_once(&once, make);
	mtx_lock(&mutex);
	is_done = 1;
	cnd_signal(&changed);
	mtx_unlock(&mutex);
	return 0;
}

int main(void)
{
	thrd_t first, second;
	int own = 3, result;

	tss_create(&key, add_up);
	thrd_create(&first, count, &own);
	thrd_create(&second, finish, NULL);
	thrd_detach(second);
	thrd_join(first, &result);
	call_once(&once, make);
	mtx_lock(&mutex);
	while (!is_done)
		cnd_wait(&changed, &mutex);
	mtx_unlock(&mutex);
	return result != 3 || left != 3;
}
