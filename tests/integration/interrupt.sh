#!/bin/sh
# Who ends a run with Ctrl-C and its like is told what it did so far; and the run is over.
. "$(dirname -- "$0")/lib.sh"

told() {
	grep -q 'on my way' "$scratch/out"
}

# ended SIGNAL STATUS OPTION...: what is printed by then, and how the command ends.
ended() {
	signal=$1 expected=$2
	shift 2
	"$ipcstage" run "$@" "$programs/never_steps" -- compute >"$scratch/out" 2>"$scratch/err" </dev/null &
	viewer=$!
	await 'the program runs' pgrep -P "$viewer" -x never_steps
	await 'the run has begun' pgrep -P "$(pgrep -P "$viewer" -x never_steps | head -n 1)"
	kill -"$signal" "$viewer"
	wait "$viewer" 2>/dev/null
	status=$?
	[ "$status" -eq "$expected" ] || wrong "SIG$signal $*: status $status, not $expected"
	grep -q "^cut-off: .*it was ended by SIG$signal" "$scratch/out" ||
		grep -q "\"why\": \".*it was ended by SIG$signal" "$scratch/out" ||
		wrong "SIG$signal $*: it is not said"
}

ended TERM 143
told || wrong 'what it had printed is not told'
ended INT 130
told || wrong 'what it had printed is not told'
ended HUP 129 --free
ended TERM 143 --json

# Of many runs, those that were done are counted.
timeout -s INT 2 "$ipcstage" run --repeat 10000000 counter >"$scratch/out" 2>"$scratch/err" </dev/null
grep -q 'of .*as-expected' "$scratch/out" || wrong 'what was counted so far is not told'
exit $failed
