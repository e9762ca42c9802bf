#include "control/own_names.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

/* As the same user as before: user_namespaces(7). */
static bool stay_who_we_are(uid_t user, gid_t group)
{
	char users[64], groups[64];

	snprintf(users, sizeof(users), "%u %u 1\n", user, user);
	snprintf(groups, sizeof(groups), "%u %u 1\n", group, group);
	return put("/proc/self/uid_map", users) && put("/proc/self/setgroups", "deny") &&
	       put("/proc/self/gid_map", groups);
}

/* Who may not do it is the master of a user namespace of his own, where he may. */
static bool leave_others(void)
{
	uid_t user = geteuid();
	gid_t group = getegid();

	if (unshare(CLONE_NEWNS | CLONE_NEWIPC) == 0)
		return true;
	return unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC) == 0 &&
	       stay_who_we_are(user, group);
}

/* Where there is no such folder nobody has names in it. */
static bool cover(const char *folder, const char *type, const char *options)
{
	struct stat status;

	return stat(folder, &status) < 0 ||
	       mount(type, folder, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, options) == 0;
}

static bool take(void)
{
	return leave_others() && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       cover("/dev/shm", "tmpfs", "mode=1777") && cover("/dev/mqueue", "mqueue", NULL);
}

/*
 * Where security modules let us have namespaces and do nothing in them there is no way back, and
 * nobody may even be who he was: a child goes first.
 */
bool own_names_take(void)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(take() ? 0 : 1);
	while (child > 0 && waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return false;
	}
	return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 && take();
}
