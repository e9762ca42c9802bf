#!/bin/sh
# What the command line accepts and refuses, and how it ends.
. "$(dirname -- "$0")/lib.sh"

# A schedule that cannot be followed: which step, which process, and why.
refused 'step 1: process 0 cannot move: it waits for' counter --schedule '0'
refused 'step 1: process 7 cannot move: it has not been born' counter --schedule '7'
refused 'step 3: process 2 cannot move: it waits for' counter -p rounds=1 --schedule '1 1 2'
refused 'step 5: process 1 cannot move: it has ended' counter -p rounds=1 --schedule '1*5'
refused 'the run ended after 4' counter -t no-lock -p rounds=1 --schedule '1 1 2 2 0'
refused "'x' is not a process's number \(word 2\)" counter --schedule '1 x'
refused 'there is no process 128' counter --schedule '128'
refused 'cannot go with' counter --schedule '1' --seed 1
refused 'cannot go with --free' counter --sleepers-free --free

refused "there is no demo 'nothing'; there are counter" nothing
refused 'which demo' --json
refused 'no-lok' counter -t no-lok
refused 'rounds' counter -p rounds=0
refused 'write -- before' "$programs/crash" abort
refused 'No such file' ./no-such-program
refused 'it is no demo|is no demo' "$programs/exit_one" -t no-lock

# What has a sanitizer's run-time is told how to be built; where there is none to link with, nothing
# is tried.
printf 'int main(void) { return 0; }\n' >"$scratch/program.c"
for sanitizer in thread address; do
	"${CC:-cc}" -fsanitize=$sanitizer -o "$scratch/program" "$scratch/program.c" 2>/dev/null ||
		continue
	run "$scratch/program"
	[ "$status" -eq 1 ] || wrong "-fsanitize=$sanitizer: status $status"
	grep -q -- "\(ipcstage cc in the place of cc\|without -fsanitize=address\)$" "$scratch/err" ||
		wrong "-fsanitize=$sanitizer: not told what to do"
done
"${CC:-cc}" -fsanitize=thread -c -o "$scratch/program.o" "$scratch/program.c" &&
	"${CC:-cc}" -o "$scratch/program" "$scratch/program.o" "$build/libipcstage.so" &&
	expect as-expected '0 ended with status 0' "$scratch/program"

# An option is a whole word: --seed is none of those that only begin like it.
refused "'--sched' is no option" counter --sched 1
refused "'--seed-r=3' is no option" --seed-r=3
for command in '' explore; do
	# shellcheck disable=SC2086 # a word or none
	"$ipcstage" $command --see 3 counter >"$scratch/out" 2>"$scratch/err" </dev/null
	[ $? -eq 2 ] && grep -q "'--see' is no option" "$scratch/err" || wrong "$command --see"
done
"$ipcstage" --seed 3 counter >"$scratch/out" 2>"$scratch/err" </dev/null
[ $? -eq 2 ] && grep -q "'--seed' is no option" "$scratch/err" || wrong '--seed on the stage'
"$ipcstage" explore --jobs 9 counter >"$scratch/out" 2>"$scratch/err" </dev/null
[ $? -eq 2 ] && grep -q '^ipcstage explore: --jobs: 9 is more than 8' "$scratch/err" ||
	wrong 'more jobs than there are'

# The stage has no word: what it complains of is said of the program itself.
stage() {
	"$ipcstage" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}
stage --theme nothing
[ "$status" -eq 2 ] && grep -q '^ipcstage: --theme: there is no' "$scratch/err" || wrong "a theme"
stage --nonsense
grep -q '^ipcstage: .*; see ipcstage --help$' "$scratch/err" || wrong "an option of the stage"
stage counter more
grep -q "^ipcstage: 'more' is too much: '[a-z]*' is no command; see ipcstage --help$" "$scratch/err" || wrong "two demos"
stage counter -t no-lok
grep -q "^ipcstage: counter has no toggle 'no-lok'" "$scratch/err" || wrong "a toggle on the stage"
stage -t no-lock
grep -q '^ipcstage: which demo' "$scratch/err" || wrong "a toggle of no demo"
stage --replay "$scratch/none" -t no-lock
grep -q '^ipcstage: --replay says what is shown' "$scratch/err" || wrong "a toggle for a recording"
stage "$programs/crash" abort
grep -q '^ipcstage: .* write -- before' "$scratch/err" || wrong "arguments of a program on stage"

# A program that the agent cannot be put into, and one that is none.
run "$programs/unloadable"
[ "$status" -eq 1 ] && grep -q 'does not load the agent' "$scratch/err" || wrong "a static program"
printf 'no program\n' >"$scratch/text"
chmod +x "$scratch/text"
run "$scratch/text"
[ "$status" -eq 1 ] && grep -q 'Exec format error' "$scratch/err" || wrong "a text as a program"

# The keys of the report, in JSON that others can read.
check_keys() {
	python3 - "$scratch/out" "$@" <<'PYTHON' || wrong "keys of the report: $*"
import json, sys
report = json.load(open(sys.argv[1]))
missing = [key for key in sys.argv[2:] if key not in report]
sys.exit("missing: %s" % missing if missing else 0)
PYTHON
}
head='demo toggles parameters mode seed schedule steps trace_hash outcome expected verdict why'
run counter --json
# shellcheck disable=SC2086 # a list of words
check_keys $head
[ "$(json outcome)" = "{'counter': '10'}" ] || wrong "the outcome of counter"
run counter -t no-lock --json --seed 1 --repeat 20
# shellcheck disable=SC2086
check_keys $head runs verdicts hashes
run "$programs/exit_one" --json
[ "$status" -eq 3 ] && [ "$(json verdict)" = unexpected ] || wrong "a program's report"

# Without a locale of UTF-8, too.
LC_ALL=C "$ipcstage" list >"$scratch/out" 2>&1 || wrong "list under LC_ALL=C"
for demo in counter pipe queue semaphore condition event barrier pool; do
	grep -q "^ *$demo" "$scratch/out" || wrong "list under LC_ALL=C: no $demo"
done
LC_ALL=C grep -q '[^ -~]' "$scratch/out" && wrong "list under LC_ALL=C: more than ASCII"

# A demo's file that is wrong is bad input, to who would see it.
mkdir -p "$scratch/tree/demos/counter"
cp "$ipcstage" "$scratch/tree"
echo 'title: 1' >"$scratch/tree/demos/counter/counter.yaml"
for start in '' counter 'run counter' 'explore counter'; do
	# shellcheck disable=SC2086 # words of a command
	"$scratch/tree/ipcstage" $start >"$scratch/out" 2>"$scratch/err" </dev/null
	[ $? -eq 2 ] && grep -q '/counter.yaml:1:' "$scratch/err" || wrong "a wrong file: $start"
done
"$scratch/tree/ipcstage" list >"$scratch/out" 2>"$scratch/err"
[ $? -eq 1 ] && grep -q '/counter.yaml:1:' "$scratch/err" || wrong "a wrong file: list"

# What the page that compares the four ways measures: a line for each, two figures that are not 0.
"$build/ipcstage-measure" >"$scratch/out" 2>"$scratch/err"
[ "$(grep -Ec '^(pipe|queue|shared-memory|socket) [0-9.]+ [1-9][0-9]*$' "$scratch/out")" -eq 4 ] ||
	wrong 'ipcstage-measure: not four ways'

# Limits of the shell: one line, and no death.
limited() {
	option=$1 limit=$2
	shift 2
	{
		(
			exec 2>&1 >/dev/null </dev/null
			ulimit "$option" "$limit"
			exec "$ipcstage" "$@"
		)
		echo "status $?"
	} | cat >"$scratch/err" # which would be a file of that size itself
	[ "$(tail -n 1 "$scratch/err")" = 'status 2' ] && [ "$(wc -l <"$scratch/err")" -eq 2 ] &&
		grep -q "are allowed here (ulimit $option), but [0-9]* are needed$" "$scratch/err" ||
		wrong "$*, ulimit $option $limit: not one line and status 2"
}
for given in '-n 12' '-f 0' '-f 64000' '-s 64' '-s 128'; do
	# shellcheck disable=SC2086 # two words
	for command in run explore; do
		limited $given $command counter
	done
	# shellcheck disable=SC2086
	limited $given counter
done
(ulimit -n 32; ulimit -s 256; "$ipcstage" run counter >"$scratch/out" 2>"$scratch/err") ||
	wrong 'a run does not do with what it says it needs'
exit $failed
