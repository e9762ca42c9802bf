/*
 * golden-taped NAME.keys NAME.screen NAME.trace: what real processes once did, played from a tape.
 * With UPDATE_GOLDEN in the environment the processes are real, and the tape is made.
 *
 * The viewer knows nothing of this: the linker (--wrap) leads what it calls of session.h and
 * source.h to the functions here, which have the real ones behind them.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include "control/rehearsal.h"
#include "control/session.h"
#include "demo/source.h"
#include "golden.h"
#include "record_line.h"
#include "tape.h"

extern __typeof__(session_open) __real_session_open, __wrap_session_open;
extern __typeof__(session_close) __real_session_close, __wrap_session_close;
extern __typeof__(session_start) __real_session_start, __wrap_session_start;
extern __typeof__(session_kill) __real_session_kill, __wrap_session_kill;
extern __typeof__(session_fd) __real_session_fd, __wrap_session_fd;
extern __typeof__(session_look) __real_session_look, __wrap_session_look;
extern __typeof__(session_grant) __real_session_grant, __wrap_session_grant;
extern __typeof__(session_enabled) __real_session_enabled, __wrap_session_enabled;
extern __typeof__(session_take) __real_session_take, __wrap_session_take;
extern __typeof__(session_diagnose) __real_session_diagnose, __wrap_session_diagnose;
extern __typeof__(session_outside) __wrap_session_outside;
extern __typeof__(session_printed) __real_session_printed, __wrap_session_printed;
extern __typeof__(session_stuck) __real_session_stuck, __wrap_session_stuck;
extern __typeof__(session_trace) __real_session_trace, __wrap_session_trace;
extern __typeof__(session_place) __wrap_session_place;
extern __typeof__(session_unseen) __wrap_session_unseen;
extern __typeof__(session_sit_beside) __wrap_session_sit_beside;
extern __typeof__(session_expect) __wrap_session_expect;
extern __typeof__(session_type) __wrap_session_type;
extern __typeof__(rehearsal_play) __real_rehearsal_play, __wrap_rehearsal_play;
extern __typeof__(session_forget) __real_session_forget, __wrap_session_forget;
extern __typeof__(session_learned) __real_session_learned, __wrap_session_learned;
extern __typeof__(session_learn) __real_session_learn, __wrap_session_learn;
extern __typeof__(source_open) __real_source_open, __wrap_source_open;
extern __typeof__(source_close) __real_source_close, __wrap_source_close;
extern __typeof__(source_line_of) __real_source_line_of, __wrap_source_line_of;
extern __typeof__(source_place) __real_source_place, __wrap_source_place;

enum { SAID = 200, SOURCES = 8, PROGRAM = 64 };

/* What stands for a session in the viewer. */
struct session {
	struct session *real; /* NULL: it is played */
	size_t reel;
	size_t asked;	/* moments so far: the last of them is now */
	bool delivered; /* it has been looked at since then */
	size_t taken;	/* of its records */
	uint64_t lost;	/* not told yet */
	char stuck[SAID];
};

/* A source that is open, and the program it is of. */
struct opened {
	const struct source *source;
	char program[PROGRAM];
};

static struct {
	struct tape tape;
	bool recording;
	size_t opened;		    /* reels that have been played, or are */
	int ready_fd;		    /* always readable */
	struct session *rehearsing; /* a real session, of whose runs nothing is on the tape */
	struct opened sources[SOURCES];
} deck;

/* The tape does not fit the script: `what` is asked for, and `instead` comes next on it. */
static _Noreturn void refuse(const char *what, const char *instead)
{
	fprintf(stderr, "the tape has no `%s` here but %s: UPDATE_GOLDEN=1 ctest -L golden\n", what,
		instead);
	exit(EXIT_FAILURE);
}

/* What is asked for, "the end" for nothing more, is to be what the tape has next; NULL its end. */
static void compare(const char *what, const char *next)
{
	if (!next)
		refuse(what, "ends");
	if (strcmp(what, next) != 0)
		refuse(what, next);
}

/* --- moments ---------------------------------------------------------------------------------- */

static struct moment *now(const struct session *session)
{
	return &deck.tape.reels[session->reel].moments[session->asked - 1];
}

static void ask(struct session *session, const char *what)
{
	struct reel *reel = &deck.tape.reels[session->reel];

	if (deck.recording)
		reel_add_moment(reel, what);
	else
		compare(what,
			session->asked < reel->count ? reel->moments[session->asked].asked : NULL);
	session->asked++;
	session->delivered = false;
	session->taken = 0;
	session->stuck[0] = '\0';
}

/* A text in quotes, for the tape; an empty one is none. */
static void keep(char **place, const char *bytes, size_t length)
{
	size_t size;
	FILE *file;

	if (!length || *place)
		return;
	file = open_memstream(place, &size);
	if (!file)
		return;
	text_write(file, bytes, length);
	fclose(file);
}

/* --- sources ---------------------------------------------------------------------------------- */

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static struct opened *find_source(const struct source *source)
{
	for (size_t i = 0; i < SOURCES; i++) {
		if (deck.sources[i].source == source)
			return &deck.sources[i];
	}
	fprintf(stderr, "more than %d sources are open\n", SOURCES);
	exit(EXIT_FAILURE);
}

/*
 * Without its program a played source has its text and no places of its own. What is no demo is one
 * of the programs with threads, whose source only its own places would tell.
 */
struct source *__wrap_source_open(const char *program, const char *hint)
{
	struct opened *opened = find_source(NULL);
	char file[PATH_MAX];
	struct source *source;

	snprintf(file, sizeof(file), "%s/%s.c", THREADS_DIR, base_of(program));
	source = __real_source_open(deck.recording ? program : "/dev/null", hint ? hint : file);

	opened->source = source;
	snprintf(opened->program, sizeof(opened->program), "%s", base_of(program));
	return source;
}

void __wrap_source_close(struct source *source)
{
	if (source)
		find_source(source)->source = NULL;
	__real_source_close(source);
}

static const struct place *place_of(const struct source *source, uint32_t where)
{
	const char *program = find_source(source)->program;
	const struct place *place = tape_place(&deck.tape, program, where);
	char what[PROGRAM + 32];

	if (place)
		return place;
	snprintf(what, sizeof(what), "place %s %u", program, where);
	refuse(what, "other places");
}

unsigned __wrap_source_line_of(const struct source *source, uint32_t where)
{
	if (deck.recording)
		return __real_source_line_of(source, where);
	return where ? place_of(source, where)->line : 0;
}

void __wrap_source_place(const struct source *source, uint32_t where, char *out, unsigned size)
{
	size_t length;

	if (deck.recording) {
		__real_source_place(source, where, out, size);
		return;
	}
	length = where ? text_read(out, size - 1, place_of(source, where)->text) : 0;
	out[length] = '\0';
}

/* The number of a place on the tape; all of them are there, not only those that are shown now. */
static uint32_t keep_place(const struct opened *opened, uint32_t address)
{
	uint32_t number = address ? tape_find_place(&deck.tape, opened->program, address) : 0;
	char place[SAID] = "", *quoted = NULL;

	if (!address || number)
		return number;
	__real_source_place(opened->source, address, place, sizeof(place));
	keep(&quoted, place, strlen(place));
	tape_add_place(&deck.tape, opened->program, address,
		       __real_source_line_of(opened->source, address), quoted ? quoted : "\"\"");
	free(quoted);
	return tape_find_place(&deck.tape, opened->program, address);
}

/* --- sessions --------------------------------------------------------------------------------- */

/* "open counter --rounds 5"; the caller frees it. */
static char *describe(const struct launch *launch)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	fprintf(file, "open %s", base_of(launch->program));
	for (const char *const *argument = launch->arguments + 1; *argument; argument++)
		fprintf(file, " %s", *argument);
	fclose(file);
	return text;
}

static void open_reel(struct session *session, const char *what)
{
	session->reel = deck.opened++;
	if (deck.recording)
		tape_add_reel(&deck.tape, what);
	else
		compare(what, session->reel < deck.tape.count
				      ? deck.tape.reels[session->reel].opened
				      : NULL);
}

struct session *__wrap_session_open(const struct launch *launch, struct error *error)
{
	struct session *session = calloc(1, sizeof(*session));
	char *what = describe(launch);

	if (session && what && deck.recording)
		session->real = __real_session_open(launch, error);
	if (!session || !what || (deck.recording && !session->real)) {
		free(session);
		free(what);
		return NULL;
	}
	open_reel(session, what);
	free(what);
	return session;
}

void __wrap_session_close(struct session *session)
{
	const struct reel *reel = session ? &deck.tape.reels[session->reel] : NULL;

	if (reel && session->asked < reel->count)
		refuse("the end", reel->moments[session->asked].asked);
	if (session)
		__real_session_close(session->real);
	free(session);
}

/* What rehearsals find is in the records of the runs that follow. */
bool __wrap_rehearsal_play(struct session *session, const struct launch *launch)
{
	bool is_done;

	if (!deck.recording)
		return true;
	deck.rehearsing = session->real;
	is_done = __real_rehearsal_play(session->real, launch);
	deck.rehearsing = NULL;
	return is_done;
}

void __wrap_session_forget(struct session *session)
{
	if (deck.recording)
		__real_session_forget(session->real);
}

char *__wrap_session_learned(const struct session *session)
{
	return deck.recording ? __real_session_learned(session->real) : NULL;
}

bool __wrap_session_learn(struct session *session, const char *places)
{
	return !deck.recording || __real_session_learn(session->real, places);
}

static bool is_rehearsing(const struct session *session)
{
	return session == deck.rehearsing;
}

int __wrap_session_start(struct session *session, enum run_mode mode, const uint8_t *schedule,
			 size_t length)
{
	char *what = NULL;
	size_t size;
	FILE *file;
	int result = 0;

	if (is_rehearsing(session))
		return __real_session_start(session, mode, schedule, length);
	if (deck.recording)
		result = __real_session_start(session->real, mode, schedule, length);
	file = result == 0 ? open_memstream(&what, &size) : NULL;
	if (!file)
		return result ? result : -ENOMEM;
	fprintf(file, "start %s", mode == RUN_FREE ? "free" : "gated");
	for (size_t i = 0; i < length; i++)
		fprintf(file, " %u", schedule[i]);
	fclose(file);
	ask(session, what);
	free(what);
	return 0;
}

int __wrap_session_grant(struct session *session, unsigned actor)
{
	char what[32];
	int result = 0;

	if (is_rehearsing(session))
		return __real_session_grant(session, actor);
	if (deck.recording)
		result = __real_session_grant(session->real, actor);
	else if (now(session)->stop != STOP_DECIDE || !set_has(now(session)->enabled, actor))
		result = -EINVAL;
	if (result < 0)
		return result;
	snprintf(what, sizeof(what), "grant %u", actor);
	ask(session, what);
	return 0;
}

void __wrap_session_kill(struct session *session)
{
	if (is_rehearsing(session))
		__real_session_kill(session);
	else if (deck.recording)
		__real_session_kill(session->real);
}

int __wrap_session_fd(const struct session *session)
{
	return deck.recording ? __real_session_fd(session->real) : deck.ready_fd;
}

/* --- what is delivered ------------------------------------------------------------------------ */

static void keep_stop(const struct session *session, enum stop_reason stop)
{
	struct moment *moment = now(session);

	moment->stop = stop;
	moment->enabled = __real_session_enabled(session->real);
}

/* What was played comes at the first look, all at once. */
static void deliver(struct session *session)
{
	const struct moment *moment = now(session);
	size_t length;

	if (session->delivered)
		return;
	session->delivered = true;
	session->lost = moment->lost;
	length = moment->stuck ? text_read(session->stuck, SAID - 1, moment->stuck) : 0;
	session->stuck[length] = '\0';
}

enum stop_reason __wrap_session_look(struct session *session)
{
	enum stop_reason stop;

	if (!deck.recording) {
		deliver(session);
		return now(session)->stop;
	}
	stop = __real_session_look(session->real);
	if (stop != STOP_NONE)
		keep_stop(session, stop);
	return stop;
}

struct set __wrap_session_enabled(const struct session *session)
{
	if (is_rehearsing(session))
		return __real_session_enabled(session);
	if (deck.recording)
		return __real_session_enabled(session->real);
	return session->delivered ? now(session)->enabled : set_none();
}

static const struct opened *source_of(const struct session *session)
{
	const char *program = deck.tape.reels[session->reel].opened + strlen("open ");
	size_t length = strcspn(program, " ");

	for (size_t i = 0; i < SOURCES; i++) {
		const struct opened *opened = &deck.sources[i];

		if (opened->source && strlen(opened->program) == length &&
		    strncmp(opened->program, program, length) == 0)
			return opened;
	}
	return NULL;
}

static void keep_records(const struct session *session, const struct record *records, size_t count)
{
	const struct opened *opened = source_of(session);

	for (size_t i = 0; i < count; i++) {
		struct record record = record_done(&records[i]);

		record.where = opened ? keep_place(opened, record.where) : 0;
		moment_add_record(now(session), &record);
	}
}

size_t __wrap_session_take(struct session *session, struct record *out, size_t capacity,
			   uint64_t *lost)
{
	const struct moment *moment = now(session);
	uint64_t lost_before = *lost;
	size_t count = session->delivered ? moment->count - session->taken : 0;

	if (deck.recording) {
		count = __real_session_take(session->real, out, capacity, lost);
		now(session)->lost += *lost - lost_before;
		keep_records(session, out, count);
		return count;
	}
	count = count < capacity ? count : capacity;
	if (count)
		memcpy(out, moment->records + session->taken, count * sizeof(*out));
	session->taken += count;
	*lost += session->lost;
	session->lost = 0;
	return count;
}

void __wrap_session_diagnose(const struct session *session, char *out, size_t size)
{
	const char *text = now(session)->diagnosed;

	if (deck.recording) {
		__real_session_diagnose(session->real, out, size);
		keep(&now(session)->diagnosed, out, strlen(out));
		return;
	}
	out[text ? text_read(out, size - 1, text) : 0] = '\0';
}

/* No script has a server that runs free. */
struct set __wrap_session_outside(const struct session *session)
{
	(void)session;
	return set_none();
}

size_t __wrap_session_printed(const struct session *session, char *out, size_t size)
{
	const char *text = now(session)->printed;
	size_t length;

	if (!deck.recording)
		return text ? text_read(out, size, text) : 0;
	length = __real_session_printed(session->real, out, size);
	keep(&now(session)->printed, out, length);
	return length;
}

const char *__wrap_session_stuck(const struct session *session)
{
	const char *text;

	if (is_rehearsing(session))
		return __real_session_stuck(session);
	if (!deck.recording)
		return session->stuck;
	text = __real_session_stuck(session->real);
	keep(&now(session)->stuck, text, strlen(text));
	return text;
}

/* Who looks into the segment is about to explore: thousands of runs. */
static const char exploring[] = "exploring";
static const char listed[] = "single runs (scripts that explore are listed as only real)";

const struct trace *__wrap_session_trace(const struct session *session)
{
	if (is_rehearsing(session))
		return __real_session_trace(session);
	refuse(exploring, listed);
}

/* Objects of our own demos do not overlap. */
void __wrap_session_place(const struct session *session, unsigned object, uint64_t place[2])
{
	(void)session;
	(void)object;
	place[0] = place[1] = 0;
}

/* Of our own demos all is seen. */
const struct ledger *__wrap_session_unseen(const struct session *session)
{
	static const struct ledger nothing;

	(void)session;
	return &nothing;
}

/* Nothing is typed on a tape. */
int __wrap_session_expect(struct session *session, const struct typed_lines *lines)
{
	(void)session;
	return lines->count ? -EINVAL : 0;
}

int __wrap_session_type(struct session *session, unsigned actor, const char *line)
{
	(void)session;
	(void)actor;
	(void)line;
	return -EINVAL;
}

void __wrap_session_sit_beside(const struct session *session)
{
	(void)session;
	refuse(exploring, listed);
}

/* --- the golden ------------------------------------------------------------------------------- */

/* Save what was recorded; what is played is to be used up. */
static int finish(const char *path)
{
	if (deck.recording)
		return tape_save(&deck.tape, path) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	if (deck.opened < deck.tape.count)
		refuse("the end", deck.tape.reels[deck.opened].opened);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	int result;

	if (argc != 4) {
		fprintf(stderr, "usage: golden-taped NAME.keys NAME.screen NAME.trace\n");
		return 2;
	}
	deck.recording = golden_is_updated();
	deck.ready_fd = eventfd(1, EFD_CLOEXEC);
	if (!deck.recording && tape_load(&deck.tape, argv[3]) < 0) {
		fprintf(stderr, "UPDATE_GOLDEN=1 ctest -L golden makes the tape\n");
		return EXIT_FAILURE;
	}
	result = golden_do(argv[1], argv[2]);
	if (result == EXIT_SUCCESS)
		result = finish(argv[3]);
	tape_release(&deck.tape);
	close(deck.ready_fd);
	return result;
}
