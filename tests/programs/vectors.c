/*
 * writev(2) gathers, readv(2) scatters; preadv(2), pwritev(2) and their second forms do at a place.
 * vectors race: a child and its parent write there; 0 the child was first, 5 the parent.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct iovec out[2] = {{"abc", 3}, {"defg", 4}};

static int through_pipe(void)
{
	char first[4] = {0}, second[8] = {0};
	struct iovec in[2] = {{first, 2}, {second, 5}};
	int fds[2];

	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0)
		_exit(writev(fds[1], out, 2) == 7 ? 0 : 1);
	if (readv(fds[0], in, 2) != 7)
		return 1;
	wait(NULL);
	return strcmp(first, "ab") == 0 && strcmp(second, "cdefg") == 0 ? 0 : 1;
}

static int at_a_place(int fd)
{
	char first[4] = {0}, second[8] = {0};
	struct iovec in[2] = {{first, 2}, {second, 5}};

	if (pwritev(fd, out, 2, 3) != 7 || preadv(fd, in, 2, 3) != 7 || strcmp(second, "cdefg"))
		return 3;
	if (pwritev2(fd, out, 2, 0, 0) != 7 || lseek(fd, 1, SEEK_SET) != 1)
		return 4;
	memset(second, 0, sizeof(second));
	return preadv2(fd, in, 2, -1, 0) == 7 && lseek(fd, 0, SEEK_CUR) == 8 &&
			       strcmp(second, "defge") == 0
		       ? 0
		       : 5;
}

static int by_messages(void)
{
	char first[4] = {0}, second[8] = {0};
	struct iovec in[2] = {{first, 3}, {second, 7}};
	struct mmsghdr messages[2] = {{{.msg_iov = &out[0], .msg_iovlen = 1}, 0},
				      {{.msg_iov = &out[1], .msg_iovlen = 1}, 0}};
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) < 0)
		return 6;
	if (fork() == 0)
		_exit(sendmmsg(ends[0], messages, 2, 0) == 2 ? 0 : 1);
	messages[0].msg_hdr.msg_iov = &in[0];
	messages[1].msg_hdr.msg_iov = &in[1];
	if (recvmmsg(ends[1], messages, 2, 0, NULL) != 2 || messages[1].msg_len != 4)
		return 7;
	wait(NULL);
	return strcmp(first, "abc") == 0 && strcmp(second, "defg") == 0 ? 0 : 8;
}

static int race(int fd)
{
	char byte = 0;
	struct iovec childs = {"c", 1}, parents = {"p", 1}, in = {&byte, 1};

	if (fork() == 0)
		_exit(pwritev(fd, &childs, 1, 0) == 1 ? 0 : 1);
	pwritev2(fd, &parents, 1, 0, 0);
	wait(NULL);
	return preadv(fd, &in, 1, 0) == 1 && byte == 'p' ? 0 : 5;
}

int main(int argc, char **argv)
{
	int fd = fileno(tmpfile());
	int result;

	if (argc > 1 && strcmp(argv[1], "race") == 0)
		return race(fd);
	result = through_pipe();
	if (result == 0)
		result = at_a_place(fd);
	return result ? result : by_messages();
}
