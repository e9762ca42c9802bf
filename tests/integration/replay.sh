#!/bin/sh
# Recordings: every demo with every toggle is recorded and does the same again; what does not is
# said to part, and where.
. "$(dirname -- "$0")/lib.sh"

replay() {
	timeout 60 "$ipcstage" replay --run-program "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}

# parts PATTERN FILE: it does not do the same, said in one line.
parts() {
	replay "$2"
	[ "$status" -eq 1 ] || wrong "replay $2: status $status, not 1"
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "replay $2: not one line"
	grep -Eq -- "$1" "$scratch/err" || wrong "replay $2: nothing like '$1'"
}

# The same again: every step as recorded, and the trace has the hash that it had.
same_again() {
	run --json --record "$scratch/file" "$@"
	grep -E '"(trace_hash|verdict)": ' "$scratch/out" >"$scratch/first"
	replay --json "$scratch/file"
	[ "$status" -eq 0 ] || wrong "$* recorded: replay ends with status $status"
	grep -q '"as_recorded": true' "$scratch/out" || wrong "$* recorded: it is not the same again"
	grep -E '"(trace_hash|verdict)": ' "$scratch/out" | cmp -s - "$scratch/first" ||
		wrong "$* recorded: it does not leave the same trace"
}

rows demos.table
while IFS='|' read -r demo options _; do
	# shellcheck disable=SC2086 # lists of words
	same_again $demo $options
done <"$scratch/rows"
is_first || exit $failed
same_again "$programs/crash" -- abort
same_again "$programs/sleepers"
same_again "$programs/hopeful_sleep" --sleepers-free --schedule '1 1 0'
same_again "$programs/stuck_forever"
same_again /bin/sh -- -c 'seq 3 | sort -r | wc -l'

# The first of many that is not as expected.
run counter -t no-lock --seed 1 --repeat 3 --record "$scratch/file"
replay "$scratch/file"
[ "$status" -eq 0 ] && grep -q '^unexpected: ' "$scratch/out" || wrong 'the first of three'
grep -q '"seed": 1,' "$scratch/file" || wrong 'the first of three has another seed'

# What exploring found, with the fewest switches.
for program in counter/no-lock pipe/keep-write-end pipe/reader-dies; do
	demo=${program%/*} fault=${program#*/}
	"$ipcstage" explore "$demo" -t "$fault" --record "$scratch/file" >"$scratch/explored" 2>&1
	replay "$scratch/file"
	[ "$status" -eq 0 ] || wrong "what explore $demo -t $fault recorded is not the same again"
done
rm "$scratch/file"
"$ipcstage" explore counter --record "$scratch/file" >"$scratch/out" 2>"$scratch/err"
[ $? -eq 0 ] && [ ! -e "$scratch/file" ] && grep -q 'nothing fails' "$scratch/err" ||
	wrong 'explore recorded what does not fail'

# What threads share, and only a search finds, is in its recording and beside its schedules.
"$ipcstage" explore "$build/tests/threads/seldom_shared" --record "$scratch/file" >"$scratch/explored" 2>&1
grep -q '^  "places": "[0-9a-f]*+4",$' "$scratch/file" || wrong 'a place is not in the recording'
replay "$scratch/file"
[ "$status" -eq 0 ] && grep -q '^unexpected: ' "$scratch/out" || wrong 'what hangs on a place is not the same'
places=$(sed -n 's/.* with --places //p' "$scratch/explored")
schedule=$(sed -n 's/^exit=1 .*: //p' "$scratch/explored")
expect unexpected '^with --places [0-9a-f]+[+]4$' --places "$places" --schedule "$schedule" \
	"$build/tests/threads/seldom_shared"
one_hash 5 --places "$places" --schedule "$schedule" "$build/tests/threads/seldom_shared"
sed 's/"places": "[^"]*"/"places": "here"/' "$scratch/file" >"$scratch/changed"
replay "$scratch/changed"
[ "$status" -eq 1 ] && grep -q "'here': these are no places" "$scratch/err" || wrong 'no places are places'
run --places 12+ counter
[ "$status" -eq 1 ] && grep -q "'12+': these are no places" "$scratch/err" || wrong 'half a place is one'

# Other parameters, other faults, another order, another end, another program of the same name.
run counter -t no-lock -p rounds=1 --schedule '1 2 1 2' --record "$scratch/file"
change() {
	sed "$1" "$scratch/file" >"$scratch/changed"
	cmp -s "$scratch/file" "$scratch/changed" && wrong "sed '$1' changed nothing"
}
change 's/"rounds": 1/"rounds": 2/'
parts 'begins differently: recorded "1 says: round 1 of 1", now "1 says: round 1 of 2"$' \
	"$scratch/changed"
change 's/"no-lock"//'
parts 'begins differently: recorded "1 is about to load counter", now .* take lock"$' \
	"$scratch/changed"
change 's/"1 2 1 2"/"1 1 2 2"/'
parts 'step 2 differs: recorded "2 loads counter: 0", now "1 stores counter: 1"$' "$scratch/changed"
change 's/"1 2 1 2"/"1 2 0 2"/'
parts 'step 3 differs: recorded "1 stores counter: 1", now 0 cannot move: it waits for 1 to end$' \
	"$scratch/changed"
change 's/"unexpected"/"deadlock"/'
parts 'the end differs: recorded deadlock, now unexpected' "$scratch/changed"

cp "$programs/pipe_eof" "$scratch/program"
run "$scratch/program" --record "$scratch/file"
cp "$programs/keep_write_end" "$scratch/program"
parts 'differs|differently' "$scratch/file"

# A recording is data: a program that it names is not run unless the person agrees.
run "$programs/exit_one" --record "$scratch/program.json"
sed "s|\"demo\": \".*\"|\"demo\": \"/bin/touch\"|; s|\"arguments\": \[\]|\"arguments\": [\"$scratch/ran\"]|" \
	"$scratch/program.json" >"$scratch/hostile"
grep -q "$scratch/ran" "$scratch/hostile" || wrong 'the hostile recording is harmless'
for how in replay --replay; do
	timeout 60 "$ipcstage" "$how" "$scratch/hostile" >"$scratch/out" 2>"$scratch/err" </dev/null
	[ $? -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] &&
		grep -q 'it names a program, /bin/touch; .*--run-program$' "$scratch/err" ||
		wrong "$how: it is not said that a program would be run"
done
[ -e "$scratch/ran" ] && wrong 'a program was run that a recording names'
replay "$scratch/hostile"
grep -q '0 opens ran' "$scratch/out" || wrong 'the program was not run with --run-program'

# Bad files, and what cannot be recorded.
bad() {
	pattern=$1
	shift
	replay "$@"
	[ "$status" -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "replay $*: accepted"
	grep -Eq -- "$pattern" "$scratch/err" || wrong "replay $*: nothing like '$pattern'"
}
bad 'which file'
bad 'No such file' "$scratch/nothing"
bad 'no regular file' "$scratch"
bad 'no regular file' /dev/zero
bad 'is too much' "$scratch/file" "$scratch/file"
truncate -s 100M "$scratch/large"
bad 'too large' "$scratch/large"
head -c 200 "$scratch/file" >"$scratch/part"
bad 'it is no JSON' "$scratch/part"
refused 'cannot go with --free' counter --free --record "$scratch/free"
run counter --record "$scratch/no/folder"
[ "$status" -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong 'a file that cannot be made'
[ ! -s "$scratch/out" ] || wrong 'a file that cannot be made: there was a run all the same'
# What is there is left alone unless it is a recording; nor is there a run before that is known.
echo 'int main(void) { return 0; }' >"$scratch/mine.c"
refused 'mine.c: it is there and no recording' counter --record "$scratch/mine.c"
[ ! -s "$scratch/out" ] || wrong 'a file that is not to be overwritten: there was a run all the same'
"$ipcstage" explore counter -t no-lock --record "$scratch/mine.c" >"$scratch/out" 2>"$scratch/err"
[ $? -eq 2 ] || wrong 'explore overwrites a file that is no recording'
grep -q 'int main' "$scratch/mine.c" || wrong 'a file that is no recording was overwritten'
run counter --record "$scratch/again" && run counter --record "$scratch/again"
[ "$status" -eq 0 ] || wrong 'a recording cannot be replaced by another'
: >"$scratch/empty"
run counter --record "$scratch/empty"
[ "$status" -eq 0 ] || wrong 'an empty file is not filled'
# On a full disk, where one can be made.
unshare -m sh -c '
	mkdir "$1/full" && mount -t tmpfs -o size=12k none "$1/full" || exit 77
	cp "$1/file" "$1/full" && "$2" run counter -p rounds=20 --record "$1/full/file" 2>"$1/err" >"$1/out"
	[ $? -eq 1 ] && grep -q "No space left" "$1/err" || exit 1
	grep -q "\"demo\": \".*/program\"" "$1/full/file" && [ "$(ls "$1/full")" = file ]
' sh "$scratch" "$ipcstage" 2>/dev/null
case $? in 0 | 77) ;; *) wrong 'a file that cannot be finished: it was replaced, or not told' ;; esac
ls "$scratch" | grep -q 'file\.' && wrong 'half a recording was left behind'
exit $failed
