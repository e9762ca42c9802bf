/*
 * The C library reads and writes shared memory that somebody else can see. Where that is no step
 * the line is marked.
 */
#include <fcntl.h>
#include <wchar.h>
#include <sys/resource.h>
#include <setjmp.h>
#include <search.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
	int numbers[4];
	char text[64];
	time_t now;
	struct tm date;

	char path[16];
	struct pollfd polled;
	struct sigaction action;
	struct timespec nap;
	struct stat status;
	double sine, cosine;
	struct hsearch_data table;
	struct rlimit limit;
	pthread_mutexattr_t attributes;
	wchar_t wide[4];
	jmp_buf place;
	struct utsname machine;
	struct flock lock;
	sem_t tokens;
};

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int scan(const char *from, const char *format, ...)
{
	va_list list;
	int got;

	va_start(list, format);
	got = vsscanf(from, format, list); /* unseen */
	va_end(list);
	return got;
}

/* Those that have records, or do nothing that others can notice, are given shared memory as well.
 */
static void call(struct shared *shared)
{
	int file = open(shared->path, O_RDONLY);

	if (file < 0 || access(shared->path, R_OK) != 0)
		_exit(1);
	poll(&shared->polled, 1, 0);			       /* unseen */
	sigaction(SIGUSR1, NULL, &shared->action);	       /* unseen */
	sigprocmask(SIG_BLOCK, &shared->action.sa_mask, NULL); /* unseen */
	nanosleep(&shared->nap, NULL);			       /* unseen */
	ioctl(file, FIONREAD, &shared->numbers[0]);	       /* unseen */
	fstat(file, &shared->status);			       /* unseen */
	uname(&shared->machine);			       /* unseen */
	sem_timedwait(&shared->tokens, &shared->nap);	       /* unseen */
	fcntl(file, F_GETLK, &shared->lock);		       /* unseen */
	close(file);
}

static void child(struct shared *shared)
{
	char *end, own[64];
	int length, *o = &length;

	qsort(shared->numbers, 4, sizeof(int), by_number);		    /* unseen */
	sscanf("1 2", "%*d %d", &shared->numbers[1]);			    /* unseen */
	sscanf("1 2 3 4 5", "%d%d%d%d%d", o, o, o, o, &shared->numbers[1]); /* unseen */
	scan("5", "%d", &shared->numbers[0]);
	shared->numbers[2] = (int)strtol(shared->text, &end, 10); /* unseen */
	strtok(shared->text, ",");				  /* unseen */
	localtime_r(&shared->now, &shared->date);		  /* unseen */
	strftime(own, sizeof(own), "%Y", &shared->date);	  /* unseen */
	gethostname(shared->text, sizeof(shared->text));	  /* unseen */
	snprintf(own, sizeof(own), "a%n", &shared->numbers[3]);	  /* unseen */
	printf("%2$d %1$s\n", shared->text, 1);			  /* unseen */
	sincos(1, &shared->sine, &shared->cosine);		  /* unseen */
	own[0] = lgamma_r(.5, &shared->numbers[1]) > 1;		  /* unseen */
	ecvt_r(1, 1, &shared->numbers[1], o, own, sizeof(own));	  /* unseen */
	hcreate_r(1, &shared->table);				  /* unseen */
	getrlimit(RLIMIT_NOFILE, &shared->limit);		  /* unseen */
	pthread_mutexattr_init(&shared->attributes);		  /* unseen */
	swprintf(shared->wide, 4, L"%d", 1);			  /* unseen */
	if (setjmp(shared->place) == 0)				  /* unseen */
		longjmp(shared->place, 1);			  /* unseen */
	call(shared);
	/* These are steps, or nobody else's. */
	length = (int)strtol(shared->text, NULL, 10) + atoi(shared->text);
	qsort(&length, 1, sizeof(int), by_number);
	puts(shared->text);
	printf("%d %s\n", length, shared->text);
}

int main(void)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	sem_init(&shared->tokens, 1, 1);
	strcpy(shared->path, "/dev/null");
	strcpy(shared->text, "12,34");
	if (fork() == 0) {
		child(shared);
		_exit(0);
	}
	wait(NULL);
	qsort(shared->numbers, 4, sizeof(int), by_number);
	return 0;
}
