#!/bin/sh
# ipcstage explore as it is called: statuses, the report, witnesses that `run` shows again, and what
# is left when it is interrupted.
. "$(dirname -- "$0")/lib.sh"

explore() {
	timeout 60 "$ipcstage" explore "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}

# explored STATUS PATTERN ARGUMENTS...
explored() {
	wanted=$1 pattern=$2
	shift 2
	explore "$@"
	[ "$status" -eq "$wanted" ] || wrong "explore $*: status $status, not $wanted"
	grep -Eq -- "$pattern" "$scratch/out" || wrong "explore $*: nothing like '$pattern'"
}

explored 0 '252 interleavings, 252 as expected' counter
explored 0 '252 interleavings, 252 as expected' counter -t atomic
explored 3 '184756 interleavings, 252 as expected' counter -t no-lock
explored 3 '^  deadlock  deadlock .* 100 %$' pipe -t keep-write-end
explored 3 'Deadlock: .* wait for a token of tokens' semaphore -t zero-tokens
explored 3 '^  crash +crash .* 100 %$' pipe -t reader-dies
explored 3 'Complete up to 1 preemption, and no further \(bound\)' counter -t no-lock --bound 1
explored 1 'Complete up to [0-3] preemptions?, and no further \(budget\)' counter --budget 100
# A run that is cut short has shown nothing, in however few switches.
explored 1 '^INCOMPLETE \(steps\): only what is known so far' file -t no-lock -p rounds=100000 --bound 0
# Nor has one that was over its budget done what was asked for.
explored 1 'INCOMPLETE \(budget\)' counter --bound 1 --budget 20
# What it had found before stays found; that it is incomplete is said at once.
explored 3 '^  counter=[2-9] +unexpected +not counted' counter -t no-lock --jobs 1 --budget 200
head -1 "$scratch/out" | grep -q ': INCOMPLETE (budget), up to 0 preemptions: 2 interleavings, 2 as' ||
	wrong 'a cut search begins as if it were complete'
explore --json counter -t no-lock --jobs 1 --budget 200
[ "$(python3 -c 'import json, sys
print([o["verdict"] for o in json.load(open(sys.argv[1]))["outcomes"] if not o.get("counted", True)])' \
	"$scratch/out")" = "['unexpected']" ] || wrong 'explore --json: what was found is not there'
explored 1 'Complete up to [0-3] preemptions?, and no further \(budget\)' counter --budget 100
grep -qi pass "$scratch/out" && wrong 'a search that was cut speaks of passing'

# Conditions, events and barriers: right in every order, or wrong in every order, or in some.
explored 0 '^condition .*: ([0-9]+) interleavings, \1 as expected' condition
explored 0 '^condition .*: ([0-9]+) interleavings, \1 as expected' condition -p batch=1
explored 3 '^  deadlock +deadlock .* 100 %$' condition -t notify-first
explored 3 'empty-takes=1 +unexpected' condition -t if-not-while
explored 3 'A notification without a waiter is lost: 3 notified ready at step' condition -t no-lock
explored 0 '^event .*: ([0-9]+) interleavings, \1 as expected' event
explored 3 'ready was set and cleared again before' event -t set-and-clear
explored 0 '^barrier .*: ([0-9]+) interleavings, \1 as expected' barrier
explored 3 '^  deadlock +deadlock .* 100 %$' barrier -t one-missing

# A descriptor that is handed over is shared from the message on; one with a high number is, too.
explored 3 ': 2 interleavings, 1 as expected' "$programs/hands_over"
explored 3 ': 2 interleavings, 1 as expected' "$programs/hands_over" -- high

# The report: what the table says, and witnesses that run shows again.
explore --json counter -t no-lock -p rounds=3
[ "$status" -eq 3 ] || wrong "explore --json: status $status"
python3 - "$scratch/out" >"$scratch/witnesses" <<'END' || wrong 'the report is not as it should be'
import json, sys

report = json.load(open(sys.argv[1]))
assert report["complete"] and report["bound"] is None
assert (report["interleavings"], report["as_expected"], report["deadlocks"]) == (924, 20, 0)
counts = {o["outcome"]["counter"]: o["interleavings"] for o in report["outcomes"]}
assert counts == {"2": 8, "3": 300, "4": 416, "5": 180, "6": 20}, counts
for o in report["outcomes"]:
    steps = [s.partition("*") for s in o["schedule"].split()]
    assert len(steps) == o["switches"] + 1
    assert (o["no_return"] is None) == (o["verdict"] == "as-expected")
    print(o["outcome"]["counter"], o["verdict"], o["schedule"])
END
while read -r value verdict schedule; do
	set -- counter -t no-lock -p rounds=3 --schedule "$schedule"
	expect "$verdict" "counter=$value" "$@"
	one_hash 20 "$@"
	[ "$(json verdict)" = "$verdict" ] || wrong "$*: the last of 20 runs ends otherwise"
done <"$scratch/witnesses"

# Beside it: the same without the fault, free runs, a sample.
explored 3 '^With every fault off: 6 interleavings, 6 as expected' counter -t no-lock -p rounds=2 --compare
explored 0 '^With every fault off: 1 interleaving, 1 as expected' \
	threads -t processes -t no-lock --compare
explored 3 'as far as it can follow it, it ends as-expected: counter=4' \
	counter -t no-lock -p rounds=2 --compare
explored 3 'counter=4 .* [0-9]+ of 20$' counter -t no-lock -p rounds=2 --natural 20
explored 3 'a SAMPLE of 50 runs at random and 50 by' counter -t no-lock --sample 50 --seed 1

# An option that would do nothing is refused.
ignored() {
	"$ipcstage" explore counter "$@" >"$scratch/out" 2>"$scratch/err"
	[ $? -eq 2 ] || wrong "explore $*: accepted"
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "explore $*: more than a line"
}
ignored --sample 3 --bound 2
ignored --sample 3 --natural 3
ignored --sample 3 --compare
ignored --seed 4

# How many steps a call has is the compiler's affair; that all of them end well is not.
explore --json queue
python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
assert report["complete"] and report["interleavings"] > 10**14
assert report["as_expected"] == report["interleavings"]' "$scratch/out" ||
	wrong 'queue: not every interleaving ends well'

# A sleep keeps nothing apart: with sleepers let go at any time it shows what hung on one.
explored 0 ': 1 interleaving, 1 as expected' "$programs/hopeful_sleep"
explored 3 ', sleepers free: 3 interleavings, 2 as expected' --sleepers-free "$programs/hopeful_sleep"
explored 3 '^exit=1 \(unexpected\), with 1 switch: 1\*2 0$' --sleepers-free "$programs/hopeful_sleep"
explored 3 ': 3 interleavings, 2 as expected' --sleepers-free --histories "$programs/hopeful_sleep"
explored 3 ': 70 interleavings, 6 as expected' "$programs/append_by_seek"
explored 3 ': 70 interleavings, 6 as expected' --histories "$programs/append_by_seek"
explored 3 ': 14 interleavings, 7 as expected' "$programs/epoll_order"

# Who finds nothing to read comes back to where he was.
explored 0 ': any number of interleavings, as one can ask again and again' "$programs/spins_eventfd"

# A livelock: where it goes round, with the way there. Asking again while another one could go on is
# none.
explored 3 ': any number of interleavings, and some never end: a livelock$' --jobs 1 "$programs/livelock"
grep -q '^  1 and 2 can go round for ever: steps 5 to 10\.$' "$scratch/out" || wrong 'livelock: no cycle'
grep -q 'endless as expected' "$scratch/out" && wrong 'livelock: as expected'
explore --json --jobs 1 "$programs/livelock"
python3 -c 'import json, sys
livelock = [o for o in json.load(open(sys.argv[1]))["outcomes"] if o["verdict"] == "livelock"]
assert [o["cycle"] for o in livelock] == [{"from": 5, "to": 10}]' "$scratch/out" ||
	wrong 'livelock: no cycle in JSON'
explored 3 'From there on no choice ever ends the run' --jobs 1 "$programs/spin"

# Nor is it one where others only wait for a time, which does not come as the run's clock stands.
explored 0 ', sleepers free, ends free: any number of interleavings, as one can' \
	"$programs/poll_while_asleep"
for how in limit timer; do
	explored 1 'poll_while_asleep.c:[0-9]*: the time that is waited for here does not' \
		"$programs/poll_while_asleep" -- $how
	grep -q livelock "$scratch/out" && wrong "poll_while_asleep, $how: a livelock"
done

# System V queues: what the kernel knows of one is in the key, whatever memory forgets. The counts
# are those of every order written down by hand.
for way in '' --histories; do
	set -- $way # a word or none
	explored 3 ': 8 interleavings, 4 as expected' "$@" "$programs/system_v_removed_before"
	explored 3 ': 12 interleavings, 6 as expected' "$@" "$programs/system_v_set"
	explored 3 ': 6 interleavings, 4 as expected' "$@" "$programs/system_v_asked"
	explored 3 ': 6 interleavings, 1 as expected' "$@" "$programs/system_v_removed_meanwhile"
	grep -q '^  exit=5 .* 2 ' "$scratch/out" || wrong 'who waits is told that the queue has gone'
	grep -q '^  exit=6 .* 3 ' "$scratch/out" || wrong 'who comes later finds no queue'
done

# System V semaphores; the counts are those of every order written down by hand.
# semaphores HOW STATUS SAID
for way in '' --histories; do
	set -- $way # a word or none
	semaphores() {
		how=$1 status=$2 said=$3
		shift 3
		explored "$status" "$said" "$@" "$programs/system_v_semaphores" -- "$how"
		grep -q '^Every interleaving is counted' "$scratch/out" || wrong "$how: not all"
	}
	semaphores both 0 ': 2 interleavings, 2 as expected' "$@"
	semaphores crossed 0 ': 2 interleavings, 2 as expected' "$@"
	semaphores none 3 ': 3 interleavings, 1 as expected' "$@"
	semaphores counted 3 ': 2 interleavings, 1 as expected' "$@"
	semaphores handed 0 ': 1 interleaving, 1 as expected' "$@"
	semaphores none-for-a-moment 0 ': 1 interleaving, 1 as expected' "$@"
	semaphores last 3 ': 4 interleavings, 2 as expected' "$@"
	semaphores removed 3 ': 3 interleavings, 0 as expected' "$@"
	grep -q '^  exit=5 .* 1 ' "$scratch/out" || wrong 'who waits is told that the set has gone'
	grep -q '^  exit=6 .* 2 ' "$scratch/out" || wrong 'who comes later finds no set'
	semaphores undo 3 ', ends free: 4 interleavings, 1 as expected' "$@"
	semaphores undo-killed 3 ', ends free: 6 interleavings, 4 as expected' "$@"
done

# Who sleeps at a message queue goes before those who come later.
for way in '' --histories; do
	explored 0 ': 1 interleaving, 1 as expected' $way "$programs/handed_message"
	explored 0 ': 1 interleaving, 1 as expected' $way "$programs/handed_message" -- send
done

# A pipe that is under way in a message is already within reach of who receives it.
explored 3 ': 3 interleavings, 2 as expected' "$programs/sends_pipe"
explored 3 ': 3 interleavings, 2 as expected' --histories "$programs/sends_pipe"
explored 3 ': 3 interleavings, 2 as expected' "$programs/sends_pipe" -- eventfd
explored 0 ': 2 interleavings, 2 as expected' "$programs/sends_pipe" -- timer
explored 3 ': 35 interleavings, 17 as expected' "$programs/sends_pipe" -- memory

# The end of a process is a step for whoever looks at it without waiting.
for way in '' --histories; do
	set -- $way # a word or none
	for how in wait waitid read poll kill pidfd pidfd-wait signalfd; do
		explored 3 ', ends free: 3 interleavings, 2 as expected' "$@" "$programs/looks_at_end" -- $how
	done
	explored 3 ', ends free: 3 interleavings, 1 as expected' "$@" "$programs/looks_at_end" -- signal
	explored 3 ', ends free: 6 interleavings, 3 as expected' "$@" "$programs/looks_at_end" -- killed
	for how in mutex lock sigwait; do
		explored 3 ', ends free: 6 interleavings, 3 as expected' "$@" "$programs/looks_at_end" -- $how
	done
done
# So it is for who is told which of several was first, if anything else comes of it.
for way in '' --histories; do
	set -- $way # a word or none
	explored 3 ', ends free: 2 interleavings, 1 as expected' "$@" "$programs/first_to_end"
	for how in pid left; do
		explored 3 ', ends free: 4 interleavings, 2 as expected' "$@" "$programs/first_to_end" -- $how
	done
	for how in ignored same sum; do
		explored 0 '/first_to_end: 1 interleaving, 1 as expected' "$@" "$programs/first_to_end" -- $how
	done
done
run "$programs/looks_at_end"
grep -q 'somebody has ended already when this looks' "$scratch/out" || wrong 'one order is not all'
run --ends-free "$programs/looks_at_end"
! grep -q 'Not seen' "$scratch/out" || wrong 'an end that is a step is seen'

# Where a file is read is shared with who has the descriptor, too, though nobody writes it.
for way in '' --histories; do
	set -- $way # a word or none
	explored 3 ': 2 interleavings, 1 as expected' "$@" "$programs/shared_position"
done

# What a thread has for itself: two states that differ in nothing else are two. By histories so many
# come out, too.
for way in '' --histories; do
	set -- $way # a word or none
	for where in specific c11 local errno cancel stack heap; do
		explored 3 ': 6 interleavings, 2 as expected' "$@" "$build/tests/threads/kept_apart" -- $where
	done
	for where in result exit; do
		explored 3 ': 30 interleavings, 15 as expected' "$@" "$build/tests/threads/kept_apart" -- $where
	done
done

# What is kept elsewhere: threads.table has the ways that are the same everywhere.
for way in '' --histories; do
	set -- $way # a word or none
	[ "$(nproc)" -lt 2 ] || explored 3 ': 35 interleavings, 25 as expected' "$@" \
		"$build/tests/threads/kept_elsewhere" -- processors
done

# A thread that looks again and again for what another is to write comes to a gate there.
for how in '' counts; do
	explored 0 ': any number of interleavings' "$build/tests/threads/waits_for_flag" -- $how
done

# Signals: whoever is sent one has changed, though it has done nothing. And what lies in memory that
# has a hole. The counts are those of tests/count.
for way in '' --histories; do
	set -- $way # a word or none
	explored 3 ': 4 interleavings, 3 as expected' "$@" "$programs/signal_when"
	explored 3 ', ends free: INCOMPLETE .unseen.: 15 interleavings, 3 as expected' "$@" "$programs/signals_merged"
	explored 3 ': 22 interleavings, 16 as expected' "$@" "$programs/mapping_hole"
	explored 3 ': 11 interleavings, 7 as expected' "$@" "$programs/pid_or_not"
	explored 3 ': 3 interleavings, 2 as expected' "$@" "$programs/pause_too_late"
	explored 0 ': 3 interleavings, 3 as expected' "$@" "$programs/pause_too_late" -- suspend
	for call in read poll semaphore queue lock 'poll restart'; do
		explored 3 ': 3 interleavings, 1 as expected' "$@" "$programs/signal_before_wait" -- $call
	done
	for call in sleep 'sleep restart' flag; do
		explored 3 ': 2 interleavings, 1 as expected' "$@" "$programs/signal_before_wait" -- $call
	done
	for call in 'read restart' 'semaphore restart'; do
		explored 0 ': 1 interleaving, 1 as expected' "$@" "$programs/signal_before_wait" -- $call
	done
	explored 3 ': 4 interleavings, 3 as expected' "$@" "$programs/signal_waits"
	explored 3 ': 6 interleavings, 5 as expected' "$@" "$programs/signal_descriptor"
	explored 3 ': 6 interleavings, 2 as expected' "$@" "$programs/signal_descriptor" -- twice
done

# Memory that cannot be read: behind the end of a mapped file, from the first or since it was cut
# off, and where nobody may. Who ends while it is asked what it holds has come to no end.
for way in '' cut; do
	explored 0 ': [12] interleavings?, [12] as expected' "$programs/short_file" ${way:+-- "$way"}
done
explored 0 ': 1 interleaving, 1 as expected' "$programs/protected_mapping" -- heap
explore "$programs/dies_when_asked"
[ "$status" -eq 1 ] || wrong "dies_when_asked: status $status"
grep -q 'interleaving' "$scratch/out" && wrong 'dies_when_asked: interleavings are counted'

# A handler waits for what the code that it interrupts has.
explored 3 ': 3 interleavings, 2 as expected' "$programs/handler_takes"
explored 3 '^  deadlock +deadlock +1 ' "$programs/handler_takes"

# A mutex that is not process-shared: whoever comes while another process has it is never woken.
explored 3 ': 4 interleavings, 2 as expected' "$programs/unshared"
explored 3 '^  deadlock +deadlock +2 ' "$programs/unshared"
explored 0 ': 27 interleavings, 27 as expected' "$programs/unshared" -- shared

# Whoever comes last to a circle of file locks is refused, and that may be any of those in it: with
# two of them two of six orders keep out of it.
for way in '' --histories; do
	set -- $way # a word or none
	explored 3 ': 6 interleavings, 2 as expected' "$@" "$programs/lock_upgrade"
	explored 3 ': 180 interleavings, 162 as expected' "$@" "$programs/lock_upgrade" -- circle
done

# Timers and what descriptors are set to are part of a state: by chance, and asked for later. Of a
# queue, which others have, it is a step.
for what in alarm itimer timer timerfd signal size seal nonblock capacity buffer alive linger name \
	slack limit stack; do
	explored 3 ': 11 interleavings, 7 as expected' "$programs/settings" -- $what
done
explored 3 ': 12 interleavings, 7 as expected' "$programs/settings" -- queue

# Names in the file system, descriptors that are replaced, flags that are shared. Nothing is left in
# the folder that it is done in.
cd "$scratch" || exit
mkdir folder && cd folder || exit
for way in '' --histories '--jobs 1'; do
	# shellcheck disable=SC2086 # words
	set -- $way
	explored 3 ': 6 interleavings, 2 as expected' "$@" "$programs/check_then_make"
	explored 3 ': 9 interleavings, 5 as expected' "$@" "$programs/dup_over_end"
	explored 3 ': 3 interleavings, 1 as expected' "$@" "$programs/shared_flags"
done
[ -z "$(ls -A)" ] || wrong "something is left: $(ls -A)"

# Every run finds the folder as the first one did.
mkdir world world/empty && echo some >world/old && chmod 640 world/old && ln -s there world/link
touch -d '2001-02-03 04:05:06' world/old world
before=$(ls -lR --time-style=full-iso world && cat world/old)
"$ipcstage" run --json --repeat 5 "$programs/changes_files" -- world >"$scratch/out" 2>&1
grep -q '"as-expected": 5' "$scratch/out" || wrong 'changes_files: not as expected each time'
grep -q '"hashes": 1' "$scratch/out" || wrong 'changes_files: more than one trace'
after=$(ls -lR --time-style=full-iso world && cat world/old)
[ "$(echo "$before" | sed 's/^\(d.*\) [^ ]* [^ ]* [^ ]* \([^ ]*\)$/\1 \2/')" = \
	"$(echo "$after" | sed 's/^\(d.*\) [^ ]* [^ ]* [^ ]* \([^ ]*\)$/\1 \2/')" ] ||
	wrong "the folder is not as it was: $after"
cd "$here" || exit

# Counts that a double cannot hold are digits: 60 over 30.
explore --json counter -p rounds=30
grep -q '"interleavings": "118264581564861424"' "$scratch/out" || wrong 'rounds=30: another count'

# What is too long to be told in full is still another outcome; too many names are an error.
cat >"$scratch/reports.c" <<'END'
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "agent/ipcstage.h"

int main(int argc, char **argv)
{
	char first, long_text[3000], name[3] = "n";
	int ends[2];

	(void)argv;
	if (pipe(ends) < 0)
		return 9;
	for (char i = 'a'; i < 'c'; i++)
		if (fork() == 0)
			_exit(write(ends[1], &i, 1) != 1);
	if (read(ends[0], &first, 1) != 1)
		return 9;
	while (wait(NULL) > 0)
		continue;
	memset(long_text, 'x', sizeof(long_text));
	ipcstage_expected("text", "%.2998sa", long_text);
	ipcstage_outcome("text", "%.2998s%c", long_text, first);
	for (char i = 'a'; argc > 1 && i < 'l'; i++) {
		name[1] = i;
		ipcstage_outcome(name, "1");
	}
	return 0;
}
END
cc -g -I "$here/../../src" -o "$scratch/reports" "$scratch/reports.c" "$build/libipcstage.so" ||
	wrong 'reports.c is not built'
explored 3 ': 4 interleavings, 2 as expected' "$scratch/reports"
explore "$scratch/reports" -- many
[ "$status" -eq 1 ] || wrong "many outcomes: status $status"
grep -q 'more than 8 names of outcomes' "$scratch/err" || wrong 'many outcomes: not told'

# What nobody holds is no result.
explore "$programs/branch_on_pid"
[ "$status" -eq 1 ] || wrong "branch_on_pid: status $status"
grep -q 'does not do the same again' "$scratch/err" || wrong 'branch_on_pid: not caught'

has_children() {
	[ "$(pgrep -c -P "$1")" -ge "$2" ]
}

# Ctrl-C: what is known so far, and nobody stays behind.
for jobs in 1 2; do
	"$ipcstage" explore --jobs $jobs counter -t no-lock -p rounds=40 \
		>"$scratch/out" 2>"$scratch/err" &
	explorer=$!
	await 'its servers' has_children "$explorer" $jobs
	servers=$(pgrep -P "$explorer")
	# Some of them are guardians, which run nothing.
	await 'a server runs the program' pgrep -P "$(printf '%s\n' "$servers" | paste -sd,)"
	kill -INT "$explorer"
	wait "$explorer"
	grep -q '^INCOMPLETE (interrupted)' "$scratch/out" || wrong 'interrupted: does not say so'
	for server in $servers; do
		kill -0 "$server" 2>/dev/null && wrong 'interrupted: its server is still there'
	done
done
exit $failed
