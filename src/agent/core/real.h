/*
 * The real functions behind the interposers: REAL(read)(fd, buffer, size).
 *
 * Each is looked up with dlsym(RTLD_NEXT) at its first use, so that a program that runs by itself
 * pays only for what it calls.
 */
#ifndef IPCSTAGE_AGENT_CORE_REAL_H
#define IPCSTAGE_AGENT_CORE_REAL_H

#include <dlfcn.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REAL_FUNCTIONS(X)                                                                          \
	X(fork)                                                                                    \
	X(_exit)                                                                                   \
	X(execve)                                                                                  \
	X(execvpe)                                                                                 \
	X(posix_spawn)                                                                             \
	X(posix_spawnp)                                                                            \
	X(system)                                                                                  \
	X(wait4)                                                                                   \
	X(waitid)                                                                                  \
	X(kill)                                                                                    \
	X(sigaction)                                                                               \
	X(raise)                                                                                   \
	X(pipe2)                                                                                   \
	X(socketpair)                                                                              \
	X(read)                                                                                    \
	X(write)                                                                                   \
	X(fopen)                                                                                   \
	X(fdopen)                                                                                  \
	X(fileno)                                                                                  \
	X(readv)                                                                                   \
	X(writev)                                                                                  \
	X(close)                                                                                   \
	X(close_range)                                                                             \
	X(dup)                                                                                     \
	X(dup3)                                                                                    \
	X(fcntl)                                                                                   \
	X(mq_open)                                                                                 \
	X(mq_unlink)                                                                               \
	X(mq_getattr)                                                                              \
	X(mq_send)                                                                                 \
	X(mq_receive)                                                                              \
	X(mq_timedsend)                                                                            \
	X(mq_timedreceive)                                                                         \
	X(mkfifo)                                                                                  \
	X(eventfd)                                                                                 \
	X(openat)                                                                                  \
	X(mkostemps)                                                                               \
	X(tmpfile)                                                                                 \
	X(pread)                                                                                   \
	X(pwrite)                                                                                  \
	X(lseek)                                                                                   \
	X(ftruncate)                                                                               \
	X(fsync)                                                                                   \
	X(fdatasync)                                                                               \
	X(flock)                                                                                   \
	X(lockf)                                                                                   \
	X(bind)                                                                                    \
	X(listen)                                                                                  \
	X(accept4)                                                                                 \
	X(connect)                                                                                 \
	X(shutdown)                                                                                \
	X(getsockname)                                                                             \
	X(getpeername)                                                                             \
	X(getsockopt)                                                                              \
	X(sendmsg)                                                                                 \
	X(recvmsg)                                                                                 \
	X(ppoll)                                                                                   \
	X(select)                                                                                  \
	X(pselect)                                                                                 \
	X(epoll_create1)                                                                           \
	X(epoll_pwait)                                                                             \
	X(mmap)                                                                                    \
	X(munmap)                                                                                  \
	X(sem_init)                                                                                \
	X(sem_destroy)                                                                             \
	X(sem_open)                                                                                \
	X(sem_close)                                                                               \
	X(sem_unlink)                                                                              \
	X(sem_wait)                                                                                \
	X(sem_trywait)                                                                             \
	X(sem_clockwait)                                                                           \
	X(sem_post)                                                                                \
	X(sem_getvalue)                                                                            \
	X(pthread_mutex_init)                                                                      \
	X(pthread_mutex_destroy)                                                                   \
	X(pthread_mutex_lock)                                                                      \
	X(pthread_mutex_trylock)                                                                   \
	X(pthread_mutex_clocklock)                                                                 \
	X(pthread_mutex_unlock)                                                                    \
	X(pthread_mutex_consistent)                                                                \
	X(pthread_cond_init)                                                                       \
	X(pthread_cond_destroy)                                                                    \
	X(pthread_cond_wait)                                                                       \
	X(pthread_cond_timedwait)                                                                  \
	X(pthread_cond_clockwait)                                                                  \
	X(pthread_cond_signal)                                                                     \
	X(pthread_cond_broadcast)                                                                  \
	X(pthread_barrier_init)                                                                    \
	X(pthread_barrier_destroy)                                                                 \
	X(pthread_barrier_wait)                                                                    \
	X(pthread_rwlock_init)                                                                     \
	X(pthread_rwlock_destroy)                                                                  \
	X(pthread_rwlock_rdlock)                                                                   \
	X(pthread_rwlock_tryrdlock)                                                                \
	X(pthread_rwlock_clockrdlock)                                                              \
	X(pthread_rwlock_wrlock)                                                                   \
	X(pthread_rwlock_trywrlock)                                                                \
	X(pthread_rwlock_clockwrlock)                                                              \
	X(pthread_rwlock_unlock)                                                                   \
	X(ioctl)                                                                                   \
	X(setsockopt)                                                                              \
	X(epoll_ctl)                                                                               \
	X(chdir)                                                                                   \
	X(fchdir)                                                                                  \
	X(umask)                                                                                   \
	X(setrlimit)                                                                               \
	X(setpgid)                                                                                 \
	X(setsid)                                                                                  \
	X(alarm)                                                                                   \
	X(setpriority)                                                                             \
	X(prctl)                                                                                   \
	X(pthread_setspecific)                                                                     \
	X(clock_nanosleep)                                                                         \
	X(clock_gettime)

#define REAL_FIELD(function) __typeof__(function) *function;
struct real {
	REAL_FUNCTIONS(REAL_FIELD)
};
#undef REAL_FIELD

/* With _GNU_SOURCE addresses are a union of all kinds of pointers to them (socket(2)). */
#define ADDRESS_IN(pointer)  ((__CONST_SOCKADDR_ARG){.__sockaddr__ = (pointer)})
#define ADDRESS_OUT(pointer) ((__SOCKADDR_ARG){.__sockaddr__ = (pointer)})

/*
 * POSIX wants data and function pointers to have one representation (dlsym(3)).
 *
 * Of pthread_cond_… glibc keeps two sets for x86-64, of different layouts, and before 2.36
 * RTLD_NEXT by itself finds the older one, which nobody uses any more.
 */
static inline void real_find(void *slot, const char *name)
{
	void *found = NULL;

	if (__builtin_strncmp(name, "pthread_cond_", 13) == 0)
		found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
	*(void **)slot = found ? found : dlsym(RTLD_NEXT, name);
}

#define REAL(function)                                                                             \
	(agent.real.function ? agent.real.function                                                 \
			     : (real_find(&agent.real.function, #function), agent.real.function))

#endif
