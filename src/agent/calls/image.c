/*
 * A program without a loader (PT_INTERP), or of another word size, does not load the agent.
 */
#include "agent/calls/image.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "agent/core/blind.h"
#include "agent/core/real.h"

enum { NATIVE = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32, HEAD = 256 };

static bool has_loader(int fd, const ElfW(Ehdr) * header)
{
	for (unsigned i = 0; i < header->e_phnum; i++) {
		ElfW(Phdr) segment;
		off_t at = (off_t)(header->e_phoff + i * sizeof(segment));

		if (REAL(pread)(fd, &segment, sizeof(segment), at) != sizeof(segment))
			break;
		if (segment.p_type == PT_INTERP)
			return true;
	}
	return false;
}

static bool is_foreign(const char *path, bool may_be_script);

/* Behind "#!" stands the program that is run in its place. */
static bool is_foreign_script(char *line)
{
	line[strcspn(line, "\n")] = '\0';
	line += strspn(line, " \t");
	line[strcspn(line, " \t")] = '\0';
	return is_foreign(line, false);
}

/* What cannot be read is taken to be like any other. */
static bool is_foreign(const char *path, bool may_be_script)
{
	union {
		ElfW(Ehdr) header;
		char text[HEAD];
	} head = {.text = ""};
	int fd = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	bool foreign = false;

	if (fd < 0)
		return false;
	if (REAL(pread)(fd, head.text, HEAD - 1, 0) > (ssize_t)sizeof(head.header) &&
	    memcmp(head.text, ELFMAG, SELFMAG) == 0)
		foreign = head.text[EI_CLASS] != NATIVE || !has_loader(fd, &head.header);
	else if (may_be_script && strncmp(head.text, "#!", 2) == 0)
		foreign = is_foreign_script(head.text + 2);
	REAL(close)(fd);
	return foreign;
}

/* As execvp(3) looks for it. False: it is nowhere. */
static bool find_in_path(const char *program, char *out, size_t size)
{
	const char *folder = getenv("PATH");

	while (folder && *folder) {
		int length = (int)strcspn(folder, ":");

		snprintf(out, size, "%.*s/%s", length, folder, program);
		if (REAL(faccessat)(AT_FDCWD, out, X_OK, 0) == 0)
			return true;
		folder += length + (folder[length] == ':');
	}
	return false;
}

void agent_note_image(const char *program, bool by_path, uint32_t where)
{
	char path[TRACE_PATH];
	int error = errno;

	if (by_path && !strchr(program, '/')) {
		if (!find_in_path(program, path, sizeof(path)))
			return;
		program = path;
	}
	if (is_foreign(program, true))
		agent_blind(UNSEEN_IMAGE, 0, where);
	errno = error;
}
