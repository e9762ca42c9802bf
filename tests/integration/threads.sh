#!/bin/sh
# Programs of tests/threads: explore counts what threads.table says, nothing is unseen, and the run
# of one schedule leaves the same trace every time.
. "$(dirname -- "$0")/lib.sh"

# counted PROGRAM ARGUMENT: what explore says, as a row of the table has it.
counted() {
	timeout 60 "$ipcstage" explore --json "$build/tests/threads/$1" ${2:+-- "$2"} \
		>"$scratch/out" 2>"$scratch/err" </dev/null
	python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
assert report["complete"] and not report["unseen"]
print(*(report[what] for what in ("interleavings", "as_expected", "deadlocks")))' \
		"$scratch/out" 2>>"$scratch/err"
}

# Of many rows that are alike.
repeats() {
	case $1 in
	by_descriptor) echo 3 ;;
	*) echo 30 ;;
	esac
}

rows threads.table
while IFS='| ' read -r program argument wanted; do
	# An argument that is left out is two bars, which are read as one.
	case $argument in [0-9]*) wanted="$argument $wanted" argument= ;; esac
	wanted=$(printf '%s\n' "$wanted" | tr -s '| ' ' ')
	found=$(counted "$program" "$argument")
	[ "$found" = "$wanted" ] || wrong "explore $program $argument: $found, not $wanted"
	one_hash "$(repeats "$program")" "$build/tests/threads/$program" ${argument:+-- "$argument"}
done <"$scratch/rows"
exit $failed
