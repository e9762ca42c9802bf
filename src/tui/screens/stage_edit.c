/*
 * `e` on the stage: the person's editor at the line that is shown; a source that was named in place
 * of a program is compiled again, and goes on the stage in its stead.
 *
 * The terminal is as it was found, so what the compiler says stands there as ever. One that we talk
 * to is read a line at a time, as in any program without a screen.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "compile/argv.h"
#include "compile/spawn.h"
#include "tui/screens/stage_parts.h"
#include "view/panes/source.h"

enum { PIECE = 4096 };

/* --- talking ---------------------------------------------------------------------------------- */

static void put(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, length);

		if (written < 0 && errno != EINTR)
			return; /* nobody is there to read it */
		bytes += written > 0 ? written : 0;
		length -= written > 0 ? (size_t)written : 0;
	}
}

/* Put a question and read a line. Returns its first character; EOF: nobody answers. */
static int ask(const char *question)
{
	int first = EOF;
	char byte = '\0';
	ssize_t got;

	put(question, strlen(question));
	do {
		got = read(STDIN_FILENO, &byte, 1);
		if (got == 1 && first == EOF)
			first = byte;
	} while ((got == 1 && byte != '\n') || (got < 0 && errno == EINTR));
	return got == 1 ? first : EOF;
}

/* --- the editor ------------------------------------------------------------------------------- */

static const char *editor(void)
{
	const char *const variables[] = {"VISUAL", "EDITOR"};

	for (int i = 0; i < 2; i++) {
		const char *value = getenv(variables[i]);

		if (value && *value)
			return value;
	}
	return "vi";
}

/* Whether it could be started; what one did there, the file tells. */
static bool run_editor(const char *path, unsigned line, struct error *error)
{
	struct argv words = {0};
	int status = -ENOMEM;

	if (!argv_split(&words, editor()) || !words.count) {
		error_set(error, "%s: this is no editor; set EDITOR", editor());
		argv_release(&words);
		return false;
	}
	argv_print(&words, "+%u", line);
	argv_print(&words, "%s%s", *path == '-' ? "./" : "", path);
	if (!words.failed)
		status = spawn_and_wait(
			&(struct spawn){words.list, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO});
	if (status < 0)
		error_set(error, "%s: %s; set EDITOR", words.list[0], strerror(-status));
	argv_release(&words);
	return status >= 0;
}

/* --- the compiler ----------------------------------------------------------------------------- */

/* Show what was written to a file. Returns whether there was anything. */
static bool show(int fd)
{
	char piece[PIECE];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(fd, piece, sizeof(piece), at)) > 0) {
		put(piece, (size_t)got);
		at += got;
	}
	return at > 0;
}

/* Compile, and let the compiler's words be read. As subject_compile(). */
static int compile(struct subject *subject)
{
	int words = memfd_create("ipcstage-words", MFD_CLOEXEC);
	const char *no_colour = getenv("NO_COLOR");
	struct error error;
	int result = words < 0 ? error_set(&error, "%s", strerror(errno))
			       : subject_compile(subject, words, !no_colour || !*no_colour, &error);
	bool spoken = words >= 0 && show(words);

	if (words >= 0)
		close(words);
	if (result < 0) {
		put(error.text, strlen(error.text));
		put("\n", 1);
	} else if (spoken) {
		ask("Press enter to go back to the stage. ");
	}
	return result;
}

/* Until it compiles or one has enough; false: it is what it was, or *error says why. */
static bool edit_source(struct subject *subject, const char *path, unsigned line,
			struct error *error)
{
	while (run_editor(path, line, error)) {
		int result = compile(subject), answer;

		if (result >= 0) {
			error_set(error, "%s is as it was", path);
			return result > 0;
		}
		error_set(error, "%s does not compile: this is the program as it was", path);
		answer = ask("Edit it again? [Y/n] ");
		if (answer == 'n' || answer == 'N' || answer == EOF)
			break;
	}
	return false;
}

/* Of several the one that is shown. */
static const char *source_to_edit(const struct staged *staged)
{
	const struct source *source = stage_source(staged);

	return staged->subject.part_count && source ? source_path(source) : staged->subject.name;
}

/* --- the stage -------------------------------------------------------------------------------- */

static unsigned shown_line(struct staged *staged)
{
	const struct source *source;

	if (!staged->subject.source || !staged->player.run)
		return 1;
	staged_follow(staged);
	source = stage_source(staged);
	return pane_source_line(source, &staged->shown_step.now, staged->player.zoomed);
}

/* What somebody else compiles is opened all the same. */
static void edit_other(struct staged *staged, unsigned line)
{
	const struct source *source = stage_source(staged);
	const char *path = source ? source_path(source) : "";
	struct error error;

	if (staged->subject.demo)
		staged_say(staged, "a demo stays as it is; its source is %s", path);
	else if (!*path)
		staged_say(staged, "the source is not known here: build with -g");
	else if (!run_editor(path, line, &error))
		staged_say(staged, "%s", error.text);
	else
		staged_say(staged, "compile it yourself, and start anew: q; ipcstage PROGRAM.c "
				   "does both");
}

void stage_edit(void *state)
{
	struct stage_screen *screen = state;
	struct staged *staged = &screen->staged;
	unsigned line = shown_line(staged);
	char path[PATH_MAX];
	struct error error;

	staged->player.playing = false;
	if (!subject_is_source(&staged->subject)) {
		edit_other(staged, line);
		return;
	}
	snprintf(path, sizeof(path), "%s", source_to_edit(staged)); /* it may be another then */
	if (!edit_source(&staged->subject, path, line, &error)) {
		staged_say(staged, "%s", error.text);
		return;
	}
	memset(screen->scrolled, 0, sizeof(screen->scrolled));
	staged_renew(staged);
	modes_follow(&screen->modes, staged);
}
