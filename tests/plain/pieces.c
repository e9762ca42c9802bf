/*
 * One process changes a piece of shared memory, and another one reads it, by what the argument
 * says: two numbers ("fields"), as a structure of 64 bytes ("structure"), by memcpy(3) of 16 bytes
 * ("memcpy"), by one instruction that copies all ("string"), or 16 bytes at once ("vector"). Status
 * 1: what was read is half of the one and half of the other. "bits": two change a bit-field each.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct block {
	char bytes[64];
};

struct bits {
	unsigned a : 4, b : 4;
};

static volatile size_t size = 16;

static void copy_string(void *to, const void *from, size_t length)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
}

static void copy_vector(void *to, const void *from)
{
	__asm__ volatile("movups (%0), %%xmm3; movups %%xmm3, (%1)"
			 :
			 : "r"(from), "r"(to)
			 : "memory", "xmm3");
}

static void copy(const char *how, void *to, const void *from)
{
	if (strcmp(how, "memcpy") == 0)
		memcpy(to, from, size);
	else if (strcmp(how, "string") == 0)
		copy_string(to, from, sizeof(struct block));
	else if (strcmp(how, "vector") == 0)
		copy_vector(to, from);
	else
		for (int i = 0; i < 2; i++)
			((volatile int *)to)[i] = ((const volatile int *)from)[i];
}

static int read_it(const char *how, const void *shared)
{
	struct block mine = {{0}};
	size_t last = strcmp(how, "string") == 0 ? 63 : strcmp(how, "fields") == 0 ? 4 : 15;

	copy(how, &mine, shared);
	return mine.bytes[0] != mine.bytes[last];
}

static void write_it(const char *how, void *shared)
{
	struct block mine;

	memset(&mine, 1, sizeof(mine));
	copy(how, shared, &mine);
}

static int set_bits(struct bits *bits)
{
	if (fork() == 0) {
		bits->a = 5;
		_exit(0);
	}
	if (fork() == 0) {
		bits->b = 6;
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	return bits->a != 5 || bits->b != 6;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "fields";
	void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = 0, result = 0;

	if (strcmp(how, "bits") == 0)
		return set_bits(shared);
	if (fork() == 0)
		_exit(read_it(how, shared));
	if (fork() == 0) {
		write_it(how, shared);
		_exit(0);
	}
	while (wait(&status) > 0)
		result |= WEXITSTATUS(status);
	return result;
}
