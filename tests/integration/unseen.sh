#!/bin/sh
# Nothing is claimed that was not seen: what a program does past us is named, and explore no longer
# says that every interleaving is counted.
. "$(dirname -- "$0")/lib.sh"

# unseen COMMAND STATUS PROGRAM [ARGUMENT]: what is told and what is exported go into $scratch.
unseen() {
	"$ipcstage" "$1" "$programs/$3" ${4+-- "$4"} >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	[ "$status" -eq "$2" ] || wrong "$1 $3: status $status, not $2"
	"$ipcstage" "$1" --json "$programs/$3" ${4+-- "$4"} >"$scratch/json" 2>"$scratch/err" \
		</dev/null
}

says() {
	grep -q -- "$1" "$scratch/out" || wrong "nothing like '$1'"
}

says_not() {
	! grep -q -- "$1" "$scratch/out" || wrong "it says '$1'"
}

unseen run 0 unseen_calls
says '^  unseen_calls.c:12: futex is called by its number'
says '^  unseen_calls.c:22: setpriority changes only the process itself'
says '^  unseen_calls.c:24: io_uring_setup is called, and what it does is not followed'
says '^  unseen_calls.c:25: vmsplice is called, and what it does is not followed'

unseen run 0 vfork_writes
says '^  vfork_writes.c:8: vfork is run as fork'

unseen run 0 asks_others
says '^  asks_others.c:12: prlimit64 is called, and what it does'
says '^  asks_others.c:13: epoll_ctl is called, and what it does'
says '^  asks_others.c:37: getpriority is called, and what it does'
[ "$(grep -c ' is called, and what it does' "$scratch/out")" -eq 3 ] || wrong 'more is told'

unseen run 0 other_clocks
says '^  other_clocks.c:13: how long a processor has worked is asked here'
says '^  other_clocks.c:15: how long a processor has worked is asked here'

# Which epoll a message brings nobody can tell who receives it.
"$ipcstage" explore "$programs/sends_pipe" -- epoll >"$scratch/out" 2>"$scratch/err"
says 'INCOMPLETE'
says '^  sends_pipe.c:[0-9]*: sendmsg is called, and what it does is not followed'

# A child that is born with a terminal is held, and what it says there comes.
unseen run 0 terminals
says '^  terminals.c:14: a pseudo-terminal is made here'
says '^  terminals.c:29: a pseudo-terminal is made here'
says '^  terminals.c:42: wordexp runs a shell here'
[ "$(grep -c '^  terminals.c' "$scratch/out")" -eq 3 ] || wrong 'more is told'

# Sockets without connections; a pair of them is one. What they are called in the folder goes again.
unseen explore 3 datagrams
says ': 4 interleavings, 2 as expected'
says '^Every interleaving is counted'
for how in outside twice; do
	unseen explore 1 datagrams $how
	line=$(grep -n "unseen: $how" "$here/../programs/datagrams.c" | cut -d: -f1)
	says "^  datagrams.c:$line: what goes through this socket without connections is not followed"
	[ "$(grep -c '^  datagrams.c' "$scratch/out")" -eq 1 ] || wrong "$how: more is told"
	says_not 'Every interleaving is counted'
done
for how in port path; do
	unseen explore 3 datagrams $how
	says ': 4 interleavings, 2 as expected'
	says '^Every interleaving is counted'
done
unseen explore 1 datagrams host
says '^  datagrams.c:[0-9]*: another host is asked for a connection here'
[ ! -e datagrams.socket ] || wrong 'a name stays behind'

unseen explore 1 queue_notice thread
says '^  queue_notice.c:[0-9]*: mq_notify is called, and what it does is not followed'

unseen explore 1 splices device
says '^  splices.c:[0-9]*: splice is called, and what it does is not followed'

unseen explore 1 watches closing
says '^  watches.c:[0-9]*: inotify_add_watch is called, and what it does is not followed'

# What is neither a step nor private is named where it is done, each by itself.
for how in private machine usage random terminal parent owner notice flag process policy left; do
	unseen explore 1 odd_looks $how
	line=$(grep -n "unseen: $how " "$here/../programs/odd_looks.c" | cut -d: -f1)
	says "^  odd_looks.c:$line: "
	[ "$(grep -c '^  odd_looks.c' "$scratch/out")" -eq 1 ] || wrong "$how: more is told"
	says_not 'Every interleaving is counted'
done
"$ipcstage" explore --sample 2 "$programs/odd_looks" -- machine >"$scratch/out" 2>"$scratch/err"
[ $? -eq 1 ] || wrong 'a sample that does not see all is fine'
says '^  odd_looks.c:[0-9]*: sysinfo is called'
"$ipcstage" explore --sample 2 --json "$programs/odd_looks" -- machine 2>"$scratch/err" |
	grep -q '"where": "odd_looks.c:' || wrong 'a sample exports nothing of what was not seen'
unseen explore 0 odd_looks
says '^Every interleaving is counted'

unseen explore 1 reaps_one
says '^  reaps_one.c:3[12]: SIGCHLD may come here before the one before it is handled'
says_not 'Every interleaving is counted'

unseen run 0 looks_at_files
says '^  looks_at_files.c:36: what a file or folder is like is looked at here'
says '^  looks_at_files.c:38: what a file or folder is like is looked at here'
"$ipcstage" explore "$programs/looks_at_files" -- own >"$scratch/out" 2>"$scratch/err" </dev/null
says '^Every interleaving is counted'

# Calls past every function: by an instruction, and of a program that does not load the agent.
unseen run 0 inline_call
says '^  inline_call.c:[0-9]*: write is called by its number'
[ "$(grep -c 'is called by its number' "$scratch/out")" -eq 1 ] || wrong 'getpid is told, too'
printf '%s\n' '#include <unistd.h>' 'int main(void) { return write(1, "x", 1) != 1; }' \
	>"$scratch/still.c"
if cc -static -o "$scratch/still" "$scratch/still.c" 2>/dev/null; then
	"$ipcstage" run "$programs/inline_call" -- "$scratch/still" >"$scratch/out" 2>&1 </dev/null
	says '^  inline_call.c:3[0-9]: a program runs here that does not load the agent'
	[ "$(grep -c 'does not load the agent' "$scratch/out")" -eq 1 ] || wrong 'it is told twice'
fi

# So is what a program does that another one becomes; and where the two cannot be told apart.
unseen run 0 becomes "$programs/inline_call"
says '^  write is called by its number'
unseen run 0 becomes "$programs/barrier"
says_not 'is called by its number'
if (ulimit -s unlimited) 2>/dev/null; then
	(
		ulimit -s unlimited
		unseen run 0 inline_call
		says '^  a program runs here that may make system calls past the C library'
		exit $failed
	) || failed=1
fi

unseen explore 1 queue_unblocked
says '^  queue_unblocked.c:18: O_NONBLOCK changes here'
says_not 'Every interleaving is counted'

unseen explore 1 unseen_calls
says '^Not complete: what was seen is counted, but not all was seen'
says_not 'Every interleaving is counted'
python3 - "$scratch/json" <<'END' || wrong 'unseen_calls: the report is not as it should be'
import json, sys

report = json.load(open(sys.argv[1]))
assert report["complete"] is False and report["cut"] == "unseen"
spots = {s["where"]: s for s in report["unseen"]}
assert sorted(spots) == ["unseen_calls.c:%d" % line for line in (12, 22, 24, 25)], spots
assert spots["unseen_calls.c:12"]["process"] == 1
assert all(s["advice"] and s["step"] == 0 for s in spots.values())
END

# What threads share is not seen without the hooks.
unseen explore 1 thread_posts
says '^  thread_posts.c:18: loads and stores of shared memory are not seen here'
says_not 'Every interleaving is counted'

# Shared memory of a program without the hooks: what it does itself are steps. System calls that the
# C library makes for it are not seen, where we stand in front of neither.
unseen explore 0 touches_shared
says '^Every interleaving is counted'
unseen explore 0 shares_quietly
says '^Every interleaving is counted'
unseen explore 1 reads_into_shared
for line in 26 55; do
	says "^  reads_into_shared.c:$line: loads and stores"
done
[ "$(grep -c 'loads and stores' "$scratch/out")" -eq 2 ] || wrong 'more is told'

# As it may be accessed, and no otherwise.
unseen explore 0 protected_mapping
says '^Every interleaving is counted'
unseen explore 0 protected_mapping late
says ': 2 interleavings, 2 as expected'
unseen explore 1 protected_mapping part
says '^  protected_mapping.c:82: loads and stores'
[ "$(grep -c 'loads and stores' "$scratch/out")" -eq 1 ] || wrong 'more is told'
unseen explore 3 protected_mapping store
says '^  1 was killed by SIGSEGV at protected_mapping.c:48'
says '^Every interleaving is counted'

# What clang is to be told besides, so that nothing is hidden.
all_hooks='-grecord-command-line -mllvm -tsan-instrument-read-before-write=1'
case $("${CC:-cc}" --version) in
*clang*) ;;
*) all_hooks= ;;
esac

# hooked PROGRAM [FLAG...]: one of ours is built with the hooks, as $scratch/PROGRAM.
hooked() {
	source=$1
	shift
	# shellcheck disable=SC2086
	"${CC:-cc}" -D_GNU_SOURCE -g -fsanitize=thread -fno-builtin $all_hooks "$@" \
		-c -o "$scratch/$source.o" "$here/../programs/$source.c" &&
		"${CC:-cc}" -o "$scratch/$source" "$scratch/$source.o" "$build/libipcstage.so" -lm -pthread ||
		wrong "$source cannot be built with the hooks"
}

# told PROGRAM WORDS: each of its lines that is marked is told in these words, and no other.
told() {
	marked=$(grep -n '/\* unseen \*/' "$here/../programs/$1.c" | cut -d: -f1)
	for line in $marked; do
		says "^  $1.c:$line: $2"
	done
	[ "$(grep -cE "^  $1.c:[0-9]+: " "$scratch/out")" -eq "$(echo "$marked" | wc -w)" ] ||
		wrong "$1: more is told, or less"
}

hooked prefers_writers
"$ipcstage" explore "$scratch/prefers_writers" >"$scratch/out" 2>"$scratch/err"
says '^  prefers_writers.c:12: a writer that waits for this lock goes before readers'
says_not 'Every interleaving is counted'

# What the C library does to shared memory is, in pieces, between which others may come.
hooked torn_copy
for how in memcpy memset strcpy snprintf; do
	"$ipcstage" explore "$scratch/torn_copy" -- $how >"$scratch/out" 2>"$scratch/err"
	says ': 6 interleavings, 4 as expected'
	says '^Every interleaving is counted'
done
hooked torn_read
for how in fputs fwrite fprintf snprintf vfprintf vsnprintf strdup strndup strncpy asprintf numbers; do
	"$ipcstage" explore "$scratch/torn_read" -- $how >"$scratch/out" 2>"$scratch/err"
	says ': 6 interleavings, 4 as expected'
	says '^Every interleaving is counted'
done

# So is what a call of the system does there, but for what it finds in a structure.
hooked reads_into_shared
"$ipcstage" explore "$scratch/reads_into_shared" >"$scratch/out" 2>"$scratch/err"
says '^  reads_into_shared.c:26: getcwd reads or writes shared memory'
says '^  reads_into_shared.c:55: a system call reads or writes shared memory'
[ "$(grep -c 'reads_into_shared.c:' "$scratch/out")" -eq 2 ] || wrong 'more is told'
hooked torn_call
# orders HOW INTERLEAVINGS EXPECTED
orders() {
	"$ipcstage" explore "$scratch/torn_call" -- "$1" >"$scratch/out" 2>"$scratch/err"
	says ": $2 interleavings, $3 as expected"
	says '^Every interleaving is counted'
}
for how in read readv recv recvfrom mq_receive fread fgets readlink; do
	orders $how 10 7
done
for how in write writev send mq_send pwrite dprintf; do
	orders $how 21 14
done
orders msgrcv 15 11
orders msgsnd 28 18
for how in wait pipe time; do
	orders $how 2 1
done
orders waitid 9 1
orders clock_gettime 3 1
orders gettimeofday 3 1
orders sem_getvalue 2 1

# All of what stdio reads comes, with zeros and parts of pieces.
for flags in -O0 '-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2'; do
	# shellcheck disable=SC2086
	hooked odd_lines $flags
	"$ipcstage" run "$scratch/odd_lines" >"$scratch/out" 2>"$scratch/err"
	says '^as-expected'
done

# Or it is said, with its line: also where the compiler has put checks in.
for flags in -O0 '-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2'; do
	# shellcheck disable=SC2086
	hooked library_shares $flags
	"$ipcstage" explore "$scratch/library_shares" >"$scratch/out" 2>"$scratch/err"
	says_not 'Every interleaving is counted'
	told library_shares '[a-z_ ]* \(reads or writes shared memory here\|is called, and what it does\)'
	says 'c:[0-9]*: printf reads or writes'
	says 'c:[0-9]*: sscanf reads or writes'
done

# What no instruction does at once is libatomic's, which comes with gcc.
cat >"$scratch/wide.c" <<'END'
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
struct wide {
	long numbers[3];
};
int main(void)
{
	struct wide *shared =
		mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct wide wide = {{1, 2, 3}};
	if (fork() == 0) {
		__atomic_store(shared, &wide, __ATOMIC_SEQ_CST); /* line 13 */
		_exit(0);
	}
	wait(0);
	return shared->numbers[2] != 3;
}
END
if "${CC:-cc}" -w -o "$scratch/wide" "$scratch/wide.c" -latomic 2>/dev/null; then
	# shellcheck disable=SC2086
	"${CC:-cc}" -w -g -fsanitize=thread $all_hooks -c -o "$scratch/wide.o" "$scratch/wide.c" &&
		"${CC:-cc}" -o "$scratch/wide" "$scratch/wide.o" "$build/libipcstage.so"
	"$ipcstage" run "$scratch/wide" >"$scratch/out" 2>"$scratch/err"
	says '^as-expected'
	says '^  wide.c:13: __atomic_store reads or writes shared memory'
fi

# Copies of structures: gcc has its hooks for both sides before all is done. clang copies by memcpy.
case $all_hooks in
?*) ;;
*)
	for level in 0 1 2 s; do
		hooked copies_structure -O$level
		"$ipcstage" explore "$scratch/copies_structure" >"$scratch/out" 2>"$scratch/err"
		told copies_structure 'a structure in shared memory is copied to another one there'
	done
	;;
esac

# How it was compiled says what has no hooks: in one file none, in another one not for all there is.
cat >"$scratch/parts.c" <<'END'
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
void part(int *shared);
int main(int argc, char **argv)
{
	int *shared = mmap(0, 4096, argc > 1 ? PROT_READ | PROT_WRITE : PROT_NONE,
			   (argc > 1 ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS, -1, 0);
	char text[12] = "memset(text)"; /* memmove(text) */
	if (fork() == 0) {
		if (argc > 1) {
			memcpy(shared + 8, text, sizeof(text) + MORE); /* line 13 */
			part(shared);
			shared[0]++;
		}
		_exit(0);
	}
	wait(0);
	return 0;
}
END
cat >"$scratch/part.c" <<'END'
void part(int *shared)
{
#if defined(__x86_64__)
	__asm__ volatile("lock xaddl %0, %1" : : "r"(1), "m"(shared[1]) : "memory"); /* line 4 */
#endif
}
END
# parts FLAGS FLAGS: both are compiled with -g and these, and linked.
parts() {
	# shellcheck disable=SC2086
	(cd "$scratch" && "$compiler" -g $1 -c parts.c && "$compiler" -g $2 -c part.c &&
		"$compiler" -o parts parts.o part.o "$build/libipcstage.so") ||
		wrong 'parts.c cannot be built'
	"$ipcstage" run "$scratch/parts" -- shares >"$scratch/out" 2>"$scratch/err"
}
hooks='-fsanitize=thread -fno-builtin -DMORE=0'
compiler=gcc
if command -v gcc >/dev/null; then
	parts "$hooks" -O0
	says '^  part.c:2: this file has no memory hooks'
	[ "$(grep -c '^  parts*.c:' "$scratch/out")" -eq 1 ] || wrong 'more is told of parts.c'
	"$ipcstage" run "$scratch/parts" >"$scratch/out" 2>"$scratch/err"
	says_not 'no memory hooks'
	parts "$hooks" -fno-sanitize=thread
	says_not '^Not seen'
	parts '-fsanitize=thread -O2 -DMORE=0' -fno-sanitize=thread
	says '^  parts.c:13: the compiler may have made memcpy in place, without hooks'
	[ "$(grep -c '^  parts*.c:' "$scratch/out")" -eq 1 ] || wrong 'comments and texts are calls'
	parts "-fsanitize=thread -O2 -DMORE=shared[9]" -fno-sanitize=thread
	says_not 'memcpy in place'
	parts "$hooks" "$hooks"
	if [ "$(uname -m)" = x86_64 ]; then
		says "^  part.c:4: an instruction of the program's own (asm) is here"
	fi
fi
compiler=clang
if command -v clang >/dev/null; then
	parts "$hooks" -fno-sanitize=thread
	says '^  parts.c:7: clang does not say how it has compiled this file'
	parts "-grecord-command-line $hooks" '-grecord-command-line -fno-sanitize=thread'
	says '^  parts.c:7: clang hides the loads of this file that come before a store'
	parts "-grecord-command-line $hooks -mllvm -tsan-instrument-read-before-write=1" \
		'-grecord-command-line -fno-sanitize=thread'
	says_not '^Not seen'
fi

# So it is of what has no debug information, of a library, linked or loaded later, and of what
# threads share.
cat >"$scratch/uses.c" <<'END'
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#ifndef LATE
void part(int *shared);
#endif
static int *shared;
static void *add(void *unused)
{
	void (*function)(int *);
#ifdef LATE
	void *library = dlopen(LATE, RTLD_NOW);
	if (!library)
		_exit(2);
	*(void **)&function = dlsym(library, "part");
#else
	function = part;
#endif
	function(shared);
	return unused;
}
int main(void)
{
#ifdef THREADS
	pthread_t thread;
	shared = malloc(sizeof(int));
	pthread_create(&thread, 0, add, 0);
	pthread_join(thread, 0);
#else
	shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fork() == 0) {
		add(0);
		exit(0);
	}
	wait(0);
#endif
	return 0;
}
END
printf 'void part(int *shared)\n{\n\t++*shared;\n}\n' >"$scratch/part.c"
# uses MAIN LINKED [LIBRARY]: flags of uses.c, what it is linked with, flags of its library.
uses() {
	# shellcheck disable=SC2086
	(cd "$scratch" && if [ -n "$3" ]; then
		gcc $3 -fPIC -c part.c && gcc -shared -o libpart.so part.o "$build/libipcstage.so"
	else
		gcc ${4--g} -c part.c
	fi && gcc $1 -c uses.c && gcc -o uses uses.o $2 "$build/libipcstage.so" -pthread -ldl) ||
		wrong 'uses.c cannot be built'
	"$ipcstage" explore "$scratch/uses" >"$scratch/out" 2>"$scratch/err"
}
if command -v gcc >/dev/null; then
	hooks='-fsanitize=thread -fno-builtin'
	uses "-g $hooks" part.o '' "-g $hooks"
	says '^Every interleaving is counted'
	uses "-g $hooks -DTHREADS" part.o '' "-g $hooks"
	says '^Every interleaving is counted'
	uses "-g $hooks -DTHREADS" part.o '' -g
	says '^  part.c:2: this file has no memory hooks'
	uses "-g $hooks" part.o '' -O0
	says '^  a part of the program has no debug information'
	uses "$hooks" part.o '' "$hooks"
	says '^  a part of the program has no debug information'
	uses "-g $hooks" "$scratch/libpart.so" -O0
	says '^  a library without memory hooks is loaded'
	uses "-g $hooks" "$scratch/libpart.so" "$hooks"
	says '^Every interleaving is counted'
	uses "-g $hooks -DLATE=\"$scratch/libpart.so\"" '' -O0
	says '^  a library without memory hooks is loaded'
	uses "-g $hooks -DLATE=\"$scratch/libpart.so\"" '' "$hooks"
	says '^Every interleaving is counted'
fi

# A program that another one becomes may have none: then it is seen all the same, and nobody knows
# which accesses are atomic.
cat >"$scratch/becomes.c" <<'END'
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	int fd = shm_open("/becomes", O_RDWR | O_CREAT, 0600);
	int *shared;
	if (ftruncate(fd, 4096) != 0)
		return 2;
	shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (argc > 1 && fork() == 0)
		execl(argv[1], argv[1], (char *)0);
	++*shared;
	wait(0);
	return 0;
}
END
if command -v gcc >/dev/null; then
	(cd "$scratch" && gcc -w -g -o becomes_bare becomes.c && gcc -w -g $hooks -c becomes.c &&
		gcc -o becomes becomes.o "$build/libipcstage.so") || wrong 'becomes.c cannot be built'
	"$ipcstage" explore "$scratch/becomes" -- "$scratch/becomes" >"$scratch/out" 2>"$scratch/err"
	says '^Every interleaving is counted'
	says '^data race: .shared'
	"$ipcstage" explore "$scratch/becomes" -- "$scratch/becomes_bare" >"$scratch/out" 2>"$scratch/err"
	says '^Every interleaving is counted'
	says ': 15 interleavings, 15 as expected'
	says_not 'data race: .*becomes.c:1[01].*becomes.c:1[01]'
fi

# To store to a bit-field loads its neighbours: clang's hooks say so, gcc's do not.
"$ipcstage" explore "$build/tests/threads/bit_fields" >"$scratch/out" 2>"$scratch/err"
says 'bit_fields.c:10: to store to a bit-field\|^  exit=1 '

# A structure is assigned in one step: where another access comes beside it, it might be torn.
"$ipcstage" explore "$build/tests/threads/snapshot" >"$scratch/out" 2>"$scratch/err"
[ $? -eq 3 ] || wrong 'explore snapshot: its members are written one by one'
for line in $(grep -n '/\* unseen' "$here/../threads/snapshot.c" | cut -d: -f1); do
	says "^  snapshot.c:$line: a structure is read or written here in a single step\|^Every interleaving" # clang: in pieces
done
"$ipcstage" explore "$build/tests/threads/snapshot" -- lock >"$scratch/out" 2>"$scratch/err" ||
	wrong "explore snapshot lock: status $?"
says '^Every interleaving is counted'

"$ipcstage" explore "$build/tests/threads/kept_state" >"$scratch/out" 2>"$scratch/err"
says ': 6 interleavings, 2 as expected'
says '^  kept_state.c:[0-9]*: a structure is read or written here in a single step'

# What is given by value, and what comes back so: clang's hooks say so, gcc's do not.
"$ipcstage" explore "$build/tests/threads/by_value" >"$scratch/out" 2>"$scratch/err"
says 'by_value.c:14: what a function, declared before this, takes\|^  exit=1 '

# Whom the kernel gives a child of theirs is not tried both ways.
"$ipcstage" explore "$build/tests/threads/asks" -- child >"$scratch/out" 2>"$scratch/err"
says 'asks.c:[0-9]*: threads wait for any child here'
says 'exit=1 '

# Who has been let go by a condition, and waits for its mutex, is not cancelled any more.
"$ipcstage" explore "$build/tests/threads/cancelled_wait" -- held >"$scratch/out" 2>"$scratch/err"
says 'cancelled_wait.c:[0-9]*: a thread is cancelled here that a condition has let go'

# glibc holds all signals back in pthread_create.
"$ipcstage" explore "$build/tests/threads/taken_early" >"$scratch/out" 2>"$scratch/err"
says 'taken_early.c:[0-9]*: a signal is sent to a process while one of its threads may still be making'

# That a thread has ended is no step, which who only asks would have to come before.
for how in end late; do
	"$ipcstage" explore "$build/tests/threads/asks" -- $how >"$scratch/out" 2>"$scratch/err"
	says 'asks.c:[0-9]*: whether a thread has ended is asked here'
done

# What a function returns and its next call changes, and how much it writes, is not seen.
for how in digits swap stack; do
	"$ipcstage" explore "$build/tests/threads/kept_meanwhile" -- $how >"$scratch/out" 2>"$scratch/err"
	says '^  kept_meanwhile.c:[0-9]*: \(ecvt\|swab\) reads or writes shared memory here'
done

# Descriptors of which is not known what they are, which are closed in the middle of a wait; and what
# is set by numbers for all threads.
"$ipcstage" explore "$build/tests/programs/hands_over" -- event >"$scratch/out" 2>"$scratch/err"
says '^  exit=9  unexpected' # a byte is too little for it, and it is nothing to wait for
says_not 'Not seen'
if [ "$(ulimit -Hn)" = unlimited ] || [ "$(ulimit -Hn)" -gt 1024 ]; then
	"$ipcstage" explore "$build/tests/programs/hands_over" -- higher >"$scratch/out" 2>"$scratch/err"
	says 'a descriptor has a number above 1023'
fi
"$ipcstage" explore "$build/tests/threads/in_common" -- closed >"$scratch/out" 2>"$scratch/err"
says 'a thread waits with a descriptor that is closed here'
"$ipcstage" explore "$build/tests/threads/in_common" -- group >"$scratch/out" 2>"$scratch/err"
says '^  in_common.c:[0-9]*: setfsgid is called, and what it does is not followed'

# The processor's ticks are the run's in a library of the program's own, too.
if command -v gcc >/dev/null && [ "$(uname -m)" = x86_64 ]; then
	echo 'unsigned long ticks(void); unsigned long ticks(void) { return __builtin_ia32_rdtsc(); }' \
		>"$scratch/ticks.c"
	printf '%s\n' '#include <stdio.h>' 'unsigned long ticks(void);' \
		'int main(void) { printf("%lu\n", ticks()); return 0; }' >"$scratch/asks_ticks.c"
	(cd "$scratch" && gcc -w -shared -fPIC -o libticks.so ticks.c &&
		gcc -w -o asks_ticks asks_ticks.c ./libticks.so) || wrong 'ticks.c cannot be built'
	for time in first second; do
		(cd "$scratch" && "$ipcstage" run ./asks_ticks) >"$scratch/$time" 2>&1
	done
	grep -q 'prints "[0-9]' "$scratch/first" || wrong 'asks_ticks prints no number'
	cmp -s "$scratch/first" "$scratch/second" || wrong 'ticks of a library are others in each run'
fi

# A demo of ours has nothing that is not seen.
"$ipcstage" explore --json counter >"$scratch/json" 2>"$scratch/err" ||
	wrong 'counter is not explored'
grep -q '"unseen": \[\]' "$scratch/json" || wrong 'counter: something is not seen'
exit $failed
